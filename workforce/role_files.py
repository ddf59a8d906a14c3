"""The files of roles and maxima, read once into a book."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from workforce.engine.roles import (
    Area,
    Limit,
    Maximum,
    Role,
    RoleBook,
    RoleTable,
    Standing,
)

FOLDER = Path(__file__).parent / "roles"
NAMES = "names.yaml"
GUIDANCE = "guidance.yaml"


@lru_cache(maxsize=1)
def national_roles() -> RoleBook:
    """Every table of the year files, by the day it begins and was published."""
    names = _read(FOLDER / NAMES)
    years = sorted(path for path in FOLDER.glob("*.yaml") if path.name not in (NAMES, GUIDANCE))
    tables = [_table(one, names) for path in years for one in _read(path)]
    return RoleBook(tuple(sorted(tables, key=lambda table: (table.starts, table.published))))


@lru_cache(maxsize=1)
def role_names() -> dict[str, str]:
    """Names of every role of any year, by code."""
    return {c: role.name for t in national_roles().tables for c, role in t.roles.items()}


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _table(given: Mapping[str, Any], names: Mapping[str, Any]) -> RoleTable:
    roles = {code: _role(code, one, names) for code, one in given["roles"].items()}
    return RoleTable(
        id=given["id"],
        starts=given["starts"],
        ends=given["ends"],
        published=given["published"],
        note=given["note"],
        sources=_sources(given["sources"], names),
        roles=roles,
    )


def _role(code: str, given: Mapping[str, Any], names: Mapping[str, Any]) -> Role:
    terms = given["terms"]
    share = Decimal(terms["share"])
    starts: date = names["roles"][code]["starts"]
    return Role(
        code=code,
        name=names["roles"][code]["name"],
        starts=starts,
        band=terms.get("band", ""),
        share=share,
        later_share=Decimal(terms.get("later_share", share)),
        after_share=terms.get("after_share", False),
        limit=_limit(terms.get("limit")),
        rules=tuple(given.get("rules", ())),
        maxima={area: _maximum(given[area], names) for area in Area if area in given},
    )


def _limit(given: Any) -> Limit | None:
    if given is None:
        return None
    return Limit(None, None) if given == "unknown" else Limit(*given)


def _maximum(given: Any, names: Mapping[str, Any]) -> Maximum:
    if given == "none":
        return Maximum(None, Standing.NONE)
    sources = _sources(given["sources"], names)
    standing = Standing.CONFIRMED if len(sources) > 1 else Standing.SINGLE
    if given["confidence"] != "high":
        standing = Standing.PROVISIONAL
    return Maximum(Decimal(given["pounds"]), standing, sources)


def _sources(keys: list[str], names: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(names["sources"][key] for key in keys)
