"""A change is filled in, weighed, and only then proposed; every kind goes through its own page."""

import re
from datetime import date
from html import unescape

import pytest

from networks.models import (
    CLINICAL_DIRECTOR,
    Appointment,
    Network,
    NetworkRole,
    Proposal,
    ProposalKind,
)
from pcn_portal.web.change_kinds import FORMS as OFFERED
from practices.models import Organisation, Practice, PracticeCommissioner
from tests.web.changes.forms import FORMS, JULY, MOVE, SENTENCES, address, filled
from tests.web.pages import errors, heading, links, text

pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture(autouse=True)
def elm(england: None) -> Practice:
    """A practice of Saltmarsh that is in no network."""
    found = Practice.objects.create(code="Z90009", name="Elm Surgery", status="active")
    location = Organisation.objects.get(code="Z1A")
    PracticeCommissioner.objects.create(practice=found, sub_icb=location, starts=date(2023, 4, 1))
    return found


def hidden(answer) -> list[tuple[str, str]]:
    """What a preview carries along."""
    found = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.content.decode()
    )
    return [(name, unescape(value)) for name, value in found if name != "csrfmiddlewaretoken"]


def carried(answer, step: str) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {"step": [step]}
    for name, value in hidden(answer):
        sent.setdefault(name, []).append(value)
    return sent


def test_every_kind_but_a_corrected_history_is_offered_with_its_form(signed_in):
    answer = signed_in("manager").get("/changes/new/?network=U90001")

    assert set(OFFERED) == set(ProposalKind.values) - {"history_corrected"} == set(FORMS)
    assert {f"/changes/new/{kind}/?network=U90001" for kind in FORMS} <= set(links(answer))
    assert signed_in("manager").get("/changes/new/history_corrected/").status_code == 404


@pytest.mark.parametrize("kind", FORMS)
def test_a_change_is_weighed_and_then_proposed(signed_in, people, kind: str):
    commissioner = signed_in("commissioner")

    weighed = commissioner.post(address(kind), filled(kind))

    assert weighed.status_code == 200, errors(weighed)
    assert heading(weighed) == f"Not proposed yet {SENTENCES[kind]} on 1 July 2025"
    assert not Proposal.objects.exists()

    shown = commissioner.post(address(kind), carried(weighed, "propose"), follow=True)

    made = Proposal.objects.get()
    assert (made.kind, made.effective, made.proposed_by) == (kind, JULY, people["commissioner"])
    assert made.reason == "Both networks agreed"
    assert shown.redirect_chain[-1][0] == f"/changes/{made.pk}/"
    assert "Nothing changes until it is decided." in text(shown)
    assert f"{SENTENCES[kind]} on 1 July 2025" in heading(shown)


def test_a_move_says_from_where_to_where(signed_in):
    client = signed_in("manager")
    client.post(address("move"), filled("move", step="propose"))

    assert Proposal.objects.get().details == MOVE


def test_one_may_go_back_from_the_preview_and_finds_everything_typed(signed_in):
    client = signed_in("manager")
    weighed = client.post(address("move"), filled("move"))

    again = client.post(address("move"), carried(weighed, "change"))

    body = again.content.decode()
    assert again.status_code == 200
    assert errors(again) == {}
    assert 'value="Z90001" selected' in body
    assert 'value="u90002"' in body
    assert "Both networks agreed" in body
    assert 'name="effective_month" type="text" value="7"' in re.sub(r"\s+", " ", body)
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("leave/?practice=Z90002", 'value="Z90002" selected'),
        ("network_renamed/?network=U90001", 'value="U90001" selected'),
        ("join/?practice=Z90009", 'value="Z90009"'),
        ("move/?practice=Z90001&to=U90002", 'value="U90002"'),
    ],
)
def test_what_the_page_before_knew_is_filled_in(signed_in, query: str, expected: str):
    assert expected in signed_in("commissioner").get(f"/changes/new/{query}").content.decode()


def test_a_form_lists_only_practices_of_the_network_it_was_opened_from(signed_in):
    client = signed_in("commissioner")

    narrowed, wide = (client.get(f"/changes/new/leave/{q}") for q in ("?network=U90002", ""))

    assert "only its practices are listed" in text(narrowed)
    assert "Cedar Surgery" in text(narrowed)
    assert "Alder Surgery" not in text(narrowed)
    assert "Alder Surgery" in text(wide)


@pytest.mark.parametrize("kind", ["network_split", "director_changed"])
def test_a_change_of_what_a_network_has_asks_for_the_network_first(signed_in, kind: str):
    client = signed_in("commissioner")

    asked = client.get(f"/changes/new/{kind}/")
    assert "which network?" in heading(asked)
    assert errors(client.get(f"/changes/new/{kind}/?network=")) == {
        "#id_network": "Choose a network."
    }
    assert "which network?" in heading(client.get(f"/changes/new/{kind}/?network=U90003"))
    assert "which network?" not in heading(client.get(f"/changes/new/{kind}/?network=U90001"))


def test_who_leaves_is_chosen_among_those_in_post(signed_in):
    role, _ = NetworkRole.objects.get_or_create(
        code=CLINICAL_DIRECTOR, defaults={"title": "Clinical director"}
    )
    leaving = Appointment.objects.create(
        network=Network.objects.get(code="U90001"), role=role, person="Dr Ada Invented",
        profession="GP", starts=date(2024, 4, 1),
    )  # fmt: skip
    client = signed_in("manager")
    assert "Dr Ada Invented, from 1 April 2024" in text(client.get(address("director_changed")))

    weighed = client.post(
        address("director_changed"), filled("director_changed", outgoing=[leaving.pk])
    )

    assert (
        "Dr Nell Invented becomes clinical director of Harbour PCN in place of Dr Ada Invented"
        in heading(weighed)
    )
