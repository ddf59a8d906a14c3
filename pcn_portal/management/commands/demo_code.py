"""`./portal manage demo_code`: what the demo approver's authenticator app would show."""

from typing import Any

from django.core.management.base import BaseCommand

from pcn_portal.management.demo_cast import check_demo, current_code


class Command(BaseCommand):
    """Prints the second factor of the demo's approver, on its own line and nothing else."""

    help = "Print the six-digit code that the demo approver signs in with now."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        check_demo()
        self.stdout.write(current_code())
