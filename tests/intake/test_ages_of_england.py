"""The real files of patients by age and of deprivation, with sums checked against the lists."""

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from networks.queries import networks_of_icb
from practices.models import PopulationFigure
from services.engine.age_bands import total
from services.models import AgeCount, DeprivationScore
from services.populations import ages_of_england, populations_of
from tests.intake.files import errors, stage, take_in, warnings

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.national,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not beside this checkout"),
]
DECEMBER = date(2025, 12, 1)
YEAR = "england-2025-26/"


def content(name: str) -> bytes:
    return (SHARED / name).read_bytes()


def test_england_by_age_comes_to_its_lists() -> None:
    take_in("list_size_map", content(YEAR + "gp-reg-pat-prac-map_2025-12.csv"))
    take_in("list_sizes", content(YEAR + "gp-reg-pat-prac-all_2025-12.csv"))
    zipped = content(YEAR + "gp-reg-pat-prac-quin-age_2025-12_gp.zip")
    batch = take_in("age_bands", zipped)
    assert batch.summary == ["6,196 practices on 1 December 2025, 63,936,682 patients."]
    assert batch.rows_read == 6196 * 43
    lists = dict(
        PopulationFigure.objects.filter(reference_date=DECEMBER).values_list(
            "practice__code", "value"
        )
    )
    counts = dict(AgeCount.objects.values_list("practice__code", "patients"))
    assert counts == lists
    assert AgeCount.objects.aggregate(n=Sum("patients"))["n"] == 63_936_682
    assert stage("age_bands", zipped).state == "unchanged"

    scores = take_in("deprivation", content("england-2026-27/imd2025_gp_practice.csv"))
    assert errors(scores) == []
    assert DeprivationScore.objects.count() + len(warnings(scores)) == 6143


def test_somerset_by_age_and_deprivation() -> None:
    take_in("list_size_map", content("somerset/gp-reg-pat-prac-map_2026-07.csv"))
    take_in("ods_pcn_details", content("somerset/epcn.csv"))
    take_in("ods_pcn_partners", content("somerset/epcncorepartnerdetails.csv"))
    take_in("age_bands", content("somerset/gp-reg-pat-prac-quin-age_2026-07_gp.csv"))
    take_in("deprivation", content("somerset/imd2025_gp_practice.csv"))
    on = date(2026, 7, 9)
    found = populations_of(list(networks_of_icb("QSL", on)), on)
    assert len(found) == 13
    everybody = total([one.ages for one in found if one.ages])
    assert everybody == ages_of_england(on)
    for one in found:
        assert one.score is not None and 5 < one.score < 40
        known = sum(count.patients for practice, count in one.known if practice.score)
        assert sum(one.tenths.values()) == known
