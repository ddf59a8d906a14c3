"""Everything due in a contract year for a board's networks: national days, and the board's own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from networks.participation.windows import windows_of
from networks.participation.years import CONFIDENCE, known_years
from pcn_portal.units.periods import ContractYear, Month
from services.deadlines.files import National, national_deadlines
from services.engine.deadlines import Rule, days_of
from services.models import DeadlineVersion

REMIND_DAYS = 14
"""How long before a national day reminders begin, where nobody set it: the portal's own choice."""
NATIONAL, ENGLAND, BOARD = "National", "NHS England", "The board"


@dataclass(frozen=True, slots=True)
class Said:
    """A day (None: not known) as one of them says it, and from where it is known."""

    whose: str
    day: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A rule by the file, by England or by a board; the last one that is not withdrawn counts."""

    whose: str
    title: str
    what: str
    rule: Rule
    source: str
    remind_days: int = REMIND_DAYS
    escalate_after: int | None = None
    escalate_to: int | None = None
    withdrawn: bool = False
    sequence: int = 0
    changed_at: datetime | None = None
    deadline_id: int | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """What is due in a year, by its key; `layers` begin with who said it first."""

    key: str
    year: int
    kind: str
    layers: tuple[Layer, ...]

    @property
    def monthly(self) -> bool:
        return self.layers[0].rule.monthly

    @property
    def counts(self) -> Layer:
        """The layer that counts; the first one if every one is withdrawn."""
        return next((one for one in reversed(self.layers) if not one.withdrawn), self.layers[0])


@dataclass(frozen=True, slots=True)
class Due:
    """One time that something is due: for the year, or about `month` (its first day).

    `day` is the last day that is in time, None while not known. `sequence` grows with every
    change of its day; a `cancelled` one is no longer due.
    """

    key: str
    base: str
    kind: str
    title: str
    what: str
    year: int
    month: date | None
    day: date | None
    said: tuple[Said, ...]
    remind_days: int
    escalate_after: int | None
    escalate_to: int | None
    sequence: int
    changed_at: datetime | None
    own_id: int | None
    cancelled: bool = False

    @property
    def moved(self) -> bool:
        """Whether more than one day stands for it."""
        return len(self.said) > 1


def due_key(base: str, year: int, month: Month | None) -> str:
    """The name of one time: “arrs-claim_2025-04”, or “sign-up_2025-26” for the year."""
    return f"{base}_{month or str(ContractYear(year)).replace('/', '-')}"


def bases_of(
    icb_code: str, year: int, *, known_at: datetime, more: Sequence[National] = ()
) -> list[Base]:
    """What is due for a board's networks in a year, as known at a moment.

    `more` are national deadlines that other parts know. Without a board: for England alone.
    """
    own, moves = _entered(icb_code, year, known_at)
    first = [_base(one) for one in (*windows(year), *more, *_of_file(year))] + own
    return [
        replace(base, layers=(*base.layers, *sorted(moves.get(base.key, ()), key=_board_last)))
        for base in first
    ]


def dues_of(bases: Sequence[Base]) -> list[Due]:
    """Each time of what is due, by day; what has no known day comes last."""
    found = [due for base in bases for due in _dues(base)]
    return sorted(found, key=lambda due: (due.day or date.max, due.key))


def windows(year: int) -> Iterator[National]:
    """The windows to opt out and to sign up, as participation knows them."""
    rules = known_years().get(year)
    if rules is not None:
        yield _window(year, "sign-up", rules.opt_out_until, rules.source, rules.confidence)
    for window in windows_of(year):
        if not window.yearly and window.opens is not None:
            key = f"sign-up-{window.opens.isoformat()}"
            yield _window(year, key, window.last_day, window.source, "")


def _window(year: int, key: str, day: date | None, source: str, confidence: str) -> National:
    return National(
        key=key,
        year=year,
        kind="sign_up",
        title="Notice to opt out or to sign up",
        what="Each practice that opts out, or signs up, gives notice by the last day of the "
        "window. Who was a core network practice before stays enrolled.",
        rule=Rule(False, day),
        confidence=confidence,
        source=source,
    )


def _of_file(year: int) -> Iterator[National]:
    return (one for one in national_deadlines() if one.year == year)


def _base(one: National) -> Base:
    sure = f" ({_sure(one.confidence)})" if one.confidence else ""
    layer = Layer(
        NATIONAL, one.title, one.what, one.rule, f"{one.source}{sure}", sequence=one.revision
    )
    return Base(one.key, one.year, one.kind, (layer,))


def _sure(confidence: str) -> str:
    return "no day was found" if confidence == "unknown" else CONFIDENCE[confidence]


def _entered(
    icb_code: str, year: int, known_at: datetime
) -> tuple[list[Base], dict[str, list[Layer]]]:
    """What people entered: deadlines of their own, and days beside others by their key."""
    rows = DeadlineVersion.objects.filter(
        deadline__icb_code__in={"", icb_code}, deadline__year=year, recorded_at__lte=known_at
    )
    versions: dict[int, DeadlineVersion] = {}
    for row in rows.select_related("deadline").order_by("deadline_id", "number"):
        versions[row.deadline_id] = row
    own: list[Base] = []
    moves: defaultdict[str, list[Layer]] = defaultdict(list)
    for version in versions.values():
        of = version.deadline
        if of.beside:
            moves[of.beside].append(_layer(version))
        else:
            own.append(Base(f"d{of.pk}", year, of.kind, (_layer(version),)))
    return own, moves


def _layer(version: DeadlineVersion) -> Layer:
    of = version.deadline
    rule = Rule(of.monthly, version.day, version.day_of_month, version.months_after)
    return Layer(
        whose=BOARD if of.icb_code else ENGLAND,
        title=version.title,
        what=version.what,
        rule=rule,
        source=version.reason,
        remind_days=version.remind_days,
        escalate_after=version.escalate_after,
        escalate_to=version.escalate_to_id,
        withdrawn=version.withdrawn,
        sequence=version.number,
        changed_at=version.recorded_at,
        deadline_id=of.pk,
    )


def _board_last(layer: Layer) -> bool:
    return layer.whose == BOARD


def _dues(base: Base) -> Iterator[Due]:
    counts, year = base.counts, ContractYear(base.year)
    standing = [one for one in base.layers if not one.withdrawn]
    days = [(one, dict(days_of(one.rule, year))) for one in standing or base.layers[:1]]
    first = base.layers[0].rule.first
    for month, day in days_of(counts.rule, year):
        if month is not None and first is not None and month < first:
            continue
        yield Due(
            key=due_key(base.key, base.year, month),
            base=base.key,
            kind=base.kind,
            title=counts.title,
            what=counts.what,
            year=base.year,
            month=month.first if month else None,
            day=day,
            said=tuple(Said(one.whose, found.get(month), one.source) for one, found in days),
            remind_days=counts.remind_days,
            escalate_after=counts.escalate_after,
            escalate_to=counts.escalate_to,
            sequence=sum(one.sequence for one in base.layers),
            changed_at=max((one.changed_at for one in base.layers if one.changed_at), default=None),
            own_id=counts.deadline_id,
            cancelled=not standing,
        )
