"""Each role sees its own organisations' rows and no others."""

from datetime import date

import pytest

from networks.models import Network, NetworkCommissioner, NetworkMembership
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Permission, Role
from pcn_portal.accounts.scope import can, icbs_in, networks_in, practices_in, scope_of
from practices.models import Organisation, OrganisationLink, Practice, PracticeCommissioner

TODAY = date(2025, 6, 1)
pytestmark = pytest.mark.usefixtures("england")


def networks_of(user: User, on: date = TODAY) -> set[str]:
    found = networks_in(scope_of(user, Permission.SEE_NETWORKS), on)
    return set(found.values_list("code", flat=True))


def practices_of(user: User, on: date = TODAY) -> set[str]:
    found = practices_in(scope_of(user, Permission.SEE_NETWORKS), on)
    return set(found.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("who", "networks"),
    [
        ("commissioner", {"U90001", "U90002"}),
        ("approver", {"U90001", "U90002"}),
        ("auditor", {"U90001", "U90002"}),
        ("other_commissioner", {"U90003"}),
        ("manager", {"U90001"}),
        ("national", {"U90001", "U90002", "U90003"}),
        ("nobody", set()),
    ],
)
def test_networks_that_a_person_sees_and_no_others(
    people: dict[str, User], who: str, networks: set[str]
):
    assert networks_of(people[who]) == networks


@pytest.mark.parametrize(
    ("who", "practices"),
    [
        ("commissioner", {"Z90001", "Z90002", "Z90003"}),
        ("other_commissioner", {"Z90004"}),
        ("manager", {"Z90001", "Z90002"}),
        ("national", {"Z90001", "Z90002", "Z90003", "Z90004"}),
        ("nobody", set()),
    ],
)
def test_practices_that_a_person_sees_and_no_others(
    people: dict[str, User], who: str, practices: set[str]
):
    assert practices_of(people[who]) == practices


def test_a_permission_that_the_role_does_not_grant_opens_nothing(people: dict[str, User]):
    manager = people["manager"]

    assert scope_of(manager, Permission.SEE_RUNS).empty
    assert not can(manager, Permission.SEE_RUNS)
    assert not icbs_in(scope_of(manager, Permission.SEE_RUNS)).exists()


def test_two_roles_add_up_but_do_not_mix(people: dict[str, User]):
    """A commissioner of one board who audits another starts runs only for the first."""
    person = people["commissioner"]
    Membership.objects.create(user=person, role=Role.AUDITOR, level=Level.ICB, code="QZ2")

    assert networks_of(person) == {"U90001", "U90002", "U90003"}
    assert scope_of(person, Permission.START_RUNS).icbs == {"QZ1"}


def test_a_closed_account_may_do_nothing(people: dict[str, User]):
    people["national"].is_active = False

    assert not can(people["national"], Permission.SEE_HOME)


def test_a_practice_that_moves_is_seen_by_whose_network_it_is_on_the_day(
    people: dict[str, User],
):
    alder = Practice.objects.get(code="Z90001")
    NetworkMembership.objects.filter(practice=alder).update(ends=date(2025, 4, 1))
    quay = Network.objects.get(code="U90002")
    NetworkMembership.objects.create(practice=alder, network=quay, starts=date(2025, 4, 1))

    assert "Z90001" in practices_of(people["manager"], on=date(2025, 3, 31))
    assert "Z90001" not in practices_of(people["manager"], on=date(2025, 4, 1))


def test_a_sub_icb_that_moves_takes_its_networks_to_the_new_board(people: dict[str, User]):
    moved = OrganisationLink.objects.get(child__code="Z1A")
    moved.ends = date(2026, 4, 1)
    moved.save()
    new_parent = Organisation.objects.get(kind="icb", code="QZ2")
    OrganisationLink.objects.create(child=moved.child, parent=new_parent, starts=date(2026, 4, 1))

    assert networks_of(people["commissioner"], on=date(2026, 3, 31)) == {"U90001", "U90002"}
    assert networks_of(people["commissioner"], on=date(2026, 4, 1)) == set()
    assert networks_of(people["other_commissioner"], on=date(2026, 4, 1)) == {
        "U90001", "U90002", "U90003",
    }  # fmt: skip


def close(network: str, day: date) -> None:
    """End a network, its commissioner and its memberships, as ODS does."""
    Network.objects.filter(code=network).update(closed=day)
    NetworkCommissioner.objects.filter(network__code=network).update(ends=day)
    NetworkMembership.objects.filter(network__code=network).update(ends=day)


def test_a_closed_network_stays_with_who_commissioned_it_last(people: dict[str, User]):
    close("U90001", date(2024, 4, 1))

    assert networks_of(people["commissioner"]) == {"U90001", "U90002"}
    assert networks_of(people["other_commissioner"]) == {"U90003"}
    assert networks_of(people["manager"]) == {"U90001"}


def test_a_network_that_changed_boards_before_it_closed_is_the_last_ones(people: dict[str, User]):
    network = Network.objects.get(code="U90001")
    network.commissioners.update(ends=date(2024, 1, 1))
    moor = Organisation.objects.get(code="Z2A")
    NetworkCommissioner.objects.create(
        network=network, sub_icb=moor, starts=date(2024, 1, 1), ends=date(2024, 4, 1)
    )
    Network.objects.filter(code="U90001").update(closed=date(2024, 4, 1))

    assert networks_of(people["other_commissioner"]) == {"U90001", "U90003"}
    assert networks_of(people["commissioner"]) == {"U90002"}
    assert "U90001" in networks_of(people["commissioner"], date(2023, 12, 31))
    assert "U90001" not in networks_of(people["other_commissioner"], date(2023, 12, 31))


def test_an_open_network_that_nobody_commissions_is_nobodys(people: dict[str, User]):
    NetworkCommissioner.objects.filter(network__code="U90001").update(ends=date(2024, 4, 1))

    assert networks_of(people["commissioner"]) == {"U90002"}


def test_a_closed_network_goes_with_its_sub_icb_when_boards_merge(people: dict[str, User]):
    close("U90001", date(2024, 4, 1))
    link = OrganisationLink.objects.get(child__code="Z1A")
    OrganisationLink.objects.filter(pk=link.pk).update(ends=date(2025, 4, 1))
    moor = Organisation.objects.get(code="QZ2")
    OrganisationLink.objects.create(child=link.child, parent=moor, starts=date(2025, 4, 1))

    assert "U90001" in networks_of(people["other_commissioner"])
    assert "U90001" not in networks_of(people["commissioner"])


def test_a_closed_network_of_a_sub_icb_that_ended_is_its_last_boards(people: dict[str, User]):
    close("U90001", date(2024, 4, 1))
    OrganisationLink.objects.filter(child__code="Z1A").update(ends=date(2025, 4, 1))

    assert networks_of(people["commissioner"]) == {"U90001"}
    assert "U90001" not in networks_of(people["other_commissioner"])


def test_a_network_to_come_is_already_with_who_will_commission_it(people: dict[str, User]):
    july = date(2025, 7, 1)
    network = Network.objects.create(code="U90009", name="Jetty PCN", opened=july)
    coast = Organisation.objects.get(code="Z1A")
    NetworkCommissioner.objects.create(network=network, sub_icb=coast, starts=july)

    assert "U90009" in networks_of(people["commissioner"])
    assert "U90009" not in networks_of(people["other_commissioner"])


def test_a_closed_practice_stays_with_who_had_it_last(people: dict[str, User]):
    april = date(2025, 4, 1)
    Practice.objects.filter(code="Z90001").update(closed=april, status="closed")
    PracticeCommissioner.objects.filter(practice__code="Z90001").update(ends=april)
    NetworkMembership.objects.filter(practice__code="Z90001").update(ends=april)

    assert "Z90001" in practices_of(people["commissioner"])
    assert "Z90001" in practices_of(people["manager"])
    assert "Z90001" not in practices_of(people["other_commissioner"])
