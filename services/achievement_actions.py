"""Decisions of the incentive fund, and a network's declaration of what it achieved."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from networks.models import Network
from pcn_portal.audit.models import Actor, record
from services.achievement import OfNetwork, Picture, picture
from services.engine.incentive import Order
from services.incentive_files import Scheme, schemes
from services.keeping import ServicesRefused, lock_services, note_service, read_line, who
from services.models import (
    AchievementDeclaration,
    AchievementOverride,
    DeclaredIndicator,
    NationalKind,
    NationalValue,
    PointOrder,
)
from services.models.achievement import CONFIDENCE

LONGEST = 4000


@transaction.atomic
def override_points(
    *,
    scheme: str,
    indicator: str,
    network: Network | None,
    full: bool,
    reason: str,
    source: str,
    by: Actor,
    at: datetime,
) -> AchievementOverride:
    """Give all points of an indicator to one network or all, or withdraw that."""
    _indicator(scheme, indicator)
    earlier = AchievementOverride.objects.filter(
        scheme=scheme, indicator=indicator, network=network
    ).first()
    if not full and network is None and (earlier is None or not earlier.full):
        raise ServicesRefused("There is no decision to withdraw.", "full")
    made = AchievementOverride.objects.create(
        scheme=scheme,
        indicator=indicator,
        network=network,
        full=full,
        reason=read_line(reason, "reason", "Say why. It is shown wherever it counts.", LONGEST),
        source_words=read_line(source, "source", "Name the source of the decision.", 400),
        decided_at=at,
        decided_by_id=who(by),
    )
    _note("achievement.points_decided", scheme, by, at, reason, indicator=indicator, full=full)
    return made


@transaction.atomic
def enter_national_value(
    *,
    scheme: str,
    kind: str,
    indicator: str,
    value: Decimal,
    source: str,
    confidence: str,
    by: Actor,
    at: datetime,
) -> NationalValue:
    """Record a national value of a scheme; an earlier one is replaced by it."""
    if kind not in NationalKind.values:
        raise ServicesRefused("Choose what the value is of.", "kind")
    if kind == NationalKind.PREVALENCE:
        _indicator(scheme, indicator)
    else:
        _scheme(scheme)
        indicator = ""
    if not value.is_finite() or not 0 < value < 10**9:
        raise ServicesRefused("A national value is above nothing.", "value")
    if round(value, 10) != value:
        raise ServicesRefused("Give at most 10 decimals.", "value")
    if confidence not in CONFIDENCE:
        raise ServicesRefused("Say how well it is known.", "confidence")
    made = NationalValue.objects.create(
        scheme=scheme,
        kind=kind,
        indicator=indicator,
        value=value,
        source_words=read_line(source, "source", "Name the source.", 400),
        confidence=confidence,
        entered_at=at,
        entered_by_id=who(by),
    )
    _note("achievement.national_value", scheme, by, at, "", kind=kind, value=str(value))
    return made


@transaction.atomic
def decide_order(*, scheme: str, order: str, reason: str, by: Actor, at: datetime) -> PointOrder:
    """Decide when a scheme's payment is rounded."""
    _scheme(scheme)
    if order not in set(Order):
        raise ServicesRefused("Choose when it is rounded.", "order")
    made = PointOrder.objects.create(
        scheme=scheme,
        order=order,
        reason=read_line(reason, "reason", "Say why.", LONGEST),
        decided_at=at,
        decided_by_id=who(by),
    )
    _note("achievement.order_decided", scheme, by, at, reason, order=order)
    return made


@transaction.atomic
def declare_achievement(
    *, network: Network, scheme: str, statement: str, by: Actor, at: datetime
) -> AchievementDeclaration:
    """Declare a scheme's figures and points as they stand; they are frozen with it."""
    lock_services(network.pk)
    now = picture(scheme=_scheme(scheme), network_ids=[network.pk], known_at=at)
    if now.achieved_on is None:
        raise ServicesRefused("There are no figures of this scheme to declare.")
    if not now.networks[network.pk]:
        raise ServicesRefused("No indicator of this scheme is known.")
    last = last_declaration(network, scheme)
    decision = getattr(last, "decision", None)
    if decision and decision.approved:
        raise ServicesRefused("This scheme is approved already and cannot be changed.")
    if last and not decision and last.fingerprint == now.fingerprints[network.pk]:
        raise ServicesRefused("This is declared already and waits for the board.")
    made = _freeze(network, now, statement, by, at)
    note_service(
        "achievement.declared", network, by, at, {"scheme": scheme, "declaration": made.pk}
    )
    return made


def last_declaration(network: Network, scheme: str) -> AchievementDeclaration | None:
    """A network's last declaration of a scheme."""
    made = AchievementDeclaration.objects.filter(network=network, scheme=scheme)
    return made.select_related("decision", "submitted_by").order_by("-turn").first()


def _freeze(
    network: Network, now: Picture, statement: str, by: Actor, at: datetime
) -> AchievementDeclaration:
    earlier = AchievementDeclaration.objects.filter(network=network, scheme=now.scheme.id)
    made = AchievementDeclaration.objects.create(
        network=network,
        scheme=now.scheme.id,
        turn=(earlier.aggregate(most=Max("turn"))["most"] or 0) + 1,
        achieved_on=now.achieved_on,
        statement=read_line(
            statement, "statement", "Say how the money will be reinvested.", LONGEST
        ),
        fingerprint=now.fingerprints[network.pk],
        submitted_at=at,
        submitted_by_id=who(by),
    )
    DeclaredIndicator.objects.bulk_create(
        _declared(made, code, one) for code, one in now.networks[network.pk].items()
    )
    return made


def _declared(made: AchievementDeclaration, code: str, one: OfNetwork) -> DeclaredIndicator:
    result = one.result
    return DeclaredIndicator(
        declaration=made,
        indicator=code,
        points="" if result.points is None else str(result.points),
        amount=result.pounds,
        complete=result.complete,
        by_decision=result.full,
        lacks=[*result.lacks, *result.open],
        steps=[{"words": step.words, "value": step.value} for step in result.steps],
        citations=list(result.indicator.sources),
        status=result.status,
    )


def _scheme(key: str) -> Scheme:
    found = schemes().get(key)
    if found is None:
        raise ServicesRefused("There is no such scheme.", "scheme")
    return found


def _indicator(scheme: str, code: str) -> None:
    if code not in _scheme(scheme).indicators:
        raise ServicesRefused("The scheme has no such indicator.", "indicator")


def _note(action: str, scheme: str, by: Actor, at: datetime, reason: str, **data: object) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="incentive_scheme",
        object_key=scheme,
        reason=reason,
        data=data,
    )
