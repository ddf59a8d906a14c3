"""The demo's published passwords never reach a portal that is not a demo."""

import pytest
from django.core.management import CommandError, call_command

from networks.models import Network
from pcn_portal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", ["seed_demo", "demo_code"])
def test_outside_a_demo_both_commands_refuse_and_change_nothing(command, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="This is not a demo"):
        call_command(command)
    assert not User.objects.exists()


def test_a_database_with_networks_of_its_own_is_refused(settings):
    settings.DEMO = True
    Network.objects.create(code="U99998", name="SOMEBODY'S PCN")
    with pytest.raises(CommandError, match="not of the demo"):
        call_command("seed_demo")
    assert not User.objects.exists()
