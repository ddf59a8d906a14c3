"""The small fictional England and its people, for requirements."""

import pytest

from networks.models import Network
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Role
from tests.api import england as made_up


@pytest.fixture
def people(db: None) -> dict[str, User]:
    made_up.build_england()
    found = made_up.people()
    second = User.objects.create_user("second@portal.example", "a made-up phrase", name="second")
    Membership.objects.create(
        user=second, role=Role.NATIONAL_ADMINISTRATOR.value, level=Level.ENGLAND, code=""
    )
    return found | {"second": second}


@pytest.fixture
def harbour(people: dict[str, User]) -> Network:
    return Network.objects.get(code="U90001")
