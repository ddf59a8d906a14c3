"""Reading one value of a proposal's details; what cannot be read is refused by its field."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from networks.proposals.refusal import ProposalRefused
from practices.cells import NETWORK_CODE, ORGANISATION_CODE, PRACTICE_CODE

MOST = 500
_ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")
_PHONE = re.compile(r"\+?[0-9() -]{3,29}")
_FORMULA = ("=", "+", "-", "@")
Read = Callable[[Any, str], Any]


@dataclass(frozen=True, slots=True)
class Field:
    """How one key is read; one that is not needed may be left out or empty. `ask` asks for it."""

    read: Read
    needed: bool = True
    empty: Any = ""
    ask: str = ""

    def value(self, details: dict[str, Any], key: str) -> Any:
        given = details.get(key)
        if isinstance(given, str):
            given = given.strip()
        if given is None or given == "" or given == []:
            if self.needed:
                raise ProposalRefused(self.ask or f"Give the {said(key)}.", key)
            return self.empty
        return self.read(given, key)


def said(key: str) -> str:
    """A key in words: “sub_icb” is a sub-ICB location."""
    words = {
        "from": "network to move from",
        "to": "network to move to",
        "sub_icb": "sub-ICB location",
        "ods_code": "ODS code",
        "wte": "WTE",
    }
    return words.get(key, key.replace("_", " "))


def text(given: Any, key: str, longest: int = 200) -> str:
    """A name: printable, and nothing that a spreadsheet would run."""
    if not isinstance(given, str) or not given.isprintable():
        raise ProposalRefused(f"The {said(key)} has characters that cannot be printed.", key)
    if given.startswith(_FORMULA):
        raise ProposalRefused(
            f"The {said(key)} starts with “{given[0]}”, so a spreadsheet would run it as a "
            "formula. Remove that character.",
            key,
        )
    if len(given) > longest:
        raise ProposalRefused(f"The {said(key)} is too long. The most is {longest}.", key)
    return given


def short(longest: int) -> Read:
    return lambda given, key: text(given, key, longest)


def _code(given: Any, key: str, pattern: re.Pattern[str], like: str) -> str:
    code = given.strip().upper() if isinstance(given, str) else ""
    if not pattern.fullmatch(code):
        raise ProposalRefused(f"“{str(given)[:20]}” is not the ODS code of {like}.", key)
    return code


def network(given: Any, key: str) -> str:
    return _code(given, key, NETWORK_CODE, "a network: the letter U and five digits")


def practice(given: Any, key: str) -> str:
    return _code(given, key, PRACTICE_CODE, "a practice: a letter and five digits")


def sub_icb(given: Any, key: str) -> str:
    return _code(given, key, ORGANISATION_CODE, "a sub-ICB location: three or five characters")


def ods_code(given: Any, key: str) -> str:
    return _code(given, key, _ODS_CODE, "an organisation: three to eight letters and digits")


def several(read: Read) -> Read:
    """A list of codes, each once, in order of code."""

    def read_all(given: Any, key: str) -> list[Any]:
        if not isinstance(given, list) or len(given) > MOST:
            raise ProposalRefused(f"Give the {said(key)} as a list of at most {MOST}.", key)
        found = [read(one, key) for one in given]
        once(found, key)
        return sorted(found)

    return read_all


def once(codes: Iterable[Any], key: str) -> None:
    """Refuse the first code that stands twice."""
    seen: set[Any] = set()
    for code in codes:
        if code in seen:
            raise ProposalRefused(f"{code} is there twice. Name it once.", key)
        seen.add(code)


def number(most: Decimal, places: int) -> Read:
    """A number above 0 and at most `most`, kept as text; with so many decimals."""

    def read(given: Any, key: str) -> str:
        try:
            found = Decimal(given) if isinstance(given, str | int) else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or not 0 < found <= most or found != round(found, places):
            raise ProposalRefused(
                f"Give the {said(key)} as a number above 0 and at most {most}, with at most "
                f"{places} decimals.",
                key,
            )
        return f"{found.normalize():f}"

    return read


def email(given: Any, key: str) -> str:
    try:
        validate_email(given)
    except ValidationError:
        raise ProposalRefused("Give an e-mail address like name@practice.example.", key) from None
    return text(given, key, 254)


def phone(given: Any, key: str) -> str:
    if not isinstance(given, str) or not _PHONE.fullmatch(given):
        raise ProposalRefused("Give a phone number in digits, at most 30 characters.", key)
    return given


def yes_or_no(given: Any, key: str) -> bool:
    if not isinstance(given, bool):
        raise ProposalRefused("Answer with yes or no.", key)
    return given


def whole(given: Any, key: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < 2**31:
        raise ProposalRefused(f"“{str(given)[:20]}” is not a number of the list.", key)
    return given


def day(given: Any, key: str) -> date:
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ProposalRefused(f"“{str(given)[:20]}” is not a date like 2026-07-01.", key) from None


def named_parts(*, practices: bool) -> Read:
    """A list of {code, name} of practices, or {code, name, practices} of networks."""
    shape = {"code": Field(network if practices else practice), "name": Field(text, needed=False)}
    if practices:
        shape["practices"] = Field(several(practice))

    def read(given: Any, key: str) -> list[dict[str, Any]]:
        if not isinstance(given, list) or not all(isinstance(part, dict) for part in given):
            raise ProposalRefused(f"Give the {said(key)} as a list.", key)
        try:
            found = [{k: f.value(part, k) for k, f in shape.items()} for part in given[:MOST]]
        except ProposalRefused as refusal:
            raise ProposalRefused(str(refusal), key) from None
        once((part["code"] for part in found), key)
        return sorted(found, key=lambda part: str(part["code"]))

    return read


def spells(given: Any, key: str) -> list[list[Any]]:
    """A list of [network, starts, ends or null, row or null] that do not overlap, oldest first."""
    if not isinstance(given, list):
        raise ProposalRefused("Give the spells as a list.", key)
    found = sorted((_spell(one, key) for one in given), key=lambda s: (s[1], s[2] or date.max))
    for earlier, later in zip(found, found[1:], strict=False):
        if earlier[2] is None or later[1] < earlier[2]:
            raise ProposalRefused(
                f"The spells in {earlier[0]} and {later[0]} overlap. A practice is core in one "
                "network at a time.",
                key,
            )
    return [[n, a.isoformat(), e.isoformat() if e else None, r] for n, a, e, r in found]


def _spell(given: Any, key: str) -> tuple[str, date, date | None, int | None]:
    if not isinstance(given, list | tuple) or len(given) != 4:
        raise ProposalRefused("Give each spell as network, start, end and row.", key)
    starts, ends = day(given[1], key), day(given[2], key) if given[2] else None
    if ends and ends < starts:
        raise ProposalRefused(f"A spell ends before it starts, on {starts.isoformat()}.", key)
    row = None if given[3] is None else whole(given[3], key)
    return network(given[0], key), starts, ends, row
