"""The practice register beside networks: a closing that ends a core membership is proposed."""

from collections.abc import Mapping, Sequence
from datetime import date

from networks import register
from networks.comparison import findings
from networks.comparison.findings import Kind
from networks.comparison.planning import plan_findings
from networks.comparison.settle import Reach
from networks.comparison.standing import proposals
from practices.dated_links import Spell
from practices.models import Practice
from practices.plans import Plan
from practices.practice_register import PracticeRegister, Printed


class PracticeRegisterBesideNetworks(PracticeRegister):
    """As the practice register, but who is core where changes by decisions only."""

    def settle_closings(
        self,
        plan: Plan,
        read: Sequence[Printed],
        known: Mapping[str, Practice],
        content: bytes,
        on: date,
    ) -> frozenset[str]:
        """Propose closings that change how long a core membership counts; decided ones hold."""
        spells, decided = register.membership_spells(), register.closed_by_decision()
        found, open_still = [], set()
        for item in read:
            code, closed = item.practice.code, item.practice.closed
            before = known.get(code)
            if before is None or before.closed == closed:
                continue
            network = _network_cut(spells.get(code, ()), before.closed, closed)
            if code in decided:
                open_still.add(code)
                _say_it_holds(plan, item)
            elif network and closed is None:
                plan.warn(
                    f"{code} has no closing day any more, so it is core in {network} again.",
                    item.row,
                    value=code,
                )
            elif network and closed is not None:
                open_still.add(code)
                found.append(findings.closure(code, network, closed, item.row))
        codes = frozenset(item.practice.code for item in read)
        reach = Reach(on, self.key, frozenset({Kind.PRACTICE_CLOSURE}), codes, only_own=True)
        plan_findings(plan, found, proposals(), content=content, reach=reach)
        return frozenset(open_still)


def _say_it_holds(plan: Plan, item: Printed) -> None:
    plan.warn(
        f"{item.practice.code}: a person decided on its closing, which the practice register does "
        "not show so. The decision stays.",
        item.row,
        value=item.practice.code,
    )


def _network_cut(spells: Sequence[Spell], before: date | None, after: date | None) -> str:
    """The last network in which a practice counts for another time with another closing day."""
    for spell in reversed(spells):
        if spell.ends != spell.starts and _end(spell, before) != _end(spell, after):
            return spell.parent
    return ""


def _end(spell: Spell, closed: date | None) -> date:
    """Until when a spell counts: its end or the practice's closing, whichever is earlier."""
    return max(spell.starts, min(spell.ends or date.max, closed or date.max))
