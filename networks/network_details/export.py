"""The rows of the workbook: the networks as they stand on a day, with blanks to fill in."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet

from networks.agreements.queries import Signatory, Standing, standings
from networks.models import CLINICAL_DIRECTOR, Agreement, Appointment, Network, NominatedPayee
from networks.network_details.layout import AGREEMENTS, DIRECTORS, PAYEES, SIGNATURES

Cell = str | int | Decimal | date | None
Rows = list[tuple[Cell, ...]]


def rows_on(networks: QuerySet[Network], on: date) -> dict[str, Rows]:
    """Return the rows of each tab, by the code of the network.

    A network without a director, payee or agreement has a row to fill in, and every member that
    has not signed the version in force has one without a day. What has ended by then is left out;
    what starts later is there.
    """
    found = list(networks.order_by("code"))
    return {
        DIRECTORS: _each(found, _by_network(_directors(networks, on)), _director),
        PAYEES: _each(found, _by_network(_payees(networks, on)), _payee),
        AGREEMENTS: _each(found, _by_network(_agreements(networks, on)), _agreement, (1,)),
        SIGNATURES: _signatures(list(standings(networks.order_by("code"), on).values())),
    }


def _still_on(day: date) -> Q:
    """Facts that have not ended by `day`; an empty one never counted."""
    return Q(ends__isnull=True) | (Q(ends__gt=day) & Q(ends__gt=F("starts")))


def _directors(networks: QuerySet[Network], on: date) -> QuerySet[Appointment]:
    found = Appointment.objects.filter(
        _still_on(on), network__in=networks, role__code=CLINICAL_DIRECTOR
    )
    return found.select_related("practice").order_by("starts", "person")


def _payees(networks: QuerySet[Network], on: date) -> QuerySet[NominatedPayee]:
    """The payee of the day; failing one, the next."""
    found = NominatedPayee.objects.filter(_still_on(on), network__in=networks)
    return found.order_by("network_id", "starts").distinct("network_id")


def _agreements(networks: QuerySet[Network], on: date) -> QuerySet[Agreement]:
    return Agreement.objects.filter(_still_on(on), network__in=networks).order_by("version")


def _by_network(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.network_id, []).append(row)
    return found


def _each(
    networks: Sequence[Network],
    held: dict[int, list[Any]],
    cells: Callable[[Any], tuple[Cell, ...]],
    blank: tuple[Cell, ...] = (),
) -> Rows:
    return [
        (network.code, network.name, *row)
        for network in networks
        for row in [cells(fact) for fact in held.get(network.pk, ())] or [blank]
    ]


def _director(held: Appointment) -> tuple[Cell, ...]:
    practice = held.practice.code if held.practice else ""
    amounts = (held.wte, held.sessions)
    contact = (held.email, held.phone)
    return (held.person, held.profession, practice, *amounts, *contact, held.starts, held.ends)


def _payee(held: NominatedPayee) -> tuple[Cell, ...]:
    return held.ods_code, held.name, held.starts


def _agreement(held: Agreement) -> tuple[Cell, ...]:
    return held.version, held.starts, held.note


def _signatures(found: Sequence[Standing]) -> Rows:
    rows: Rows = []
    for standing in found:
        version = standing.agreement.version if standing.agreement else 1
        head = (standing.network.code, standing.network.name, version)
        given = [
            (member, (s.signed_by, s.signed_on, ", ".join(map(str, s.schedules))))
            for member, s in standing.signed
        ]
        rows += [(*head, *_who(member), *cells) for member, cells in given]
        rows += [(*head, *_who(member), "", None, "") for member in standing.unsigned]
    return rows


def _who(member: Signatory) -> tuple[str, str]:
    return member.code, member.name
