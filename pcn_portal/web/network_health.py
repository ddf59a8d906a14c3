"""How a network is: what needs somebody, what is not recorded, and what comes next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse

from networks.agreements.queries import Standing, standings
from networks.models import CLINICAL_DIRECTOR, Network, NominatedPayee, Proposal, ProposalState
from networks.people.queries import appointments_of
from networks.people.vacancies import Vacancy, vacancies
from networks.proposals.queries import proposals_of
from networks.size_approvals import NetworkSize, SizeState, sizes_to_weigh
from networks.sizes import Vintages
from pcn_portal.audit.dated import holds_on
from pcn_portal.web.formats import day, joined
from pcn_portal.web.vacancy_words import lower, vacancy_sentence

SOON = timedelta(days=60)
NAMED = 4


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that needs somebody: a tag, a sentence and the page that deals with it."""

    tag: str
    colour: str
    words: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that happens on a day to come."""

    on: date
    words: str
    href: str = ""


class Health:
    """A network on a day, read once for the whole page."""

    def __init__(self, network: Network, on: date, vintages: Vintages) -> None:
        one = Network.objects.filter(pk=network.pk)
        self.network, self.on = network, on
        self.people = list(appointments_of(network).filter(holds_on(on)))
        self.directors = [p for p in self.people if p.role.code == CLINICAL_DIRECTOR]
        self.payee = NominatedPayee.objects.filter(holds_on(on), network=network).first()
        self.partners = list(network.partners.filter(holds_on(on)).order_by("kind", "name"))
        self.standing: Standing = standings(one, on)[network.code]
        self.vacancies: list[Vacancy] = vacancies(one, today=on)
        self.proposals: list[Proposal] = list(proposals_of(network))
        self.size: NetworkSize | None = next(
            iter(sizes_to_weigh(one, on=on, vintages=vintages)), None
        )

    @property
    def alarms(self) -> list[Alarm]:
        """What needs somebody, most urgent first."""
        return [*self._vacant(), *self._unsigned(), *self._sized(), *self._open()]

    def _vacant(self) -> Iterator[Alarm]:
        href = address("network_people", self.network.code)
        for found in self.vacancies:
            if found.vacant_from is None:
                continue
            yield Alarm("Vacancy", "red", vacancy_sentence(found), href, "See the people")

    def _unsigned(self) -> Iterator[Alarm]:
        agreement, unsigned = self.standing.agreement, self.standing.unsigned
        if agreement is None or not unsigned:
            return
        named = [str(signatory) for signatory in unsigned[:NAMED]]
        if more := len(unsigned) - NAMED:
            named += [f"{more} more"] if more > 0 else []
        verb = "has" if len(unsigned) == 1 else "have"
        words = (
            f"{joined(named)} {verb} not signed {str(agreement)[:1].lower()}{str(agreement)[1:]}."
        )
        href = address("network_agreements", self.network.code)
        yield Alarm("Not signed", "orange", words, href, "See the agreement")

    def _sized(self) -> Iterator[Alarm]:
        state, href = self.size.state if self.size else None, address("list_size")
        approval = self.size.approval if self.size else None
        if state == SizeState.UNAPPROVED:
            words = "It has fewer than 30,000 patients and no approval of its size is recorded."
            yield Alarm("Size", "orange", words, href, "See the list of sizes")
        elif state == SizeState.REVIEW and approval:
            words = f"The approval of its size is to be reviewed by {day(approval.review_on)}."
            yield Alarm("Size", "orange", words, href, "See the list of sizes")

    def _open(self) -> Iterator[Alarm]:
        for proposal in self.proposals:
            if proposal.state == ProposalState.PROPOSED:
                words = (
                    f"{proposal.get_kind_display()}, proposed from {day(proposal.effective)}: "
                    f"{proposal.reason}"
                )
                href = address("change", proposal.pk)
                yield Alarm("To decide", "yellow", words, href, "See what it would do")

    @property
    def unrecorded(self) -> list[str]:
        """What the register does not know of the network yet."""
        missing = [f"a {lower(v.role)}" for v in self.vacancies if v.unrecorded]
        if self.payee is None:
            missing.append("a nominated payee")
        if self.standing.agreement is None:
            missing.append("a network agreement")
        return missing

    @property
    def coming(self) -> list[Coming]:
        """What is known to happen next, the nearest first."""
        found = [*self._accepted(), *self._ending(), *self._reviews()]
        return sorted(found, key=lambda each: (each.on, each.words))

    def _accepted(self) -> Iterator[Coming]:
        for proposal in self.proposals:
            if proposal.state == ProposalState.ACCEPTED and proposal.effective > self.on:
                words = f"{proposal.get_kind_display()} (accepted)"
                yield Coming(proposal.effective, words, address("change", proposal.pk))

    def _ending(self) -> Iterator[Coming]:
        for held in self.people:
            if held.ends and held.ends <= self.on + SOON:
                words = f"{held.person} is no longer {lower(held.role.title)}"
                yield Coming(held.ends, words, address("network_people", self.network.code))
        agreement = self.standing.agreement
        if agreement and agreement.ends:
            href = address("network_agreements", self.network.code)
            yield Coming(agreement.ends, f"{agreement} ends", href)

    def _reviews(self) -> Iterator[Coming]:
        approval = self.size.approval if self.size else None
        if approval and approval.review_on > self.on:
            yield Coming(approval.review_on, "The approval of its size is reviewed")
        sharing: Any = self.network.sharing.filter(holds_on(self.on), review_on__gt=self.on)
        for agreement in sharing:
            href = address("network_agreements", self.network.code)
            yield Coming(agreement.review_on, f"Data sharing is reviewed: {agreement}", href)


def address(name: str, *args: Any) -> str:
    """The address of a page, or nothing while the portal has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
