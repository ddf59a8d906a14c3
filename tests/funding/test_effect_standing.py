"""What follows from a change besides money: vacancies, agreements, and months approved already."""

from datetime import date, timedelta

import pytest

from funding.effects import ApprovedMonth
from networks.models import (
    CLINICAL_DIRECTOR,
    Agreement,
    Appointment,
    Network,
    NetworkCommissioner,
    NetworkRole,
    NominatedPayee,
    Signature,
)
from networks.proposals.details import Draft
from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.api.england import ICBS, START
from tests.funding.approving import approve
from tests.funding.cast import run_month
from tests.funding.effect_cast import JULY, KNOWN, build, draft, merger, move, split, weigh

MAY, JUNE, AUGUST = date(2025, 5, 1), date(2025, 6, 1), date(2025, 8, 1)
LATER = KNOWN + timedelta(hours=1)
QUAY = ApprovedMonth("QZ1", ICBS["QZ1"], JUNE, ("U90001", "U90002"))


@pytest.fixture(autouse=True)
def england(db: None) -> None:
    build()
    NetworkRole.objects.get_or_create(code=CLINICAL_DIRECTOR, defaults={"title": "Director"})


@pytest.fixture
def asha(db: None) -> User:
    return User.objects.create_user("asha@icb.example", name="Asha Fictional")


@pytest.fixture
def ben(db: None) -> User:
    return User.objects.create_user("ben@icb.example", name="Ben Fictional")


def appoint(person: str, network: str = "U90001", practice: str = "Z90002") -> None:
    Appointment.objects.create(
        network=Network.objects.get(code=network),
        role=NetworkRole.objects.get(code=CLINICAL_DIRECTOR),
        person=person,
        practice=Practice.objects.get(code=practice),
        starts=START,
    )


def agree(network: str, *practices: str, ends: date | None = None) -> None:
    agreement = Agreement.objects.create(
        network=Network.objects.get(code=network), version=1, starts=START, ends=ends
    )
    for practice in practices:
        Signature.objects.create(
            agreement=agreement,
            practice=Practice.objects.get(code=practice),
            signed_on=START,
            signed_by="A Fictional Partner",
            schedules=[1],
        )


def approved(by: User, approver: User, *months: date, icb: str = "QZ1") -> None:
    for month in months:
        (calculation,) = run_month(by, icb=icb, month=month, at=KNOWN)
        approve(calculation_id=calculation.pk, by=approver.actor, at=KNOWN)


def months(*drafts: Draft) -> tuple[ApprovedMonth, ...]:
    return weigh(*drafts, known_at=LATER)[0].approved_months


def test_the_directors_and_the_payee_that_follow_are_shown() -> None:
    appoint("Dr Rowan Fictional", practice="Z90001")
    payee = {"name": "Fictional Federation", "ods_code": "ZZ001"}
    harbour = Network.objects.get(code="U90001")
    NominatedPayee.objects.create(network=harbour, starts=START, **payee)
    _, networks = weigh(split())
    kept, jetty = networks["U90001"].after, networks["U90008"].after
    assert kept and jetty
    assert kept.directors == ("Dr Rowan Fictional",)
    assert kept.payee == "Fictional Federation (ZZ001)"
    assert (jetty.directors, jetty.payee) == ((), "")


def test_a_network_left_without_a_director_has_a_vacancy() -> None:
    appoint("Dr Rowan Fictional", practice="Z90001")
    _, networks = weigh(split())
    assert networks["U90001"].vacancies == ()
    assert networks["U90008"].vacancies == ("No clinical director is in post on 1 July 2025.",)


def test_a_director_whose_practice_leaves_is_a_vacancy_that_follows() -> None:
    appoint("Dr Rowan Fictional", practice="Z90002")
    _, networks = weigh(move("Z90002"))
    assert networks["U90001"].vacancies == (
        "The practice of clinical director Dr Rowan Fictional, Birch Surgery (Z90002), is no core "
        "network practice on 1 July 2025.",
    )


def test_a_director_that_the_change_itself_appoints_counts() -> None:
    def appointed(practice: str) -> tuple[str, ...]:
        change = draft(
            "director_changed",
            network="U90001",
            person="Dr Hazel Fictional",
            profession="Pharmacist",
            practice=practice,
        )
        return weigh(change)[1]["U90001"].vacancies

    assert appointed("Z90001") == ()
    assert "Dr Hazel Fictional" in appointed("Z90003")[0]


def test_core_practices_that_have_not_signed_are_named() -> None:
    agree("U90002", "Z90003")
    _, networks = weigh(move("Z90002"))
    assert networks["U90002"].unsigned == (
        "Birch Surgery (Z90002) has not signed the network agreement.",
    )
    assert networks["U90001"].unsigned == ("No network agreement is in force on 1 July 2025.",)


def test_the_agreement_in_force_then_counts_not_the_one_of_today() -> None:
    agree("U90002", "Z90002", "Z90003", ends=JULY)
    _, networks = weigh(move("Z90002"))
    assert networks["U90002"].unsigned == ("No network agreement is in force on 1 July 2025.",)


def test_a_network_that_ends_leaves_nothing_open() -> None:
    _, networks = weigh(draft("network_ended", network="U90002"))
    assert (networks["U90002"].vacancies, networks["U90002"].unsigned) == ((), ())


def test_a_backdated_change_names_the_approved_months_it_touches(asha: User, ben: User) -> None:
    approved(asha, ben, MAY, JUNE)
    run_month(asha, icb="QZ1", month=JULY, at=KNOWN)
    assert months(move(effective=JUNE)) == (QUAY,)
    assert [found.month for found in months(move(effective=MAY))] == [MAY, JUNE]
    assert months(move(effective=JULY)) == ()


def test_each_board_has_its_own_approved_months(asha: User, ben: User) -> None:
    approved(asha, ben, JUNE)
    approved(asha, ben, JUNE, icb="QZ2")
    assert months(move(to="U90003", effective=JUNE)) == (
        ApprovedMonth("QZ1", ICBS["QZ1"], JUNE, ("U90001",)),
        ApprovedMonth("QZ2", ICBS["QZ2"], JUNE, ("U90003",)),
    )
    assert months(move(effective=JUNE)) == (QUAY,)


def test_a_network_that_changed_board_counts_with_the_board_of_each_month(
    asha: User, ben: User
) -> None:
    quay = Network.objects.get(code="U90002")
    quay.commissioners.update(ends=JULY)
    moorland = NetworkCommissioner.objects.get(network__code="U90003").sub_icb
    NetworkCommissioner.objects.create(network=quay, sub_icb=moorland, starts=JULY)
    approved(asha, ben, JUNE, JULY)
    approved(asha, ben, JULY, icb="QZ2")
    found = months(draft("leave", JUNE, practice="Z90003", network="U90002"))
    assert [(month.icb_code, month.month) for month in found] == [("QZ1", JUNE), ("QZ2", JULY)]


def test_a_change_of_name_or_people_touches_no_approved_month(asha: User, ben: User) -> None:
    approved(asha, ben, JUNE)
    renamed = draft("network_renamed", MAY, network="U90003", name="Ling PCN")
    assert months(renamed) == ()
    assert months(renamed, move(effective=JUNE)) == (QUAY,)


def test_a_new_network_counts_with_the_board_it_comes_from(asha: User, ben: User) -> None:
    approved(asha, ben, JULY, AUGUST)
    assert [found.networks for found in months(merger())] == [("U90001", "U90002", "U90009")] * 2
    formed = draft(
        "network_formed", code="U90008", name="Jetty PCN", sub_icb="Z1A", practices=["Z90002"]
    )
    assert [found.networks for found in months(formed)] == [("U90001", "U90008")] * 2
