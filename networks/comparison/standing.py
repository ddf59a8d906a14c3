"""The register and the proposals as they stand, read in a few queries to compare a file with."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Q

from networks import register
from networks.comparison.places import Standing
from networks.comparison.settle import Known
from networks.models import (
    NetworkCommissioner,
    NetworkMembership,
    Proposal,
    ProposalKind,
    ProposalSighting,
    ProposalState,
)
from pcn_portal.audit.dated import holds_on
from practices.import_models import ImportBatch, ImportState
from practices.models import Basis, PopulationFigure, PracticeCommissioner
from practices.register import practices as all_practices


def proposals() -> list[Known]:
    """Every proposal, in order of number, with the files that say the same."""
    rows = Proposal.objects.order_by("pk").values_list(
        "pk", "kind", "effective", "details", "fingerprint", "state", "source_id"
    )
    seen = _sightings()
    known = []
    for pk, kind, effective, details, said, state, source in rows:
        files = seen.get(pk, [])
        day, last_kind = files[-1][1:] if files else (None, "")
        hashes = frozenset(file_hash for file_hash, _, _ in files)
        known.append(
            Known(pk, kind, effective, details, said, state, bool(source), hashes, day, last_kind)
        )
    return known


def _sightings() -> dict[int, list[tuple[str, date, str]]]:
    """By proposal, in order of the files' days: the file's hash, its day and its kind."""
    kinds = dict(
        ImportBatch.objects.filter(state=ImportState.APPLIED).values_list("source_id", "kind")
    )
    found: dict[int, list[tuple[str, date, str]]] = defaultdict(list)
    rows = ProposalSighting.objects.order_by("on", "pk").values_list(
        "proposal_id", "source_id", "source__sha256", "on"
    )
    for proposal, source, file_hash, day in rows:
        found[proposal].append((file_hash, day, kinds.get(source, "")))
    return found


def standing_on(day: date, known: Iterable[Known], *, placed_before: date) -> Standing:
    """The register on the day of a file; `placed_before` is when the file's places count from."""
    networks, practices = register.networks(), all_practices()
    held = register.networks_of_practices(day)
    open_ones = [one for one in known if one.open]
    return Standing(
        held=held,
        sub_icbs=_sub_icbs(held, placed_before - timedelta(days=1)),
        names={code: network.name for code, network in networks.items()},
        gone={code: p.closed for code, p in practices.items() if p.closed},
        ended={code: network.closed for code, network in networks.items() if network.closed},
        ahead=_ahead(day),
        forming={
            one.details["code"]: one.details
            for one in open_ones
            if one.kind == ProposalKind.NETWORK_FORMED
        },
        corrected={
            one.details["practice"]: (_network_on(one.details["spells"], day), one.fingerprint)
            for one in open_ones
            if one.kind == ProposalKind.HISTORY_CORRECTED
        },
        with_patients=_with_patients(),
    )


def _sub_icbs(held: dict[str, str], day: date) -> dict[str, str]:
    """Where core practices were commissioned on a day, else where their network was.

    The day is before the file's own, which may say otherwise: so it says the same when applied.
    """
    of_networks = dict(
        NetworkCommissioner.objects.filter(holds_on(day)).values_list(
            "network__code", "sub_icb__code"
        )
    )
    of_practices = dict(
        PracticeCommissioner.objects.filter(holds_on(day)).values_list(
            "practice__code", "sub_icb__code"
        )
    )
    return {p: of_practices.get(p) or of_networks.get(n, "") for p, n in held.items()}


def _ahead(day: date) -> frozenset[tuple[str, str]]:
    """Who is to be in which network by a decided change that is not in force on the day."""
    later = NetworkMembership.objects.filter(
        ~Q(ends=F("starts")) | Q(ends=None),
        starts__gt=day,
        started_by__state=ProposalState.ACCEPTED,
    )
    return frozenset(later.values_list("practice__code", "network__code"))


def _network_on(spells: list[list[str | None]], day: date) -> str:
    said = day.isoformat()
    for network, starts, ends, _ in spells:
        if (starts or "") <= said and (ends is None or said < ends):
            return network or ""
    return ""


def _with_patients() -> frozenset[str] | None:
    """Practices that had patients on any list held; None if none is."""
    lists = PopulationFigure.objects.filter(basis=Basis.REGISTERED)
    found = lists.filter(value__gt=0).values_list("practice__code", flat=True).distinct()
    return frozenset(found) or None
