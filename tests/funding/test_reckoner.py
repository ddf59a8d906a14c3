"""The ready reckoner: the layout of its answer, and how it refuses what it cannot read."""

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from funding.engine.rates import national_rates
from funding.reckoner import BadReckonerInput, read_document, reckon

ROOT = Path(__file__).resolve().parents[2]

ASCENT = {
    "id": "ascent",
    "months": ["2022-04", "2022-05"],
    "practices": [
        {
            "code": "Z00001",
            "registered_list": "32250",
            "adjusted_population": "29476.112875505714",
            "weighted_list": "31000",
        }
    ],
    "care_home_beds": {"2022-04": 552},
}


def run(**case: Any) -> dict[str, Any]:
    result: dict[str, Any] = reckon({"cases": [ASCENT | case]}, national_rates())["results"][0]
    return result


def text(document: Any) -> bytes:
    return json.dumps(document).encode()


def command(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as a person starts it, with a database that is not there."""
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    return subprocess.run(
        [sys.executable, "manage.py", "ready_reckoner", *arguments],
        input=given,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | nowhere,
        check=False,
    )


def test_the_answer_has_lines_gaps_and_totals_for_each_case() -> None:
    result = run()

    assert set(result) == {"id", "lines", "gaps", "totals", "conditional"}
    assert result["id"] == "ascent"
    line = result["lines"][0]
    assert set(line) == {"month", "stream", "payee", "amount", "steps", "citations", "status"}
    assert (line["month"], line["stream"]) == ("2022-04", "core_pcn_funding")
    assert line["amount"] == "4031.25"
    assert set(line["steps"][0]) == {"label", "formula", "value", "rate", "citation"}
    assert result["totals"]["core_pcn_funding"] == "8062.50"
    assert result["totals"]["leadership_and_management"] == "3433.96"


def test_network_payments_go_to_the_nominated_payee_and_participation_to_the_practice() -> None:
    payees = {(line["stream"], line["payee"]) for line in run()["lines"]}

    assert ("core_pcn_funding", "nominated_payee") in payees
    assert ("network_participation_payment", "Z00001") in payees


def test_beds_are_missing_only_in_the_months_without_a_number() -> None:
    result = run()

    assert result["totals"]["care_home_premium"] == "5520.00"
    assert result["gaps"] == [
        {
            "month": "2022-05",
            "stream": "care_home_premium",
            "missing": "Beds in aligned care homes in May 2022: no number is recorded",
        }
    ]
    assert run(care_home_beds="552")["totals"]["care_home_premium"] == "11040.00"


def test_the_answer_is_plain_text_values_ready_for_json() -> None:
    answer = reckon({"cases": [ASCENT]}, national_rates())

    assert json.loads(json.dumps(answer)) == answer


def test_figures_are_read_exactly_however_they_are_written() -> None:
    as_text = run()
    written = text({"cases": [ASCENT]}).replace(b'"29476.112875505714"', b"29476.112875505714")

    assert reckon(read_document(written), national_rates())["results"] == [as_text]


def test_a_practice_is_paid_for_from_and_up_to_its_months() -> None:
    moving = {"code": "Z00002", "registered_list": "1000", "adjusted_population": "1"}
    months = ["2022-04", "2022-05", "2022-06", "2022-07"]

    def lists(**spell: str) -> list[str]:
        practices = [*ASCENT["practices"], moving | spell]
        lines = run(months=months, practices=practices)["lines"]
        return [line["steps"][0]["value"] for line in lines if line["stream"] == "core_pcn_funding"]

    assert lists() == ["33250", "33250", "33250", "33250"]
    assert lists(to="2022-06") == ["33250", "33250", "32250", "32250"]
    assert lists(**{"from": "2022-06"}) == ["32250", "32250", "33250", "33250"]
    assert lists(**{"from": "2022-05", "to": "2022-07"}) == ["32250", "33250", "33250", "32250"]


def test_a_practice_may_come_back() -> None:
    spells = [
        {"code": "Z00001", "registered_list": "100", "to": "2022-05"},
        {"code": "Z00001", "registered_list": "200", "from": "2022-05"},
    ]

    lines = [line for line in run(practices=spells)["lines"] if line["stream"].startswith("core")]

    assert [line["amount"] for line in lines] == ["12.50", "25.00"]


def test_a_figure_left_out_or_null_is_a_gap() -> None:
    for practice in ({"code": "Z00001"}, {"code": "Z00001", "registered_list": None}):
        result = run(practices=[practice])

        assert "core_pcn_funding" not in result["totals"]
        assert "core_pcn_funding" in {gap["stream"] for gap in result["gaps"]}


def test_rounding_is_one_convention_for_all_or_one_for_each_payment() -> None:
    everywhere = run(rounding="printed_monthly")
    for_one = run(rounding={"clinical_director": "printed_monthly"})

    assert everywhere["totals"]["clinical_director"] == "3934.50"
    assert everywhere["totals"]["leadership_and_management"] == "3419.22"
    assert for_one["totals"]["clinical_director"] == "3934.50"
    assert for_one["totals"]["leadership_and_management"] == "3433.96"


def test_known_on_chooses_the_rates_of_that_day() -> None:
    case = {"months": ["2024-07"], "care_home_beds": "10"}

    assert run(**case, known_on="2024-07-15")["totals"]["care_home_premium"] == "100.00"
    assert run(**case)["totals"]["care_home_premium"] == "106.00"


def test_a_case_may_have_beds_alone() -> None:
    case = {"id": 7, "months": ["2020-08"], "care_home_beds": 552}

    (result,) = reckon({"cases": [case]}, national_rates())["results"]

    assert result["id"] == 7
    assert result["totals"] == {"care_home_premium": "4140.00"}


def test_no_cases_give_no_results() -> None:
    assert reckon({"cases": []}, national_rates()) == {"results": []}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"months": None}, "Case “ascent”, “months” must be a list"),
        ({"months": "2022-04"}, "“months” must be a list"),
        ({"months": []}, "“months” is empty"),
        ({"months": ["2022-13"]}, "“months” must be written as year and month"),
        ({"months": [202204]}, "“months” must be written as year and month"),
        ({"months": ["2022-04", "2022-04"]}, "“months” has 2022-04 twice"),
        ({"months": ["9999-12"]}, "Name a month between 2000 and 2100"),
        ({"known_on": "15/07/2024"}, "“known_on” must be a day"),
        ({"known_on": "2024-02-30"}, "“known_on” must be a day"),
        ({"known_on": 20240715}, "“known_on” must be a day"),
        ({"rounding": "nearest"}, "“rounding” must be one of: annual_twelfth, printed_monthly"),
        ({"rounding": ["printed_monthly"]}, "“rounding” must be one of"),
        ({"rounding": {"core": "printed_monthly"}}, "“rounding” names “core”. Use one of"),
        ({"rounding": {"clinical_director": None}}, "“rounding” must be one of"),
        ({"practices": {}}, "“practices” must be a list"),
        ({"practices": ["Z00001"]}, "practices, entry 1 must be an object"),
        ({"practices": [{}]}, "practices, entry 1, “code” must be text"),
        ({"practices": [{"code": ""}]}, "“code” must be text"),
        ({"practices": [{"code": "Z", "list": 1}]}, "entry 1, “list” is not a known field"),
        ({"practices": [{"code": "Z", "registered_list": "1,000"}]}, "must be a plain number"),
        ({"practices": [{"code": "Z", "registered_list": "1e3"}]}, "must be a plain number"),
        ({"practices": [{"code": "Z", "registered_list": ""}]}, "must be a plain number"),
        ({"practices": [{"code": "Z", "registered_list": True}]}, "must be a plain number"),
        ({"practices": [{"code": "Z", "registered_list": 1.5}]}, "must be a plain number"),
        ({"practices": [{"code": "Z", "registered_list": [1]}]}, "must be a plain number"),
        ({"practices": [{"code": "Z", "registered_list": -1}]}, "is negative"),
        ({"practices": [{"code": "Z", "weighted_list": "-0"}]}, "“weighted_list” is negative"),
        ({"practices": [{"code": "Z", "registered_list": Decimal("NaN")}]}, "is NaN"),
        ({"practices": [{"code": "Z", "registered_list": 10**15}]}, "is too large"),
        ({"practices": [{"code": "Z", "registered_list": Decimal("1e-21")}]}, "20 decimals"),
        ({"practices": [{"code": "Z", "from": "2022-05", "to": "2022-05"}]}, "must be after"),
        ({"practices": [{"code": "Z", "from": "April"}]}, "“from” must be written as year"),
        ({"practices": [{"code": "Z"}, {"code": "Z"}]}, "entry 2, “code” “Z” is there twice"),
        (
            {"practices": [{"code": "Z", "to": "2022-06"}, {"code": "Z", "from": "2022-05"}]},
            "“Z” is there twice in the same month",
        ),
        ({"care_home_beds": "many"}, "“care_home_beds” must be a plain number"),
        ({"care_home_beds": {"May": 1}}, "“care_home_beds” must be written as year and month"),
        ({"care_home_beds": {"2022-04": -1}}, "“care_home_beds, 2022-04” is negative"),
        ({"beds": 1}, "Case “ascent”, “beds” is not a known field"),
        ({"id": None}, "Case number 1, “id” must be a name or number"),
        ({"id": ""}, "Case number 1, “id” must be"),
        ({"id": True}, "Case number 1, “id” must be"),
    ],
)
def test_a_wrong_field_is_refused_by_case_and_field(change: dict[str, Any], error: str) -> None:
    with pytest.raises(BadReckonerInput) as caught:
        run(**change)

    assert error in str(caught.value)
    assert str(caught.value).startswith("Case ")


@pytest.mark.parametrize(
    ("document", "error"),
    [
        (None, "The document must be an object"),
        ([], "The document must be an object"),
        ({}, "“cases” must be a list"),
        ({"cases": {}}, "“cases” must be a list"),
        ({"cases": [1]}, "Case number 1 must be an object"),
        ({"cases": [], "case": 1}, "“case” is not a known field"),
        ({"cases": [ASCENT, ASCENT]}, "Case “ascent”, “id” is used twice"),
    ],
)
def test_a_wrong_document_is_refused(document: Any, error: str) -> None:
    with pytest.raises(BadReckonerInput, match=error):
        reckon(document, national_rates())


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "not JSON: line 1, column 1"),
        (b"{'cases': []}", "not JSON: line 1, column 2"),
        (b'{"cases": []', "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"cases": [], "cases": []}', "“cases” is twice in one object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"cases": ' + b"9" * 5_000 + b"}", "number too long"),
    ],
)
def test_text_that_is_no_document_is_refused(content: bytes, error: str) -> None:
    with pytest.raises(BadReckonerInput, match=error):
        read_document(content)


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read_document(b'\xef\xbb\xbf{"cases": []}') == {"cases": []}


def test_the_command_answers_with_json_alone_and_needs_no_database(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(text({"cases": [ASCENT]}))

    by_name, by_pipe = command(str(file)), command("-", given=file.read_bytes())

    assert by_name.returncode == by_pipe.returncode == 0
    assert by_name.stdout == by_pipe.stdout
    assert json.loads(by_name.stdout) == reckon({"cases": [ASCENT]}, national_rates())
    assert by_name.stderr == b""


def test_the_command_refuses_in_one_sentence_with_nothing_on_standard_output(
    tmp_path: Path,
) -> None:
    wrong = command("-", given=text({"cases": [ASCENT | {"months": ["April"]}]}))
    nothing = command(str(tmp_path / "none.json"))

    assert (wrong.returncode, wrong.stdout) == (2, b"")
    assert wrong.stderr.decode().splitlines() == [
        'Case “ascent”, “months” must be written as year and month, as "2025-04".'
    ]
    assert (nothing.returncode, nothing.stdout) == (2, b"")
    assert nothing.stderr.decode().splitlines() == [
        f"The file {tmp_path / 'none.json'} cannot be read (No such file or directory)."
        " Check its name."
    ]


def test_improvement_is_shown_as_conditional_and_not_in_the_totals() -> None:
    practice = {"code": "A", "adjusted_population": "50000"}
    case = {"id": 1, "months": ["2025-04"], "practices": [practice]}
    (result,) = reckon({"cases": [case]}, national_rates())["results"]
    assert [(one["part"], one["at_most"]) for one in result["conditional"]] == [
        ("modern-access", "3819.44"),
        ("risk-stratification", "1909.72"),
    ]
    assert "by 31 March 2026" in result["conditional"][0]["condition"]
    assert "capacity_and_access_improvement" not in result["totals"]


@pytest.mark.parametrize(
    ("month", "at_most"), [("2024-03", ["59250.00"]), ("2024-02", []), ("2026-04", [])]
)
def test_the_areas_of_a_judged_year_stand_together_in_its_last_month(
    month: str, at_most: list[str]
) -> None:
    practice = {"code": "A", "adjusted_population": "50000"}
    case = {"id": 1, "months": [month], "practices": [practice]}
    (result,) = reckon({"cases": [case]}, national_rates())["results"]
    assert [one["at_most"] for one in result["conditional"]] == at_most
