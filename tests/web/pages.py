"""Reading a page as a person does: its text, headings, links and errors."""

import re
from html import unescape
from typing import Any


def text(answer: Any) -> str:
    """The words of a page with single blanks between them."""
    body = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def heading(answer: Any) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.S)
    assert found, "the page has no heading"
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split())


def links(answer: Any) -> list[str]:
    return [
        unescape(href) for href in re.findall(r'<a[^>]*href="([^"]+)"', answer.content.decode())
    ]


def errors(answer: Any) -> dict[str, str]:
    """The error summary: where each link goes, and what it says."""
    body = answer.content.decode()
    summary = re.search(r'nhsuk-error-summary__list">(.*?)</ul>', body, re.S)
    if not summary:
        return {}
    linked = re.findall(r'<a href="([^"]+)">(.*?)</a>', summary[1], re.S)
    plain = re.findall(r"<li>\s*([^<\s][^<]*)</li>", summary[1], re.S)
    found = [*linked, *(("", said) for said in plain)]
    return {href: unescape(said.strip()) for href, said in found}
