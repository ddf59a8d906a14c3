"""Write docs/calculations from the cases: `python -m tests.cases.explain`.

The steps are the engine's own, so that the prose cannot drift from what is calculated.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from funding.engine.rates import national_rates
from funding.engine.streams import STREAM_TITLES
from funding.reckoner import reckon
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from tests.cases.case_files import Case, CaseFile, case_files, total_of

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs" / "calculations"
NOTE = "Written from `tests/cases/{year}.yaml` by `python -m tests.cases.explain`. Do not edit."


def documents() -> dict[str, str]:
    """File name and text of every document."""
    files = list(case_files())
    pages = {f"{file.year}.md": _page(file) for file in files}
    return pages | {"README.md": _contents(files)}


def _contents(files: list[CaseFile]) -> str:
    rows = [
        f"- [{file.year.replace('-', '/')}]({file.year}.md): "
        + "; ".join(case.title.rstrip(".") for case in file.cases)
        for file in files
    ]
    return "\n".join(
        [
            "# Calculations, worked through",
            "",
            NOTE.format(year="*"),
            "",
            "Published payments and hand-worked months, each calculated by the portal and compared",
            "to the penny by `tests/cases/test_cases.py`.",
            "",
            *rows,
            "",
        ]
    )


def _page(file: CaseFile) -> str:
    lines = [f"# Calculations for {file.year.replace('-', '/')}", "", NOTE.format(year=file.year)]
    for case in file.cases:
        lines += ["", *_case(case)]
    return "\n".join(lines) + "\n"


def _case(case: Case) -> Iterator[str]:
    (result,) = reckon(case.document, national_rates())["results"]
    yield from _head(case)
    streams = [stream for paid in case.paid for stream in paid.streams]
    streams += [case.figure["stream"]] if case.figure else []
    for stream in dict.fromkeys(streams):
        yield from _stream(stream, result)
    yield from _outcome(case, result)


def _head(case: Case) -> Iterator[str]:
    yield f"## {case.title}"
    for paragraph in (case.about, case.by_hand):
        if paragraph:
            yield from ("", paragraph)
    if case.says:
        yield from ("", f"> {case.says}")
    for source in case.sources:
        yield from ("", f"Source: [{source['title']}]({source['url']}).")


def _outcome(case: Case, result: dict[str, Any]) -> Iterator[str]:
    for paid in case.paid:
        names = " and ".join(STREAM_TITLES[stream] for stream in paid.streams)
        total = total_of(result, paid.streams)
        yield from ("", f"**{names}: £{total:,f}.** {_compared(case, paid.amount, str(total))}")
    for gap in result["gaps"]:
        if {"month": gap["month"], "stream": gap["stream"]} in case.gaps:
            yield from ("", f"Gap, {gap['month']}: {gap['missing']}.")


def _compared(case: Case, amount: str, total: str) -> str:
    if amount == total:
        return "As worked by hand." if case.by_hand else "As published."
    return f"Published: £{amount}."


def _stream(stream: str, result: dict[str, Any]) -> Iterator[str]:
    lines = [line for line in result["lines"] if line["stream"] == stream]
    ordered = sorted(lines, key=_same)
    groups = [list(group) for _, group in groupby(ordered, key=_same)]
    for group in sorted(groups, key=lambda group: (group[0]["month"], _same(group[0]))):
        yield from ("", f"{STREAM_TITLES[stream]}, {_months(group)}{_payee(group[0])}:", "")
        yield from ("| Step | Figures | Result |", "| --- | --- | ---: |")
        for step in group[0]["steps"]:
            label = step["label"].removesuffix(f" in {month_in_words(_month(group[0]))}")
            yield f"| {label} | {step['formula']} | {step['value']} |"
        yield from ("", f"Rate: {group[0]['steps'][1]['citation']}")


def _same(line: dict[str, Any]) -> tuple[str, ...]:
    """What lines must share to be told once for several months."""
    rate = line["steps"][1]["rate"]
    return (rate, line["payee"], *(f"{s['formula']}={s['value']}" for s in line["steps"]))


def _months(group: list[dict[str, Any]]) -> str:
    first, last = month_in_words(_month(group[0])), month_in_words(_month(group[-1]))
    if len(group) == 1:
        return first
    return f"each of {len(group)} months from {first} to {last}"


def _payee(line: dict[str, Any]) -> str:
    return "" if line["payee"] == "nominated_payee" else f", to practice {line['payee']}"


def _month(line: dict[str, Any]) -> Month:
    return Month.parse(line["month"])


def main() -> None:
    """Write every document, and remove those that no longer have cases."""
    DOCUMENTS.mkdir(parents=True, exist_ok=True)
    pages = documents()
    for old in DOCUMENTS.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (DOCUMENTS / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
