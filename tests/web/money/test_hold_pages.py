"""Payment holds on pages: placed and lifted with a reason, and said wherever money is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from networks.holds import lift_hold, place_hold
from networks.models import Network, NetworkCommissioner, PaymentHold
from tests.funding.approving import approve
from tests.web.money.conftest import APRIL, AT
from tests.web.pages import errors, links, text

pytestmark = pytest.mark.usefixtures("england")
LIST, NEW = "/networks/lists/holds/", "/networks/lists/holds/new/"
WHY = "The network agreement is not signed."
EARLY = datetime(2025, 4, 20, 9, tzinfo=UTC)
LATER = AT + timedelta(days=30)


@pytest.fixture
def hold(people):
    """Place a hold on Harbour PCN's payments from April."""

    def place(*, code: str = "U90001", at: datetime = EARLY, month: date = APRIL) -> PaymentHold:
        by = people["commissioner"].actor
        return place_hold(network=code, from_month=month, reason=WHY, by=by, at=at)

    return place


def lift(hold: PaymentHold, people, at: datetime = LATER) -> None:
    lift_hold(hold_id=hold.pk, reason="Signed on 2 June.", by=people["commissioner"].actor, at=at)


def test_a_hold_shows_its_effect_asks_for_a_reason_and_is_placed(signed_in, calculate, people):
    calculation = calculate()
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=AT)
    total = calculation.statements.get(network_code="U90001").total
    client = signed_in("commissioner")

    choose = client.get(NEW)
    shown = client.get(NEW + "?network=U90001")
    answer = client.post(
        NEW + "?network=U90001", {"from_month": "2025-05", "reason": WHY}, follow=True
    )

    assert "Harbour PCN (U90001)" in text(choose)
    assert "Heather PCN" not in text(choose)
    assert f"April 2025 comes to £{total:,.2f}" in text(shown)
    assert "Months that are approved stay as they are: April 2025." in text(shown)
    assert "Payments of Harbour PCN (U90001) are held from May 2025." in text(answer)
    assert "Payments of 1 network are held: £0.00 so far." in text(answer)
    found = PaymentHold.objects.get()
    assert (found.from_month, found.reason) == (date(2025, 5, 1), WHY)
    assert found.placed_by == people["commissioner"]


def test_what_is_wrong_is_said_by_the_field_and_nothing_typed_is_lost(signed_in, hold):
    client = signed_in("commissioner")

    empty = client.post(NEW + "?network=U90001", {"from_month": "2025-05", "reason": ""})
    hold()
    twice = client.post(NEW + "?network=U90001", {"from_month": "2025-05", "reason": "typed"})

    assert (empty.status_code, twice.status_code) == (400, 400)
    assert errors(empty) == {"#id_reason": "Say why the payments are held."}
    assert "already held from April 2025" in errors(twice)[""]
    assert ">typed</textarea>" in twice.content.decode()
    assert PaymentHold.objects.count() == 1


def test_a_network_that_is_held_or_not_ones_own_cannot_be_chosen(signed_in, hold):
    hold()
    client = signed_in("commissioner")

    assert "Harbour PCN" not in text(client.get(NEW))
    for code in ("U90003", "U99999", "", "U90\0"):
        answer = client.get(NEW, {"network": code})
        assert answer.status_code == 400
        assert list(errors(answer)) == ["#id_network"]
    assert client.post(NEW + "?network=U90003", {"from_month": "2025-05", "reason": "x"})
    assert PaymentHold.objects.count() == 1


def test_a_hold_is_lifted_with_a_reason(signed_in, hold, calculate, people):
    placed = hold()
    total = calculate().held
    client = signed_in("commissioner")
    address = f"{LIST}{placed.pk}/lift/"

    shown = client.get(address)
    empty = client.post(address, {"reason": ""})
    done = client.post(address, {"reason": "Signed."}, follow=True)
    again = client.post(address, {"reason": "Signed."})

    assert f"£{total:,.2f} for 1 month is held. Lifting frees all of it." in text(shown)
    assert "Not approved yet: April 2025." in text(shown)
    assert errors(empty) == {"#id_reason": "Say why the hold is lifted."}
    assert "The hold on Harbour PCN (U90001) is lifted." in text(done)
    assert "No payments are held." in text(done)
    assert again.status_code == 400
    assert "already lifted" in errors(again)[""]
    placed.refresh_from_db()
    assert (placed.lifted_reason, placed.lifted_by) == ("Signed.", people["commissioner"])


def test_the_list_shows_open_holds_first_then_lifted_ones_as_on_a_day(signed_in, hold, people):
    lift(hold(), people)
    hold(code="U90002", at=LATER)
    client = signed_in("auditor")

    today = text(client.get(LIST))
    then = text(client.get(LIST + "?on=2025-04-25"))

    assert today.index("Quay PCN") < today.index("Harbour PCN")
    assert "Signed on 2 June." in today
    assert "Quay PCN" not in then
    assert "Harbour PCN" in then
    assert "Signed on 2 June." not in then
    assert "No payments are held." in text(client.get(LIST + "?on=2025-04-01"))


@pytest.mark.parametrize("who", ["approver", "auditor", "manager"])
def test_only_the_commissioner_places_and_lifts(signed_in, hold, who: str):
    placed = hold()
    client = signed_in(who)

    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    assert client.post(f"{LIST}{placed.pk}/lift/", {"reason": "x"}).status_code == 403


def test_another_boards_holds_are_not_found(signed_in, hold):
    placed = hold()
    other = signed_in("other_commissioner")

    assert "Harbour" not in text(other.get(LIST))
    assert other.post(f"{LIST}{placed.pk}/lift/", {"reason": "x"}).status_code == 404
    assert WHY not in text(other.get("/"))


def test_the_networks_pages_bear_the_hold(signed_in, hold, people):
    placed = hold()
    client = signed_in("manager")

    shown = text(client.get("/networks/U90001/"))
    lift(placed, people)

    assert "Payments held from April 2025" in shown
    assert f"Payments are held : {WHY}" in shown
    assert "Payments held" not in text(client.get("/networks/U90001/"))
    assert "Payments held" in text(client.get("/networks/U90001/?on=2025-04-25"))
    assert "Payments held" not in text(client.get("/networks/U90001/?on=2025-04-19"))


def test_the_month_says_what_is_held_and_why(signed_in, hold, calculate):
    hold()
    calculation = calculate()
    held = f"£{calculation.held:,.2f}"

    month = signed_in("commissioner").get("/money/QZ1/2025-04/")
    decide = text(signed_in("approver").get("/money/QZ1/2025-04/decide/"))

    for shown in (text(month), decide):
        assert f"for 2 networks. {held} for 1 network is held. It is to be checked." in shown
        assert f"Harbour PCN (U90001) {held} {WHY}" in shown
    assert "Harbour PCN (U90001) Held" in text(month)
    assert "/networks/U90001/money/2025-04/" in links(month)
    payable = calculation.total - calculation.held
    assert f"Payable £{payable:,.2f}. {held} for 1 network is held." in decide
    for page in ("/money/QZ1/?year=2025-26", "/"):
        assert f"{held} held" in text(signed_in("commissioner").get(page))
    assert f"{held} held" in text(signed_in("national").get("/money/?month=2025-04"))


def test_the_month_names_a_hold_placed_since_it_was_calculated(signed_in, calculate, hold):
    calculate()
    hold(at=LATER)

    shown = text(signed_in("approver").get("/money/QZ1/2025-04/decide/"))

    assert "Held since this was calculated, and not held in it:" in shown
    assert f"Harbour PCN (U90001) from April 2025: {WHY}" in shown
    assert "Run the month again to hold these payments." in shown


def test_the_manager_reads_on_the_statement_that_nothing_is_paid_and_why(
    signed_in, hold, calculate, people
):
    placed = hold()
    calculation = calculate()
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=AT)
    total = calculation.held
    client = signed_in("manager")

    statement = text(client.get("/networks/U90001/money/2025-04/"))
    months = text(client.get("/networks/U90001/money/"))
    home = text(client.get("/"))
    lift(placed, people)
    lifted = text(client.get("/networks/U90001/money/2025-04/"))

    assert f"£{total:,.2f} , of which nothing is paid: payments are held." in statement
    assert f"Payments held from April 2025 : {WHY}" in statement
    assert "Payable while the hold stands £0.00" in statement
    assert "Approved Held" in months
    assert f"Harbour PCN (U90001) from April 2025, £{total:,.2f} for 1 month: {WHY}" in home
    assert "of which nothing is paid" not in lifted
    assert "The hold was lifted 1 June 2025 at 10:00am by commissioner: Signed on 2 June." in lifted
    assert f"The £{total:,.2f} is due since then." in lifted


def test_a_hold_without_a_statement_says_so_at_home(signed_in, hold):
    hold()

    shown = text(signed_in("manager").get("/"))

    assert "Payments of 1 network are held: £0.00 so far." in shown
    assert f"Harbour PCN (U90001) from April 2025, no statement is held yet: {WHY}" in shown


def test_many_holds_are_counted_and_not_named_at_home(signed_in, hold, people):
    sub_icb = NetworkCommissioner.objects.get(network__code="U90001").sub_icb
    for number in range(6):
        network = Network.objects.create(code=f"U9100{number}", name=f"Isle {number} PCN")
        NetworkCommissioner.objects.create(
            network=network, sub_icb=sub_icb, starts=date(2023, 4, 1)
        )
        hold(code=network.code, at=timezone.now())

    shown = text(signed_in("commissioner").get("/"))

    assert "Payments of 6 networks are held: £0.00 so far." in shown
    assert "Isle 1 PCN" not in shown


def test_a_long_list_is_paged_with_open_holds_first(signed_in, people):
    by = people["commissioner"]
    harbour, quay = (Network.objects.get(code=code) for code in ("U90001", "U90002"))
    for number in range(60):
        at = EARLY + timedelta(hours=number)
        PaymentHold.objects.create(
            network=harbour, from_month=APRIL, reason=f"Reason {number}.", placed_at=at,
            placed_by=by, lifted_at=at, lifted_by=by, lifted_reason="Signed.",
        )  # fmt: skip
    PaymentHold.objects.create(
        network=quay, from_month=APRIL, reason="Open still.", placed_at=EARLY, placed_by=by
    )
    client = signed_in("commissioner")

    first, second = text(client.get(LIST)), text(client.get(LIST + "?page=2"))

    assert "Open still." in first
    assert "Reason 59." in first
    assert "Reason 0." not in first
    assert "Reason 0." in second
    assert "Open still." not in second
    assert "Payments of 1 network are held" in second
