"""What a file would do to the register: problems, changes to list, and the writes themselves."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from pcn_portal.audit.models import Actor
from practices.models import ImportChange, ImportProblem, SourceFile

ERROR = ImportProblem.Severity.ERROR
WARNING = ImportProblem.Severity.WARNING
NEW = ImportChange.Kind.NEW
CHANGED = ImportChange.Kind.CHANGED
ENDED = ImportChange.Kind.ENDED
UNTOUCHED = "untouched"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file a person should know: where it is, what it says, what to do."""

    severity: str
    message: str
    row: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would become new, changed or ended, as a person reads it."""

    kind: str
    entity: str
    key: str
    row: int | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What a plan may know besides the file and the register.

    `icbs` are the ICBs whose rows a local file may hold; None means any.
    `at` is when it is planned, for a publication that carries no date of its own.
    """

    parameters: dict[str, str]
    at: datetime
    icbs: frozenset[str] | None = None
    max_bytes: int = 25 * 2**20


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where written facts come from: the file, who applied it, and when."""

    source: SourceFile
    by: Actor
    at: datetime


Write = Callable[[Receipt], None]


@dataclass
class Plan:
    """The effect of one file on the register as it stands. Making a plan writes nothing."""

    rows_read: int = 0
    problems: list[Problem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    untouched: Counter[str] = field(default_factory=Counter)
    summary: list[str] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)
    writes: list[Write] = field(default_factory=list)

    def error(
        self, message: str, row: int | None = None, column: str = "", value: str = ""
    ) -> None:
        """Note an error: the whole file will be refused."""
        self.problems.append(Problem(ERROR, message, row, column, value))

    def warn(self, message: str, row: int | None = None, column: str = "", value: str = "") -> None:
        """Note something to check; the file may still be applied."""
        self.problems.append(Problem(WARNING, message, row, column, value))

    def change(
        self, kind: str, entity: str, key: str, row: int | None, before: str = "", after: str = ""
    ) -> None:
        """List one change for the preview."""
        self.changes.append(Change(kind, entity, key, row, before, after))

    def same(self, entity: str, number: int = 1) -> None:
        """Count what the file says and the register already has."""
        self.untouched[entity] += number

    def then(self, write: Callable[..., None], **facts: Any) -> None:
        """Add a write, called in order with `receipt=` when applied, unless all lists are empty."""
        if any(fact for fact in facts.values() if not isinstance(fact, str | date)):
            self.writes.append(partial(_call, write, facts))

    @property
    def refused(self) -> bool:
        return any(p.severity == ERROR for p in self.problems)

    def counts(self) -> dict[str, Any]:
        """Return new, changed, ended and untouched: of everything, and of each entity."""
        kinds = (NEW.value, CHANGED.value, ENDED.value, UNTOUCHED)
        tally = Counter((change.entity, str(change.kind)) for change in self.changes)
        tally.update({(entity, UNTOUCHED): number for entity, number in self.untouched.items()})
        entities = sorted({entity for entity, _ in tally})
        by_entity = {entity: {kind: tally[entity, kind] for kind in kinds} for entity in entities}
        totals = {kind: sum(counts[kind] for counts in by_entity.values()) for kind in kinds}
        return {**totals, "entities": by_entity}

    def digest(self) -> str:
        """A fingerprint of the changes: equal means that applying does what was shown."""
        lines = [[str(c.kind), c.entity, c.key, c.row, c.before, c.after] for c in self.changes]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _call(write: Callable[..., None], facts: dict[str, Any], receipt: Receipt) -> None:
    write(**facts, receipt=receipt)
