"""Findings against the proposals there are."""

from dataclasses import replace
from datetime import date

import pytest

from networks.comparison import findings
from networks.comparison.settle import Known, Reach, Settled, settle

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
MOVE = findings.move("Z00001", "U90001", "U90002", MAY, 7)
REACH = Reach(
    MAY,
    "list_size_map",
    frozenset({"move", "leave", "practice_closure"}),
    frozenset({"Z00001", "Z00002"}),
)
OPEN = Known(
    1, "move", APRIL, MOVE.details, MOVE.fingerprint, "proposed", True,
    frozenset({"april"}), APRIL, "list_size_map",
)  # fmt: skip


def settled(*found: findings.Finding, known: Known = OPEN, reach: Reach = REACH) -> Settled:
    return settle(found, [known], file_hash="may", reach=reach)


def test_what_nobody_proposed_is_new() -> None:
    other = findings.move("Z00002", "U90001", "U90002", MAY, 8)
    assert settled(other).new == [other]


def test_what_is_proposed_is_seen_again_and_noted_once() -> None:
    assert settled(MOVE).seen == [(MOVE, OPEN)]
    noted = replace(OPEN, seen_in=frozenset({"april", "may"}))
    assert settled(MOVE, known=noted).noted == [(MOVE, noted)]


@pytest.mark.parametrize("state", ["refused", "withdrawn", "called_off", "accepted"])
def test_the_same_file_proposes_nothing_twice_whatever_became_of_it(state: str) -> None:
    known = replace(OPEN, state=state, seen_in=frozenset({"may"}))
    assert settled(MOVE, known=known).decided == [(MOVE, known)]


@pytest.mark.parametrize(
    ("state", "effective", "again"),
    [
        ("refused", APRIL, False),
        ("withdrawn", APRIL, True),
        ("called_off", APRIL, True),
        ("accepted", APRIL, True),
        ("accepted", date(2025, 6, 1), False),
    ],
)
def test_another_file_proposes_it_again_unless_that_was_refused_or_comes_later(
    state: str, effective: date, again: bool
) -> None:
    known = replace(OPEN, state=state, effective=effective)
    assert bool(settled(MOVE, known=known).new) == again


def test_a_newer_file_withdraws_what_it_does_not_show() -> None:
    ((known, says),) = settled().contradicted
    assert (known, says) == (OPEN, "does not show this, and has what the register has")
    left = findings.leave("Z00001", "U90001", MAY, 7)
    ((known, says),) = settled(left).contradicted
    assert says == "has Z00001 in no network; the register has it in U90001"


@pytest.mark.parametrize(
    ("known", "reach"),
    [
        (replace(OPEN, from_file=False), REACH),
        (replace(OPEN, state="accepted"), REACH),
        (replace(OPEN, last_day=date(2025, 6, 1)), REACH),
        (OPEN, replace(REACH, practices=frozenset({"Z00002"}))),
        (OPEN, replace(REACH, kinds=frozenset({"join"}))),
        (OPEN, replace(REACH, file="adjusted_populations", only_own=True)),
        (replace(OPEN, last_day=MAY), replace(REACH, file="ods_pcn_workbook")),
    ],
    ids=["a person's", "decided", "of a newer file", "of another place", "of another kind",
         "of a file that counts for more", "of another kind of file, of the same day"],
)  # fmt: skip
def test_a_file_withdraws_nothing_beyond_its_reach(known: Known, reach: Reach) -> None:
    assert settled(known=known, reach=reach).contradicted == []


def test_the_publishers_own_day_takes_the_place_of_a_files() -> None:
    exact = findings.move("Z00001", "U90001", "U90002", date(2025, 3, 1), 7, exact=True)
    outcome = settled(exact)
    assert outcome.new == [exact]
    assert [known for known, _ in outcome.contradicted] == [OPEN]
    a_persons = replace(OPEN, from_file=False)
    assert settled(exact, known=a_persons).seen == [(exact, a_persons)]


def test_a_practice_that_is_gone_may_close_or_leave_and_a_closing_day_says_more() -> None:
    gone = findings.gone("Z00001", "U90001", MAY, closes=True)
    leaves = {"practice": "Z00001", "network": "U90001"}
    known = replace(OPEN, kind="leave", details=leaves, fingerprint="leave:Z00001:U90001")
    assert settled(gone, known=known).seen == [(gone, known)]
    closing = findings.closure("Z00001", "U90001", date(2025, 3, 16), 3)
    outcome = settled(
        closing, known=known, reach=replace(REACH, file="practice_register", only_own=True)
    )
    assert outcome.new == [closing]
    assert [one for one, _ in outcome.contradicted] == [known]
