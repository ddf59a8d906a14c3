"""Coverage: all registered patients of an ICB, or the names of those whom nobody serves."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from networks.coverage import IcbCoverage, Named, coverage_on, percent_of
from networks.models import Cover, Network, NetworkMembership
from practices.models import PopulationFigure, Practice, PracticeCommissioner
from tests.api.england import RECEIVED, figure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("england")]
ALL = Decimal(100)
JANUARY, APRIL, JUNE = date(2025, 1, 1), date(2025, 4, 1), date(2025, 6, 1)


def coast(on: date = JUNE) -> IcbCoverage:
    return coverage_on(["QZ1"], on)[0]


def codes(group) -> list[str]:
    return [practice.code for practice in group.practices]


def cover(**by: Any) -> Cover:
    by = by or {"organisation": "Made-up Federation"}
    return Cover.objects.create(
        practice=Practice.objects.get(code="Z90003"), starts=APRIL, how_paid="Locally.", **by
    )


def leaves(practice: str = "Z90003", on: date = APRIL) -> None:
    NetworkMembership.objects.filter(practice__code=practice).update(ends=on)


def listed(practice: str, value: str, on: date, version: int = 1) -> None:
    PopulationFigure.objects.create(
        practice=Practice.objects.get(code=practice), basis="registered", reference_date=on,
        version=version, value=Decimal(value), vintage="made up", received_at=RECEIVED,
    )  # fmt: skip


def test_everybody_in_a_network_is_a_hundred_per_cent():
    found = coast()

    assert (found.percent, found.proven) == (Decimal("100.00"), True)
    assert (len(found.in_network), found.known.patients) == (3, Decimal(30000))
    assert (found.vintage, len(found.not_covered)) == (JANUARY, 0)


def test_who_is_in_no_network_is_named_with_the_patients():
    leaves()

    found = coast()

    assert (codes(found.not_covered), found.not_covered.patients) == (["Z90003"], Decimal(10000))
    assert (found.percent, found.missing_percent) == (Decimal("66.66"), Decimal("33.34"))
    assert not found.proven
    assert coast(date(2025, 3, 31)).proven


@pytest.mark.parametrize("by_network", [True, False])
def test_an_arrangement_covers_them_from_its_first_day(by_network: bool):
    leaves()
    harbour = {"network": Network.objects.get(code="U90001")}
    arranged = cover(**harbour) if by_network else cover()

    assert (codes(coast().arranged), coast().percent, coast().proven) == (["Z90003"], ALL, True)
    arranged.ends = JUNE
    arranged.save()
    assert codes(coast().not_covered) == ["Z90003"]
    assert coast(date(2025, 5, 31)).proven


def test_an_arrangement_with_a_network_that_has_closed_covers_nobody():
    leaves()
    cover(network=Network.objects.get(code="U90001"))
    Network.objects.filter(code="U90001").update(closed=JUNE)

    found = coast()

    assert [(p.code, p.void) for p in found.not_covered.practices if p.cover] == [("Z90003", True)]
    assert coast(date(2025, 5, 31)).proven


def test_an_arrangement_that_a_membership_made_needless_is_shown_and_not_counted_twice():
    cover()

    found = coast()

    assert codes(found.idle) == ["Z90003"]
    assert (len(found.arranged), len(found.in_network), found.percent) == (0, 3, ALL)


def test_one_patient_missing_is_never_rounded_up_to_everybody():
    leaves()
    listed("Z90001", "9999999", APRIL)
    listed("Z90002", "9999999", APRIL)
    listed("Z90003", "1", APRIL)

    found = coast()

    assert (found.percent, found.missing_percent) == (Decimal("99.99"), Decimal("0.01"))
    assert percent_of(Decimal(1), Decimal(0)) is None


def test_the_lists_are_of_the_latest_date_of_which_most_practices_have_one():
    listed("Z90001", "11000", APRIL)

    assert (coast().vintage, coast().known.patients) == (JANUARY, Decimal(30000))

    listed("Z90002", "12000", APRIL)
    found = coast()

    assert (found.vintage, found.known.patients) == (APRIL, Decimal(23000))
    assert codes(found.unknown) == ["Z90003"]
    assert coast(date(2025, 3, 31)).vintage == JANUARY


def test_a_restated_list_counts():
    figure(Practice.objects.get(code="Z90001"), "registered", "12345", version=2)

    assert coast().known.patients == 32345


def test_a_practice_without_a_list_is_named_apart_and_spoils_the_proof_only_outside_a_network():
    for code in ("Z90001", "Z90002"):
        listed(code, "10000", APRIL)

    assert (codes(coast().unknown), coast().percent, coast().proven) == (["Z90003"], ALL, True)
    leaves()
    assert (codes(coast().unknown_outside), coast().percent, coast().proven) == (
        ["Z90003"],
        ALL,
        False,
    )
    cover()
    assert coast().proven


def test_without_any_list_nothing_is_known_and_nothing_proven():
    found = coast(date(2024, 6, 1))

    assert (found.vintage, found.percent, found.proven) == (None, None, False)
    assert codes(found.unknown) == ["Z90001", "Z90002", "Z90003"]


def test_a_practice_in_another_boards_network_counts_and_is_named():
    NetworkMembership.objects.filter(practice__code="Z90003").update(
        network=Network.objects.get(code="U90003")
    )

    found = coast()

    assert codes(found.elsewhere) == ["Z90003"]
    (row,) = found.elsewhere.practices
    assert (row.network, row.elsewhere) == (
        Named("U90003", "Heather PCN"),
        Named("QZ2", "Moorland Fictional ICB"),
    )
    assert found.proven


def test_places_that_are_no_gp_practice_and_have_no_list_are_left_out():
    sub_icb = PracticeCommissioner.objects.get(practice__code="Z90001").sub_icb
    for code, setting in (("Y90001", "RO80"), ("Y90002", "RO76"), ("Y90003", "RO80")):
        place = Practice.objects.create(code=code, name="Made-up Place", setting=setting)
        PracticeCommissioner.objects.create(practice=place, sub_icb=sub_icb, starts=APRIL)
    listed("Y90003", "50", JANUARY)

    found = coast()

    assert found.others == 1
    assert (codes(found.unknown_outside), codes(found.not_covered)) == (["Y90002"], ["Y90003"])


def test_closed_practices_do_not_count():
    Practice.objects.filter(code="Z90003").update(closed=JUNE)

    assert (len(coast().practices), len(coast(date(2025, 5, 31)).practices)) == (2, 3)


def test_all_boards_take_as_many_queries_as_one(django_assert_max_num_queries):
    with django_assert_max_num_queries(9):
        found = coverage_on(["QZ1", "QZ2"], JUNE)

    assert [(c.icb.code, c.percent) for c in found] == [("QZ1", ALL), ("QZ2", ALL)]
