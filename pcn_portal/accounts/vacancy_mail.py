"""E-mails about vacancies: one for each person, listing all that is new to them."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from networks.models import Network
from networks.people.notices import not_told, record_told
from networks.people.vacancies import Vacancy, vacancies
from pcn_portal.accounts.keepers import keepers_of
from pcn_portal.accounts.models import User
from pcn_portal.accounts.sending import Told, send, tell_each
from pcn_portal.audit.models import SYSTEM


def tell_of_vacancies(*, today: date, at: datetime) -> Told:
    """Tell PCN managers and commissioners of vacancies that are new to them.

    What went out is recorded at once, for each person; nothing else is. So a mail server that
    fails, or refuses one address, loses nothing and nobody is told twice.
    """
    found = vacancies(Network.objects.all(), today=today)
    keepers = keepers_of({(v.network_id, v.code) for v in found}, today)
    return tell_each(
        (
            (person, partial(_tell, person, [v for v in found if v.network_id in theirs], at))
            for person, theirs in keepers.items()
        ),
        "vacancies",
    )


@transaction.atomic
def _tell(person: User, found: Sequence[Vacancy], at: datetime) -> bool:
    """Send one e-mail and record it; whether there was anything new.

    The person's row is locked, so that of two tasks at once one finds nothing left to tell.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    new = not_told(person.pk, found)
    if not new:
        return False
    send(*_message(person, new), person.email)
    record_told(person_id=person.pk, address=person.email, vacancies=new, by=SYSTEM, at=at)
    return True


def _message(person: User, new: Sequence[Vacancy]) -> tuple[str, str]:
    rows = [
        {"vacancy": v, "link": settings.PORTAL_ADDRESS + reverse("network_people", args=[v.code])}
        for v in sorted(new, key=lambda v: (v.vacant_from, v.code))
    ]
    number = len(new)
    said = "1 vacancy in a network" if number == 1 else f"{number:,} vacancies in networks"
    body = render_to_string("mail/vacancies.txt", {"person": person, "rows": rows})
    return f"PCN portal: {said}", body
