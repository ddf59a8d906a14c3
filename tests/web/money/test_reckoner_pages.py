"""The ready reckoner by form and by document: figures in, explained amounts and gaps out."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pcn_portal.web.reckoner_forms import MOST_WORK, starting_months

pytestmark = pytest.mark.usefixtures("england")
PAGE, JSON_PAGE = "/ready-reckoner/", "/ready-reckoner/json/"


def form(*practices: dict[str, str], **fields: str) -> dict[str, str]:
    """What the browser sends for these practices; the other rows are empty."""
    sent = {
        "first": "2025-04",
        "last": "2025-04",
        "rounding": "annual_twelfth",
        "practices-TOTAL_FORMS": "5",
        "practices-INITIAL_FORMS": "0",
    }
    for number in range(5):
        practice = practices[number] if number < len(practices) else {}
        for name in ("code", "registered_list", "adjusted_population", "weighted_list"):
            sent[f"practices-{number}-{name}"] = practice.get(name, "")
        sent[f"practices-{number}-starts"] = practice.get("starts", "")
        sent[f"practices-{number}-ends"] = practice.get("ends", "")
    return sent | fields


def document(**case: object) -> str:
    return json.dumps({"cases": [{"id": "made up", "months": ["2025-04"], **case}]})


def test_one_row_gives_amounts_with_their_steps(signed_in):
    row = {"registered_list": "52,083", "adjusted_population": "51 000.5", "weighted_list": "50000"}

    page = signed_in("manager").post(PAGE, form(row, care_home_beds="120")).content.decode()

    assert "£71,039.55 for April 2025." in page
    assert "52,083 × £2.266 ÷ 12" in page
    assert "51,000.5 × £8.427 ÷ 12" in page
    assert "£1,302.53" in page
    assert "What is missing" not in page


def test_an_empty_figure_is_a_gap_and_not_zero(signed_in):
    page = signed_in("manager").post(PAGE, form({"registered_list": "30000"})).content.decode()

    missing = page.split("<h3>What is missing")[1].split("</table>")[0]
    assert "Core PCN funding" in missing
    assert "Adjusted population on 1 January 2025" in missing
    assert "Beds in aligned care homes in April 2025" in missing


def test_a_practice_counts_only_for_the_months_it_is_in_the_network(signed_in):
    stays = {"code": "stays", "weighted_list": "12000"}
    leaves = {"code": "leaves", "weighted_list": "12000", "ends": "2025-05"}

    page = signed_in("manager").post(PAGE, form(stays, leaves, last="2025-05")).content.decode()

    assert page.count("Network participation payment, stays") > page.count(
        "Network participation payment, leaves"
    )
    assert "£5,283.00" in page


def test_more_rows_keep_what_was_typed_and_check_nothing_yet(signed_in):
    sent = form({"code": "Alder", "registered_list": "not yet"}, add="rows", known_on_day="3")

    page = signed_in("manager").post(PAGE, sent).content.decode()

    assert 'value="not yet"' in page
    assert 'name="practices-9-code"' in page
    assert "There is a problem" not in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"last": "2025-03"}, "The last month is before the first."),
        ({"care_home_beds": "many"}, "must be a plain number"),
        ({"first": "1999-01"}, "Select a valid choice"),
        ({"practices-TOTAL_FORMS": "9999"}, "Enter at most 40 practices."),
        ({"practices-0-ends": "next May"}, "write year and month, like 2025-10."),
        ({"practices-0-registered_list": "-5"}, "is negative. A figure is zero or more."),
    ],
)
def test_a_wrong_figure_is_refused_in_a_sentence(signed_in, fields, sentence):
    answer = signed_in("manager").post(PAGE, form({"code": "A"}) | fields)

    assert answer.status_code == 400
    assert any(part in answer.content.decode() for part in sentence.split("|"))


def test_a_document_is_reckoned_pasted_or_as_a_file(signed_in):
    text = document(practices=[{"code": "A", "weighted_list": "12000"}])
    manager = signed_in("manager")

    pasted = manager.post(JSON_PAGE, {"document": text}).content.decode()
    upload = SimpleUploadedFile("cases.json", text.encode(), "application/json")
    chosen = manager.post(JSON_PAGE, {"file": upload}).content.decode()

    assert "£1,761.00 for April 2025." in pasted
    assert "£1,761.00 for April 2025." in chosen


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Paste a document or choose a file."),
        ("{", "is not JSON"),
        ('{"cases": 5}', "must be a list"),
        (document(practices=[{"code": "A", "weighted_list": 1.5e400}]), "JSON|number|has Infinity"),
        (document(months=["2025-13"]), "must be written as year and month"),
        (document(rounding="by feeling"), "must be one of"),
        (document(surprise=1), "is not a known field"),
        ("[" * 100_000, "nested too deeply|is not JSON"),
    ],
)
def test_a_wrong_document_gets_a_sentence_that_says_where(signed_in, text, sentence):
    answer = signed_in("manager").post(JSON_PAGE, {"document": text})

    assert answer.status_code == 400
    assert "There is a problem" in answer.content.decode()
    assert any(part in answer.content.decode() for part in sentence.split("|"))


def test_more_than_a_page_can_show_is_led_to_the_api(signed_in):
    months = [f"{year}-{month:02d}" for year in range(2019, 2027) for month in range(1, 13)]
    practices = [{"code": f"P{number}"} for number in range(MOST_WORK // len(months) + 1)]

    answer = signed_in("manager").post(
        JSON_PAGE, {"document": document(months=months, practices=practices)}
    )

    assert answer.status_code == 400
    assert "Use the API or the command ready_reckoner." in answer.content.decode()


def test_a_file_that_is_not_text_is_refused(signed_in):
    upload = SimpleUploadedFile("cases.json", b"\xff\xfe\x00", "application/json")

    answer = signed_in("manager").post(JSON_PAGE, {"file": upload})

    assert answer.status_code == 400
    assert "Save it as UTF-8." in answer.content.decode()


def test_the_form_starts_with_the_present_contract_year():
    assert starting_months(date(2025, 6, 15)) == {"first": "2025-04", "last": "2026-03"}
    assert starting_months(date(2040, 1, 1)) == {"first": "2026-04", "last": "2027-03"}
