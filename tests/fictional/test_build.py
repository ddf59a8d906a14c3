"""A made-up England looks like the real one, adds up, and is the same for the same seed."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from pcn_portal.fictional.build import make_england
from pcn_portal.fictional.england import Spell
from pcn_portal.units.periods import ContractYear

YEAR = ContractYear(2025)
WORKBOOK_DAY = date(2025, 1, 1)


def test_the_same_seed_makes_the_same_england_and_another_seed_another():
    first = make_england(networks=12, seed=3, year=YEAR)
    assert make_england(networks=12, seed=3, year=YEAR) == first
    assert make_england(networks=12, seed=4, year=YEAR).networks != first.networks


@pytest.mark.parametrize("networks", [1, 2, 9, 10, 40])
def test_any_size_has_the_networks_asked_for_each_with_core_practices(networks):
    england = make_england(networks=networks, seed=11, year=YEAR)
    members = Counter(network.code for network in england.network_of(WORKBOOK_DAY).values())
    assert set(members) == {network.code for network in england.open_networks}
    assert len(members) == networks
    assert min(members.values()) >= 2


def test_the_first_years_history_fits_into_its_one_quarter():
    england = make_england(networks=20, seed=1, year=ContractYear(2020))
    ended = {spell.ends for spell in england.spells if spell.ends}
    assert ended == {date(2020, 1, 1), date(2020, 4, 1), date(2020, 7, 1)}


def test_full_size_is_the_size_of_england(full_england):
    assert len(full_england.open_networks) == 1_250
    assert 6_000 < len(full_england.figures.registered) < 7_000
    assert len(full_england.icbs) == 42
    assert len({icb.region for icb in full_england.icbs}) == 7
    assert 55_000_000 < sum(full_england.figures.registered.values()) < 75_000_000


def test_a_given_number_of_icbs_each_has_a_network():
    england = make_england(networks=25, seed=5, year=YEAR, icbs=2)
    assert len({network.sub_icb.icb.code for network in england.open_networks}) == 2


def test_names_and_codes_fit_the_formats_and_belong_to_nobody(full_england):
    networks, practices = full_england.networks.values(), full_england.practices.values()
    assert all(re.fullmatch(r"U\d{5}", network.code) for network in networks)
    assert all(re.fullmatch(r"Z\d{5}", practice.code) for practice in practices)
    assert all(practice.place.postcode.startswith("ZZ") for practice in practices)
    assert all(practice.phone.startswith("01632 960") for practice in practices)
    assert all("Fictional" in icb.name for icb in full_england.icbs)
    assert len({network.name for network in networks}) == len(networks)
    assert len({practice.name for practice in practices}) == len(practices)
    assert len({sub_icb.code for sub_icb in full_england.sub_icbs}) == len(full_england.sub_icbs)


def test_adjusted_and_weighted_populations_sum_to_the_lists(full_england):
    figures = full_england.figures
    lists = sum(figures.registered.values())
    assert abs(sum(figures.adjusted.values()) - lists) < 100
    assert figures.adjusted != figures.registered
    [unweighted] = figures.registered.keys() - figures.weighted.keys()
    weighted = sum(figures.weighted.values(), Decimal(0))
    assert abs(weighted - lists) < Decimal(figures.registered[unweighted]) * 2


def test_no_practice_is_core_in_two_networks_at_once(full_england):
    before: Spell | None = None
    for spell in full_england.spells:
        if before and before.practice == spell.practice:
            assert before.ends is not None
            assert before.ends <= spell.starts
        before = spell


def test_a_spell_lies_within_the_life_of_its_network_and_practice(full_england):
    for spell in full_england.spells:
        network = full_england.networks[spell.network]
        practice = full_england.practices[spell.practice]
        assert network.opened <= spell.starts
        for closed in (network.closed, practice.closed):
            assert closed is None or (spell.ends is not None and spell.ends <= closed)


def test_there_has_been_history(england):
    practices = england.practices.values()
    assert any(network.closed for network in england.networks.values())
    assert {practice.status for practice in practices if practice.closed} == {"C"}
    assert any(practice.status == "D" for practice in practices)
    assert any(spell.starts > date(2019, 10, 1) and not spell.ends for spell in england.spells)


def test_some_practices_are_in_no_network_and_some_across_a_border(full_england):
    networks = full_england.network_of(WORKBOOK_DAY)
    outside = full_england.figures.registered.keys() - networks.keys()
    assert 50 < len(outside) < 150
    across = [
        code
        for code, network in networks.items()
        if full_england.practices[code].sub_icb != network.sub_icb
    ]
    assert across


def test_what_is_left_out_is_left_out_once_and_said(england):
    counted = {network for network, _ in england.figures.beds}
    [uncounted] = {network.code for network in england.open_networks} - counted
    [unweighted] = england.figures.registered.keys() - england.figures.weighted.keys()
    said = " ".join(england.oddities)
    assert f"{uncounted} has no bed counts" in said
    assert f"{unweighted} of " in said
    no_homes = {code for code, _ in england.figures.beds} - {
        code for (code, _), beds in england.figures.beds.items() if beds
    }
    assert len(no_homes) == 1
    assert f"{no_homes.pop()} has no care homes" in said


def test_moves_of_the_year_are_after_the_workbook(england):
    at = [england.network_of(day) for day in (WORKBOOK_DAY, date(2025, 4, 1), date(2025, 7, 1))]
    moved = [
        sum(before[code] != network for code, network in after.items())
        for before, after in zip(at, at[1:], strict=False)
    ]
    assert moved == [2, 1]
