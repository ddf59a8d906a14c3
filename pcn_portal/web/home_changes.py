"""Changes of the register on the home page: what to decide, what is to come, what was decided."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.urls import reverse

from networks.models import Proposal, ProposalState
from networks.proposals.queries import proposals
from pcn_portal.accounts.models import User
from pcn_portal.web.change_rights import put_to, seen_by
from pcn_portal.web.change_words import DONE, Names, names_for, sentence
from pcn_portal.web.formats import counted, day
from pcn_portal.web.home_work import CHANGES_SHOWN, Change, Item

State = ProposalState
COMING_DAYS = 60
MOST_SHOWN = 6


@dataclass
class ChangeWork:
    """What a person finds about changes of the register."""

    user: User
    today: date

    def needs(self) -> list[Item]:
        """The changes that this person may decide, in one item; none if there are none."""
        waiting = put_to(self.user, self.today)
        number, first = waiting.count(), waiting.values_list("effective", flat=True).first()
        if first is None:
            return []
        when = "would already hold from" if first <= self.today else "would hold from"
        text = (
            f"{counted(number, 'change needs,changes need')} a decision. "
            f"The first {when} {day(first)}."
        )
        return [Item(text, reverse("changes"), "change to decide,changes to decide", number)]

    def coming(self) -> list[Item]:
        """Accepted changes of the next 60 days, an item for each day."""
        soon = seen_by(self.user, self.today).filter(
            state=State.ACCEPTED,
            effective__gt=self.today,
            effective__lte=self.today + timedelta(days=COMING_DAYS),
        )
        found = list(soon.order_by("effective", "id"))
        names = names_for(found)
        groups = groupby(found, key=lambda change: change.effective)
        items = [self._on_a_day(on, list(group), names) for on, group in groups]
        return items[:MOST_SHOWN]

    def _on_a_day(self, on: date, group: list[Proposal], names: Names) -> Item:
        if len(group) == 1:
            return Item(sentence(group[0], names), reverse("change", args=[group[0].pk]))
        number = counted(len(group), "accepted change holds,accepted changes hold")
        return Item(f"{number} from {day(on)}", f"{reverse('changes')}?show=coming")

    def own(self) -> list[Item]:
        """The person's own proposals that wait for somebody else."""
        waiting = proposals().filter(state=State.PROPOSED, proposed_by=self.user)
        theirs = put_to(self.user, self.today).values("pk")
        waiting = waiting.exclude(pk__in=theirs)[:MOST_SHOWN]
        names = names_for(waiting)
        return [
            Item(sentence(found, names), reverse("change", args=[found.pk])) for found in waiting
        ]

    def decided(self) -> list[Change]:
        """The latest decisions, newest first."""
        every = seen_by(self.user, self.today).filter(decided_at__isnull=False)
        found = list(every.order_by("-decided_at")[:CHANGES_SHOWN])
        names = names_for(found)
        return [
            Change(one.decided_at, self._said(one, names), reverse("change", args=[one.pk]))
            for one in found
            if one.decided_at
        ]

    def _said(self, one: Proposal, names: Names) -> str:
        who = one.decided_by or "The system"
        return f"{who} {DONE[State(one.state)]}: {sentence(one, names)}"
