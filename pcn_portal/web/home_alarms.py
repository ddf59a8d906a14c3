"""Alarms at home: claims, vacant posts, and sizes that wait for an approval or a review."""

from datetime import date

from pcn_portal.accounts.models import User
from pcn_portal.web.claims_at_home import claims_at_home
from pcn_portal.web.home_work import Item
from pcn_portal.web.size_pages import sizes_at_home
from pcn_portal.web.vacancy_words import vacancies_at_home


def alarms_at_home(user: User, today: date) -> list[Item]:
    """What claims, people and sizes of the person's networks ask of them, claims first."""
    return [
        *claims_at_home(user, today),
        *vacancies_at_home(user, today),
        *sizes_at_home(user, today),
    ]
