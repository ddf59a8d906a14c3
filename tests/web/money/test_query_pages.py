"""Queries by page: asked by a network, answered and closed by the board."""

import pytest

from funding.models import MoneyQuery, Posting
from tests.funding.approving import approve
from tests.web.money.conftest import AT
from tests.web.pages import text

LIST, NEW = "/money/queries/", "/money/queries/new/"
ASKED = {"whose": "U90001", "subject": "Core of April", "text": "Why is it less?"}


@pytest.fixture
def query(signed_in, england):
    signed_in("manager").post(NEW, ASKED)
    return MoneyQuery.objects.get()


def test_a_manager_asks_and_the_board_sees_it(signed_in, query):
    shown = text(signed_in("commissioner").get(LIST))

    assert query.icb_code == "QZ1"
    assert "1 query is open, none of them late." in shown
    assert "Core of April" in shown and "28 days left" in shown and "Nobody yet" in shown


def test_the_board_gives_answers_and_closes_it_and_the_manager_reads_the_outcome(
    signed_in, query, people
):
    page = signed_in("commissioner")
    address = f"{LIST}{query.pk}/"
    owner = str(people["commissioner"].pk)

    page.post(address, {"act": "give", "owner": owner, "text": "Mine."})
    page.post(address, {"act": "answer", "owner": "", "text": "The list was restated."})
    page.post(address, {"act": "close", "owner": "", "text": "Explained."})
    shown = text(signed_in("manager").get(address))

    assert "Closed" in shown and "Explained." in shown
    assert "The list was restated." in shown
    assert "given to commissioner" in shown
    assert "No query is open." in text(page.get(LIST))
    page.post(address, {"act": "reopen", "text": "Not quite."})
    assert "1 query is open" in text(page.get(LIST))


def test_a_manager_answers_but_does_not_close(signed_in, query):
    manager, address = signed_in("manager"), f"{LIST}{query.pk}/"

    refused = manager.post(address, {"act": "close", "text": "Done."})
    manager.post(address, {"act": "answer", "text": "More detail."})

    assert refused.status_code == 400
    assert [m.act for m in query.messages.all()] == ["said", "said"]


@pytest.mark.parametrize(
    "form",
    [
        {"text": "x"},
        ASKED | {"text": ""},
        ASKED | {"whose": "U90003"},
        ASKED | {"due_on_day": "40"},
    ],
)
def test_what_lacks_something_is_refused(signed_in, england, form):
    assert signed_in("manager").post(NEW, form).status_code == 400
    assert not MoneyQuery.objects.exists()


def test_a_query_on_a_posting_or_a_payees_month_says_what_it_is_about(signed_in, calculate, people):
    made = calculate()
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)
    posting = Posting.objects.filter(network_code="U90001")[0]
    manager = signed_in("manager")

    manager.post(f"{NEW}?posting={posting.pk}", ASKED)
    manager.post(f"{NEW}?payee=8A1&stream=enhanced_access&month=2025-04&amount=12.50", ASKED)

    first, second = MoneyQuery.objects.order_by("id")
    assert (first.posting, first.amount) == (posting, posting.amount)
    assert (second.payee, second.stream, str(second.month)) == (
        "8A1", "enhanced_access", "2025-04-01",
    )  # fmt: skip
    assert "Enhanced access, April 2025" in text(manager.get(f"{LIST}{second.pk}/"))


@pytest.mark.parametrize("odd", ["line=999999999999999999999", "posting=x", "payee=%00&month=9"])
def test_an_odd_address_is_no_error(signed_in, england, odd):
    assert signed_in("manager").get(f"{NEW}?{odd}").status_code == 200


def test_strangers_do_not_find_it(signed_in, query):
    assert signed_in("other_commissioner").get(f"{LIST}{query.pk}/").status_code == 404
    assert signed_in("auditor").post(
        f"{LIST}{query.pk}/", {"act": "answer", "text": "x"}
    ).status_code == 200  # fmt: skip
    assert query.messages.count() == 1
