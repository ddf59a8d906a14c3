"""Prove that what was approved stands as it was, or name the first link that does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding.chain import Broken, verify_chain
from funding.models import ChainLink


class Command(BaseCommand):
    """./portal manage verify_chain [--icb QE1]"""

    help = "Check every board's chain of approvals and files; name the first broken link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--icb", help="ODS code of one ICB; all when left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        links = ChainLink.objects.all()
        if options["icb"]:
            links = links.filter(icb_code=options["icb"])
        boards = sorted(set(links.order_by().values_list("icb_code", flat=True).distinct()))
        broken = [found for board in boards if (found := verify_chain(icb_code=board))]
        if broken:
            raise CommandError(
                "\n".join(
                    f"{one.icb_code}: link {one.number} is broken: {one.why}." for one in broken
                )
            )
        self.stdout.write(f"{links.count()} links of {len(boards)} boards: every link holds.")


def _said(broken: Broken) -> str:
    return f"{broken.icb_code}: link {broken.number} is broken: {broken.why}."
