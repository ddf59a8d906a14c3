"""The demo's requirements, all made up: three years, in every kind of standing."""

from datetime import UTC, date, datetime

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.management.demo_services import Cast
from pcn_portal.units.periods import ContractYear
from services.engine.requirements import Level, Status
from services.models import Evidence
from services.requirement_delivery import (
    Delivery,
    Risk,
    answer_requirement,
    confirm_answers,
    review_answer,
)
from services.requirement_evidence import Use, link_evidence, record_evidence
from services.requirement_sets import copy_year, set_of_year

Y2023, Y2024, Y2025 = (ContractYear(year) for year in (2023, 2024, 2025))
OWNER = "Made-up lead"
GRAVE = Risk("Made up: nobody leads the work yet", Level.HIGH, Level.HIGH, "Made up: we ask.")


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board."""
    for year in (Y2023, Y2024, Y2025):
        for number, network in enumerate(cast.networks):
            if network != cast.own:
                _some_answers(cast, network, year, number)
    _own_years(cast)
    copy_year(
        from_year=ContractYear(2026),
        to_year=ContractYear(2027),
        note="Made up for the demo",
        by=cast.administrator.actor,
        at=cast.at,
    )


def _delivery(kind: int, year: ContractYear) -> Delivery | None:
    """One of the kinds of answer; None is no answer."""
    june, march = date(year.start_year, 6, 30), date(year.start_year + 1, 3, 31)
    done = "Made up: it is done in every practice."
    return (
        Delivery(Status.DELIVERED, narrative=done, owner=OWNER),
        Delivery(Status.PLANNED, plan="Made-up plan", owner=OWNER, due=june),
        Delivery(Status.UNDER_WAY, narrative="Made up: begun.", owner=OWNER, due=date(2099, 3, 31)),
        None,
        Delivery(Status.AT_RISK, narrative="Made up: stuck.", due=date(2099, 3, 31)),
        Delivery(Status.NOT_STARTED, due=march),
        Delivery(Status.PLANNED, plan="Made-up plan", owner=OWNER, due=date(2099, 6, 30)),
        Delivery(Status.UNDER_WAY, owner=OWNER, due=date(2099, 1, 1), risks=(GRAVE,)),
    )[kind % 8]


def _some_answers(cast: Cast, network: Network, year: ContractYear, number: int) -> None:
    """A few answers by the network, some of them reviewed."""
    at = datetime(year.start_year, 5, 20, 9, tzinfo=UTC)
    for place, code in enumerate(set_of_year(year, cast.at).requirements):
        kind = number * 3 + place * 5 + year.start_year
        said = _delivery(kind, year)
        if said is None:
            continue
        made = answer_requirement(
            network=network, year=year, code=code, delivery=said, by=cast.manager.actor, at=at
        )
        if kind % 3:
            accept, words = kind % 3 == 1, "" if kind % 3 == 1 else "Made up: say by whom."
            by, later = cast.commissioner.actor, at.replace(month=7, day=3)
            review_answer(answer_id=made.pk, accept=accept, words=words, by=by, at=later)


def _own_years(cast: Cast) -> None:
    """The manager's network: evidence, an answer asked more of, and two years carried on."""
    by, own = cast.manager, cast.own
    item = _evidence(own, by)
    first = datetime(2023, 5, 20, 9, tzinfo=UTC)
    for place, code in enumerate(set_of_year(Y2023, cast.at).requirements):
        said = _delivery(place, Y2023)
        if said:
            answer_requirement(
                network=own, year=Y2023, code=code, delivery=said, by=by.actor, at=first
            )
    _asked_more(cast)
    use = Use("requirement", Y2023, "EHCH")
    link_evidence(evidence=item, use=use, linked=True, by=by.actor, at=first)
    for year, codes in ((Y2024, ["EHCH", "EA"]), (Y2025, ["EHCH"])):
        at = datetime(year.start_year, 5, 2, 9, tzinfo=UTC)
        confirm_answers(network=own, year=year, codes=codes, by=by.actor, at=at)
    at = datetime(2024, 5, 20, 9, tzinfo=UTC)
    said = Delivery(Status.UNDER_WAY, narrative="Made up: begun.", owner=OWNER, risks=(GRAVE,))
    answer_requirement(network=own, year=Y2024, code="CORE", delivery=said, by=by.actor, at=at)


def _asked_more(cast: Cast) -> None:
    """The board asks for more, and the network answers."""
    by, own = cast.manager.actor, cast.own
    at = datetime(2023, 6, 1, 9, tzinfo=UTC)
    for code in ("EHCH", "EA"):
        said = Delivery(Status.DELIVERED, narrative="Made up: rounds are done.", owner=OWNER)
        made = answer_requirement(network=own, year=Y2023, code=code, delivery=said, by=by, at=at)
        review_answer(
            answer_id=made.pk,
            accept=code == "EA",
            words="Made up: which homes?",
            by=cast.commissioner.actor,
            at=at.replace(month=7),
        )
    said = Delivery(Status.DELIVERED, narrative="Made up: all three homes.", owner=OWNER)
    answer_requirement(
        network=own, year=Y2023, code="EHCH", delivery=said, by=by, at=at.replace(month=8)
    )


def _evidence(network: Network, by: User) -> Evidence:
    return record_evidence(
        network=network,
        title="Made-up list of rounds in care homes",
        day=date(2023, 5, 1),
        words="Made up: a list of weekly rounds.",
        file=None,
        by=by.actor,
        at=datetime(2023, 5, 2, 9, tzinfo=UTC),
    )
