"""Small Englands, made once."""

import pytest

from pcn_portal.fictional.build import make_england
from pcn_portal.fictional.england import England
from pcn_portal.units.periods import ContractYear

YEAR = ContractYear(2025)


@pytest.fixture(scope="session")
def england() -> England:
    return make_england(networks=40, seed=7, year=YEAR)


@pytest.fixture(scope="session")
def full_england() -> England:
    return make_england(networks=1_250, seed=7, year=YEAR)
