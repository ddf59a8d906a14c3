"""The size and manner of the source: short functions, short files, one number per decision."""

import ast
import re
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("pcn_portal", "funding", "workforce", "services", "networks", "practices", "benchmarks")
FILES = [
    path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if "migrations" not in path.parts
]
# The domain is told what day it is; only pages, endpoints, commands and tasks look at the clock.
DOMAIN = ("funding", "workforce", "services", "networks", "practices")
CLOCKS = re.compile(r"date\.today\(|datetime\.now\(|timezone\.now\(|localdate\(|time\.time\(")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and length in lines of each function, decorators not counted."""
    return [
        (f"{name(path)}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


LENGTHS = dict(pair for path in FILES for pair in functions(path))


def test_no_function_is_longer_than_50_lines():
    assert {f: lines for f, lines in LENGTHS.items() if lines > 50} == {}


def test_the_median_function_is_about_ten_lines():
    assert median(LENGTHS.values()) <= 12


@pytest.mark.parametrize("path", [*FILES, ROOT / "portal"], ids=name)
def test_no_file_is_longer_than_300_lines(path: Path):
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", [f for f in FILES if f.parts[-2] != "tests"], ids=name)
def test_every_module_says_what_it_is(path: Path):
    text = path.read_text()

    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_the_domain_has_no_clock():
    found = [
        name(path)
        for path in FILES
        if name(path).startswith(DOMAIN) and path.name != "tasks.py"
        if CLOCKS.search(path.read_text())
    ]

    assert found == []


def test_decision_records_have_a_number_each():
    numbers = Counter(path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md"))

    assert numbers
    assert all(re.fullmatch(r"\d{4}", number) for number in numbers)
    assert [number for number, times in numbers.items() if times > 1] == []
