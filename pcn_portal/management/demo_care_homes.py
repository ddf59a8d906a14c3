"""The demo's care homes, all made up: two directories, aligned homes, counts, a claim, coding."""

from datetime import date

from pcn_portal.fictional.care_homes import a_month_later, directory_rows, make_homes
from pcn_portal.fictional.files import csv_bytes
from pcn_portal.intake import apply, stage
from pcn_portal.management.demo_services import Cast
from pcn_portal.units.periods import Month
from services.care_home_counts import confirm_count
from services.care_home_months import homes_of_month
from services.care_homes import (
    align,
    choose_authorities,
    claim_home,
    close_home,
    state_coding,
)
from services.models import CareHome

APRIL, JUNE = date(2025, 4, 1), date(2025, 6, 1)
ALIGNED = 12
SEED = 2025
AUTHORITIES = ("Fictionbury", "Storyham", "Inventon")


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board."""
    homes = make_homes(CareHome.objects.count(), SEED)
    _take_in(cast, csv_bytes(directory_rows(a_month_later(homes, SEED))), JUNE)
    by, at = cast.commissioner.actor, cast.at
    choose_authorities(icb_code=cast.icb, authorities=AUTHORITIES, by=by, at=at)
    found = list(CareHome.objects.order_by("location_id")[: ALIGNED * 2])
    networks = (cast.own, *(one for one in cast.networks if one != cast.own))[:3]
    for number, home in enumerate(found[:ALIGNED]):
        align(
            home_id=home.pk,
            network=networks[number % len(networks)],
            starts=APRIL,
            reason="Made up for the demo.",
            by=by,
            at=at,
        )
    close_home(
        home_id=found[0].pk, on=date(2025, 7, 14), reason="Made-up letter of CQC.", by=by, at=at
    )
    _claims_and_coding(cast, found[ALIGNED])
    _count(cast, Month.of(date(2025, 8, 1)))


def _take_in(cast: Cast, content: bytes, published: date) -> None:
    batch = stage(
        kind="cqc_directory",
        name=f"made_up_care_directory_{published:%Y-%m}.csv",
        content=content,
        parameters={"reference_date": published.isoformat()},
        by=cast.administrator.actor,
        at=cast.at,
    )
    apply(batch_id=batch.pk, by=cast.administrator.actor, at=cast.at)


def _claims_and_coding(cast: Cast, home: CareHome) -> None:
    """Two networks claim one home; the own network's residents are coded."""
    claim_home(
        home_id=home.pk,
        network=cast.own,
        from_day=JUNE,
        reason="Our practice has looked after it since it opened. Made up.",
        by=cast.manager.actor,
        at=cast.at,
    )
    other = next(one for one in cast.networks if one != cast.own)
    claim_home(
        home_id=home.pk,
        network=other,
        from_day=JUNE,
        reason="It lies among our practices. Made up.",
        by=cast.administrator.actor,
        at=cast.at,
    )
    state_coding(
        network=cast.own,
        from_month=APRIL,
        confirmed=True,
        words="Made-up search of April.",
        by=cast.manager.actor,
        at=cast.at,
    )


def _count(cast: Cast, month: Month) -> None:
    now = homes_of_month(network_ids=[cast.own.pk], month=month, known_at=cast.at)[cast.own.pk]
    confirm_count(
        network=cast.own,
        month=month,
        expected=now.proposed or 0,
        reason="Made-up directory of June.",
        by=cast.commissioner.actor,
        at=cast.at,
    )
