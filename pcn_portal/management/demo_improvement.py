"""The demo's capacity and access improvement, all made up: a part in every state, two other years.

Declared in the summer of 2025, after April and May were approved: June takes up the arrears.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from networks.models import CLINICAL_DIRECTOR, Network
from networks.people.queries import holders_by_network
from networks.queries import members_by_network
from pcn_portal.accounts.models import User
from pcn_portal.management.demo_services import Cast
from pcn_portal.units.periods import ContractYear
from services.engine.improvement import Outcome
from services.improvement import DeclarationFacts, check_part, declare_part, withdraw_part
from services.improvement_boards import (
    AreaJudged,
    judge_areas,
    set_paying,
    set_weights,
    submit_improvement_plan,
)
from services.improvement_files import improvement_years
from services.models import ImprovementDeclaration, ImprovementPay

JUDGED, THIRDS, YEAR = ContractYear(2023), ContractYear(2024), ContractYear(2025)
ACCESS, RISK = "modern-access", "risk-stratification"
DECLARED_AT = datetime(2025, 6, 20, 10, tzinfo=UTC)
CHECKED_AT = datetime(2025, 7, 14, 10, tzinfo=UTC)


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board."""
    others = [one for one in _led(cast, DECLARED_AT.date()) if one != cast.own]
    accepted = _declare(cast, cast.own, ACCESS)
    _check(cast, accepted, Outcome.ACCEPTED, "Made up: seen in all practices.")
    _declare(cast, cast.own, RISK)
    _other_states(cast, others)
    _year_before(cast)
    _judged_year(cast, others)
    set_paying(
        icb_code=cast.icb,
        year=YEAR,
        pay=ImprovementPay.DECLARATION,
        reason="Made up: the board trusts its networks and checks in the autumn.",
        by=cast.commissioner.actor,
        at=datetime(2025, 4, 10, 9, tzinfo=UTC),
    )


def _led(cast: Cast, day: date) -> list[Network]:
    """The networks with a clinical director in the register that day, and practices."""
    keys = [network.pk for network in cast.networks]
    led = holders_by_network(Network.objects.filter(pk__in=keys), CLINICAL_DIRECTOR, day)
    members = members_by_network(network_ids=keys, day=day)
    return [one for one in cast.networks if one.code in led and one.pk in members]


def _other_states(cast: Cast, others: Sequence[Network]) -> None:
    """Not met, more asked for, and withdrawn."""
    for network, outcome, reason in zip(
        others,
        (Outcome.NOT_MET, Outcome.MORE),
        ("Made up: one practice has nothing in place.", "Made up: show it for each practice."),
        strict=False,
    ):
        _check(cast, _declare(cast, network, ACCESS), outcome, reason)
    for network in others[2:3]:
        withdraw_part(
            declaration_id=_declare(cast, network, RISK).pk,
            reason="Made up: declared too early.",
            by=cast.director.actor,
            at=CHECKED_AT,
        )


def _year_before(cast: Cast) -> None:
    """All three parts of 2024/25, declared late and accepted."""
    at = datetime(2025, 3, 20, 10, tzinfo=UTC)
    if cast.own not in _led(cast, at.date()):
        return
    for part in improvement_years()[THIRDS].parts:
        made = _declare(cast, cast.own, part, year=THIRDS, at=at)
        _check(cast, made, Outcome.ACCEPTED, "Made up: seen after the year.")


def _judged_year(cast: Cast, others: Sequence[Network]) -> None:
    """Plans of 2023/24, one of them late; the manager's network is judged."""
    for network, on in (
        (cast.own, date(2023, 6, 26)),
        *((one, date(2023, 7, 4)) for one in others[:1]),
    ):
        submit_improvement_plan(
            network=network,
            year=JUDGED,
            submitted_on=on,
            words="Made up: more appointments kept, and fewer callers who wait.",
            by=cast.manager.actor,
            at=datetime(2023, 7, 5, 9, tzinfo=UTC),
        )
    areas = tuple(improvement_years()[JUDGED].parts)
    by, at = cast.commissioner.actor, datetime(2024, 4, 12, 9, tzinfo=UTC)
    set_weights(
        icb_code=cast.icb,
        year=JUDGED,
        weights=dict.fromkeys(areas, 1),
        reason="Made up: the three areas count alike.",
        by=by,
        at=at,
    )
    judge_areas(
        network=cast.own,
        icb_code=cast.icb,
        year=JUDGED,
        areas={
            area: AreaJudged(Decimal(percent), "Made up: as the board saw it.")
            for area, percent in zip(areas, (100, 75, 50), strict=True)
        },
        by=by,
        at=at,
    )


def _declare(
    cast: Cast,
    network: Network,
    part: str,
    *,
    year: ContractYear = YEAR,
    at: datetime = DECLARED_AT,
) -> ImprovementDeclaration:
    members = members_by_network(network_ids=[network.pk], day=at.date())[network.pk]
    criteria = improvement_years()[year].parts[part].criteria
    facts = DeclarationFacts(
        met_on=at.date().replace(day=1),
        practices=[one.code for one in members],
        evidence={one.key: "Made up: seen in every practice." for one in criteria},
    )
    by = cast.director.actor
    return declare_part(network=network, year=year, part=part, facts=facts, by=by, at=at)


def _check(cast: Cast, made: ImprovementDeclaration, outcome: Outcome, reason: str) -> None:
    by: User = cast.commissioner
    check_part(declaration_id=made.pk, outcome=outcome, reason=reason, by=by.actor, at=CHECKED_AT)
