"""The incentive fund of 2023/24 for all of England, where the open data lies beside."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from networks.models import Network
from networks.queries import networks_open_on
from pcn_portal.accounts.models import User
from services.achievement import picture
from services.achievement_actions import override_points
from services.incentive_files import schemes
from services.models import AchievementFigure
from tests.intake.files import take_in
from tests.intake.test_england import FILES, SHARED, content

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.national,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not beside this checkout"),
]
FILE = "iif-2023-24/IIF_indicators_annual_pub_2023_24.csv"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_england_2023_24(django_assert_max_num_queries) -> None:
    for kind in ("practice_register", "ods_pcn_workbook"):
        take_in(kind, content(FILES[kind]))
    batch = take_in("incentive_publication", content(FILE))
    scheme = schemes()["2023-24"]
    keys = list(networks_open_on(date(2024, 3, 31)).values_list("pk", flat=True))

    with django_assert_max_num_queries(8):
        found = picture(scheme=scheme, network_ids=keys, known_at=NOW)

    acc08 = [these["ACC-08"].result for these in found.networks.values()]
    valued = sum(one.pounds is not None for one in acc08)
    assert batch.problems.count() == 0
    assert AchievementFigure.objects.count() == 26_520
    # Of eight networks a practice then in them was not published: their sum is not known.
    assert (len(keys), valued) == (1272, 1264)
    assert sum("No figures of practice" in " ".join(one.lacks) for one in acc08) == 8
    others = {code for code in scheme.indicators if code != "ACC-08"}
    assert all(
        these[code].result.pounds is None for these in found.networks.values() for code in others
    )
    by = User.objects.create_user("made-up@portal.example", "a long made-up phrase", name="Made Up")
    override_points(
        scheme="2023-24", indicator="ACC-08", network=None, full=True, by=by.actor, at=NOW,
        reason="Every network was given all 71 points.",
        source=scheme.indicators["ACC-08"].sources[0],
    )  # fmt: skip
    found = picture(scheme=scheme, network_ids=keys, known_at=NOW)
    assert {these["ACC-08"].result.pounds for these in found.networks.values()} == {
        Decimal("14058.00")
    }
    assert Network.objects.filter(pk__in=keys).count() == len(found.networks)
