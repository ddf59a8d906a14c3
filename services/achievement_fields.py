"""What the publications call measures: the names of fields to numerator, denominator and others."""

import re
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import yaml

from services.models import Measure

FILE = Path(__file__).parent / "incentive" / "fields.yaml"
LONGEST = 80
PUBLISHED = "numerator"
"""The field of a numerator in the yearly publication; an extract's has words of its own."""
_SHORT = re.compile(r"[A-Z0-9_]+")
_CODE = re.compile(r"([A-Z]+)(\d.*)")
_COUNTS = {"HI21"}
_SERVICE = re.compile(r"NCD(\d{2})(\d{2})")


def year_of_service(text: str) -> int | None:
    """The contract year's first calendar year of "NCD2324"; None for another service."""
    found = _SERVICE.fullmatch(text.strip().upper())
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    return 2000 + int(found[1])


def indicator_code(text: str) -> str:
    """ "CAN04" as the schemes write it: CAN-04."""
    found = _CODE.fullmatch(text)
    return f"{found[1]}-{found[2]}" if found else text


def measure_of_extract(indicator: str, field: str) -> Measure:
    """What a field of the CQRS extract counts, by its name.

    The numerators of the metadata all start “Of the denominator”; other long names are
    denominators, except an indicator that only counts.
    """
    if _SHORT.fullmatch(field):
        known = _fields().get(indicator, {})
        kinds = (Measure.ADJUSTED, Measure.EXCLUSION)
        return next((kind for kind in kinds if field in known.get(kind.value, ())), Measure.OTHER)
    if field.lower().startswith("of the denominator"):
        return Measure.NUMERATOR
    return Measure.OTHER if indicator in _COUNTS else Measure.DENOMINATOR


def adjustments_of(indicator: str) -> frozenset[str]:
    """Every field that an extract takes from an indicator's denominator, by its code: "CAN-04"."""
    found = _fields().get(indicator.replace("-", ""), {})
    return frozenset(found.get(Measure.ADJUSTED.value, ()))


def field_name(field: str) -> str:
    """A field's name as it is kept: a long one is cut, with a mark that keeps it apart."""
    if len(field) <= LONGEST:
        return field
    return f"{field[: LONGEST - 10]}… {sha256(field.encode()).hexdigest()[:8]}"


def measure_of_publication(text: str) -> tuple[str, Measure, str] | None:
    """ "ACC-08 Numerator" as indicator, measure and the publication's words; None otherwise."""
    code, _, words = text.strip().partition(" ")
    if not words or not re.fullmatch(r"[A-Z]+-\d+[a-z]?", code):
        return None
    plain = {"numerator": Measure.NUMERATOR, "denominator": Measure.DENOMINATOR}
    return code, plain.get(words.lower(), Measure.OTHER), words.lower()


@lru_cache(maxsize=1)
def _fields() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return read
