"""Who was told of which vacancy, so that each person is told of it once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from networks.models import VacancyNotice
from networks.people.vacancies import Vacancy
from pcn_portal.audit.models import Actor, record


def not_told(person_id: int, found: Collection[Vacancy]) -> list[Vacancy]:
    """Return those of `found` that the person was not told of.

    Roles of which nobody is recorded are left out: they are a gap of the register, not news. A
    vacancy whose day has moved is told of again.
    """
    rows = VacancyNotice.objects.filter(
        person_id=person_id, network__in={vacancy.network_id for vacancy in found}
    )
    told = set(rows.values_list("network_id", "role_id", "vacant_from"))
    return [
        vacancy
        for vacancy in found
        if not vacancy.unrecorded
        and (vacancy.network_id, vacancy.role_id, vacancy.vacant_from) not in told
    ]


@transaction.atomic
def record_told(
    *, person_id: int, address: str, vacancies: Collection[Vacancy], by: Actor, at: datetime
) -> None:
    """Record that an e-mail about these vacancies went out to a person."""
    VacancyNotice.objects.bulk_create(
        VacancyNotice(
            network_id=vacancy.network_id,
            role_id=vacancy.role_id,
            vacant_from=vacancy.vacant_from,
            person_id=person_id,
            sent_at=at,
        )
        for vacancy in vacancies
        if vacancy.vacant_from is not None
    )
    record(
        action="vacancies.told",
        by=by,
        at=at,
        object_kind="person",
        object_key=address[:80],
        data={"vacancies": [[v.code, v.role_code, str(v.vacant_from)] for v in vacancies]},
    )
