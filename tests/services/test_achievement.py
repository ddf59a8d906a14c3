"""Figures of the incentive fund: brought in, added up, valued, declared, approved and paid."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from funding.achievement import achieved_to_pay, decide_achievement, stale
from networks.models import Network
from pcn_portal.accounts.models import Membership, User
from services.achievement import picture
from services.achievement_actions import (
    declare_achievement,
    enter_national_value,
    override_points,
)
from services.incentive_files import schemes
from services.keeping import ServicesRefused
from services.models import AchievementDecision, AchievementDeclaration, AchievementFigure
from tests.api.england import PASSWORD, build_england, people
from tests.intake import files
from tests.intake.files import as_csv, errors, stage, take_in, warnings

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 5, 2, 9, tzinfo=UTC)


def figures(*rows: tuple[object, ...]) -> bytes:
    return as_csv(files.INCENTIVE_TITLES, *rows)


def both(code: str, numerator: int, denominator: int) -> list[tuple[object, ...]]:
    return [
        files.incentive_row(code, numerator),
        files.incentive_row(code, denominator, "ACC-08 Denominator"),
    ]


@pytest.fixture
def cast() -> dict[str, User]:
    build_england()
    found = people()
    director = User.objects.create_user("director@portal.example", PASSWORD, name="director")
    Membership.objects.create(
        user=director, role="clinical_director", level="network", code="U90001"
    )
    return found | {"director": director}


def browser_of(who: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def acc08(code: str = "U90001"):
    key = Network.objects.get(code=code).pk
    found = picture(scheme=schemes()["2023-24"], network_ids=[key], known_at=NOW)
    return found.networks[key]["ACC-08"]


def give_all(cast, *, full: bool = True, network: Network | None = None):
    return override_points(
        scheme="2023-24", indicator="ACC-08", network=network, full=full, reason="Made up",
        source="Made up letter", by=cast["national"].actor, at=NOW,
    )  # fmt: skip


def declare(cast):
    return declare_achievement(
        network=Network.objects.get(code="U90001"), scheme="2023-24",
        statement="On staff.", by=cast["director"].actor, at=NOW,
    )  # fmt: skip


RECORDED = {
    code: (Decimal("0.00"), "No figure was published, agreed with the network.")
    for code in ("VI-02", "VI-03", "HI-03", "CAN-02")
}


def decide(made: AchievementDeclaration, by: User, **more: Any) -> AchievementDecision:
    wanted: dict[str, Any] = {"approve": True, "reason": "", "recorded": RECORDED} | more
    return decide_achievement(declaration_id=made.pk, by=by.actor, at=NOW, **wanted)


def test_a_networks_figure_is_the_sum_of_its_practices(cast):
    take_in(
        "incentive_publication", figures(*both("Z90001", 880, 1000), *both("Z90002", 870, 1000))
    )

    found = acc08()

    assert found.from_practices
    assert found.result.earned.performance == Fraction(7, 8)
    assert found.result.points == Fraction(71, 2)
    assert found.result.pounds == Decimal("7029.00")
    assert not found.result.complete
    assert "The national average list of a network is not known." in found.result.open


def test_a_practice_without_a_figure_leaves_the_networks_unknown_never_zero(cast):
    take_in("incentive_publication", figures(*both("Z90001", 880, 1000)))

    found = acc08()

    assert found.result.pounds is None
    assert found.result.lacks == ("No figures of practice Z90002.",)


def test_where_the_network_itself_is_published_its_own_figure_counts(cast):
    take_in("incentive_publication", figures(*both("U90001", 950, 1000), *both("Z90001", 1, 1000)))

    assert acc08().result.points == 71
    assert not acc08().from_practices


def test_figures_come_in_versions_and_the_last_counts(cast):
    take_in("incentive_publication", figures(*both("U90001", 860, 1000)))
    assert stage("incentive_publication", figures(*both("U90001", 860, 1000))).state == "unchanged"
    take_in("incentive_publication", figures(*both("U90001", 900, 1000)))

    assert acc08().result.points == 71
    assert sorted(
        AchievementFigure.objects.filter(measure="numerator").values_list("version", "value")
    ) == [(1, 860), (2, 900)]


def test_an_organisation_nobody_knows_is_left_out_and_said(cast):
    batch = take_in("incentive_publication", figures(*both("U99999", 1, 2), *both("U90001", 1, 2)))

    assert any("does not know this organisation" in one for one in warnings(batch))
    assert AchievementFigure.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("PCN", "U90001", "X", "NCD2324", "31/03/2025", "N", "ACC-08 Numerator", 1), "year of"),
        (("PCN", "U90001", "X", "QOF2324", "31/03/2024", "N", "ACC-08 Numerator", 1), "NCD2324"),
        (("PCN", "U90001", "X", "NCD2324", "31/03/2024", "N", "Numerator", 1), "ACC-08 Numerator"),
        (("PCN", "U90001", "X", "NCD2324", "31/03/2024", "N", "ACC-08 Numerator", -1), ""),
    ],
)
def test_a_wrong_row_refuses_the_file(cast, row, says):
    assert any(says in str(one) for one in errors(stage("incentive_publication", figures(row))))


def test_the_monthly_extract_takes_adjustments_from_the_denominator(cast):
    rows = [
        files.extract_row(code, value, field)
        for code in ("Z90001", "Z90002")
        for field, value in (
            ("Of the denominator, those with a test.", 80),
            ("The number of patients with a referral", 110),
            ("FAECIMMDEC", 6),
            ("FITNIDAT", 4),
            ("GICANREF", 500),
        )
    ]
    take_in(
        "incentive_extract",
        as_csv(files.EXTRACT_TITLES, *rows, files.extract_row("Z90001", 99, last="N")),
    )

    key = Network.objects.get(code="U90001").pk
    found = picture(scheme=schemes()["2024-25"], network_ids=[key], known_at=NOW)
    result = found.networks[key]["CAN-04"].result
    assert result.earned and result.earned.performance == Fraction(160, 200)
    assert result.points == 22


def test_an_adjustment_that_an_extract_leaves_out_is_unknown_and_never_none(cast):
    rows = [
        files.extract_row(code, value, field)
        for code in ("Z90001", "Z90002")
        for field, value in (
            ("Of the denominator, those with a test.", 80),
            ("The number of patients with a referral", 110),
            ("FITNIDAT", 4),
        )
    ]
    take_in("incentive_extract", as_csv(files.EXTRACT_TITLES, *rows))

    key = Network.objects.get(code="U90001").pk
    found = picture(scheme=schemes()["2024-25"], network_ids=[key], known_at=NOW)
    result = found.networks[key]["CAN-04"].result
    assert (result.counted, result.points, result.pounds) == (None, None, None)
    assert result.lacks


def test_one_decision_gives_all_networks_all_points_and_is_withdrawn_by_another(cast):
    take_in("incentive_publication", figures(*both("U90001", 100, 1000)))
    give_all(cast)
    assert acc08().result.points == acc08("U90003").result.points == 71
    assert acc08().result.full

    give_all(cast, full=False)
    assert acc08().result.points == 0
    with pytest.raises(ServicesRefused, match="no decision to withdraw"):
        give_all(cast, full=False)


def test_a_networks_own_decision_counts_before_that_for_all(cast):
    give_all(cast)
    give_all(cast, full=False, network=Network.objects.get(code="U90003"))

    assert acc08().result.full
    assert not acc08("U90003").result.full


def test_pounds_are_adjusted_once_national_values_are_entered(cast):
    take_in("incentive_publication", figures(*both("U90001", 950, 1000)))
    england_list()
    for kind, indicator, value in (
        ("list_size", "", "10000"),
        ("prevalence", "ACC-08", "0.1"),
    ):
        enter_national_value(
            scheme="2023-24", kind=kind, indicator=indicator, value=Decimal(value),
            source="Made up", confidence="single_source", by=cast["national"].actor, at=NOW,
        )  # fmt: skip

    found = acc08().result
    assert found.complete
    # Twice the average list, half the prevalence: both ratios cancel.
    assert found.pounds == Decimal("14058.00")


def england_list() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO practices_populationfigure (practice_id, basis, reference_date, version,"
            " value, vintage, received_at, source_id, source_row) SELECT practice_id, basis,"
            " '2023-01-01', version, value, vintage, received_at, source_id, source_row"
            " FROM practices_populationfigure WHERE basis = 'registered'"
        )


def test_a_declaration_freezes_and_is_paid_in_the_following_year(cast):
    take_in("incentive_publication", figures(*both("U90001", 100, 1000)))
    give_all(cast)
    made = declare(cast)
    with pytest.raises(ServicesRefused, match="declared already"):
        declare(cast)
    with pytest.raises(ServicesRefused, match="could not be valued"):
        decide(made, cast["commissioner"], recorded={})
    decision = decide(made, cast["commissioner"])

    assert decision.pay_month == date(2024, 4, 1)
    key = made.network_id
    paid = achieved_to_pay(network_ids=[key], month=decision.pay_month, known_at=NOW)[key]
    sums = {line.indicator: line.amount for line in paid}
    assert sums["ACC-08"] == Decimal("14058.00")
    assert {line.status for line in paid} == {"provisional"}
    with pytest.raises(ServicesRefused, match="approved already"):
        declare(cast)


def test_newer_figures_send_a_declaration_back(cast):
    take_in("incentive_publication", figures(*both("U90001", 860, 1000)))
    made = declare(cast)
    assert not stale(made, NOW)
    take_in("incentive_publication", figures(*both("U90001", 900, 1000)))

    assert stale(made, NOW)
    with pytest.raises(ServicesRefused, match="changed since"):
        decide(made, cast["commissioner"])
    assert declare(cast).turn == 2
    with pytest.raises(ServicesRefused, match="later declaration"):
        decide(made, cast["commissioner"])


def test_who_declared_does_not_approve_in_the_database_too(cast):
    take_in("incentive_publication", figures(*both("U90001", 860, 1000)))
    made = declare(cast)
    with pytest.raises(ServicesRefused, match="Somebody else"):
        decide(made, cast["director"])
    with pytest.raises(IntegrityError), transaction.atomic():
        AchievementDecision.objects.create(
            declaration=made, approved=False, reason="Made up", submitted_by=cast["director"],
            decided_at=NOW, decided_by=cast["director"],
        )  # fmt: skip


def test_a_board_of_many_networks_is_read_in_few_queries(cast, django_assert_max_num_queries):
    take_in("incentive_publication", figures(*both("U90001", 860, 1000)))
    keys = list(Network.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(8):
        picture(scheme=schemes()["2023-24"], network_ids=keys, known_at=NOW)
