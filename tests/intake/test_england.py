"""The real open data, where it lies beside the checkout: all of England, and one ICB."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import Sum

from funding.claims.declaring import Declaration, declare
from networks.models import Network, NetworkMembership, Proposal
from networks.queries import (
    icbs_on,
    memberships_on,
    networks_of_icb,
    networks_open_on,
    networks_without_icb,
)
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure
from tests.intake.files import changes, errors, stage, take_in, warnings
from tests.workforce.staff_cast import somebody
from workforce.actions import MaximaEntry, decide_maxima, enter_maxima
from workforce.comparing import compared_networks
from workforce.models import WorkforceReturn
from workforce.queries import returns_of

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.national,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not beside this checkout"),
]
APRIL = date(2025, 4, 1)
SILENT = 27
YEAR = "england-2025-26/"
FILES = {
    "practice_register": YEAR + "epraccur_2025-09_gp.csv",
    "ods_pcn_workbook": YEAR + "ePCN_2025-01.xlsx",
    "adjusted_populations": YEAR + "pcn_adjusted_populations_2025-26.csv",
    "list_size_map": YEAR + "gp-reg-pat-prac-map_2025-04.csv",
    "list_sizes": YEAR + "gp-reg-pat-prac-all_2025-03.csv",
}
# What the adjusted populations and the register of January 2025 do not agree on.
MOVED = ["E81048", "L83023", "L84011", "L84021", "L84029", "L84069", "L84085"]


def content(name: str) -> bytes:
    return (SHARED / name).read_bytes()


def test_england_2025_26() -> None:
    batches = {kind: take_in(kind, content(name)) for kind, name in FILES.items()}
    assert sum("earlier spell ends" in w for w in warnings(batches["ods_pcn_workbook"])) == 11
    assert NetworkMembership.objects.count() == 7705

    adjusted = batches["adjusted_populations"]
    assert adjusted.summary[0] == (
        "6,168 core member practices in 1,284 networks on 1 April 2025, "
        "registered 63,445,855, adjusted 63,428,385."
    )
    assert "agrees with the sum of the rows" in adjusted.summary[2]
    found = Proposal.objects.filter(source=adjusted.source)
    (formed,) = found.filter(kind="network_formed")
    moves = [proposal.details["practice"] for proposal in found.filter(kind="move")]
    assert sorted([*moves, *formed.details["practices"]]) == MOVED
    # 56 core practices have no figures; by 1 April 2025 the practice register has closed 14.
    assert found.filter(kind__in=("leave", "practice_closure")).count() == 42
    assert memberships_on(APRIL).count() == 6209
    figures = PopulationFigure.objects.filter(reference_date=date(2025, 1, 1))
    totals = dict(figures.values_list("basis").annotate(Sum("value")))
    assert totals == {"registered": 63_724_163, "adjusted": 63_724_141}

    assert icbs_on(APRIL).count() == 42
    assert networks_of_icb("QSL", APRIL).count() == 13
    assert not networks_without_icb(APRIL).exists()
    for kind, name in FILES.items():
        assert stage(kind, content(name)).state == "unchanged", kind


def test_england_in_july_2026() -> None:
    at = datetime(2026, 7, 9, tzinfo=UTC)
    take_in("list_size_map", content(YEAR + "gp-reg-pat-prac-map_2025-12.csv"))
    newer = content("england-2026-27/gp-reg-pat-prac-map_2026-07.csv")
    batch = take_in("list_size_map", newer, at=at, reference_date="2026-04-01")
    moved = [change for change in changes(batch) if change[1] == "Sub-ICB in an ICB"]
    assert sum(kind == "changed" for kind, _, _ in moved) == 23
    register = content("england-2026-27/epraccur_2026-02_gp.csv")
    assert errors(stage("practice_register", register, at=at)) == []
    take_in("list_sizes", content("england-2026-27/gp-list-size_2026-07.csv"), at=at)
    total = PopulationFigure.objects.aggregate(total=Sum("value"))["total"]
    assert total == 63_436_508


def test_the_workforce_of_june_2026() -> None:
    at = datetime(2026, 8, 1, tzinfo=UTC)
    take_in("list_size_map", content(FILES["list_size_map"]))
    take_in("ods_pcn_workbook", content(FILES["ods_pcn_workbook"]))
    name = "england-2026-27/pcn_workforce_individual_2026-06.zip"
    batch = take_in("workforce_returns", content(name), at=at)
    assert batch.rows_read == 39_940
    assert batch.summary == [
        "1,258 networks in June 2026: 33,359 rows of staff, and 6,356 of contracted services, "
        "which are not people."
    ]
    new = sorted(batch.problems.values_list("value", flat=True))
    assert len(new) == 13 and all("rows are left out" in warning for warning in warnings(batch))
    Network.objects.bulk_create(Network(code=code, name=f"New network {code}") for code in new)
    again = take_in("workforce_returns", content(name), at=at)
    assert (again.counts["new"], again.counts["untouched"]) == (13, 1258)
    kept = WorkforceReturn.objects.aggregate(Sum("posts"), Sum("fte"), Sum("contracted_fte"))
    assert kept["posts__sum"] == 33_575
    assert round(kept["fte__sum"] + kept["contracted_fte__sum"], 2) == Decimal("31253.33")
    assert stage("workforce_returns", content(name), at=at).state == "unchanged"
    # Open networks that did not submit are not known; they have no row and are no zero.
    submitted = WorkforceReturn.objects.values("network")
    silent = networks_open_on(date(2026, 6, 1)).exclude(pk__in=submitted)
    assert silent.count() == SILENT
    compare_june(silent.earliest("code"), at)


def compare_june(silent: Network, at: datetime) -> None:
    """All of England beside claims: one network as returned, one that claimed more, one silent."""
    june = date(2026, 6, 1)
    every = list(Network.objects.values_list("pk", flat=True))
    before = compared_networks(june, every)
    assert sum(bool(rows) for rows in before.values()) == len(
        [key for key in returns_of(june, every) if before[key]]
    )
    pharmacists = {
        key: next((one.returned or 0 for one in rows if one.role == "CP"), 0)
        for key, rows in before.items()
    }
    whole = [key for key, fte in sorted(pharmacists.items()) if fte == 1][:2]
    same, more = (Network.objects.get(pk=key) for key in whole)
    manager = User.objects.create_user("maya@pcn.example", name="Maya Fictional").actor
    second = User.objects.create_user("asha@pcn.example", name="Asha Fictional").actor
    year = (date(2026, 4, 1), date(2027, 4, 1))
    sheet = enter_maxima(
        entry=MaximaEntry("Made up", *year, "CP national 70000.00", "Made up"), by=manager, at=at
    )
    decide_maxima(sheet_id=sheet.pk, publish=True, compared="Made up", by=second, at=at)
    for network, people in ((same, 1), (more, 2), (silent, 1)):
        for _ in range(people):
            somebody(manager, code=network.code)
        given = Declaration(True, "Made-up payroll report")
        declare(network=network, month=june, given=given, by=manager, at=at)
    after = compared_networks(june, [same.pk, more.pk, silent.pk])

    def standing(network: Network) -> str:
        return next(one.standing for one in after[network.pk] if one.role == "CP")

    assert [standing(one) for one in (same, more, silent)] == [
        "same", "claimed_more", "not_submitted",
    ]  # fmt: skip


def test_somerset() -> None:
    folder = "somerset/"
    take_in("list_size_map", content(folder + "gp-reg-pat-prac-map_2025-04.csv"))
    take_in("ods_pcn_details", content(folder + "epcn.csv"))
    take_in("ods_pcn_partners", content(folder + "epcncorepartnerdetails.csv"))
    take_in("practice_register", content(folder + "epraccur_2025-09_gp.csv"))
    batch = take_in(
        "adjusted_populations", content(folder + "pcn_adjusted_populations_2025-26.csv")
    )
    assert batch.summary[0].startswith("61 core member practices in 13 networks on 1 April 2025")
    assert not Proposal.objects.exclude(kind__in=("leave", "practice_closure")).exists()
    for month in ("2025-03", "2025-12"):
        take_in("list_sizes", content(f"{folder}gp-reg-pat-prac-all_{month}.csv"))
    assert networks_of_icb("QSL", APRIL).count() == 13


def test_the_places_of_somersets_practices_and_the_outlines_of_all_icbs() -> None:
    take_in("list_size_map", content(YEAR + "gp-reg-pat-prac-map_2025-04.csv"))
    coordinates = take_in("practice_coordinates", content("geo/practice_coords.csv"))
    assert coordinates.summary == ["6,233 practices of the register have a place in the file."]
    outlines = take_in("icb_outlines", content("geo/icb_2023_simplified.geojson"))
    assert outlines.summary == ["42 outlines, 42 of them of an ICB that the register has by name."]
    for kind, name in (
        ("practice_coordinates", "geo/practice_coords.csv"),
        ("icb_outlines", "geo/icb_2023_simplified.geojson"),
    ):
        assert stage(kind, content(name)).state == "unchanged"
