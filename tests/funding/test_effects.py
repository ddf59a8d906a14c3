"""What a change would do, side by side: to the penny, and never a part for the whole."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.actions import set_rounding
from funding.effects import Effect, Side, payment_month
from funding.models import Statement
from networks.holds import place_hold
from networks.models import Network, NetworkMembership
from networks.proposals.actions import decide, propose
from networks.proposals.details import ProposalRefused
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import Month
from practices.models import Practice
from tests.api.england import START, figure
from tests.funding.cast import run_month
from tests.funding.effect_cast import (
    JULY,
    KNOWN,
    build,
    by_hand,
    draft,
    merger,
    move,
    penny,
    population,
    split,
    weigh,
)

ALDER, BIRCH, CEDAR = "Z90001", "Z90002", "Z90003"
LINES = 6  # of a network with one practice: core funding has two


@pytest.fixture(autouse=True)
def england(db: None) -> None:
    build()


def paid(side: Side | None) -> dict[str, Decimal | None]:
    assert side is not None
    return {payment.stream: payment.amount for payment in side.payments}


def sides(effect: Effect, *, after: bool) -> Decimal:
    """What all touched networks get together."""
    found = [network.after if after else network.before for network in effect.networks]
    return sum((side.total for side in found if side), Decimal(0))


def test_a_move_is_shown_to_the_penny_in_both_networks() -> None:
    effect, networks = weigh(move(BIRCH))
    harbour, quay = networks["U90001"], networks["U90002"]
    assert effect.month == Month(2025, 7)
    assert paid(harbour.before) == by_hand([ALDER, BIRCH], beds=10)
    assert paid(harbour.after) == by_hand([ALDER], beds=10)
    assert paid(quay.before) == by_hand([CEDAR], beds=7)
    assert paid(quay.after) == by_hand([BIRCH, CEDAR], beds=7)


def test_a_move_takes_along_exactly_the_practices_own_amounts() -> None:
    effect, networks = weigh(move(BIRCH))
    own = sum((amount or Decimal(0) for amount in by_hand([BIRCH], beds=None).values()), Decimal(0))
    cents = Decimal("0.01") * LINES
    for change in (networks["U90001"].change, networks["U90002"].change):
        assert change is not None
        assert abs(abs(change) - own) <= cents
    assert abs(sides(effect, after=True) - sides(effect, after=False)) <= cents


def test_the_populations_size_and_arrs_sum_follow_the_practice() -> None:
    _, networks = weigh(move(BIRCH))
    before, after = networks["U90002"].before, networks["U90002"].after
    assert before and after
    assert (before.members, after.members) == (1, 2)
    assert (before.registered, after.registered) == (Decimal(24500), Decimal(32623))
    assert after.weighted == population([BIRCH, CEDAR], "weighted")
    assert after.adjusted == population([BIRCH, CEDAR], "adjusted")
    assert (before.band, after.band) == ("Under 30,000", "30,000 to 50,000")
    assert after.arrs_sum == penny(Decimal("32432.00") * Decimal("26.631"))
    assert after.arrs_note == "£26.631 a weighted patient, April 2025 to March 2026."


def test_a_merger_pays_the_new_network_what_the_old_ones_got() -> None:
    effect, networks = weigh(merger())
    new = networks["U90009"]
    assert new.name == "Estuary PCN"
    assert new.before is None
    assert networks["U90001"].after is networks["U90002"].after is None
    assert paid(new.after) == by_hand([ALDER, BIRCH, CEDAR], beds=17)
    assert abs(sides(effect, after=True) - sides(effect, after=False)) <= Decimal("0.05")
    assert new.change == sides(effect, after=True)
    assert networks["U90001"].change == -sum(
        amount or Decimal(0) for amount in by_hand([ALDER, BIRCH], beds=10).values()
    )
    assert any("the 17 beds of the networks that merge" in note for note in effect.notes)


def test_a_split_divides_the_amounts_and_leaves_the_beds_open() -> None:
    effect, networks = weigh(split())
    kept, jetty = networks["U90001"], networks["U90008"]
    assert paid(kept.before) == by_hand([ALDER, BIRCH], beds=10)
    assert paid(kept.after) == by_hand([ALDER], beds=None)
    assert paid(jetty.after) == by_hand([BIRCH], beds=None)
    assert (kept.change, jetty.name) == (None, "Jetty PCN")
    premium = by_hand([], beds=10)["care_home_premium"]
    assert premium
    lost = sides(effect, after=False) - sides(effect, after=True)
    assert abs(lost - premium) <= Decimal("0.05")
    assert any("10 beds of U90001 belong is not known" in note for note in effect.notes)


def test_what_is_shown_is_what_a_run_then_calculates() -> None:
    asha = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    wanted = move(BIRCH)
    effect, networks = weigh(wanted)
    proposal = propose(
        kind=wanted.kind,
        effective=JULY,
        reason="Agreed locally",
        details=wanted.details,
        by=asha.actor,
        at=KNOWN,
    )
    decide(
        proposal_ids=[proposal.pk],
        accept=True,
        reason="Weighed",
        by=asha.actor,
        at=KNOWN,
        today=KNOWN.date(),
    )
    run_month(asha, icb="QZ1", month=JULY, at=KNOWN)
    written = dict(Statement.objects.values_list("network_code", "total"))
    assert written == {code: n.after.total for code, n in networks.items() if n.after}
    assert {network.code for network in effect.networks} == {"U90001", "U90002"}


def test_a_missing_figure_leaves_the_sum_unknown_and_names_the_practice() -> None:
    elder = Practice.objects.create(code="Z90005", name="Elder Surgery", status="active")
    harbour = Network.objects.get(code="U90001")
    NetworkMembership.objects.create(practice=elder, network=harbour, starts=START)
    figure(elder, "registered", "1000")
    _, networks = weigh(move("Z90005"))
    before, after = networks["U90001"].before, networks["U90001"].after
    assert before and after
    assert (before.registered, before.weighted, before.adjusted) == (Decimal(19123), None, None)
    assert before.lacking == {
        "registered": (),
        "adjusted": ("Elder Surgery (Z90005)",),
        "weighted": ("Elder Surgery (Z90005)",),
    }
    assert before.arrs_sum is None
    assert before.arrs_note == "Contractor weighted population missing: Elder Surgery."
    known = {stream for stream, amount in paid(before).items() if amount is not None}
    assert known == {"care_home_premium"}
    assert before.total == by_hand([], beds=10)["care_home_premium"]
    assert all(p.gaps and not p.status for p in before.payments if p.amount is None)
    assert any("Elder Surgery" in gap for p in before.payments for gap in p.gaps)
    assert paid(after) == by_hand([ALDER, BIRCH], beds=10)
    assert networks["U90001"].change is None


def test_an_unknown_list_leaves_the_size_unknown() -> None:
    elder = Practice.objects.create(code="Z90005", name="Elder Surgery", status="active")
    _, networks = weigh(draft("join", practice="Z90005", network="U90003"))
    before, after = networks["U90003"].before, networks["U90003"].after
    assert before and after
    assert (before.band, after.band) == ("30,000 to 50,000", "Not known")
    assert (after.registered, elder.name in after.lacking["registered"][0]) == (None, True)


def test_a_network_without_members_has_no_population_and_no_amount() -> None:
    _, networks = weigh(draft("leave", practice=CEDAR, network="U90002"))
    after = networks["U90002"].after
    assert after
    assert (after.members, after.registered, after.arrs_sum) == (0, None, None)
    assert after.total == by_hand([], beds=7)["care_home_premium"]
    assert after.arrs_note == "No core network practice is recorded."


def test_rates_that_are_provisional_say_so() -> None:
    _, networks = weigh(move(BIRCH))
    after = networks["U90001"].after
    assert after
    statuses = {payment.stream: payment.status for payment in after.payments}
    assert statuses["capacity_and_access_support"] == "provisional"
    assert statuses["core_pcn_funding"] == "confirmed"


def test_the_boards_own_rounding_counts_also_for_a_new_network() -> None:
    asha = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    set_rounding(
        icb_code="QZ1",
        stream="network_participation_payment",
        convention="printed_monthly",
        from_month=JULY,
        reason="Agreed",
        by=asha.actor,
        at=KNOWN,
    )
    wanted = penny(population([BIRCH], "weighted") * Decimal("0.147"))
    new = draft("network_formed", code="U90008", name="Jetty PCN", sub_icb="Z1A", practices=[BIRCH])
    for change in (split(), new):
        _, networks = weigh(change)
        assert paid(networks["U90008"].after)["network_participation_payment"] == wanted


def test_the_month_shown_is_the_first_that_begins_on_or_after_the_last_of_the_days() -> None:
    assert payment_month(date(2025, 7, 1)) == Month(2025, 7)
    assert payment_month(date(2025, 7, 2)) == Month(2025, 8)
    assert payment_month(date(2025, 12, 31)) == Month(2026, 1)
    effect, networks = weigh(
        move(BIRCH), draft("network_renamed", date(2025, 8, 4), network="U90002", name="Pier PCN")
    )
    assert effect.month == Month(2025, 9)
    assert effect.notes[0] == (
        "Amounts are of September 2025, the first month that begins on or after the last of the "
        "days."
    )
    assert networks["U90002"].name == "Pier PCN"
    assert networks["U90002"].after and networks["U90002"].after.members == 2


def test_several_changes_are_weighed_together() -> None:
    _, networks = weigh(move(ALDER), move(BIRCH, to="U90003"))
    assert paid(networks["U90002"].after) == by_hand([ALDER, CEDAR], beds=7)
    assert paid(networks["U90003"].after) == by_hand([BIRCH, "Z90004"], beds=None)


def test_what_was_received_or_published_later_is_left_out() -> None:
    alder = Practice.objects.get(code=ALDER)
    figure(alder, "registered", "1", version=3, received_at=KNOWN + timedelta(seconds=1))
    _, networks = weigh(move(BIRCH))
    _, later = weigh(move(BIRCH), known_at=KNOWN + timedelta(seconds=1))
    before, after = networks["U90001"].after, later["U90001"].after
    assert before and after
    assert (before.registered, after.registered) == (Decimal(10000), Decimal(1))


def test_a_month_without_rates_has_gaps_and_a_note() -> None:
    effect, networks = weigh(move(BIRCH, effective=date(2031, 7, 1)))
    after = networks["U90002"].after
    assert after
    assert after.total == 0
    assert after.arrs_sum is None
    assert all(payment.amount is None for payment in after.payments)
    assert any("2031/32: none are loaded, so no amount of July 2031" in n for n in effect.notes)


def test_a_change_the_register_does_not_allow_is_refused() -> None:
    with pytest.raises(ProposalRefused):
        weigh(move("Z90004"))
    with pytest.raises(ProposalRefused, match="Choose at least one change"):
        weigh()
    with pytest.raises(ProposalRefused, match="between 1900 and 2100"):
        weigh(move(effective=date(9999, 12, 2)))


def test_a_hold_on_a_touched_network_is_said() -> None:
    asha = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    place_hold(network="U90002", from_month=JULY, reason="Not signed", by=asha.actor, at=KNOWN)
    effect, networks = weigh(move(BIRCH))
    assert effect.notes[-1] == (
        "Payments of Quay PCN are held from July 2025; the amounts are what it is entitled to. "
        "Why: Not signed"
    )
    assert paid(networks["U90002"].after) == by_hand([BIRCH, CEDAR], beds=7)


def test_what_no_source_says_of_closing_practices_is_said() -> None:
    effect, networks = weigh(draft("practice_merger", practices=[BIRCH], into=ALDER, name=""))
    assert any("was not found in any published text" in note for note in effect.notes)
    assert paid(networks["U90001"].after) == by_hand([ALDER], beds=10)
    new = draft("practice_merger", practices=[ALDER, BIRCH], into="Z90008", name="Hazel Surgery")
    _, networks = weigh(new)
    after = networks["U90001"].after
    assert after
    assert after.lacking["registered"] == ("Hazel Surgery (Z90008)",)


def test_nothing_is_written_and_more_changes_take_few_more_queries() -> None:
    Practice.objects.create(code="Z90005", name="Elder Surgery", status="active")
    spells = list(NetworkMembership.objects.order_by("pk").values())
    with CaptureQueriesContext(connection) as one:
        weigh(move(BIRCH))
    with CaptureQueriesContext(connection) as three:
        weigh(move(BIRCH), move(ALDER), draft("join", practice="Z90005", network="U90001"))
    assert len(one) <= 20
    assert len(three) == len(one)
    assert list(NetworkMembership.objects.order_by("pk").values()) == spells
