"""Which rows a person may see: theirs, no others. Every page and endpoint fetches here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from funding.models import (
    Adjustment,
    Calculation,
    Correction,
    Decision,
    PaymentFile,
    Posting,
    Run,
    RunPart,
    Statement,
)
from networks.models import (
    Cover,
    Network,
    NetworkCommissioner,
    NetworkMembership,
    Partner,
    PaymentHold,
    Proposal,
    ProposalState,
)
from networks.proposals.details import Change, ProposalRefused, touched
from networks.proposals.queries import reach_of
from pcn_portal.accounts.models import Level, User
from pcn_portal.accounts.permissions import GRANTS, Permission, Role
from pcn_portal.audit.dated import holds_on
from practices.models import (
    ImportBatch,
    Organisation,
    OrganisationKind,
    OrganisationLink,
    Practice,
    PracticeCommissioner,
)
from practices.queries import open_on


@dataclass(frozen=True)
class Scope:
    """The organisations in which a person holds one permission; all empty means nothing."""

    england: bool = False
    icbs: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        return not (self.england or self.icbs or self.networks)


def scope_of(user: User, permission: Permission) -> Scope:
    """Return where `user` holds `permission`."""
    held = [m for m in user.memberships.all() if permission in GRANTS[Role(m.role)]]
    return Scope(
        england=any(m.level == Level.ENGLAND for m in held),
        icbs=frozenset(m.code for m in held if m.level == Level.ICB),
        networks=frozenset(m.code for m in held if m.level == Level.NETWORK),
    )


def can(user: User, permission: Permission) -> bool:
    """Whether the person holds the permission anywhere at all."""
    return user.is_active and not scope_of(user, permission).empty


def _sub_icbs_of(icbs: frozenset[str], on: date) -> QuerySet[OrganisationLink, int]:
    return OrganisationLink.objects.filter(
        holds_on(on), child__kind=OrganisationKind.SUB_ICB, parent__code__in=icbs
    ).values_list("child_id", flat=True)


def _nearest(spells: QuerySet[Any], on: date, field: str) -> Coalesce:
    """A fact's value on a day: the last one known by then, else the first one after."""
    lasting = spells.filter(Q(ends__isnull=True) | Q(ends__gt=F("starts")))
    before = lasting.filter(starts__lte=on).order_by("-starts").values(field)[:1]
    after = lasting.filter(starts__gt=on).order_by("starts").values(field)[:1]
    return Coalesce(Subquery(before), Subquery(after))


def _sub_icbs_near(icbs: frozenset[str], on: date) -> QuerySet[Organisation, Any]:
    """Sub-ICB locations in the ICBs on a day, or if they are then in none, before or after it."""
    links = OrganisationLink.objects.filter(child=OuterRef("pk"))
    sub_icbs = Organisation.objects.filter(kind=OrganisationKind.SUB_ICB)
    near = sub_icbs.alias(icb_near=_nearest(links, on, "parent__code"))
    return near.filter(icb_near__in=icbs).values("pk")


def networks_in(scope: Scope, on: date) -> QuerySet[Network]:
    """Networks within the scope, as commissioned on `on`.

    One that does not exist on the day belongs to who commissioned it last, or will first.
    """
    if scope.england:
        return Network.objects.all()
    spells = NetworkCommissioner.objects.filter(network=OuterRef("pk"))
    commissioned = spells.filter(holds_on(on), sub_icb__in=_sub_icbs_of(scope.icbs, on))
    near = Q(sub_icb_near__in=_sub_icbs_near(scope.icbs, on))
    return Network.objects.alias(sub_icb_near=_nearest(spells, on, "sub_icb")).filter(
        Exists(commissioned) | Q(code__in=scope.networks) | (~open_on(on) & near)
    )


def practices_in(scope: Scope, on: date) -> QuerySet[Practice]:
    """Practices commissioned in the scope, or core in one of its networks, on `on`.

    One that does not exist on the day belongs to who had it last, or will have it first.
    """
    if scope.england:
        return Practice.objects.all()
    networks = networks_in(scope, on)
    spells = NetworkMembership.objects.filter(practice=OuterRef("pk"))
    held = PracticeCommissioner.objects.filter(practice=OuterRef("pk"))
    member = Exists(spells.filter(holds_on(on), network__in=networks))
    commissioned = Exists(held.filter(holds_on(on), sub_icb__in=_sub_icbs_of(scope.icbs, on)))
    near = Q(sub_icb_near__in=_sub_icbs_near(scope.icbs, on)) | Q(network_near__in=networks)
    return Practice.objects.alias(
        sub_icb_near=_nearest(held, on, "sub_icb"),
        network_near=_nearest(spells, on, "network"),
    ).filter(member | commissioned | (~open_on(on) & near))


def holds_in(scope: Scope, on: date) -> QuerySet[PaymentHold]:
    """Payment holds of the scope's networks, as commissioned on `on`."""
    return PaymentHold.objects.filter(network__in=networks_in(scope, on))


def partners_in(scope: Scope, on: date) -> QuerySet[Partner]:
    """Members of the scope's networks besides their core network practices."""
    return Partner.objects.filter(network__in=networks_in(scope, on))


def covers_in(scope: Scope, on: date) -> QuerySet[Cover]:
    """Arrangements for the patients of the scope's practices, or by one of its networks."""
    return Cover.objects.filter(
        Q(practice__in=practices_in(scope, on)) | Q(network__in=networks_in(scope, on))
    )


def icbs_in(scope: Scope) -> QuerySet[Organisation]:
    """The ICBs a person may work for."""
    icbs = Organisation.objects.filter(kind=OrganisationKind.ICB)
    return icbs if scope.england else icbs.filter(code__in=scope.icbs)


def sub_icbs_in(scope: Scope, on: date) -> QuerySet[Organisation]:
    """Sub-ICB locations of the scope's ICBs, and those that commission one of its networks."""
    every = Organisation.objects.filter(kind=OrganisationKind.SUB_ICB).order_by("name", "code")
    if scope.england:
        return every
    commissioning = NetworkCommissioner.objects.filter(
        holds_on(on), network__code__in=scope.networks
    ).values("sub_icb")
    return every.filter(Q(pk__in=_sub_icbs_of(scope.icbs, on)) | Q(pk__in=commissioning))


def batches_in(scope: Scope) -> QuerySet[ImportBatch]:
    """Imports of published files, and of local ones that belong wholly to the scope's ICBs."""
    if scope.england:
        return ImportBatch.objects.all()
    local = Q(icbs__contained_by=sorted(scope.icbs), icbs__len__gt=0)
    return ImportBatch.objects.filter(Q(national=True) | local)


def proposals_in(scope: Scope, on: date) -> QuerySet[Proposal]:
    """Proposals that touch a network or a practice of the scope, as it is on `on`."""
    if scope.england:
        return Proposal.objects.all()
    return Proposal.objects.filter(
        Exists(networks_in(scope, on).filter(proposals=OuterRef("pk")))
        | Exists(practices_in(scope, on).filter(proposals=OuterRef("pk")))
    )


def may_propose(scope: Scope, change: Change, on: date) -> bool:
    """Whether a change (its details checked) names a network or a practice of the scope."""
    networks, practices = touched(change.kind, change.details)
    return (
        scope.england
        or networks_in(scope, on).filter(code__in=networks).exists()
        or practices_in(scope, on).filter(code__in=practices).exists()
    )


def may_decide(scope: Scope, proposal: Proposal, on: date) -> bool:
    """Whether every network that a proposal touches is of the scope; if none, every practice.

    A network counts as it is commissioned on `on`, or will be on the proposal's day. A change
    over two ICBs is for a national administrator.
    """
    if scope.england:
        return True
    then = max(on, proposal.effective)
    networks, practices = _all_touched(proposal)
    if new := proposal.details.get("sub_icb"):
        sub_icbs = Organisation.objects.filter(kind=OrganisationKind.SUB_ICB, code=new)
        if not sub_icbs.filter(pk__in=_sub_icbs_of(scope.icbs, then)).exists():
            return False
    if not networks:
        return practices <= set(practices_in(scope, on).values_list("code", flat=True))
    days = (on, then)
    theirs = {
        code for day in days for code in networks_in(scope, day).values_list("code", flat=True)
    }
    return networks <= theirs


def _all_touched(proposal: Proposal) -> tuple[set[str], set[str]]:
    """What it touched when it was proposed, and for an open one what it would touch now."""
    networks = set(proposal.networks.values_list("code", flat=True))
    practices = set(proposal.practices.values_list("code", flat=True))
    if proposal.state == ProposalState.PROPOSED:
        try:
            now = reach_of(proposal)
        except ProposalRefused:
            return networks, practices
        # A network that would be formed is nobody's yet: its sub-ICB location counts.
        known = Network.objects.filter(code__in=now.networks).values_list("code", flat=True)
        return networks | set(known), practices | now.practices
    return networks, practices


def parts_in(scope: Scope) -> QuerySet[RunPart]:
    """Parts of runs for the ICBs of the scope."""
    parts = RunPart.objects.all()
    return parts if scope.england else parts.filter(icb_code__in=scope.icbs)


def runs_in(scope: Scope) -> QuerySet[Run]:
    """Runs with at least one part in the scope."""
    return Run.objects.filter(Exists(parts_in(scope).filter(run=OuterRef("pk"))))


def calculations_in(scope: Scope) -> QuerySet[Calculation]:
    """Calculations for the ICBs of the scope."""
    calculations = Calculation.objects.all()
    return calculations if scope.england else calculations.filter(icb_code__in=scope.icbs)


def statements_in(scope: Scope) -> QuerySet[Statement]:
    """Statements of the scope's ICBs, and the approved ones of its networks.

    A network's own people read a statement once it is approved, not while it is checked.
    """
    if scope.england:
        return Statement.objects.all()
    approved = Decision.objects.filter(
        calculation=OuterRef("calculation"), outcome=Decision.Outcome.APPROVED
    )
    return Statement.objects.filter(
        Q(calculation__icb_code__in=scope.icbs)
        | (Q(network_code__in=scope.networks) & Exists(approved))
    )


def postings_in(scope: Scope) -> QuerySet[Posting]:
    """The books of the scope's ICBs and networks: only what is approved is ever posted."""
    if scope.england:
        return Posting.objects.all()
    return Posting.objects.filter(Q(icb_code__in=scope.icbs) | Q(network_code__in=scope.networks))


def corrections_in(scope: Scope) -> QuerySet[Correction]:
    """Corrections by the scope's ICBs, and the approved ones of its networks."""
    if scope.england:
        return Correction.objects.all()
    decided = "recalculation__calculation__decisions__outcome"
    return Correction.objects.filter(
        Q(recalculation__calculation__icb_code__in=scope.icbs)
        | Q(
            recalculation__network_code__in=scope.networks,
            **{decided: Decision.Outcome.APPROVED},
        )
    )


def payment_files_in(scope: Scope) -> QuerySet[PaymentFile]:
    """Payment files of the scope's ICBs."""
    files = PaymentFile.objects.all()
    return files if scope.england else files.filter(icb_code__in=scope.icbs)


def adjustments_in(scope: Scope) -> QuerySet[Adjustment]:
    """Adjustments of the scope's ICBs."""
    found = Adjustment.objects.all()
    return found if scope.england else found.filter(icb_code__in=scope.icbs)
