"""Why this amount: each line's steps, sources and standing."""

import subprocess
import sys

from tests.funding.engine.months import month_of, practice, the_line


def test_a_monthly_rate_not_seen_in_print_makes_the_line_provisional_and_says_so() -> None:
    one = practice("Z00001", registered="42281")

    line = the_line(
        month_of("2021-04", one, clinical_director="printed_monthly"), "clinical_director"
    )
    seen = the_line(
        month_of("2020-04", one, clinical_director="printed_monthly"), "clinical_director"
    )

    assert line.status == "provisional"
    assert "not seen in print" in line.steps[1].label
    assert (seen.status, seen.steps[1].label) == ("confirmed", "Printed monthly rate")


def test_a_line_tells_each_step_with_figures_rate_and_source() -> None:
    answer = month_of(
        "2025-04", practice("Z00001", adjusted="20000"), practice("Z00002", adjusted="32083.2")
    )

    line = the_line(answer, "enhanced_access")
    figures, rate, rounded = line.steps
    assert figures.as_dict() == {
        "label": "Adjusted population on 1 January 2025: 2 practices",
        "formula": "20,000 + 32,083.2",
        "value": "52083.2",
        "rate": "",
        "citation": "",
    }
    assert rate.label == "One twelfth of the annual rate"
    assert rate.formula == "52,083.2 × £8.427 ÷ 12"
    assert rate.value == "36575.4272"
    assert rate.rate == line.rate_id == "ea-2025-26"
    assert "Published 28 March 2025. Two sources agree." in rate.citation
    assert (rounded.label, rounded.value) == ("Rounded half up to pence", "36575.43")
    assert len(line.citations) == 3
    assert line.status == "confirmed"


def test_a_result_that_goes_on_is_cut_and_marked_never_rounded_in_a_step() -> None:
    line = the_line(month_of("2025-04", practice("Z00001", adjusted="10000")), "enhanced_access")

    assert line.steps[1].value == "7022.5"
    line = the_line(month_of("2025-05", practice("Z00001", adjusted="10001")), "enhanced_access")
    assert line.steps[1].value == "7023.20225"
    line = the_line(month_of("2022-10", practice("Z00001", adjusted="10001")), "enhanced_access")
    assert line.steps[1].value == "6273.9606666666…"


def test_many_practices_are_summed_without_listing_each() -> None:
    many = [practice(f"Z{n:05d}", adjusted="1000") for n in range(20)]

    step = the_line(month_of("2025-04", *many), "enhanced_access").steps[0]

    assert step.label == "Adjusted population on 1 January 2025: 20 practices"
    assert step.formula == "sum of the figures of 20 practices, not rounded"
    assert step.value == "20000"


def test_a_rate_from_one_source_makes_the_line_provisional() -> None:
    one = practice("Z00001", "1", "1", "1")

    assert the_line(month_of("2025-04", one), "capacity_and_access_support").status == "provisional"
    assert the_line(month_of("2025-04", one), "enhanced_access").status == "confirmed"


def test_the_engine_does_not_need_django() -> None:
    program = (
        "import sys; import funding.engine.statement;"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'celery')))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"
