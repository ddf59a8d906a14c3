"""Looking ahead: forecasts equal what runs would give; scenarios change no fact."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.actions import (
    ScenarioRefused,
    add_change,
    changes_of,
    drop_change,
    propose_scenario,
    save_scenario,
)
from funding.ahead import forecast, what_if
from funding.engine.forecast import Forecast
from funding.engine.scenarios import Change, Kind
from funding.models import Posting, Scenario
from funding.rate_books import national_book
from networks.models import NetworkMembership, Proposal
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM
from pcn_portal.units.periods import ContractYear
from practices.models import PopulationFigure
from tests.funding.approving import approve
from tests.funding.cast import NOON, restate, run_month

YEAR = ContractYear(2025)
JULY = date(2025, 7, 1)
LATER = NOON + timedelta(days=30)
ICB = "QAA"


@pytest.fixture
def scenario(england: list[str], commissioner: User) -> Scenario:
    return save_scenario(icb_code=ICB, year=YEAR, name="What if", by=commissioner.actor, at=NOON)


def change(scenario: Scenario, by: User, **what: Any) -> Scenario:
    usual: dict[str, Any] = {"kind": Kind.MOVE, "start": JULY}
    return add_change(scenario_id=scenario.pk, change=Change(**usual | what), by=by.actor, at=NOON)


def worked_out(scenario: Scenario) -> Forecast:
    return what_if(icb_code=ICB, year=YEAR, known_at=NOON, changes=changes_of(scenario))


def as_it_is() -> Forecast:
    return what_if(icb_code=ICB, year=YEAR, known_at=NOON)


def test_with_nothing_approved_the_forecast_is_twelve_runs(
    england: list[str], commissioner: User
) -> None:
    found = forecast(icb_code=ICB, year=YEAR, known_at=NOON)
    for month in YEAR.months():
        (made,) = run_month(commissioner, icb=ICB, month=month.first)
        cell = found.of_month(month.first)
        assert (cell.amount, cell.gaps, cell.posted) == (made.total, made.gaps, False)
    assert found.total.gaps > 0
    assert found.posted_months == ()


def test_posted_months_are_as_posted_and_what_waits_is_added(
    england: list[str], commissioner: User, approver: User
) -> None:
    for month in list(YEAR.months())[:3]:
        (made,) = run_month(commissioner, icb=ICB, month=month.first)
        approve(calculation_id=made.pk, by=approver.actor, at=NOON)
    posted = {
        m.first: sum(p.amount for p in Posting.objects.filter(entitlement_month=m.first))
        for m in list(YEAR.months())[:3]
    }
    found = forecast(icb_code=ICB, year=YEAR, known_at=NOON)
    assert {m: found.of_month(m).amount for m in found.posted_months} == posted
    restate("Z00003", "registered", Decimal(12345), LATER)
    (july,) = run_month(commissioner, icb=ICB, month=JULY, at=LATER)
    after = forecast(icb_code=ICB, year=YEAR, known_at=LATER)
    waiting = sum(after.of_month(m).amount - posted[m] for m in found.posted_months)
    assert waiting == july.corrections != 0


def test_a_networks_part_adds_up_to_the_board(england: list[str]) -> None:
    found = forecast(icb_code=ICB, year=YEAR, known_at=NOON)
    parts = [found.only(code).total for code in found.networks]
    assert sum(part.amount for part in parts) == found.total.amount
    assert sum(part.gaps for part in parts) == found.total.gaps
    assert sum(found.of_stream(s).amount for s in found.streams) == found.total.amount


def test_a_move_takes_the_practices_money_along_from_its_month(
    scenario: Scenario, commissioner: User
) -> None:
    change(scenario, commissioner, practice="Z00001", network="U00003")
    base, moved = as_it_is(), worked_out(Scenario.objects.get())
    june = date(2025, 6, 1)
    assert moved.of_month(june) == base.of_month(june)
    loss = base.of_network("U00001").amount - moved.of_network("U00001").amount
    gain = moved.of_network("U00003").amount - base.of_network("U00003").amount
    assert loss > 0 and gain > 0
    assert abs(loss - gain) < Decimal("2.00")
    home = NetworkMembership.objects.get(practice__code="Z00001")
    assert home.network.code == "U00001"


def test_other_lists_beds_and_rates_change_the_year_and_no_fact(
    scenario: Scenario, commissioner: User
) -> None:
    before = PopulationFigure.objects.count()
    base = as_it_is()
    change(
        scenario, commissioner, kind=Kind.LIST, practice="Z00003", basis="registered",
        value=Decimal(20000),
    )  # fmt: skip
    lists = worked_out(Scenario.objects.get())
    assert lists.of_stream("core_pcn_funding") != base.of_stream("core_pcn_funding")
    change(scenario, commissioner, kind=Kind.BEDS, network="U00001", value=Decimal(0))
    beds = worked_out(Scenario.objects.get())
    assert beds.of_stream("care_home_premium").amount < base.of_stream("care_home_premium").amount
    assert PopulationFigure.objects.count() == before


def test_a_rate_counts_for_all_or_for_one_network_and_is_provisional(
    scenario: Scenario, commissioner: User
) -> None:
    rate = next(r.id for r in national_book(NOON).rates(YEAR) if r.stream == "care_home_premium")
    base = as_it_is()
    what: dict[str, Any] = {"kind": Kind.RATE, "rate": rate, "value": Decimal(200)}
    change(scenario, commissioner, network="U00001", **what)
    one = worked_out(Scenario.objects.get())
    assert one.of_network("U00003") == base.of_network("U00003")
    assert one.of_network("U00001").amount > base.of_network("U00001").amount
    assert one.of_network("U00001").provisional
    change(scenario, commissioner, **what)
    everybody = worked_out(Scenario.objects.get())
    assert everybody.of_network("U00003").amount > base.of_network("U00003").amount


def test_a_change_is_taken_out_again(scenario: Scenario, commissioner: User) -> None:
    change(scenario, commissioner, practice="Z00001", network="U00003")
    drop_change(scenario_id=scenario.pk, number=1, by=commissioner.actor, at=NOON)
    assert worked_out(Scenario.objects.get()).total == as_it_is().total
    with pytest.raises(ScenarioRefused, match="no such change"):
        drop_change(scenario_id=scenario.pk, number=1, by=commissioner.actor, at=NOON)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"practice": "Z99999", "network": "U00003"}, "Z99999 is a core network practice of no"),
        ({"practice": "Z00001", "network": "U99999"}, "commissions no network U99999"),
        ({"practice": "Z00001", "start": date(2026, 4, 1)}, "a month of 2025/26"),
        ({}, "which practice"),
        ({"kind": Kind.BEDS, "value": Decimal(1)}, "which network"),
        ({"kind": Kind.BEDS, "network": "U00001", "value": Decimal("1.5")}, "whole number"),
        ({"kind": Kind.BEDS, "network": "U00001", "value": Decimal(-1)}, "from 0 to"),
        ({"kind": Kind.LIST, "practice": "Z00001", "value": Decimal(1)}, "which population"),
        ({"kind": Kind.RATE, "rate": "tea", "value": Decimal(1)}, "no such rate"),
        ({"kind": Kind.RATE, "rate": "tea", "value": Decimal("NaN")}, "from 0 to"),
    ],
)
def test_a_change_that_cannot_be_laid_over_the_facts_is_refused(
    scenario: Scenario, commissioner: User, what: dict[str, Any], said: str
) -> None:
    with pytest.raises(ScenarioRefused, match=said):
        change(scenario, commissioner, **what)
    assert Scenario.objects.get().changes == []


def test_moves_become_proposals_and_the_rest_says_where_it_is_done(
    scenario: Scenario, commissioner: User
) -> None:
    change(scenario, commissioner, practice="Z00001", network="U00003")
    change(scenario, commissioner, kind=Kind.BEDS, network="U00001", value=Decimal(9))
    made = propose_scenario(
        scenario_id=scenario.pk, reason="Agreed in May.", by=commissioner.actor, at=NOON
    )
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.effective) == ("move", JULY)
    assert proposal.reason == "Scenario “What if”: Agreed in May."
    assert [one.proposal_id for one in made] == [proposal.pk, None]
    assert "import of bed counts" in made[1].words
    with pytest.raises(ScenarioRefused):
        propose_scenario(scenario_id=scenario.pk, reason="Again.", by=commissioner.actor, at=NOON)
    assert Proposal.objects.count() == 1


def test_a_scenario_without_moves_is_not_proposed(scenario: Scenario, commissioner: User) -> None:
    with pytest.raises(ScenarioRefused, match="it has none"):
        propose_scenario(scenario_id=scenario.pk, reason="So.", by=commissioner.actor, at=NOON)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "a name"),
        ({"name": "What if"}, "of that name already"),
        ({"year": ContractYear(2010)}, "no rates for 2010/11"),
        ({"by": SYSTEM}, "by a person"),
    ],
)
def test_a_scenario_that_cannot_be_is_refused(
    scenario: Scenario, commissioner: User, changed: dict[str, Any], said: str
) -> None:
    usual: dict[str, Any] = {
        "icb_code": ICB, "year": YEAR, "name": "B", "by": commissioner.actor, "at": NOON,
    }  # fmt: skip
    with pytest.raises(ScenarioRefused, match=said):
        save_scenario(**usual | changed)
