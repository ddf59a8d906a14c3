"""A network's page answers first: what needs attention, who, how big, what next, and where."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from networks.models import (
    CLINICAL_DIRECTOR,
    Agreement,
    Appointment,
    Network,
    NetworkMembership,
    NetworkName,
    NetworkRole,
    NominatedPayee,
    PaymentHold,
    Proposal,
    Signature,
    SizeApproval,
)
from pcn_portal.accounts.models import User
from practices.models import IcbOutline, Practice, PracticeLocation
from tests.api import england as made_up
from tests.web.pages import heading, links, text

pytestmark = pytest.mark.usefixtures("england")
DAY = "?on=2025-06-01"
APRIL, JUNE, JULY = date(2025, 4, 1), date(2025, 6, 1), date(2025, 7, 1)
AT = datetime(2025, 5, 2, 9, tzinfo=UTC)


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def place(code: str, latitude: str, longitude: str) -> PracticeLocation:
    return PracticeLocation.objects.create(
        practice=Practice.objects.get(code=code), postcode="ZZ1 1ZZ",
        latitude=Decimal(latitude), longitude=Decimal(longitude),
    )  # fmt: skip


def outline(name: str = "Saltmarsh Fictional Integrated Care Board") -> IcbOutline:
    square = [[[-3.0, 51.0], [-2.0, 51.0], [-2.0, 51.5], [-3.0, 51.5], [-3.0, 51.0]]]
    shape = {"type": "MultiPolygon", "coordinates": [square]}
    return IcbOutline.objects.create(ons_code="E54990001", name=name, geometry=shape)


def proposal(people: dict[str, User], **values: object) -> Proposal:
    made = Proposal.objects.create(
        **{
            "kind": "leave",
            "effective": JULY,
            "reason": "The partners wish it",
            "details": {"practice": "Z90002", "network": "U90001"},
            "fingerprint": "x",
            "proposed_at": AT,
            "proposed_by": people["manager"],
            **values,
        }  # fmt: skip
    )
    made.networks.add(harbour())
    return made


def shown(signed_in, who: str = "commissioner", address: str = f"/networks/U90001/{DAY}") -> str:
    return text(signed_in(who).get(address))


def test_a_network_of_which_little_is_known_says_what_the_register_lacks(signed_in):
    page = shown(signed_in)

    assert (
        "The register does not have a clinical director, a nominated payee and a network "
        "agreement of this network yet." in page
    )
    assert "Clinical director Nobody is recorded on 1 June 2025" in page
    assert "Payments Not held" in page


def test_a_network_in_order_says_who_leads_it_and_who_is_paid(signed_in, people: dict[str, User]):
    role = NetworkRole.objects.get(code=CLINICAL_DIRECTOR)
    Appointment.objects.create(
        network=harbour(), role=role, person="Dr Made Up", profession="Pharmacist", starts=APRIL
    )
    NominatedPayee.objects.create(network=harbour(), name="Alder", ods_code="Z90001", starts=APRIL)
    agreement = Agreement.objects.create(network=harbour(), version=2, starts=APRIL)
    for code in ("Z90001", "Z90002"):
        Signature.objects.create(
            agreement=agreement, practice=Practice.objects.get(code=code), signed_on=APRIL,
            signed_by="Ms Invented",
        )  # fmt: skip
    SizeApproval.objects.create(
        network=harbour(), ground="natural_community", reason="An island", starts=APRIL,
        review_on=date(2026, 4, 1), approved_at=AT, approved_by=people["commissioner"],
    )  # fmt: skip
    page = shown(signed_in)

    assert "What needs attention" not in page
    assert "Clinical director Dr Made Up, Pharmacist, since 1 April 2025" in page
    assert "Nominated payee Alder (Z90001), since 1 April 2025" in page
    assert "Network agreement Version 2 from 1 April 2025, signed by every member" in page
    assert "20,000 Under 30,000 Size approved: natural community, review on 1 April 2026" in page
    assert "What comes next 1 April 2026: The approval of its size is reviewed" in page


def test_what_needs_attention_comes_first(signed_in, people: dict[str, User]):
    role = NetworkRole.objects.get(code=CLINICAL_DIRECTOR)
    Appointment.objects.create(
        network=harbour(), role=role, person="Dr Made Up", starts=made_up.START, ends=APRIL
    )
    Agreement.objects.create(network=harbour(), version=2, starts=APRIL)
    PaymentHold.objects.create(
        network=harbour(), from_month=APRIL, reason="Agreement is not signed", placed_at=AT,
        placed_by=people["commissioner"],
    )  # fmt: skip
    proposal(people)
    page = shown(signed_in)

    assert "Payments held from April 2025" in page
    for words in (
        "Harbour PCN has had no clinical director since 1 April 2025.",
        "Alder Surgery (Z90001) and Birch Surgery (Z90002) have not signed network agreement, "
        "version 2.",
        "It has fewer than 30,000 patients and no approval of its size is recorded.",
        "Practice leaves its network, proposed from 1 July 2025: The partners wish it",
    ):
        assert words in page, words
        assert page.index(words) < page.index("At a glance")


def test_what_is_decided_for_a_later_day_is_told(signed_in, people: dict[str, User]):
    proposal(
        people, state="accepted", decided_at=AT, decided_by=people["commissioner"],
        decision_reason="Agreed",
    )  # fmt: skip
    role = NetworkRole.objects.get(code=CLINICAL_DIRECTOR)
    Appointment.objects.create(
        network=harbour(), role=role, person="Dr Made Up", starts=APRIL, ends=date(2025, 7, 20)
    )
    page = shown(signed_in)

    assert "1 July 2025: Practice leaves its network (accepted)" in page
    assert "20 July 2025: Dr Made Up is no longer clinical director" in page
    later = shown(signed_in, address="/networks/U90001/?on=2025-07-01")
    assert "(accepted)" not in later


def test_the_list_flags_networks_and_can_show_only_those(signed_in, people: dict[str, User]):
    proposal(people)
    everyone = shown(signed_in, address=f"/networks/{DAY}")
    needing = shown(signed_in, address=f"/networks/{DAY}&show=needing")

    assert "1 needs attention." in everyone
    assert "Harbour PCN 1 change to decide" in everyone
    assert "Quay PCN" in everyone and "Quay PCN" not in needing


def test_the_list_shows_the_networks_there_were_with_the_names_they_had(signed_in):
    network = harbour()
    network.names.create(name="Old Harbour PCN", starts=made_up.START, ends=APRIL)
    NetworkName.objects.create(network=network, name="Harbour PCN", starts=APRIL)
    Network.objects.filter(code="U90002").update(opened=APRIL)
    before = shown(signed_in, address="/networks/?on=2025-03-31")
    after = shown(signed_in, address="/networks/?on=2025-04-01")

    assert "1 network with 2 core network practices on 31 March 2025" in before
    assert "Old Harbour PCN" in before and "Old Harbour PCN" not in after
    assert "Quay PCN" in after


@pytest.mark.parametrize(
    ("on", "name"), [("2025-03-31", "Old Harbour PCN"), ("2025-04-01", "Harbour PCN")]
)
def test_a_network_bears_the_name_it_had(signed_in, on: str, name: str):
    harbour().names.create(name="Old Harbour PCN", starts=made_up.START, ends=APRIL)
    NetworkName.objects.create(network=harbour(), name="Harbour PCN", starts=APRIL)

    answer = signed_in("commissioner").get(f"/networks/U90001/?on={on}")
    assert heading(answer) == f"Network U90001 {name}"


class TestClosed:
    """A network that ODS ended stays readable to whom it belonged, and to nobody else."""

    @pytest.fixture(autouse=True)
    def closed(self, england: None) -> None:
        Network.objects.filter(code="U90001").update(closed=APRIL)
        NetworkMembership.objects.filter(network__code="U90001").update(ends=APRIL)
        harbour().commissioners.update(ends=APRIL)

    @pytest.mark.parametrize("page", ["", "history/"])
    @pytest.mark.parametrize(
        ("who", "status"),
        [("commissioner", 200), ("manager", 200), ("national", 200), ("other_commissioner", 404)],
    )
    def test_it_opens_for_its_own_people(self, signed_in, who: str, status: int, page: str):
        answer = signed_in(who).get(f"/networks/U90001/{page}{DAY}")

        assert answer.status_code == status

    def test_it_says_when_it_ended_and_leads_to_its_last_day(self, signed_in):
        answer = signed_in("commissioner").get(f"/networks/U90001/{DAY}")

        assert "Harbour PCN no longer exists. It closed on 1 April 2025." in text(answer)
        assert "Saltmarsh Fictional ICB (QZ1)" in text(answer), "who commissioned it last"
        assert "At a glance" not in text(answer)
        assert "/networks/U90001/?on=2025-03-31" in links(answer)
        last_day = shown(signed_in, address="/networks/U90001/?on=2025-03-31")
        assert "has 2 core network practices" in last_day

    def test_the_list_finds_it_among_the_closed(self, signed_in):
        page = shown(signed_in, address=f"/networks/{DAY}&show=closed")

        assert "1 network has closed by 1 June 2025." in page
        assert "Harbour PCN" in page and "Quay PCN" not in page
        assert "Harbour PCN" not in shown(signed_in, address=f"/networks/{DAY}")
        strangers = shown(signed_in, "other_commissioner", f"/networks/{DAY}&show=closed")
        assert "Harbour PCN" not in strangers

    def test_the_api_answers_about_it_too(self, signed_in):
        assert signed_in("commissioner").get(f"/api/v1/networks/U90001/{DAY}").status_code == 200
        other = signed_in("other_commissioner").get(f"/api/v1/networks/U90001/{DAY}")
        assert other.status_code == 404


def test_a_network_to_come_says_when_it_opens(signed_in):
    Network.objects.filter(code="U90001").update(opened=JULY)

    page = shown(signed_in)

    assert "Harbour PCN does not exist yet. It opens on 1 July 2025." in page
    assert "Not yet open" in page


def test_the_map_numbers_the_practices_and_its_key_names_them(signed_in):
    place("Z90001", "51.2", "-2.6")
    place("Z90002", "51.3", "-2.5")
    place("Z90003", "51.25", "-2.55")
    outline()
    answer = signed_in("commissioner").get(f"/networks/U90001/{DAY}")
    body, page = answer.content.decode(), text(answer)

    assert body.count('class="portal-map__place"') == 2
    assert body.count('class="portal-map__other"') == 1
    assert 'class="portal-map__land"' in body
    assert "1 Z90001 Alder Surgery ZZ1 1ZZ 2 Z90002 Birch Surgery ZZ1 1ZZ" in page
    assert "White is Saltmarsh Fictional ICB." in page
    assert "Contains OS data © Crown copyright and database right" in page
    assert "Contains Royal Mail data © Royal Mail copyright and Database right" in page
    assert "Source: Office for National Statistics" in page


def test_a_map_without_an_outline_or_a_practice_says_so(signed_in):
    place("Z90001", "51.2", "-2.6")
    outline("Somewhere Else Integrated Care Board")
    page = shown(signed_in)

    assert "No outline of Saltmarsh Fictional ICB was imported, so the map has none." in page
    assert "Not on the map, because their coordinates were not imported: Birch Surgery" in page


def test_without_coordinates_there_is_no_map(signed_in):
    page = shown(signed_in)

    assert "There is no map: no coordinates of its practices were imported." in page
    assert "Crown copyright" not in page


def test_the_map_shows_who_belonged_on_the_day(signed_in):
    place("Z90001", "51.2", "-2.6")
    place("Z90002", "51.3", "-2.5")
    NetworkMembership.objects.filter(practice__code="Z90002").update(starts=JUNE)
    before = signed_in("commissioner").get("/networks/U90001/?on=2025-05-31").content.decode()
    after = signed_in("commissioner").get("/networks/U90001/?on=2025-06-01").content.decode()

    assert before.count('class="portal-map__place"') == 1
    assert after.count('class="portal-map__place"') == 2
