"""Claims beside national returns: the same, more, less, and who did not submit is not zero."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from funding.claims.declaring import Declaration, declare
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor
from practices.tables import BadFile
from tests.api import england
from tests.workforce.staff_cast import somebody
from workforce.comparing import (
    claimed_wte,
    compared_networks,
    explain_difference,
    explanations_of,
    extract_of,
    read_extract,
)
from workforce.engine.comparing import Standing, compare
from workforce.engine.returns import Returned
from workforce.keeping_checks import StaffRefused
from workforce.models import WorkforceReturn

MAY = date(2025, 5, 1)
AT = datetime(2025, 6, 3, 12, tzinfo=UTC)


def returned(detail: str, staff: str, contracted: str = "0") -> Returned:
    return Returned("Group", "Roles", detail, 1, Decimal(staff), Decimal(contracted))


def test_roles_stand_side_by_side_the_largest_difference_first() -> None:
    rows = compare(
        {"CP": Decimal("2.00"), "PT": Decimal("1.00"), "CC": Decimal("1.04")},
        [
            returned("Pharmacist", "1.0"),
            returned("Pharmacist", "0.5"),
            returned("Care Coordinator", "1.0"),
            returned("Social Prescribing Link Worker", "0", "2.0"),
            returned("Manager", "3.0"),
        ],
    )
    assert [(one.role, one.standing, one.difference) for one in rows] == [
        ("SPLW", Standing.RETURNED_MORE, Decimal("-2.0")),
        ("PT", Standing.CLAIMED_MORE, Decimal("1.00")),
        ("CP", Standing.CLAIMED_MORE, Decimal("0.50")),
        ("CC", Standing.SAME, Decimal("0.04")),
    ]
    assert rows[0].contracted == Decimal("2.0")


def test_who_did_not_submit_is_not_compared_with_zero() -> None:
    (row,) = compare({"CP": Decimal("2.00")}, None)
    assert (row.standing, row.returned, row.difference) == (Standing.NOT_SUBMITTED, None, None)


@pytest.fixture
def by(db: None) -> Actor:
    england.build_england()
    return User.objects.create_user("maya@portal.example", name="Maya Fictional").actor


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def claim(by: Actor) -> None:
    declare(network=harbour(), month=MAY, given=Declaration(True, "Payroll"), by=by, at=AT)


def give(network: Network, **more: Any) -> None:
    role = {
        "group": "g", "role": "r", "detail": "Pharmacist", "posts": 1, "fte": "1.0",
        "contracted_fte": "0",
    }  # fmt: skip
    WorkforceReturn.objects.create(
        network=network, month=MAY, version=1, posts=1, fte=1, contracted_fte=0,
        roles=[role | more], received_at=AT,
    )  # fmt: skip


def test_claimed_people_count_once_however_often_they_were_claimed(by: Actor) -> None:
    somebody(by, hours=Decimal("22.5"))
    somebody(by, role="DIET")
    claim(by)
    assert claimed_wte(MAY, [harbour().pk]) == {harbour().pk: {"CP": Decimal("0.6000")}}
    give(harbour())
    (row,) = compared_networks(MAY, [harbour().pk])[harbour().pk]
    assert (row.standing, row.difference) == (Standing.RETURNED_MORE, Decimal("-0.4000"))


def test_a_difference_is_explained_and_the_last_word_counts(by: Actor) -> None:
    for reason in ("A vacancy.", "She started after the census day."):
        explain_difference(network=harbour(), month=MAY, role="CP", reason=reason, by=by, at=AT)
    said = explanations_of(MAY, [harbour().pk])
    assert said[harbour().pk, "CP"].reason == "She started after the census day."
    with pytest.raises(StaffRefused, match="Say why they differ"):
        explain_difference(network=harbour(), month=MAY, role="CP", reason=" ", by=by, at=AT)


def test_the_register_goes_out_in_the_layout_of_the_return_and_reads_back(by: Actor) -> None:
    somebody(by, hours=Decimal("22.5"), name="Tom Fictional")
    somebody(by, role="OT")
    somebody(by, ends=date(2025, 5, 31))
    content = extract_of(harbour(), MAY)
    assert b"Fictional" not in content
    month, roles = read_extract(content, harbour())
    assert month == MAY
    assert [(one.role, one.detail, one.fte) for one in roles] == [
        ("Pharmacists", "Pharmacist", Decimal("0.6000")),
        ("Therapists", "Therapist- Occupational Therapist", Decimal("1.0000")),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((b"U90001", b"U90002"), "The file has rows of U90002"),
        ((b"0.6000", b"many"), "Row 2, FTE"),
        ((b",2025,5,", b",2025,13,"), "Is not a month"),
        ((b"PCN_CODE", b"CODE"), "Missing: PCN_CODE"),
    ],
)
def test_a_wrong_extract_is_refused_in_words(
    by: Actor, change: tuple[bytes, bytes], said: str
) -> None:
    somebody(by, hours=Decimal("22.5"))
    content = extract_of(harbour(), MAY).replace(*change)
    with pytest.raises(BadFile, match=said):
        read_extract(content, harbour())
