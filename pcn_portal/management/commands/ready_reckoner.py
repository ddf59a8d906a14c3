"""`./portal manage ready_reckoner FILE.json`: what would a network get? JSON in, JSON out."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from funding.engine.rates import national_rates
from funding.reckoner import BadReckonerInput, read_document, reckon

BAD_INPUT = 2


class Command(BaseCommand):
    """Reads cases from a file or from standard input; answers with nothing else on stdout."""

    help = "Calculate what networks would get. FILE is JSON; - reads standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the cases as JSON, or - for stdin")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = reckon(read_document(_content(options["file"])), national_rates())
        except BadReckonerInput as problem:
            self.stderr.write(str(problem))
            raise SystemExit(BAD_INPUT) from None
        self.stdout.write(json.dumps(answer))


def _content(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as problem:
        raise BadReckonerInput(
            f"The file {name} cannot be read ({problem.strerror}). Check its name."
        ) from None
