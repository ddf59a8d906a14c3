"""How a vacancy is said: as a sentence, as a tag, and at home."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from networks.models import Network
from networks.people.vacancies import WITHIN_DAYS, Vacancy, vacancies
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.web.formats import counted, day, joined
from pcn_portal.web.home_work import Item

NAMED_AT_HOME = 3


def vacancy_sentence(vacancy: Vacancy) -> str:
    """What is missing, since or from when, and who follows."""
    role = lower(vacancy.role)
    if vacancy.vacant_from is None:
        said = f"No {role} of {vacancy.name} is recorded"
    elif vacancy.coming:
        said = f"The post of {role} falls vacant on {day(vacancy.vacant_from)}"
    else:
        said = f"{vacancy.name} has had no {role} since {day(vacancy.vacant_from)}"
    follows = f"; somebody starts on {day(vacancy.filled_from)}" if vacancy.filled_from else ""
    return f"{said}{follows}."


def vacancy_tag(vacancy: Vacancy) -> dict[str, str]:
    """The tag that a network bears where it is named."""
    role = lower(vacancy.role)
    if vacancy.unrecorded:
        return {"text": f"No {role} recorded", "colour": "yellow"}
    if vacancy.coming:
        return {"text": f"{vacancy.role} leaves", "colour": "orange"}
    return {"text": f"No {role}", "colour": "red"}


def lower(title: str) -> str:
    """A role's title within a sentence."""
    return title[:1].lower() + title[1:]


def vacancy_tags(networks: QuerySet[Network], on: date) -> dict[str, list[dict[str, str]]]:
    """The tags of those of `networks` that are known to have a vacancy, by code."""
    found: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for vacancy in vacancies(networks, today=on):
        if not vacancy.unrecorded:
            found[vacancy.code].append(vacancy_tag(vacancy))
    return dict(found)


def vacancies_at_home(user: User, today: date) -> list[Item]:
    """The vacancies in networks whose people the person keeps; a line for each role and state."""
    scope = scope_of(user, Permission.KEEP_REGISTER)
    if scope.empty:
        return []
    groups: defaultdict[tuple[str, str], list[Vacancy]] = defaultdict(list)
    for vacancy in vacancies(networks_in(scope, today), today=today):
        state = "unrecorded" if vacancy.unrecorded else "vacant"
        groups[state, vacancy.role_code].append(vacancy)
    return [_item(found, state) for (state, _), found in sorted(groups.items(), key=_vacant_first)]


def _vacant_first(group: Any) -> tuple[bool, str]:
    (state, role), _ = group
    return state != "vacant", role


def _item(found: Collection[Vacancy], state: str) -> Item:
    first = next(iter(found))
    role, number = lower(first.role), len(found)
    where = f"{reverse('list_directors')}?role={first.role_code}"
    if state == "unrecorded":
        said = f"{counted(number, 'network has,networks have')} no {role} recorded"
        words = f"network with no {role} recorded,networks with no {role} recorded"
    else:
        said = (
            f"{counted(number, 'network is,networks are')} without a {role}, or will be within "
            f"{WITHIN_DAYS} days"
        )
        words = f"vacant post of {role},vacant posts of {role}"
    named = joined([v.name for v in found]) if number <= NAMED_AT_HOME else ""
    return Item(f"{said}{': ' if named else ''}{named}.", where, words, number)
