"""Which network a home is aligned to: dated, one at a time, decided by the board."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pcn_portal.accounts.models import User
from services.care_home_months import coding_of
from services.care_homes import (
    choose_authorities,
    claim_home,
    close_home,
    decide_home_claim,
    end_alignment,
    own_authorities,
    state_coding,
)
from services.keeping import ServicesRefused
from services.models import Alignment, HomeClaimDecision
from tests.api import england
from tests.services.home_cast import (
    APRIL,
    LATER,
    MAY,
    STARTED,
    aligned,
    directory,
    home,
    network,
)

pytestmark = pytest.mark.django_db
JUNE = date(2025, 6, 1)


@pytest.fixture
def people() -> dict[str, User]:
    england.build_england()
    directory()
    return england.people()


def test_a_home_moves_to_another_network_and_is_never_in_two(people: dict[str, User]) -> None:
    board = people["commissioner"]
    first = aligned(1, board)
    aligned(1, board, code="U90002", starts=JUNE)

    first.refresh_from_db()
    assert first.ends == JUNE
    with pytest.raises(IntegrityError), transaction.atomic():
        Alignment.objects.create(
            home=home(1), network=network(), starts=MAY, reason="x", decided_at=LATER,
            decided_by=board,
        )  # fmt: skip


def test_what_cannot_be_decided_is_refused_in_words(people: dict[str, User]) -> None:
    board = people["commissioner"]
    aligned(1, board, starts=MAY)

    for starts, said in ((APRIL, "End it first"), (JUNE, "aligned to this network already")):
        with pytest.raises(ServicesRefused, match=said):
            aligned(1, board, starts=starts)
    found = Alignment.objects.get()
    with pytest.raises(ServicesRefused, match="Give that day or a later one"):
        end_alignment(alignment_id=found.pk, ends=APRIL, reason="x", by=board.actor, at=LATER)
    close_home(home_id=home(2).pk, on=MAY, reason="CQC letter", by=board.actor, at=LATER)
    with pytest.raises(ServicesRefused, match="closed on 1 May 2025"):
        aligned(2, board, starts=JUNE)


def test_a_home_claimed_by_two_networks_goes_to_one_and_both_are_told(
    people: dict[str, User],
) -> None:
    board, manager, other = people["commissioner"], people["manager"], people["national"]
    claims = [
        claim_home(
            home_id=home(3).pk, network=network(code), from_day=APRIL, reason="Ours", by=by.actor,
            at=STARTED,
        )
        for code, by in (("U90001", manager), ("U90002", other))
    ]  # fmt: skip
    with pytest.raises(ServicesRefused, match="waits for the board already"):
        claim_home(
            home_id=home(3).pk, network=network(), from_day=MAY, reason="Again", by=manager.actor,
            at=LATER,
        )  # fmt: skip
    with pytest.raises(ServicesRefused, match="Somebody else must decide"):
        decide_home_claim(claim_id=claims[0].pk, agree=True, reason="x", by=manager.actor, at=LATER)

    decide_home_claim(claim_id=claims[1].pk, agree=True, reason="Nearer", by=board.actor, at=LATER)

    assert Alignment.objects.get().network.code == "U90002"
    answers = {d.claim_id: d for d in HomeClaimDecision.objects.all()}
    assert answers[claims[1].pk].agreed
    assert not answers[claims[0].pk].agreed
    assert answers[claims[0].pk].reason == "Aligned to U90002: Nearer"


def test_the_database_refuses_who_decides_their_own_claim(people: dict[str, User]) -> None:
    manager = people["manager"]
    claim = claim_home(
        home_id=home(3).pk, network=network(), from_day=APRIL, reason="Ours", by=manager.actor,
        at=STARTED,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        HomeClaimDecision.objects.create(
            claim=claim, agreed=True, reason="x", claimed_by=manager, decided_by=manager,
            decided_at=LATER,
        )  # fmt: skip


def test_coding_holds_from_its_month_until_said_otherwise(people: dict[str, User]) -> None:
    one, manager = network(), people["manager"].actor
    for month, confirmed in ((APRIL, True), (JUNE, False)):
        state_coding(
            network=one, from_month=month, confirmed=confirmed, words="Search of April", by=manager,
            at=LATER,
        )  # fmt: skip

    assert coding_of([one.pk], date(2025, 3, 1)) == {}
    assert coding_of([one.pk], MAY)[one.pk].confirmed
    assert not coding_of([one.pk], JUNE)[one.pk].confirmed


def test_a_board_says_which_local_authorities_are_its_own(people: dict[str, User]) -> None:
    board = people["commissioner"].actor
    choose_authorities(icb_code="QZ1", authorities=["Fictionbury"], by=board, at=STARTED)
    choose_authorities(icb_code="QZ1", authorities=["Storyham"], by=board, at=LATER)

    assert own_authorities("QZ1") == {"Storyham"}
    with pytest.raises(ServicesRefused, match="No care home lies in"):
        choose_authorities(icb_code="QZ1", authorities=["Nowhere"], by=board, at=LATER)
