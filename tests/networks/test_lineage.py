"""A merged or split network leads to its parents and children, over generations."""

from datetime import UTC, date, datetime

import pytest

from networks.lineage import Relative, children_of, parents_of, predecessors_of, successors_of
from networks.models import Network, NetworkSuccession, Proposal
from practices.models import Practice, PracticeSuccession

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2022, 4, 1), date(2024, 4, 1)
AT = datetime(2022, 3, 1, tzinfo=UTC)


def accepted(day: date) -> Proposal:
    return Proposal.objects.create(
        kind="network_merger",
        effective=day,
        reason="Made up",
        details={},
        fingerprint=str(day),
        proposed_at=AT,
        state="accepted",
        decided_at=AT,
        decision_reason="Made up",
    )


@pytest.fixture
def family() -> dict[str, Network]:
    """U1 and U2 became U3; U3 was split into U4 and U5."""
    made = {n: Network.objects.create(code=f"U9000{n}", name=f"Network {n}") for n in "12345"}
    for day, parents, children in ((FIRST, "12", "3"), (SECOND, "3", "45")):
        proposal = accepted(day)
        for parent in parents:
            for child in children:
                NetworkSuccession.objects.create(
                    parent=made[parent], child=made[child], on=day, proposal=proposal
                )
    return made


def codes(found: list[Relative]) -> list[tuple[str, int]]:
    return [(relative.code, relative.generation) for relative in found]


def test_the_whole_chain_of_parents_and_of_children(family: dict[str, Network]):
    assert codes(parents_of(family["5"], on=SECOND)) == [
        ("U90003", 1), ("U90001", 2), ("U90002", 2),
    ]  # fmt: skip
    assert codes(children_of(family["1"], on=SECOND)) == [
        ("U90003", 1), ("U90004", 2), ("U90005", 2),
    ]  # fmt: skip
    last = children_of(family["1"], on=SECOND)[-1]
    assert (last.name, last.on, last.next_to) == ("Network 5", SECOND, "U90003")


def test_only_what_had_happened_by_the_day(family: dict[str, Network]):
    assert codes(children_of(family["1"], on=date(2024, 3, 31))) == [("U90003", 1)]
    assert children_of(family["1"], on=date(2022, 3, 31)) == []
    assert parents_of(family["1"], on=SECOND) == []


def test_a_practice_that_came_back_to_a_former_code_is_met_once():
    made = [Practice.objects.create(code=f"Z9000{n}", name=f"Practice {n}") for n in "123"]
    for before, after, day in ((0, 1, FIRST), (1, 2, SECOND), (2, 0, SECOND)):
        PracticeSuccession.objects.create(predecessor=made[before], successor=made[after], on=day)
    assert codes(successors_of(made[0], on=SECOND)) == [("Z90002", 1), ("Z90003", 2)]
    assert codes(predecessors_of(made[1], on=FIRST)) == [("Z90001", 1)]
