"""Networks, practices and the rows behind them, as each role sees them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Network, NetworkMembership
from networks.proposals.actions import propose
from pcn_portal.audit.models import SYSTEM
from practices.models import PopulationFigure, Practice, SourceFile
from services.models import BedCount
from tests.api import england as made_up
from tests.web.pages import heading, links, text

pytestmark = pytest.mark.usefixtures("england")
DAY = "?on=2025-06-01"
JUNE = date(2025, 6, 1)


def file_with(content: bytes, name: str = "list_sizes.csv") -> SourceFile:
    """The made-up England's file, with content that can be read."""
    source = SourceFile(
        name=name, sha256=f"{len(name):064d}", size=len(content), content=content,
        received_at=made_up.RECEIVED,
    )  # fmt: skip
    source.save()
    return source


def test_the_list_answers_first_and_adds_up(signed_in):
    answer = signed_in("commissioner").get("/networks/" + DAY)

    assert "2 networks with 3 core network practices on 1 June 2025." in text(answer)
    assert "2 have fewer than 30,000 registered patients." in text(answer)
    assert "Harbour PCN 2 20,000 Under 30,000 19,753" in text(answer)
    assert "Total 2 networks 3 30,000 29,630" in text(answer)


@pytest.mark.parametrize(
    ("who", "seen", "hidden"),
    [
        ("commissioner", ["Harbour", "Quay"], ["Heather"]),
        ("other_commissioner", ["Heather"], ["Harbour", "Quay"]),
        ("manager", ["Harbour"], ["Quay", "Heather"]),
        ("national", ["Harbour", "Quay", "Heather"], []),
    ],
)
def test_everybody_sees_their_own_networks(signed_in, who: str, seen: list[str], hidden: list[str]):
    shown = text(signed_in(who).get("/networks/" + DAY))

    assert all(f"{name} PCN" in shown for name in seen)
    assert not any(f"{name} PCN" in shown for name in hidden)


@pytest.mark.parametrize(
    "address", ["/networks/U90003/", "/networks/U99999/", "/practices/Z90004/", "/practices/none/"]
)
def test_what_is_not_ones_own_is_not_found(signed_in, address: str):
    answer = signed_in("commissioner").get(address + DAY)

    assert answer.status_code == 404
    assert heading(answer) == "Page not found"


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=quay", ["U90002"]),
        ("q=u90001", ["U90001"]),
        ("q=none+such", []),
        ("size=over", []),
        ("size=under", ["U90001", "U90002"]),
        ("sort=-registered", ["U90001", "U90002"]),
        ("sort=registered", ["U90002", "U90001"]),
        ("sort=-name", ["U90002", "U90001"]),
        ("sort=nonsense", ["U90001", "U90002"]),
        ("page=99", ["U90001", "U90002"]),
        ("page=nonsense", ["U90001", "U90002"]),
        ("size=nonsense", ["U90001", "U90002"]),
        ("on=not-a-day", ["U90001", "U90002"]),
    ],
)
def test_filters_order_and_odd_queries(signed_in, query: str, codes: list[str]):
    query = query if "on=" in query else f"{query}&on=2025-06-01"
    answer = signed_in("commissioner").get(f"/networks/?{query}")

    assert answer.status_code == 200
    found = [h.split("/")[2] for h in links(answer) if h.startswith("/networks/U")]
    assert found == codes


def test_a_board_is_a_filter_only_for_who_has_several(signed_in):
    assert 'name="icb"' not in signed_in("commissioner").get("/networks/").content.decode()
    answer = signed_in("national").get("/networks/?icb=QZ2&on=2025-06-01")

    assert "Heather PCN" in text(answer)
    assert "Harbour PCN" not in text(answer)


def test_a_sum_over_a_missing_list_says_how_many_are_known(signed_in):
    practice = Practice.objects.create(code="Z90009", name="Elm Surgery", status="active")
    network = Network.objects.get(code="U90001")
    NetworkMembership.objects.create(practice=practice, network=network, starts=JUNE)

    shown = text(signed_in("commissioner").get("/networks/" + DAY))
    page = text(signed_in("commissioner").get("/networks/U90001/" + DAY))

    assert "20,000 2 of 3 practices known" in shown
    assert "1 has fewer than 30,000 registered patients." in shown
    assert "The registered list is not fully known for 1." in shown
    assert "20,000 registered patients in the 2 whose list is known" in page
    assert "Elm Surgery (Z90009): registered list and adjusted population not known." in page


def test_the_list_takes_as_many_queries_for_many_networks_as_for_few(signed_in):
    client = signed_in("national")
    client.get("/networks/" + DAY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/networks/" + DAY)

    assert len(queries) <= 17


def test_a_network_shows_its_practices_and_leads_to_the_source_of_each_figure(signed_in):
    answer = signed_in("manager").get("/networks/U90001/" + DAY)
    figure = PopulationFigure.objects.get(practice__code="Z90001", basis="adjusted")

    assert "has 2 core network practices with 20,000 registered patients" in text(answer)
    assert "9,876.54321" in text(answer)
    assert f"/sources/{figure.source_id}/rows/{figure.source_row}/" in links(answer)
    assert "/practices/Z90001/?on=2025-06-01" in links(answer)


def test_a_day_is_said_in_a_banner_and_stays_on_while_one_walks(signed_in):
    answer = signed_in("commissioner").get("/networks/U90001/" + DAY)

    assert "You see the facts as they stood on 1 June 2025 ." in text(answer)
    assert "/networks/U90001/" in links(answer)
    assert "/networks/U90001/money/?on=2025-06-01" in links(answer)


def test_a_day_before_the_practice_joined_shows_it_was_no_member(signed_in):
    NetworkMembership.objects.filter(practice__code="Z90002").update(starts=JUNE)

    before = text(signed_in("commissioner").get("/networks/U90001/?on=2025-05-31"))
    after = text(signed_in("commissioner").get("/networks/U90001/?on=2025-06-01"))

    assert "has 1 core network practice with" in before
    assert "has 2 core network practices with" in after


def test_only_the_newest_version_of_a_figure_counts_and_all_are_shown(signed_in):
    alder = Practice.objects.get(code="Z90001")
    made_up.figure(alder, "registered", "11000", version=2)

    page = text(signed_in("manager").get("/networks/U90001/" + DAY))
    history = text(signed_in("manager").get("/practices/Z90001/" + DAY))

    assert "21,000 registered patients" in page
    assert "11,000" in history and "10,000" in history
    assert "Registered list 1 January 2025 11,000 made up Version 2" in history
    assert "Registered list 1 January 2025 10,000 made up Version 1" in history


def test_what_a_file_shows_otherwise_is_shown_by_both_networks(signed_in):
    propose(
        kind="move",
        effective=JUNE,
        reason="list_sizes.csv has Z90001 in U90002.",
        details={"practice": "Z90001", "from": "U90001", "to": "U90002"},
        by=SYSTEM,
        at=made_up.RECEIVED,
        source=SourceFile.objects.get(),
    )

    for code in ("U90001", "U90002"):
        shown = text(signed_in("commissioner").get(f"/networks/{code}/{DAY}"))
        assert "Practice moves to another network, proposed from 1 June 2025: " in shown
        assert "list_sizes.csv has Z90001 in U90002." in shown


def test_beds_are_shown_or_said_to_be_missing(signed_in):
    client = signed_in("manager")
    assert "Nobody has counted them." in text(client.get("/networks/U90001/" + DAY))
    BedCount.objects.create(
        network=Network.objects.get(code="U90001"),
        month=JUNE,
        version=1,
        beds=552,
        received_at=made_up.RECEIVED,
    )

    assert "June 2025 552" in text(client.get("/networks/U90001/" + DAY))


def test_a_closed_network_says_so(signed_in):
    Network.objects.filter(code="U90001").update(closed=date(2025, 4, 1))

    shown = text(signed_in("commissioner").get("/networks/U90001/" + DAY))

    assert "Harbour PCN no longer exists. It closed on 1 April 2025." in shown


def test_practices_in_no_network_can_be_found(signed_in):
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=JUNE)

    answer = signed_in("commissioner").get("/practices/?member=no&on=2025-06-01")

    assert "1 practice on 1 June 2025. 0 are core network practices." in text(answer)
    assert "Cedar Surgery None" in text(answer)


def source_of(code: str, content: bytes, row: int, name: str = "lists.csv") -> str:
    """Give a practice a figure from a readable file; return the address of its row."""
    source = file_with(content, name)
    PopulationFigure.objects.create(
        practice=Practice.objects.get(code=code),
        basis="weighted",
        reference_date=date(2025, 1, 1),
        version=1,
        value=Decimal("10250.25"),
        vintage="made up",
        received_at=made_up.RECEIVED,
        source=source,
        source_row=row,
    )
    return f"/sources/{source.pk}/rows/{row}/"


CONTENT = b"CODE,WEIGHTED,NOTE\r\nZ90001,10250.25,\r\nZ90004,9.5,<b>\r\n"


def test_a_row_is_shown_as_it_was_received(signed_in):
    address = source_of("Z90001", CONTENT, 2)

    shown = text(signed_in("manager").get(address))

    assert "Row 2 of lists.csv" in shown
    assert "CODE Z90001 WEIGHTED 10250.25 NOTE Blank" in shown
    assert (
        "Contractor weighted population of Alder Surgery (Z90001) on 1 January 2025: 10,250.25"
        in shown
    )


def test_a_row_about_somebody_elses_practice_is_not_found(signed_in):
    address = source_of("Z90004", CONTENT, 3)

    assert signed_in("manager").get(address).status_code == 404
    assert signed_in("commissioner").get(address).status_code == 404
    assert "<b>" not in signed_in("national").get(address).content.decode()
    assert "NOTE <b>" in text(signed_in("national").get(address))


def test_a_row_on_which_nothing_rests_is_not_found(signed_in):
    address = source_of("Z90001", CONTENT, 2)

    assert signed_in("national").get(address.replace("rows/2", "rows/3")).status_code == 404
    assert signed_in("national").get("/sources/999999/rows/1/").status_code == 404


def test_a_file_that_can_no_longer_be_read_is_said_to_be_kept(signed_in):
    address = source_of("Z90001", b"\x00\x01noise", 2)

    answer = signed_in("manager").get(address)

    assert answer.status_code == 200
    assert "The row cannot be shown. The file is kept as it was received." in text(answer)
