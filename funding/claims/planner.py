"""What a network can still afford in a year, and what changes if somebody comes or leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from funding.claims.drafting import NOTHING
from funding.claims.outlook import Year
from funding.engine.outlook import Outlook
from funding.gather import known_on
from funding.pots import pots_of
from networks.models import Network
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.units.wording import month_in_words, with_article
from workforce.engine.generating import MAIN, Room, Rules, generate
from workforce.engine.roles import RoleMissing
from workforce.models import Post
from workforce.role_files import role_names

MOST_PEOPLE = Decimal(50)


@dataclass(frozen=True, slots=True)
class Question:
    """Somebody who comes (role, WTE, from a month) and somebody who leaves (by engagement)."""

    from_month: date
    role: str = ""
    wte: Decimal = Decimal(1)
    area: str = "national"
    leaves: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The year as it is, and with the change; `comes` and `goes` are pounds of the year.

    `affordable` is the WTE of the role that the sum still has from that month, None where it or
    the maximum is not known. `notes` say what is not known.
    """

    outlook: Outlook
    comes: Decimal
    goes: Decimal
    affordable: Decimal | None
    notes: tuple[str, ...]

    @property
    def expected(self) -> Decimal:
        return self.outlook.expected + self.comes - self.goes

    @property
    def lost(self) -> Decimal | None:
        pot = self.outlook.pot
        return None if pot is None else max(pot - self.expected, NOTHING)

    @property
    def beyond(self) -> Decimal | None:
        pot = self.outlook.pot
        return None if pot is None else max(self.expected - pot, NOTHING)


def plan_ahead(
    *, icb_code: str, network: Network, year: ContractYear, asked: Question, known_at: datetime
) -> Answer:
    """Work a question out on the main sum of a year."""
    ids = [network.pk]
    read = Year(icb_code, ids, year, known_at)
    pots = pots_of(icb_code=icb_code, network_ids=ids, year=year, known_at=known_at)
    outlook = read.outlooks(pots)[network.pk][MAIN]
    first = max(Month.of(asked.from_month), Month.of(year.first))
    months = [month for month in year.months() if month >= first]
    notes: list[str] = []
    whole = _whole(read, network, asked, months, notes)
    return Answer(
        outlook=outlook,
        comes=whole * asked.wte if asked.role else NOTHING,
        goes=_goes(read, network, asked, months),
        affordable=_affordable(outlook, whole),
        notes=tuple(dict.fromkeys(notes)),
    )


def _whole(
    read: Year, network: Network, asked: Question, months: list[Month], notes: list[str]
) -> Decimal:
    """The most of one WTE of the role over the months."""
    if not asked.role:
        return NOTHING
    total = NOTHING
    for month in months:
        post = Post(
            network=network,
            role=asked.role,
            wte=Decimal(1),
            area=asked.area,
            starts=month.first,
        )
        most = read.at_most(post, month)
        if not most:
            notes.append(_unknown(read, asked, month))
        total += most
    return total


def _unknown(read: Year, asked: Question, month: Month) -> str:
    try:
        read.book.role(asked.role, month.first, known_on(read.known_at))
    except RoleMissing as missing:
        return str(missing)
    name = with_article(role_names().get(asked.role, asked.role))
    return f"The maximum for {name} is not known for {month_in_words(month)}: not in these figures."


def _goes(read: Year, network: Network, asked: Question, months: list[Month]) -> Decimal:
    """What the register has for somebody in the months, claimed already or not."""
    people = [one for one in read.people.get(network.pk, []) if one.key == asked.leaves]
    room, total = Room({MAIN: None}), NOTHING
    for month in months:
        rules = Rules(month, read.book, known_on(read.known_at), read.counting)
        total += sum((line.amount for line in generate(people, rules, room, {})), NOTHING)
    return total


def _affordable(outlook: Outlook, whole: Decimal) -> Decimal | None:
    if outlook.lost is None or not whole:
        return None
    return min((outlook.lost / whole).quantize(Decimal("0.01"), ROUND_DOWN), MOST_PEOPLE)
