"""A network's month shared by Schedule 4: from the books, by the rule in force, to the penny."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.actions import ShareRefused, Terms, set_share_rule, spread_recovery
from funding.documents import FORMATS, as_bytes, shares_document
from funding.engine.shares import NETWORK
from funding.models import Posting, ShareRule
from funding.queries import SharedMonth, months_to_share, shared_month
from networks.models import Network, NetworkMembership, Partner
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM
from practices.models import PopulationFigure, Practice
from tests.funding.approving import approve
from tests.funding.books.cast import DAY, JUNE, approve_month
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + timedelta(days=3)


@pytest.fixture
def network(england: list[str], commissioner: User, approver: User) -> Network:
    """A network of QAA whose April is approved."""
    (made,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=made.pk, by=approver.actor, at=NOON)
    return Network.objects.get(code=made.statements.order_by("network_code")[0].network_code)


def set_rule(network: Network, person: User, terms: Terms, **more: Any) -> ShareRule:
    usual: dict[str, Any] = {
        "network_code": network.code, "stream": "", "from_month": APRIL,
        "reason": "Schedule 4.", "by": person.actor, "at": NOON,
    }  # fmt: skip
    return set_share_rule(terms=terms, **usual | more)


def month(network: Network, of: date = APRIL) -> SharedMonth:
    return shared_month(network, of, Posting.objects.all())


def paid_to_payee(network: Network, of: date = APRIL) -> Decimal:
    found = Posting.objects.filter(network_code=network.code, payee=network.code, payment_month=of)
    return sum((posting.amount for posting in found), Decimal("0.00"))


def members(network: Network) -> list[str]:
    return sorted(
        NetworkMembership.objects.filter(network=network).values_list("practice__code", flat=True)
    )


def test_by_list_every_penny_of_the_payees_month_is_given_out_once(
    network: Network, commissioner: User
) -> None:
    set_rule(network, commissioner, Terms(by="registered", top_percent=Decimal(5)))
    found = month(network)
    assert found.total == paid_to_payee(network)
    assert sum(found.of(code) for code in [*found.practices, NETWORK]) == found.total
    assert found.practices == members(network)
    assert found.unshared == 0
    sizes = {
        f.practice.code: f.value
        for f in PopulationFigure.objects.filter(basis="registered").select_related("practice")
    }
    whole = sum(sizes[code] for code in found.practices)
    rest = found.total * Decimal("0.95")
    for code in found.practices:
        assert abs(found.of(code) - rest * sizes[code] / whole) < Decimal("0.01")


def test_the_participation_payment_is_not_shared(network: Network, commissioner: User) -> None:
    set_rule(network, commissioner, Terms(by="equal"))
    streams = {stream for one in month(network).sums for stream in one.streams}
    assert "network_participation_payment" not in streams
    with pytest.raises(ShareRefused, match="goes to each practice itself"):
        set_rule(network, commissioner, Terms(by="equal"), stream="network_participation_payment")


def test_a_month_without_a_rule_says_so_and_shares_nothing(network: Network) -> None:
    (only,) = month(network).sums
    assert only.missing == "No rule is set for this month."
    assert month(network).unshared == paid_to_payee(network)


def test_a_payment_may_have_a_rule_of_its_own(network: Network, commissioner: User) -> None:
    set_rule(network, commissioner, Terms(by="registered"))
    set_rule(network, commissioner, Terms(by="equal"), stream="enhanced_access")
    by_streams = {one.streams: one.rule for one in month(network).sums}
    own = next(rule for streams, rule in by_streams.items() if streams == ("enhanced_access",))
    assert own is not None and own.by == "equal"
    assert len(by_streams) == 2


def test_a_rule_counts_from_its_month_and_a_later_one_of_the_same_month_puts_it_right(
    network: Network, commissioner: User
) -> None:
    first, code = members(network)[0], members(network)[0]
    set_rule(network, commissioner, Terms(by="equal"), from_month=MAY)
    assert month(network).sums[0].rule is None
    set_rule(network, commissioner, Terms(by="keep", percent={first: Decimal(10)}))
    set_rule(network, commissioner, Terms(by="keep", percent={first: Decimal(20)}))
    found = month(network)
    assert abs(found.of(code) - found.total / 5) < Decimal("0.01")


def test_a_correction_is_shared_by_the_rule_of_its_own_month_without_fixed_sums(
    network: Network, commissioner: User, approver: User
) -> None:
    first = members(network)[0]
    set_rule(network, commissioner, Terms(by="equal", fixed={first: Decimal("50.00")}))
    set_rule(network, commissioner, Terms(by="registered"), from_month=MAY)
    restate(first, "registered", Decimal(4321), NOON)
    (made,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    approve(calculation_id=made.pk, by=approver.actor, at=LATER)
    april, may = month(network, MAY).sums
    assert (april.month, may.month) == (APRIL, MAY)
    assert april.rule is not None and april.rule.by == "equal"
    parts = {abs(s.amount - april.amount / len(april.shares[1:])) for s in april.shares[1:]}
    assert max(parts) < Decimal("0.01")
    assert month(network, MAY).total == paid_to_payee(network, MAY)


def test_a_member_that_is_not_core_can_have_a_share(network: Network, commissioner: User) -> None:
    other = Practice.objects.create(code="Z99998", name="Made-Up Member", status="active")
    terms = Terms(by="equal", others=("Z99998",))
    with pytest.raises(ShareRefused, match="Z99998 is not recorded as a member"):
        set_rule(network, commissioner, terms)
    Partner.objects.create(
        network=network, kind="practice", name=other.name, practice=other, starts=date(2024, 4, 1)
    )
    set_rule(network, commissioner, terms)
    found = month(network)
    assert "Z99998" in found.practices
    assert found.of("Z99998") > 0
    set_rule(network, commissioner, Terms(by="registered", others=("Z99998",)))
    assert "registered list of Z99998 is missing" in month(network).sums[0].missing


def test_a_list_that_is_restated_later_changes_no_share(
    network: Network, commissioner: User
) -> None:
    set_rule(network, commissioner, Terms(by="registered"))
    before = month(network)
    restate(members(network)[0], "registered", Decimal(99), LATER)
    assert month(network).sums[0].shares == before.sums[0].shares


def test_a_rule_is_ended_by_keeping_everything_from_a_month_on(
    network: Network, commissioner: User, approver: User
) -> None:
    set_rule(network, commissioner, Terms(by="equal"))
    set_rule(network, commissioner, Terms(by="keep"), from_month=MAY)
    approve_month(MAY, commissioner, approver, at=LATER)
    found = month(network, MAY)
    assert found.of(NETWORK) == found.total > 0
    assert found.practices and all(found.of(code) == 0 for code in found.practices)


def test_money_posted_later_into_a_month_moves_no_share_given_before(
    network: Network, commissioner: User, approver: User
) -> None:
    """A recovery in two parts: its second part is shared by the lists known with its first."""
    first = members(network)[0]
    set_rule(network, commissioner, Terms(by="registered"))
    restate(first, "registered", Decimal(900), NOON)
    run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    spread_recovery(
        icb_code="QAA", network_code=network.code, month=MAY, instalments=2, reason="Agreed",
        by=commissioner.actor, at=NOON,
    )  # fmt: skip
    approve_month(MAY, commissioner, approver, at=LATER)
    before = [one for one in month(network, JUNE).sums if one.month == APRIL]
    assert before
    assert all(one.amount < 0 for one in before)
    restate(first, "registered", Decimal(7000), LATER + DAY)
    approve_month(JUNE, commissioner, approver, at=LATER + DAY)
    after = month(network, JUNE)
    assert all(one in after.sums for one in before)
    assert after.total == paid_to_payee(network, JUNE)


def test_a_month_first_paid_late_has_its_fixed_sums_once(
    england: list[str], commissioner: User, approver: User
) -> None:
    network = Network.objects.get(code="U00001")
    lacking = Practice.objects.create(code="Z99998", name="Made-Up Surgery", status="active")
    NetworkMembership.objects.create(network=network, practice=lacking, starts=date(2024, 4, 1))
    approve_month(APRIL, commissioner, approver)
    code = members(network)[0]
    terms = Terms(by="keep", fixed={code: Decimal("50.00")})
    set_rule(network, commissioner, terms, stream="core_pcn_funding")
    assert not [one for one in month(network).sums if one.rule]
    for basis in ("registered", "adjusted", "weighted"):
        PopulationFigure.objects.create(
            practice=lacking, basis=basis, reference_date=date(2025, 1, 1), version=1,
            value=Decimal(8000), vintage="published", received_at=LATER,
        )  # fmt: skip
    approve_month(MAY, commissioner, approver, at=LATER)
    restate(lacking.code, "registered", Decimal(9000), LATER + DAY)
    approve_month(JUNE, commissioner, approver, at=LATER + DAY)
    given = [
        (paid, one.month, share.amount)
        for paid in (MAY, JUNE)
        for one in month(network, paid).sums
        if one.rule and (share := one.of(code))
    ]
    fifty, none = Decimal("50.00"), Decimal("0.00")
    assert given == [
        (MAY, APRIL, fifty), (MAY, MAY, fifty), (JUNE, APRIL, none), (JUNE, MAY, none),
        (JUNE, JUNE, fifty),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "more", "said"),
    [
        (Terms(by="luck"), {}, "how what is left"),
        (Terms(by="equal", top_percent=Decimal(101)), {}, "from 0 to 100"),
        (Terms(by="equal", percent={"Y00001": Decimal("1e400")}), {}, "from 0 to 100"),
        (Terms(by="equal", percent={"Y00001": Decimal("-1e400")}), {}, "from 0 to 100"),
        (Terms(by="equal", percent={"Y00001": Decimal("NaN")}), {}, "from 0 to 100"),
        (Terms(by="equal", fixed={"Y00001": Decimal("-1e400")}), {}, "pounds and pence"),
        (Terms(by="equal", top_fixed=Decimal("-1e400")), {}, "pounds and pence"),
        (Terms(by="equal", percent={"Y00001": Decimal("1e-7")}), {}, "six decimals"),
        (Terms(by="equal", fixed={"Z99999": Decimal(1)}), {}, "Z99999 is not a member"),
        (Terms(by="equal", top_fixed=Decimal("0.001")), {}, "pounds and pence"),
        (Terms(by="equal", top_fixed=Decimal("NaN")), {}, "pounds and pence"),
        (Terms(by="equal"), {"stream": "tea"}, "not paid monthly"),
        (Terms(by="equal"), {"reason": " "}, "Say why"),
        (Terms(by="equal"), {"from_month": date(2025, 4, 2)}, "begins with a month"),
        (Terms(by="equal"), {"network_code": "U99999"}, "no network U99999"),
        (Terms(by="equal"), {"by": SYSTEM}, "by a person"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(
    network: Network, commissioner: User, terms: Terms, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ShareRefused, match=said):
        set_rule(network, commissioner, terms, **more)
    assert not ShareRule.objects.exists()


def test_the_document_comes_to_what_is_shared(network: Network, commissioner: User) -> None:
    set_rule(network, commissioner, Terms(by="registered"))
    shared = month(network)
    document = shares_document(shared, at=LATER)
    assert document.total == shared.total
    code = shared.practices[0]
    assert shares_document(shared, at=LATER, only=code).total == shared.of(code)
    for ending in FORMATS:
        assert as_bytes(document, ending)[0]
    assert months_to_share(network.code, Posting.objects.all()) == [APRIL]
