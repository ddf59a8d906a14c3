"""The demo's the incentive fund, all made up."""

from datetime import date
from decimal import Decimal

from networks.queries import members_by_network
from pcn_portal.audit.copying import copy_in
from pcn_portal.management.demo_services import Cast
from services.achievement_actions import declare_achievement, override_points
from services.achievement_files import COLUMNS
from services.models import AchievementFigure, Measure

DATES = (date(2023, 9, 30), date(2024, 3, 31))


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board."""
    members = members_by_network(network_ids=[one.pk for one in cast.networks], day=DATES[-1])
    practices = sorted({m.practice_id for these in members.values() for m in these})
    shares = {"VI-02": "0.81", "VI-03": "0.70", "HI-03": "0.78", "CAN-02": "0.60", "ACC-08": "0.8"}
    copy_in(
        AchievementFigure,
        COLUMNS,
        (
            (None, practice, 2023, code, measure.value, measure.value, day, value, 1, cast.at,
             None, None)
            for turn, day in enumerate(DATES, start=1)
            for code, share in shares.items()
            for place, practice in enumerate(practices)
            for measure, value in (
                (Measure.DENOMINATOR, 200 + place % 7),
                (Measure.NUMERATOR, int(Decimal(share) * 190 * turn / len(DATES)) + place % 5),
            )
        ),
    )  # fmt: skip
    override_points(
        scheme="2023-24", indicator="ACC-08", network=None, full=True,
        reason="Made up for the demo: all networks are given all points.",
        source="Made up", by=cast.administrator.actor, at=cast.at,
    )  # fmt: skip
    if cast.own.pk in members:
        declare_achievement(
            network=cast.own, scheme="2023-24", statement="Made up: more hours of nurses.",
            by=cast.director.actor, at=cast.at,
        )  # fmt: skip
