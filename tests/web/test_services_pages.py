"""The way into services: from the boards and networks of a person to the parts of each."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.pages import text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")


def test_a_commissioner_finds_the_board_and_a_manager_the_network(signed_in: SignedIn) -> None:
    assert "/services/QZ1/" in signed_in("commissioner").get("/services/").content.decode()
    manager = signed_in("manager").get("/services/").content.decode()

    assert "/networks/U90001/services/" in manager
    assert "/services/QZ1/" not in manager


def test_another_boards_services_are_not_there(signed_in: SignedIn) -> None:
    assert signed_in("commissioner").get("/services/QZ2/").status_code == 404
    assert signed_in("manager").get("/services/QZ1/").status_code == 404
    assert signed_in("manager").get("/networks/U90003/services/").status_code == 404


def test_a_board_is_told_how_many_networks_it_has(signed_in: SignedIn) -> None:
    assert "2 networks of this board." in text(signed_in("commissioner").get("/services/QZ1/"))
