"""Each role sees its own organisations' rows and no others."""

from datetime import date

import pytest

from networks.models import Network, NetworkMembership
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Permission, Role
from pcn_portal.accounts.scope import can, icbs_in, networks_in, practices_in, scope_of
from practices.models import Organisation, OrganisationLink, Practice

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
