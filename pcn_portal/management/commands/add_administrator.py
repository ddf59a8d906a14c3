"""`./portal manage add_administrator EMAIL NAME`: the first person of a new portal.

Everybody else is entered by a national administrator on the People page.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from pcn_portal.accounts.actions import PersonRefused, RoleAt, add_person, record_link
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Role
from pcn_portal.audit.models import SYSTEM


class Command(BaseCommand):
    """Enters a national administrator and prints a one-time link for the password."""

    help = "Enter a national administrator and print a one-time link to set a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("name", metavar="NAME", help="In quotation marks, if it has a space.")
        parser.add_argument(
            "--address", default="http://127.0.0.1:8000", help="Where the portal is."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            link = enter(email=options["email"], name=options["name"], at=timezone.now())
        except PersonRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Open this address once, and set a password:")
        self.stdout.write(options["address"].rstrip("/") + link)


@transaction.atomic
def enter(*, email: str, name: str, at: datetime) -> str:
    """Enter the person and return the path of a link that sets a password once."""
    person: User = add_person(
        email=email, name=name, role_at=RoleAt(Role.NATIONAL_ADMINISTRATOR), by=SYSTEM, at=at
    )
    record_link(user_id=person.pk, by=SYSTEM, at=at)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return reverse("set_password", args=[uid, default_token_generator.make_token(person)])
