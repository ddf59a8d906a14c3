"""Setting how a network shares its money: Schedule 4, dated, with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from funding.engine.shares import WHOLE, BadRule, By, Rule
from funding.engine.streams import MONTHLY_STREAMS, PRACTICE_STREAMS
from funding.models import ShareRule
from funding.queries.shares import members_to_share
from networks.models import Network
from pcn_portal.audit.models import Actor, record

LARGEST = Decimal("9999999.99")


class ShareRefused(Exception):
    """A rule cannot be set; the message says why. `field` names the form's field, or is empty."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule says, as `Rule` has it; `others` are codes of members that are not core."""

    by: str
    top_fixed: Decimal = Decimal("0.00")
    top_percent: Decimal = Decimal(0)
    fixed: Mapping[str, Decimal] = field(default_factory=dict)
    percent: Mapping[str, Decimal] = field(default_factory=dict)
    others: tuple[str, ...] = ()


@transaction.atomic
def set_share_rule(
    *, network_code: str, stream: str, from_month: date, terms: Terms, reason: str,
    by: Actor, at: datetime,
) -> ShareRule:  # fmt: skip
    """Set how a payment (or "", every other) is shared from a month on. Raises ShareRefused."""
    if by.id is None:
        raise ShareRefused("A rule is set by a person.")
    network = Network.objects.filter(code=network_code).first()
    if network is None:
        raise ShareRefused(f"There is no network {network_code}.")
    _check(stream, from_month, reason)
    rule = _rule(terms)
    _check_members(network, from_month, terms, rule)
    made = ShareRule.objects.create(
        network_code=network_code,
        stream=stream,
        from_month=from_month,
        by=terms.by,
        terms=_as_json(terms),
        reason=reason.strip(),
        set_at=at,
        set_by_id=by.id,
    )
    record(
        action="share_rule.set",
        by=by,
        at=at,
        object_kind="share_rule",
        object_key=str(made.pk),
        reason=made.reason,
        data={"network": network_code, "stream": stream, "from": from_month.isoformat()},
    )
    return made


def _check(stream: str, from_month: date, reason: str) -> None:
    if stream in PRACTICE_STREAMS:
        raise ShareRefused("The participation payment goes to each practice itself.", "stream")
    if stream and stream not in MONTHLY_STREAMS:
        raise ShareRefused("This payment is not paid monthly.", "stream")
    if from_month.day != 1:
        raise ShareRefused("A rule begins with a month.", "from_month")
    if not reason.strip():
        raise ShareRefused("Say why: where it is agreed.", "reason")


def _rule(terms: Terms) -> Rule:
    if terms.by not in set(By):
        raise ShareRefused("Choose how what is left is shared.", "by")
    sums = [terms.top_fixed, *terms.fixed.values()]
    if any(not one.is_finite() or abs(one) > LARGEST or one != round(one, 2) for one in sums):
        raise ShareRefused("Write sums in pounds and pence: 125.00.", "fixed")
    percentages = [terms.top_percent, *terms.percent.values()]
    if any(not one.is_finite() or abs(one) > WHOLE for one in percentages):
        raise ShareRefused("Write percentages from 0 to 100: 12.5.", "percent")
    if any(one != round(one, 6) for one in percentages):
        raise ShareRefused("Write percentages with at most six decimals: 12.5.", "percent")
    rule = Rule(By(terms.by), terms.top_fixed, terms.top_percent, terms.fixed, terms.percent)
    try:
        rule.check()
    except BadRule as bad:
        raise ShareRefused(str(bad)) from None
    return rule


def _check_members(network: Network, month: date, terms: Terms, rule: Rule) -> None:
    core, others = members_to_share(network, month)
    strange = sorted(set(terms.others) - others)
    if strange:
        raise ShareRefused(
            f"{', '.join(strange)} is not recorded as a member besides the core network practices "
            "in that month. Record the member first.",
            "others",
        )
    unknown = sorted((set(rule.fixed) | set(rule.percent)) - core - set(terms.others))
    if unknown:
        raise ShareRefused(
            f"{', '.join(unknown)} is not a member of this network in that month.", "fixed"
        )


def _as_json(terms: Terms) -> dict[str, object]:
    return {
        "top_fixed": str(terms.top_fixed),
        "top_percent": str(terms.top_percent),
        "fixed": {code: str(one) for code, one in sorted(terms.fixed.items())},
        "percent": {code: str(one) for code, one in sorted(terms.percent.items())},
        "others": sorted(terms.others),
    }
