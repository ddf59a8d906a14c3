"""What follows from a change besides money: vacancies, unsigned agreements, approved months."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from funding.boards import Boards
from funding.engine.facts import PracticeFacts
from funding.models import Decision
from networks.agreements.queries import signed_practices
from networks.models import CLINICAL_DIRECTOR, Network, ProposalKind
from networks.people.queries import holders_by_network
from networks.proposals.details import Change
from networks.proposals.projection import Projection, project
from pcn_portal.units.wording import day_in_words

# What a network is paid does not depend on these.
WITHOUT_MONEY = (
    ProposalKind.NETWORK_RENAMED,
    ProposalKind.PAYEE_CHANGED,
    ProposalKind.DIRECTOR_CHANGED,
)
Sentences = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class ApprovedMonth:
    """A month that an ICB has approved and that a backdated change touches.

    `month` is its first day, `networks` the codes of those that are touched.
    """

    icb_code: str
    icb_name: str
    month: date
    networks: tuple[str, ...]


def vacancies(
    drafts: Sequence[Change], projection: Projection, practices: dict[str, PracticeFacts]
) -> Sentences:
    """By network: nobody in post as clinical director, or a director's practice is not core."""
    day = day_in_words(projection.on)
    places = _places_of_directors(drafts, projection)
    found: Sentences = {}
    for code, view in projection.after.items():
        if not view.exists:
            continue
        said = [] if view.directors else [f"No clinical director is in post on {day}."]
        for person in view.directors:
            place = places.get((code, person), "")
            if place and place not in view.practices:
                said.append(
                    f"The practice of clinical director {person}, {_said(place, practices)}, "
                    f"is no core network practice on {day}."
                )
        found[code] = tuple(said)
    return found


def unsigned(projection: Projection, practices: dict[str, PracticeFacts]) -> Sentences:
    """By network: the agreement in force then that core network practices have not signed."""
    day = day_in_words(projection.on)
    signed = signed_practices(list(projection.after), projection.on)
    found: Sentences = {}
    for code, view in projection.after.items():
        if not view.exists:
            continue
        if code not in signed:
            found[code] = (f"No network agreement is in force on {day}.",)
            continue
        found[code] = tuple(
            f"{_said(practice, practices)} has not signed the network agreement."
            for practice in view.practices
            if practice not in signed[code]
        )
    return found


def approved_months(
    drafts: Sequence[Change], projection: Projection, boards: Boards
) -> tuple[ApprovedMonth, ...]:
    """The approved months of the touched networks' ICBs that begin on the change's day or later."""
    paid = [draft for draft in drafts if draft.kind not in WITHOUT_MONEY]
    if not paid:
        return ()
    mixed = len(paid) < len(drafts)
    touched = project(paid, on=projection.on).after if mixed else projection.after
    decisions = Decision.objects.filter(
        outcome=Decision.Outcome.APPROVED,
        icb_code__in=boards.codes(),
        month__gte=min(draft.effective for draft in paid),
    ).order_by("month", "icb_code")
    found = [
        ApprovedMonth(icb, name, month, _of_board(icb, month, touched, boards))
        for icb, name, month in decisions.values_list("icb_code", "calculation__icb_name", "month")
    ]
    return tuple(month for month in found if month.networks)


def _of_board(icb: str, month: date, networks: Iterable[str], boards: Boards) -> tuple[str, ...]:
    commissioned = ((code, boards.of(code, month)) for code in networks)
    return tuple(code for code, board in commissioned if board and board.code == icb)


def _places_of_directors(
    drafts: Sequence[Change], projection: Projection
) -> dict[tuple[str, str], str]:
    """The practice of each director, by network's code and name; absent where none is recorded."""
    networks = Network.objects.filter(code__in=projection.after)
    found = {
        (network, director.person): director.practice.code
        for network, directors in holders_by_network(
            networks, CLINICAL_DIRECTOR, projection.on
        ).items()
        for director in directors
        if director.practice
    }
    drafted = [d.details for d in drafts if d.kind == ProposalKind.DIRECTOR_CHANGED]
    return found | {(d["network"], d["person"]): d["practice"] for d in drafted}


def _said(code: str, practices: dict[str, PracticeFacts]) -> str:
    known = practices.get(code)
    return f"{known.name} ({code})" if known and known.name else code
