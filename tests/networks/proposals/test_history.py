"""Past memberships of a practice become those of a file, once a person accepts it."""

from datetime import date
from typing import Any

import pytest

from networks.models import NetworkMembership, Proposal
from networks.proposals.actions import ProposalRefused, propose
from pcn_portal.audit.models import Actor
from tests.api.england import source_file
from tests.networks.proposals.words import AT, JULY, SINCE, TODAY, accept, members, put, spells

pytestmark = pytest.mark.usefixtures("england")
EARLIER, LATER = "2020-07-01", "2024-10-01"


def put_history(by: Actor, *said: list[Any], practice: str = "Z90002") -> Proposal:
    return propose(
        kind="history_corrected",
        effective=date(2020, 7, 1),
        reason="The file shows it",
        details={"practice": practice, "spells": list(said)},
        by=by,
        at=AT,
        source=source_file("partners.csv"),
        source_row=7,
    )


def test_the_spells_become_those_of_the_file(asha: Actor, ben: Actor):
    proposal = put_history(
        asha, ["U90002", EARLIER, SINCE.isoformat(), 7], ["U90001", "2023-04-01", LATER, 8],
        ["U90003", LATER, None, 9],
    )  # fmt: skip
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001", "U90002", "U90003"}
    assert spells("Z90002") == [("U90001", SINCE, None)]
    accept(ben, proposal)
    assert spells("Z90002") == [
        ("U90002", date(2020, 7, 1), SINCE),
        ("U90001", SINCE, date(2024, 10, 1)),
        ("U90003", date(2024, 10, 1), None),
    ]
    assert members("U90002", date(2021, 1, 1)) == ["Z90002"]
    last = NetworkMembership.objects.get(practice__code="Z90002", ends=None)
    assert (last.source_row, last.started_by_id) == (9, proposal.pk)
    assert last.source is not None and last.source.name == "partners.csv"


def test_a_spell_the_file_does_not_have_becomes_empty_and_stays_readable(asha: Actor, ben: Actor):
    accept(ben, put_history(asha, ["U90003", "2023-04-01", None, 4]))
    assert spells("Z90002") == [("U90001", SINCE, SINCE), ("U90003", SINCE, None)]
    assert members("U90001", TODAY) == ["Z90001"]


def test_a_spell_may_become_longer_where_another_was(asha: Actor, ben: Actor):
    accept(ben, put(asha, "move", JULY, practice="Z90002", from_="U90001", to="U90002"))
    accept(ben, put_history(asha, ["U90001", "2023-04-01", None, 4]))
    assert spells("Z90002") == [("U90001", SINCE, None), ("U90002", JULY, JULY)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([["U90001", "2023-04-01", None, 1]], "already has these spells"),
        ([["U90001", EARLIER, None, 1], ["U90002", LATER, None, 2]], "overlap"),
        ([["U90001", EARLIER, LATER, 1], ["U90002", "2024-09-30", None, 2]], "overlap"),
        ([["U90001", LATER, EARLIER, 1]], "ends before it starts"),
        ([["U99999", EARLIER, None, 1]], "no network U99999"),
        ([["U90001", "in July", None, 1]], "not a date"),
        ([["U90001", EARLIER]], "network, start, end and row"),
        (["U90001"], "network, start, end and row"),
    ],
)
def test_a_history_that_cannot_be(asha: Actor, said: list[Any], sentence: str):
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put_history(asha, *said)
    assert refusal.value.field == "spells"


def test_a_file_that_has_no_spell_of_the_practice_ends_them_all(asha: Actor, ben: Actor):
    accept(ben, put_history(asha))
    assert spells("Z90002") == [("U90001", SINCE, SINCE)]
