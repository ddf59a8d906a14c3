"""`./portal manage make_england`: a made-up England, for the demo, tests and benchmarks."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pcn_portal.fictional.build import make_england
from pcn_portal.fictional.files import make_files
from pcn_portal.fictional.folder import FolderInUse, check_folder, write_folder
from pcn_portal.units.periods import BadPeriod, ContractYear

LARGEST = 10_000
FIRST_YEAR = 2020
LAST_YEAR = 2098


class Command(BaseCommand):
    """Writes made-up files. Needs no database."""

    help = "Write plainly fictional files in the real formats into a folder."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--networks", type=int, required=True, help="how many open networks")
        parser.add_argument("--seed", type=int, required=True, help="the same seed, the same files")
        parser.add_argument("--out", type=Path, required=True, help="folder to write into")
        parser.add_argument("--year", default="2025/26", help="contract year, such as 2025/26")
        parser.add_argument(
            "--overwrite", action="store_true", help="write into a folder that is not empty"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        networks, folder = options["networks"], options["out"]
        if not 1 <= networks <= LARGEST:
            raise CommandError(f"--networks is {networks}. Give a number from 1 to {LARGEST:,}.")
        year = read_year(options["year"])
        try:
            check_folder(folder, overwrite=options["overwrite"])
            england = make_england(networks=networks, seed=options["seed"], year=year)
            files = list(make_files(england))
            write_folder(england, files, folder, overwrite=options["overwrite"])
        except FolderInUse as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        self.stdout.write(
            f"Wrote {len(files)} files with {networks:,} networks and "
            f"{len(england.figures.registered):,} practices to {folder}. "
            "README.txt says what each is."
        )


def read_year(text: str) -> ContractYear:
    """Read the contract year; raise CommandError with what to write instead."""
    try:
        year = ContractYear.parse(text)
    except BadPeriod as error:
        raise CommandError(f"--year: {error}") from error
    if not FIRST_YEAR <= year.start_year <= LAST_YEAR:
        raise CommandError(
            f"--year is {year}. Give 2020/21 or later: networks began in 2019, and their first "
            "year has no history to make up."
        )
    return year
