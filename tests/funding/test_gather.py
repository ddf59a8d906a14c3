"""From the database to frozen facts: who is in, which figure, and the same digest for the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from pytest_django import DjangoAssertNumQueries

from funding.digests import calculation_digest, rates_digest
from funding.gather import IcbFacts, gather, known_on
from networks.models import Network, NetworkMembership
from practices.models import Practice
from services.models import BedCount
from tests.funding.cast import APRIL, MAY, NOON, restate


def facts(month: date = APRIL, at: datetime = NOON) -> IcbFacts:
    return gather(icb_code="QAA", month=month, known_at=at)


def digest(of: IcbFacts) -> str:
    return calculation_digest(of, rates_digest(of))


def members(of: IcbFacts, network: str) -> list[str]:
    (found,) = [n for n in of.networks if n.code == network]
    return [practice.code for practice in found.practices]


def test_facts_of_an_icb_take_few_queries_however_many_networks(
    england: list[str], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(10):
        found = facts()
    assert [network.code for network in found.networks] == ["U00001", "U00003", "U00005"]
    assert members(found, "U00001") == ["Z00001", "Z00007", "Z00013", "Z00019", "Z00025"]


def test_members_are_those_of_the_months_first_day(england: list[str]) -> None:
    NetworkMembership.objects.filter(practice__code="Z00001").update(ends=date(2025, 4, 15))
    NetworkMembership.objects.create(
        practice=Practice.objects.get(code="Z00001"),
        network=Network.objects.get(code="U00003"),
        starts=date(2025, 4, 15),
    )
    assert "Z00001" in members(facts(APRIL), "U00001")
    assert "Z00001" in members(facts(MAY), "U00003")
    assert "Z00001" not in members(facts(MAY), "U00001")


def test_a_practice_that_moves_takes_its_own_first_of_january_figures(england: list[str]) -> None:
    before = facts(APRIL).networks[0].practices[0]
    spells = NetworkMembership.objects.filter(practice__code="Z00001")
    spells.update(network=Network.objects.get(code="U00003"))
    assert before in facts(APRIL).networks[1].practices


def test_a_missing_figure_or_bed_count_is_none_not_zero(england: list[str]) -> None:
    found = facts(date(2024, 4, 1))
    assert found.networks[0].beds is None
    assert found.networks[0].practices[0].registered is None
    assert facts().networks[0].practices[0].weighted is None


def test_the_newest_version_known_by_then_counts(england: list[str]) -> None:
    old = facts().networks[0].practices[0].registered
    restate("Z00001", "registered", Decimal("5000.5"), NOON + timedelta(days=1))
    later = facts(at=NOON + timedelta(days=1)).networks[0].practices[0].registered
    assert facts().networks[0].practices[0].registered == old
    assert later is not None
    assert (later.value, later.reference_date) == (Decimal("5000.5"), date(2025, 1, 1))


def test_the_newest_bed_count_known_by_then_counts(england: list[str]) -> None:
    network = Network.objects.get(code="U00001")
    BedCount.objects.create(network=network, month=APRIL, version=2, beds=7, received_at=NOON)
    beds = facts().networks[0].beds
    earlier = facts(at=NOON - timedelta(seconds=1)).networks[0].beds
    assert beds is not None
    assert earlier is not None
    assert beds.value == 7
    assert (earlier.source, earlier.row) == ("made-up-beds.csv", 2)


def test_a_closed_network_is_left_out(england: list[str]) -> None:
    Network.objects.filter(code="U00003").update(closed=APRIL)
    assert [network.code for network in facts().networks] == ["U00001", "U00005"]


def test_the_day_known_is_the_day_in_england() -> None:
    assert known_on(datetime(2025, 4, 30, 23, 30, tzinfo=UTC)) == date(2025, 5, 1)
    assert known_on(datetime(2025, 1, 31, 23, 30, tzinfo=UTC)) == date(2025, 1, 31)


def test_the_digest_is_free_of_order_and_of_names(england: list[str]) -> None:
    found = facts()
    shuffled = replace(
        found,
        networks=tuple(
            replace(n, practices=tuple(reversed(n.practices)), name="Another name")
            for n in reversed(found.networks)
        ),
        rounding=dict(reversed(found.rounding.items())),
    )
    assert digest(shuffled) == digest(found)


def test_every_fact_rate_and_convention_makes_a_difference_to_the_digest(
    england: list[str],
) -> None:
    found = facts()
    network, *others = found.networks
    practice, *rest = network.practices
    assert practice.registered is not None
    one_more = replace(practice.registered, value=practice.registered.value + 1)
    new_source = replace(practice.registered, source="another-file.csv")

    def changed(**changes: object) -> IcbFacts:
        fresh = replace(practice, **changes)  # type: ignore[arg-type]
        altered = replace(network, practices=(fresh, *rest))
        return replace(found, networks=(altered, *others))

    different = [
        found,
        changed(registered=one_more),
        changed(registered=new_source),
        changed(adjusted=None),
        changed(weighted=practice.registered),
        changed(code="Z99999"),
        replace(found, networks=(replace(network, beds=None), *others)),
        replace(found, networks=tuple(others)),
        replace(found, rounding=found.rounding | {"core_pcn_funding": "printed_monthly"}),
        replace(found, known_on=date(2025, 3, 1)),
        replace(found, icb_code="QAB"),
        facts(MAY),
    ]
    assert len({digest(each) for each in different}) == len(different)
