"""What each practice gets of a network's month: the books, shared by the rules in force."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from funding.engine.shares import By, NoShare, Rule, Share, share
from funding.engine.streams import ADDITIONAL_ROLES
from funding.gather import figures_of
from funding.models import Posting, ShareRule
from networks.models import Network, Partner
from networks.queries import members_by_network
from pcn_portal.audit.dated import holds_on
from pcn_portal.units.periods import Month

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Shared:
    """One sum of a network's month and how it is shared, or why it is not.

    `streams` are the payments in it, all under the same rule, for the month `month`.
    """

    month: date
    streams: tuple[str, ...]
    amount: Decimal
    rule: ShareRule | None
    shares: tuple[Share, ...]
    missing: str

    def of(self, whose: str) -> Share | None:
        """One practice's (or the network's) share."""
        return next((one for one in self.shares if one.whose == whose), None)


@dataclass(frozen=True)
class SharedMonth:
    """All that a network's payee gets with a month, shared; `names` of practices by code."""

    network: Network
    month: date
    sums: tuple[Shared, ...]
    names: dict[str, str]

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.sums), NOTHING)

    @property
    def practices(self) -> list[str]:
        """Codes of all practices with a share, in order."""
        return sorted({s.whose for one in self.sums for s in one.shares if s.whose})

    def of(self, whose: str) -> Decimal:
        """What a practice (or, for "", the network) gets in all."""
        return sum((s.amount for one in self.sums if (s := one.of(whose))), NOTHING)

    @property
    def unshared(self) -> Decimal:
        """Pounds that no rule gives out yet."""
        return sum((one.amount for one in self.sums if not one.shares), NOTHING)


def share_rules(network_code: str) -> QuerySet[ShareRule]:
    """A network's rules as they were set, by payment and month."""
    return ShareRule.objects.filter(network_code=network_code).select_related("set_by")


def months_to_share(network_code: str, within: QuerySet[Posting]) -> list[date]:
    """The months with which something is paid to the network's payee, newest first."""
    found = within.filter(network_code=network_code, payee=network_code).order_by()
    return sorted(set(found.values_list("payment_month", flat=True)), reverse=True)


def shared_month(network: Network, month: date, within: QuerySet[Posting]) -> SharedMonth:
    """What the network's payee gets with a month, shared by the rules of the months it is for.

    Lists are those known when the money was posted, so that the answer stays the same. What was
    claimed for additional roles goes to their employers and is not shared.
    """
    to_payee = within.filter(network_code=network.code, payee=network.code).exclude(
        stream=ADDITIONAL_ROLES
    )
    postings = to_payee.filter(payment_month=month).order_by("entitlement_month", "id")
    rules = list(share_rules(network.code).order_by("from_month", "id"))
    groups = _grouped(postings, rules)
    firsts = _firsts(to_payee.filter(entitlement_month__in={key[0] for key in groups}), rules)
    names: dict[str, str] = {}
    sums = [
        _shared(network, key, group, names, first=firsts.get(key[:2]) == (key[2], month))
        for key, group in groups.items()
    ]
    return SharedMonth(network, month, tuple(sums), names)


Key = tuple[date, ShareRule | None, datetime]


def _grouped(postings: Iterable[Posting], rules: list[ShareRule]) -> dict[Key, list[Posting]]:
    """Postings by the month they are for, the rule of their payment in it and their approval."""
    found: dict[Key, list[Posting]] = defaultdict(list)
    for posting in postings:
        rule = rule_of(rules, posting.stream, posting.entitlement_month)
        found[posting.entitlement_month, rule, posting.posted_at].append(posting)
    return found


def _firsts(
    postings: QuerySet[Posting], rules: list[ShareRule]
) -> dict[tuple[date, ShareRule | None], tuple[datetime, date]]:
    """When the first money of a month and rule was posted, and with which month it is paid.

    Fixed sums are of that money, whether it came with its own month or late.
    """
    found: dict[tuple[date, ShareRule | None], tuple[datetime, date]] = {}
    rows = postings.order_by("posted_at", "payment_month")
    for stream, of, at, paid in rows.values_list(
        "stream", "entitlement_month", "posted_at", "payment_month"
    ):
        found.setdefault((of, rule_of(rules, stream, of)), (at, paid))
    return found


def rule_of(rules: Iterable[ShareRule], stream: str, month: date) -> ShareRule | None:
    """The rule that counts for a payment of a month: its own, else the one for every other.

    `rules` stand in the order of their months, and of one month in the order they were set.
    """
    begun = [rule for rule in rules if rule.from_month <= month]
    own = [rule for rule in begun if rule.stream == stream]
    general = [rule for rule in begun if not rule.stream]
    found = own or general
    return found[-1] if found else None


def _shared(
    network: Network, key: Key, postings: list[Posting], names: dict[str, str], *, first: bool
) -> Shared:
    for_month, rule, known_at = key
    amount = sum((posting.amount for posting in postings), NOTHING)
    streams = tuple(dict.fromkeys(posting.stream for posting in postings))
    if rule is None:
        return Shared(for_month, streams, amount, None, (), "No rule is set for this month.")
    lists = _lists(network, for_month, rule, known_at, names)
    try:
        shares = share(amount, as_rule(rule), lists, fixed=first)
    except NoShare as missing:
        return Shared(for_month, streams, amount, rule, (), str(missing))
    return Shared(for_month, streams, amount, rule, tuple(shares), "")


def as_rule(rule: ShareRule) -> Rule:
    """A stored rule as the engine takes it."""
    terms = rule.terms
    return Rule(
        by=By(rule.by),
        top_fixed=Decimal(terms["top_fixed"]),
        top_percent=Decimal(terms["top_percent"]),
        fixed={code: Decimal(one) for code, one in terms["fixed"].items()},
        percent={code: Decimal(one) for code, one in terms["percent"].items()},
    )


def _lists(
    network: Network, month: date, rule: ShareRule, known_at: datetime, names: dict[str, str]
) -> dict[str, Decimal | None]:
    """Each member's list for the rule: its core network practices and the others it names."""
    keys = {
        member.practice_id: (member.code, member.name)
        for member in members_by_network(network_ids=[network.pk], day=month).get(network.pk, ())
    }
    for partner in _other_members(network, month):
        if partner.practice is not None and partner.practice.code in rule.terms["others"]:
            keys[partner.practice.pk] = (partner.practice.code, partner.practice.name)
    listed = Month.of(month).contract_year.list_date
    figures = figures_of(list(keys), listed, known_at)
    names |= {code: name for code, name in keys.values()}
    basis = rule.by if rule.by in (By.REGISTERED, By.WEIGHTED) else By.REGISTERED
    return {
        code: found.value if (found := figures.get((key, basis))) else None
        for key, (code, _) in keys.items()
    }


def members_to_share(network: Network, month: date) -> tuple[set[str], set[str]]:
    """Codes of a network's core network practices and of its other member practices in a month."""
    core = members_by_network(network_ids=[network.pk], day=month).get(network.pk, ())
    others = {p.practice.code for p in _other_members(network, month) if p.practice is not None}
    return {member.code for member in core}, others


def _other_members(network: Network, month: date) -> QuerySet[Partner]:
    return Partner.objects.filter(
        holds_on(month), network=network, practice__isnull=False
    ).select_related("practice")
