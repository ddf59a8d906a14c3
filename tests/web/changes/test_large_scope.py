"""Whose organisations are too many for a list types codes, which are checked."""

import pytest

from networks.models import Network, Proposal
from practices.models import Practice
from tests.web.changes.forms import filled
from tests.web.pages import errors, heading

pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture(autouse=True)
def a_large_england(england: None) -> None:
    """More practices and networks than a page lists."""
    Practice.objects.bulk_create(
        Practice(code=f"Y{n:05d}", name=f"Made-up Surgery {n}", status="active") for n in range(801)
    )
    Network.objects.bulk_create(
        Network(code=f"U8{n:04d}", name=f"Made-up PCN {n}") for n in range(201)
    )


def test_a_practice_is_given_by_its_code(signed_in):
    national = signed_in("national")

    weighed = national.post("/changes/new/move/", filled("move", practice="z90001"))
    unknown = national.post("/changes/new/move/", filled("move", practice="Z99999"))

    assert "Alder Surgery (Z90001) moves from Harbour PCN to Quay PCN" in heading(weighed)
    assert errors(unknown) == {
        "#id_practice": "There is no open practice Z99999 within your organisations. "
        "Check the code."
    }


def test_several_practices_are_given_on_lines(signed_in):
    national = signed_in("national")
    address = "/changes/new/practice_merger/"

    weighed = national.post(
        address, filled("practice_merger", practices="z90002\nY00001, Y00002\n")
    )
    unknown = national.post(address, filled("practice_merger", practices="Z90002\nZ99999"))

    assert (
        "Made-up Surgery 1 (Y00001), Made-up Surgery 2 (Y00002) and Birch Surgery (Z90002) merge "
        "into Alder Surgery (Z90001)" in heading(weighed)
    )
    assert errors(unknown) == {
        "#id_practices": "There is no practice Z99999 within your organisations. Check the code."
    }
    assert "Z90002\nZ99999" in unknown.content.decode()


def test_what_was_typed_on_lines_survives_the_preview(signed_in):
    national = signed_in("national")
    typed = filled("practice_merger", practices="Z90002\nY00001", step="propose")

    national.post("/changes/new/practice_merger/", typed)

    assert Proposal.objects.get().details["practices"] == ["Y00001", "Z90002"]


def test_a_network_is_asked_for_by_its_code(signed_in):
    national = signed_in("national")
    address = "/changes/new/network_split/"

    assert errors(national.get(f"{address}?network=U99999")) == {
        "#id_network": "There is no open network U99999 within your organisations. Check the code."
    }
    assert "which network?" not in heading(national.get(f"{address}?network=u90001"))
    assert (
        "only its practices" in national.get("/changes/new/leave/?network=U90001").content.decode()
    )
