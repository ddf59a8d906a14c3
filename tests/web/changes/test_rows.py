"""Before, after and the difference in words; what is not known is never compared."""

from decimal import Decimal

from funding.effects import Payment, Side
from pcn_portal.web.change_rows import Row, compare, facts_rows, gaps_of, payment_rows, total_row

CORE, BEDS = ("core", "Core PCN funding"), ("beds", "Care home premium")


def paid(what: tuple[str, str], amount: str | None, status: str = "confirmed") -> Payment:
    stream, title = what
    if amount is None:
        return Payment(stream, title, None, (f"figures of {stream}",), "")
    return Payment(stream, title, Decimal(amount), (), status)


def side(*payments: Payment, registered: str | None = "40000", **more: object) -> Side:
    told: dict[str, object] = {
        "members": 3, "weighted": None, "adjusted": None, "band": "30,000 to 50,000",
        "arrs_sum": None, "arrs_note": "", "directors": (), "payee": "",
        "lacking": {"registered": (), "weighted": ("Alder (Z90001)",), "adjusted": ()},
    }  # fmt: skip
    return Side(
        registered=Decimal(registered) if registered else None,
        payments=payments,
        total=sum((p.amount for p in payments if p.amount), Decimal(0)),
        **(told | more),  # type: ignore[arg-type]
    )


def by_title(rows: list[Row]) -> dict[str, Row]:
    return {row.title: row for row in rows}


def test_a_difference_is_said_in_words():
    old, new = side(paid(CORE, "10.00")), side(paid(CORE, "7.50"), registered="38800", members=2)

    facts = by_title(facts_rows(old, new))

    assert payment_rows(old, new) == [Row("Core PCN funding", "£10.00", "£7.50", "£2.50 less")]
    assert facts["Registered patients"].change == "1,200 fewer"
    assert facts["Core network practices"].then == "3, then 2"
    assert facts["Nominated payee"] == Row(
        "Nominated payee", "Not recorded", "Not recorded", "No change"
    )


def test_a_missing_figure_is_a_gap_and_never_nought():
    facts = by_title(facts_rows(side(registered=None), side()))

    assert facts["Registered patients"] == Row(
        "Registered patients", "Not known", "40,000", "Not known"
    )
    assert facts["Contractor weighted population"].notes == ("The figure of 1 practice is missing",)
    assert facts["ARRS sum a year"].after == "Not known"


def test_sums_are_compared_over_what_both_sides_know():
    old = side(paid(CORE, "10.00"), paid(BEDS, "5.00"))
    new = side(paid(CORE, "7.00"), paid(BEDS, None))

    compared = compare(old, new)

    assert (compared.before, compared.after, compared.change) == (
        Decimal(10),
        Decimal(7),
        Decimal(-3),
    )
    assert compared.words == "the care home premium"
    assert total_row(old, new) == Row(
        "All payments of the month but the care home premium",
        "£10.00", "£7.00", "£3.00 less", sums_up=True,
    )  # fmt: skip
    assert payment_rows(old, new)[1].change == "Not known"
    assert gaps_of(old, new) == ("figures of beds",)


def test_nothing_is_compared_where_nothing_is_known():
    old, new = side(paid(CORE, "10.00")), side(paid(CORE, None))

    assert compare(old, new).change is None
    assert total_row(old, new).change == "Not known"


def test_a_network_that_begins_is_paid_nothing_before():
    new = side(paid(CORE, "10.00", status="provisional"), payee="Alder (Z90001)")

    facts = by_title(facts_rows(None, new))

    assert payment_rows(None, new) == [
        Row("Core PCN funding", "Does not exist", "£10.00", "£10.00 more", ("Provisional rate",))
    ]
    assert facts["Nominated payee"].change == "Begins"
    assert facts["Core network practices"].then == "3, new"
    assert total_row(None, new).change == "£10.00 more"


def test_a_network_that_ends_is_paid_nothing_after():
    old = side(paid(CORE, "10.00"))

    assert total_row(old, None).change == "£10.00 less"
    assert by_title(facts_rows(old, None))["Size"].change == "Ends"
    assert by_title(facts_rows(old, None))["Core network practices"].then == "3, then none"


def test_a_payment_that_only_one_side_has_is_not_paid_on_the_other():
    rows = payment_rows(side(paid(CORE, "1.00")), side(paid(CORE, "1.00"), paid(BEDS, "2.00")))

    assert rows[1] == Row("Care home premium", "Not paid", "£2.00", "£2.00 more")
