"""The effect of changes as a page shows it: before, after and difference for each network."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from funding.effects import ApprovedMonth, Effect, NetworkEffect, effect_of
from networks.proposals.details import Draft, ProposalRefused
from pcn_portal.accounts.effect_scope import seen_of
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of
from pcn_portal.web.change_rows import Row, compare, facts_rows, gaps_of, payment_rows, total_row
from pcn_portal.web.formats import (
    counted,
    joined,
    money,
    money_change,
    month,
)

# Above this many networks the first sentence speaks of all together, and details fold away.
FEW = 3


@dataclass(frozen=True)
class NetworkShown:
    """What becomes of one network. Only name and code where it is not the reader's."""

    code: str
    name: str
    hidden: bool = False
    in_register: bool = True
    answer: str = ""
    facts: tuple[Row, ...] = ()
    payments: tuple[Row, ...] = ()
    total: Row | None = None
    gaps: tuple[str, ...] = ()
    vacancies: tuple[str, ...] = ()
    unsigned: tuple[str, ...] = ()

    @property
    def follows(self) -> tuple[str, ...]:
        """What stands open after the change: vacancies, then signatures."""
        return self.vacancies + self.unsigned

    @property
    def changing(self) -> list[Row]:
        """The facts that change."""
        return [row for row in self.facts if not row.same]

    @property
    def staying(self) -> str:
        """The facts that stay, in one sentence: "size Under 30,000, nominated payee …"."""
        same = [row for row in self.facts if row.same]
        return "; ".join(f"{row.title[:1].lower()}{row.title[1:]} {row.before}" for row in same)

    @property
    def paid(self) -> list[Row]:
        """The payments with their sum."""
        return [*self.payments, self.total] if self.total else []

    @property
    def paid_the_same(self) -> bool:
        return all(row.same for row in self.paid)


@dataclass(frozen=True)
class Shown:
    """The effect on all networks, and what a decision would touch besides."""

    month: str
    answer: str
    networks: tuple[NetworkShown, ...] = ()
    approved: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def mine(self) -> list[NetworkShown]:
        return [network for network in self.networks if not network.hidden]

    @property
    def others(self) -> list[NetworkShown]:
        return [network for network in self.networks if network.hidden]

    @property
    def follows(self) -> list[str]:
        """What stands open after the changes, each with its network."""
        return [f"{one.name}: {said}" for one in self.mine for said in one.follows]

    @property
    def many(self) -> bool:
        return len(self.mine) > FEW


def shown_effect(user: User, drafts: Sequence[Draft], *, known_at: datetime, today: date) -> Shown:
    """The effect as this person may see it; raises ProposalRefused where it could not be done."""
    effect = effect_of(drafts, known_at=known_at)
    seen = seen_of(scope_of(user, Permission.SEE_NETWORKS), effect, today)
    visible = seen.networks
    networks = tuple(_network(found, visible=found.code in visible) for found in effect.networks)
    return Shown(
        month=month(effect.month),
        answer=_answer(effect, visible),
        networks=networks,
        approved=tuple(_approved(seen.approved_months)),
        notes=seen.notes,
    )


def effect_or_refusal(
    user: User, drafts: Sequence[Draft], *, known_at: datetime, today: date
) -> Shown:
    """The same, with the sentence why it could not be done in the place of figures."""
    try:
        return shown_effect(user, drafts, known_at=known_at, today=today)
    except ProposalRefused as refusal:
        return Shown(month="", answer="", refusal=str(refusal))


def _network(found: NetworkEffect, *, visible: bool) -> NetworkShown:
    if not visible:
        return NetworkShown(found.code, found.name, hidden=True)
    before, after = found.before, found.after
    return NetworkShown(
        code=found.code,
        name=found.name,
        in_register=before is not None,
        answer=_network_answer(found),
        facts=tuple(facts_rows(before, after)),
        payments=tuple(payment_rows(before, after)),
        total=total_row(before, after),
        gaps=gaps_of(before, after),
        vacancies=found.vacancies,
        unsigned=found.unsigned,
    )


def _network_answer(found: NetworkEffect) -> str:
    """What the change means for one network: what is paid, and its size if that changes band."""
    before, after = found.before, found.after
    said = f"It {_short_answer(found)}."
    if before and after and after.band != before.band:
        return f"{said} Its size changes from “{before.band}” to “{after.band}”."
    return said


def _answer(effect: Effect, visible: Collection[str]) -> str:
    """The first sentence: each network's difference a month, or all together if there are many."""
    mine = [found for found in effect.networks if found.code in visible]
    if not effect.networks:
        return "No network is touched, so no payment changes."
    if not mine:
        return "The change is about networks that are not yours, so their figures are not shown."
    together = _together(mine)
    if len(mine) > FEW:
        return f"{counted(len(mine), 'network is,networks are')} touched. {together}".strip()
    each = " ".join(f"{found.name} {_short_answer(found)}." for found in mine)
    return f"{each} {together}".strip() if len(mine) > 1 else each


def _together(mine: list[NetworkEffect]) -> str:
    """What the networks are paid together; nothing while a payment of one is not known."""
    compared = [compare(found.before, found.after) for found in mine]
    if any(one.uncounted for one in compared):
        return ""
    total = sum((one.change or Decimal(0) for one in compared), Decimal(0))
    if total == 0:
        return "Together they are paid the same."
    return f"Together they are paid {money_change(total)} a month."


def _short_answer(found: NetworkEffect) -> str:
    """For example "is paid £12.00 less a month"."""
    compared = compare(found.before, found.after)
    if compared.change is None:
        return "is paid a sum that cannot be worked out yet, because figures are missing"
    without = f", without {compared.words}, which is not known" if compared.uncounted else ""
    if found.after is None:
        return f"ends. It was paid {money(compared.before)} a month{without}"
    if found.before is None:
        return f"begins with {money(compared.after)} a month{without}"
    if compared.change == 0:
        return f"is paid the same{without}"
    return f"is paid {money_change(compared.change)} a month{without}"


def _approved(months: Sequence[ApprovedMonth]) -> Iterator[str]:
    """A sentence for each board whose approved months the change touches."""
    ordered = sorted(months, key=lambda m: (m.icb_name, m.month))
    for icb, group in groupby(ordered, key=lambda m: m.icb_name):
        named = [month(m.month) for m in group]
        one = len(named) == 1
        verb = "is" if one else "are"
        stay = "It stays as it is; its" if one else "They stay as they are; their"
        yield (
            f"{joined(named)} {verb} approved for {icb}. {stay} difference is put right in a "
            "later month."
        )
