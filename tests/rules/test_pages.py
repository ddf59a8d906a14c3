"""Templates keep the promises of the content security policy and of the design."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = sorted(TEMPLATES.rglob("*.html"))


def name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_no_inline_style_or_script(path: Path):
    text = path.read_text()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_form_that_changes_something_carries_the_token(path: Path):
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", path.read_text(), re.S)

    assert all("{% csrf_token %}" in form for form in forms)


@pytest.mark.parametrize("path", [p for p in PAGES if "pages" in p.parts], ids=name)
def test_the_words_are_those_of_the_nhs_service_manual(path: Path):
    words = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", path.read_text(), flags=re.S)

    assert not re.search(r"\bplease\b", words, re.I)
