"""Who serves the patients of a practice outside any network."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from networks.cover import CoverRefused, Provider, arrange_cover, covers_by, end_cover
from networks.models import Cover, Network, NetworkMembership
from pcn_portal.audit.models import Actor, AuditEvent
from practices.models import Practice

pytestmark = pytest.mark.django_db
AT = datetime(2025, 4, 2, 9, tzinfo=UTC)
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
FEDERATION = Provider(organisation="Made-up Federation", ods_code="fx001")


@pytest.fixture
def outside(cedar: Practice) -> Practice:
    """Cedar, which left its network on 1 April 2025."""
    NetworkMembership.objects.filter(practice=cedar).update(ends=APRIL)
    return cedar


@pytest.fixture
def arrange(clerk: Actor) -> Any:
    def arranged(practice: Practice, provider: Provider = FEDERATION, **said: Any) -> Cover:
        given: dict[str, Any] = {
            "starts": APRIL,
            "how_paid": "Local contract.",
            "reason": "Letter.",
        } | said
        return arrange_cover(practice=practice, provider=provider, by=clerk, at=AT, **given)

    return arranged


def test_a_federation_serves_the_patients_and_it_is_said_how_it_is_paid(arrange, outside, clerk):
    cover = arrange(outside)

    assert (cover.organisation, cover.ods_code, cover.network) == (
        "Made-up Federation",
        "FX001",
        None,
    )
    assert (cover.starts, cover.ends, cover.how_paid) == (APRIL, None, "Local contract.")
    event = AuditEvent.objects.get()
    assert (event.action, event.object_key, event.reason) == (
        "cover.arranged",
        "Z90003",
        "Letter.",
    )
    assert (event.actor_id, event.data["by"]) == (clerk.id, "Made-up Federation (FX001)")


def test_a_network_serves_them_and_knows_whom_it_serves(arrange, outside, harbour: Network):
    arrange(outside, Provider(network=harbour))

    assert [cover.practice for cover in covers_by(harbour, APRIL)] == [outside]
    assert not covers_by(harbour, date(2025, 3, 31))


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"reason": ""}, "reason", "Give a reason"),
        ({"how_paid": " "}, "how_paid", "Say how it is paid"),
        ({"provider": Provider()}, "network", "Say which network or organisation"),
        ({"provider": Provider(organisation="A", ods_code="-")}, "ods_code", "3 to 8 letters"),
        ({"provider": Provider(organisation="=A")}, "network", "as a formula"),
        ({"ends": APRIL}, "ends", "before the first"),
        (
            {"starts": date(2025, 3, 31)},
            "starts",
            "is a core network practice of Quay PCN (U90002) from 1 April 2023 until 1 April 2025.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(arrange, outside, said, field, sentence):
    with pytest.raises(CoverRefused) as refused:
        arrange(outside, **said)

    assert refused.value.field == field
    assert sentence in str(refused.value)
    assert not Cover.objects.exists()


def test_a_network_or_another_organisation_never_both(arrange, outside, harbour):
    with pytest.raises(CoverRefused, match="not both"):
        arrange(outside, Provider(network=harbour, organisation="A"))


def test_a_core_network_practice_needs_no_arrangement(arrange, alder):
    with pytest.raises(CoverRefused, match="Its network serves its patients"):
        arrange(alder)


def test_an_arrangement_ends_before_the_practice_joins_a_network(arrange, outside, harbour):
    NetworkMembership.objects.create(practice=outside, network=harbour, starts=JULY)

    with pytest.raises(CoverRefused, match="End the arrangement by 30 June 2025") as refused:
        arrange(outside)
    assert refused.value.field == "ends"
    assert arrange(outside, ends=JULY).ends == JULY


@pytest.mark.parametrize(
    ("days", "sentence"),
    [({"opened": JULY}, "opened on 1 July 2025"), ({"closed": APRIL}, "closed on 1 April 2025")],
)
def test_only_a_network_that_exists_serves_anybody(arrange, outside, harbour, days, sentence):
    for name, day in days.items():
        setattr(harbour, name, day)

    with pytest.raises(CoverRefused, match=sentence):
        arrange(outside, Provider(network=harbour))


def test_one_arrangement_at_a_time(arrange, outside, clerk):
    first = arrange(outside)
    with pytest.raises(CoverRefused, match="already served by Made-up Federation"):
        arrange(outside, starts=JULY)

    end_cover(cover_id=first.pk, ends=JULY, reason="A new one.", by=clerk, at=AT)
    arrange(outside, starts=JULY)

    with pytest.raises(CoverRefused, match="already served"):
        end_cover(cover_id=first.pk, ends=date(2025, 8, 1), reason="x", by=clerk, at=AT)


def test_an_arrangement_ends_with_a_reason_and_not_before_it_begins(arrange, outside, clerk):
    cover = arrange(outside)
    for ends, reason, said in (
        (JULY, "", "Give a reason"),
        (date(2025, 3, 31), "x", "began on 1 April 2025"),
    ):
        with pytest.raises(CoverRefused, match=said):
            end_cover(cover_id=cover.pk, ends=ends, reason=reason, by=clerk, at=AT)
    with pytest.raises(CoverRefused, match="no such arrangement"):
        end_cover(cover_id=0, ends=JULY, reason="x", by=clerk, at=AT)

    end_cover(cover_id=cover.pk, ends=JULY, reason="It joins a network.", by=clerk, at=AT)

    assert AuditEvent.objects.get(action="cover.ended").reason == "It joins a network."


def test_an_arrangement_does_not_outlast_the_day_the_practice_joins_a_network(
    arrange, outside, harbour, clerk
):
    cover = arrange(outside)
    NetworkMembership.objects.create(practice=outside, network=harbour, starts=JULY)

    with pytest.raises(CoverRefused, match="by 30 June 2025"):
        end_cover(cover_id=cover.pk, ends=date(2025, 7, 2), reason="x", by=clerk, at=AT)
    assert end_cover(cover_id=cover.pk, ends=JULY, reason="x", by=clerk, at=AT).ends == JULY


def test_an_arrangement_that_was_never_needed_ends_on_its_first_day_and_never_counts(
    arrange, outside, harbour, clerk
):
    cover = arrange(outside)
    NetworkMembership.objects.create(practice=outside, network=harbour, starts=APRIL)

    with pytest.raises(CoverRefused, match="Its network serves its patients"):
        end_cover(cover_id=cover.pk, ends=JULY, reason="x", by=clerk, at=AT)
    end_cover(cover_id=cover.pk, ends=APRIL, reason="x", by=clerk, at=AT)

    cover.refresh_from_db()
    assert cover.ends == cover.starts
