"""`import_data KIND FILE`: stage a file, show what it would do and, with --apply, do it."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pcn_portal import intake
from pcn_portal.audit.models import SYSTEM
from practices.import_models import ImportBatch, ImportState

SHOWN = 50


class Command(BaseCommand):
    """Without --apply the file is only staged. The exit code is 1 if it is refused."""

    help = "Read a file of open data, show what it would change and, with --apply, apply it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", metavar="KIND", help=f"One of: {', '.join(intake.KINDS)}.")
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--reference-date", default="", help="For example 2025-01-01.")
        parser.add_argument("--apply", action="store_true", help="Apply it if it has no errors.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            batch = self._stage(options, at)
            self._show(batch)
            if batch.state == ImportState.REFUSED:
                raise CommandError("The file has errors. Nothing was changed.")
            if options["apply"] and batch.state == ImportState.STAGED:
                batch = intake.apply(batch_id=batch.pk, by=SYSTEM, at=at)
        except intake.ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_ENDS[ImportState(batch.state)])

    def _stage(self, options: dict[str, Any], at: datetime) -> ImportBatch:
        return intake.stage(
            kind=options["kind"],
            name=options["file"].name,
            content=_read(options["file"]),
            parameters={"reference_date": options["reference_date"]},
            by=SYSTEM,
            at=at,
        )

    def _show(self, batch: ImportBatch) -> None:
        problems = list(batch.problems.all())
        for problem in problems[:SHOWN]:
            row = f"row {problem.row}" if problem.row else ""
            where = ", ".join(part for part in (row, problem.column) if part)
            shown = f" “{problem.value}”:" if problem.value else ""
            label = problem.get_severity_display()
            self.stdout.write(f"{label}{f' ({where})' if where else ''}:{shown} {problem.message}")
        if len(problems) > SHOWN:
            self.stdout.write(f"… and {len(problems) - SHOWN:,} more, on the page of this import.")
        for sentence in batch.summary:
            self.stdout.write(sentence)
        self.stdout.write(f"{batch.rows_read:,} rows read. {_counts(batch.counts)}")
        for entity, counts in batch.counts["entities"].items():
            self.stdout.write(f"  {entity}: {_counts(counts)}")


_ENDS = {
    ImportState.STAGED: "Staged. Nothing was changed; run again with --apply to apply it.",
    ImportState.APPLIED: "Applied.",
    ImportState.UNCHANGED: "The register already holds all of this file. Nothing was changed.",
}


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(
        f"{counts[kind]:,} {kind}" for kind in ("new", "changed", "ended", "untouched")
    )


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > settings.IMPORT_MAX_BYTES:
            raise CommandError(f"{path} is too large to import.")
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
