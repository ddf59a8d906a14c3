"""Coverage and participation of the real Somerset and of England, from the open data."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from networks.cover import Provider, arrange_cover
from networks.coverage import IcbCoverage, coverage_on
from networks.participation.standing import State, participants, standings
from networks.queries import icbs_on, networks_of_icb
from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.intake.files import take_in

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.national,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not beside this checkout"),
]
APRIL = date(2025, 4, 1)
WEST_COKER = ("Y01163", "WEST COKER SURGERY")
AT = datetime(2025, 4, 2, 9, tzinfo=UTC)


def import_files(folder: str, *files: tuple[str, str]) -> None:
    for kind, name in files:
        take_in(kind, (SHARED / folder / name).read_bytes())


@pytest.fixture
def somerset(db: None) -> None:
    import_files(
        "somerset",
        ("list_size_map", "gp-reg-pat-prac-map_2025-04.csv"),
        ("ods_pcn_details", "epcn.csv"),
        ("ods_pcn_partners", "epcncorepartnerdetails.csv"),
        ("practice_register", "epraccur_2025-09_gp.csv"),
        ("adjusted_populations", "pcn_adjusted_populations_2025-26.csv"),
    )


def somerset_on(day: date) -> IcbCoverage:
    return coverage_on(["QSL"], day)[0]


@pytest.mark.usefixtures("somerset")
def test_the_lists_the_contract_pays_on_prove_nothing_where_one_practice_has_none() -> None:
    """The adjusted populations of Somerset leave out the practice that is in no network."""
    found = somerset_on(APRIL)

    assert networks_of_icb("QSL", APRIL).count() == 13
    assert (found.vintage, len(found.in_network)) == (date(2025, 1, 1), 61)
    assert found.in_network.patients == 604_376
    assert [(p.code, p.name) for p in found.unknown_outside.practices] == [WEST_COKER]
    assert not found.proven


@pytest.mark.usefixtures("somerset")
def test_somerset_names_who_is_not_covered_and_is_proven_once_it_is_arranged() -> None:
    import_files("somerset", ("list_sizes", "gp-reg-pat-prac-all_2025-04.csv"))
    found = somerset_on(APRIL)

    assert (found.vintage, len(found.in_network)) == (APRIL, 61)
    assert [(p.code, p.name) for p in found.not_covered.practices] == [WEST_COKER]
    assert (found.not_covered.patients, found.known.patients) == (Decimal(4009), Decimal(607_887))
    assert (found.percent, found.proven) == (Decimal("99.34"), False)
    assert (len(found.unknown), len(found.elsewhere), found.others) == (0, 0, 0)

    arrange_cover(
        practice=Practice.objects.get(code=WEST_COKER[0]),
        provider=Provider(network=networks_of_icb("QSL", APRIL).order_by("code")[0]),
        starts=APRIL,
        how_paid="Made up for this test.",
        reason="Made up for this test.",
        by=User.objects.create_user("clerk@icb.example", name="Clerk Fictional").actor,
        at=AT,
    )
    covered = somerset_on(APRIL)
    assert (covered.percent, covered.missing_percent) == (Decimal(100), Decimal(0))
    assert covered.proven
    assert covered.arranged.patients == 4009


@pytest.mark.usefixtures("somerset")
def test_a_newer_list_of_somerset_counts_from_its_date() -> None:
    import_files("somerset", ("list_sizes", "gp-reg-pat-prac-all_2025-12.csv"))
    december = date(2025, 12, 1)

    assert somerset_on(date(2025, 11, 30)).vintage == date(2025, 1, 1)
    assert somerset_on(december).vintage == december
    assert somerset_on(december).known.patients == 607_841


@pytest.mark.usefixtures("somerset")
def test_all_but_one_practice_of_somerset_take_part_without_a_notice() -> None:
    every = participants(Practice.objects.all(), year=2025, on=APRIL)
    found = standings(every, year=2025, on=APRIL)

    assert [s.practice.code for s in found if not s.takes_part] == ["Y01163"]
    assert sum(s.state == State.ENROLLED for s in found) == 61
    assert not any(s.trouble for s in found)


def test_england_adds_up_board_by_board() -> None:
    import_files(
        "england-2025-26",
        ("list_size_map", "gp-reg-pat-prac-map_2025-04.csv"),
        ("ods_pcn_workbook", "ePCN_2025-01.xlsx"),
        ("practice_register", "epraccur_2025-09_gp.csv"),
        ("list_sizes", "gp-reg-pat-prac-all_2025-04.csv"),
    )

    found = coverage_on([icb.code for icb in icbs_on(APRIL)], APRIL)

    assert len(found) == 42
    assert {c.vintage for c in found} == {APRIL}
    assert sum(c.known.patients for c in found) == 63_769_849
    for c in found:
        parts = (c.in_network, c.arranged, c.not_covered)
        assert sum(part.patients for part in parts) == c.known.patients
        assert (c.percent == 100) == (not len(c.not_covered))
    names = {p.code for c in found for p in c.not_covered.practices}
    assert {"Y01163", "B86104", "M82007"} <= names
    assert sum(len(c.elsewhere) for c in found) == 2
    somerset = next(c for c in found if c.icb.code == "QSL")
    assert (somerset.known.patients, somerset.percent) == (Decimal(607_887), Decimal("99.34"))
