"""Wrong input says at its field what to do, keeps what was typed, and proposes nothing."""

from typing import Any

import pytest

from networks.models import Proposal
from practices.models import Practice
from tests.web.changes.forms import address, filled
from tests.web.pages import errors

pytestmark = pytest.mark.usefixtures("england")
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("move", {"practice": ""}, "#id_practice", "Choose a practice."),
    ("move", {"practice": "Z90004"}, "#id_practice", "Choose a practice of the list."),
    ("move", {"to": ""}, "#id_to", "Enter an ODS code."),
    ("move", {"to": "U99999"}, "#id_to", "There is no open network U99999. Check the code."),
    ("move", {"to": "U90001"}, "#id_to", "Choose another network to move to."),
    ("move", {"reason": " "}, "#id_reason", "Say why you propose this."),
    ("move", {"effective_day": ""}, "#id_effective_day", "must be a real date"),
    ("move", {"effective_month": "13"}, "#id_effective_day", "must be a real date"),
    ("move", {"effective_day": "2"}, "#id_effective_day", "Give the first of a month."),
    ("move", {"effective_year": "2020"}, "#id_practice", "is in no network on 1 July 2020."),
    ("join", {"practice": "Z99999"}, "#id_practice", "There is no open practice Z99999."),
    ("join", {"practice": "Z90001"}, "#id_practice", "Z90001"),
    ("leave", {"practice": "none"}, "#id_practice", "Choose a practice of the list."),
    ("practice_closure", {"practice": ""}, "#id_practice", "Choose a practice."),
    ("practice_merger", {"practices": []}, "#id_practices", "Choose at least one practice"),
    (
        "practice_merger",
        {"practices": ["Z90004"]},
        "#id_practices",
        "Choose practices of the list.",
    ),
    ("practice_merger", {"into": "x"}, "#id_into", "“X” is not the ODS code of a practice"),
    ("practice_merger", {"into": "Z90002"}, "#id_into", "cannot be the one that stays"),
    ("practice_merger", {"into": "Z90077"}, "#id_into", "Name at least two practices"),
    ("practice_split", {"closes": ""}, "#id_closes", "Say whether the practice itself closes."),
    ("practice_split", {"code1": ""}, "#id_code1", "Enter code of practice 1"),
    ("practice_split", {"code1": "nonsense"}, "#id_code1", "is not the ODS code of a practice"),
    ("practice_split", {"code1": "Z90003"}, "#id_code1", "Z90003"),
    ("network_formed", {"code": "nonsense"}, "#id_code", "is not the ODS code of a network"),
    ("network_formed", {"code": "U90002"}, "#id_code", "U90002"),
    ("network_formed", {"name": "=SUM(1)"}, "#id_name", "would run it as a formula"),
    ("network_formed", {"sub_icb": "Z2A"}, "#id_sub_icb", "Choose a location of the list."),
    ("network_formed", {"practices": []}, "#id_practices", "Choose the practices that form"),
    ("network_merger", {"network2": ""}, "#id_network2", "Enter an ODS code."),
    ("network_merger", {"network2": "U90001"}, "#id_network1", "U90001 is there twice."),
    ("network_merger", {"network3": "U9"}, "#id_network3", "There is no open network U9."),
    ("network_merger", {"into": "U90012"}, "#id_name", "name"),
    ("network_split", {"goes_Z90002": ""}, "#id_goes_Z90002", "to which Birch Surgery goes"),
    ("network_split", {"goes_Z90002": "9"}, "#id_goes_Z90002", "9 is not one of"),
    ("network_split", {"goes_Z90002": "1"}, "#id_code2", "No practice goes to network 2."),
    ("network_split", {"code2": "U90002"}, "#id_code2", "U90002"),
    ("network_renamed", {"name": ""}, "#id_name", "Enter new name"),
    ("network_renamed", {"name": "Harbour PCN"}, "#id_name", "already has this name"),
    ("network_ended", {"effective_day": "15"}, "#id_effective_day", "Give the first of a month."),
    ("payee_changed", {"ods_code": "!!"}, "#id_ods_code", "is not the ODS code"),
    ("director_changed", {"person": ""}, "#id_person", "Enter name of the new director"),
    ("director_changed", {"wte": "2"}, "#id_wte", "above 0 and at most 1"),
    ("director_changed", {"email": "none"}, "#id_email", "Enter a valid email address."),
    ("director_changed", {"practice": "Z90004"}, "#id_practice", "Z90004"),
    ("director_changed", {"outgoing": ["7"]}, "#id_outgoing", "7"),
]


@pytest.mark.parametrize(("kind", "change", "where", "said"), WRONG)
def test_wrong_input_is_said_at_its_field(
    signed_in, kind: str, change: dict[str, Any], where: str, said: str
):
    Practice.objects.create(code="Z90009", name="Elm Surgery", status="active")
    answer = signed_in("commissioner").post(address(kind), filled(kind, **change))

    found = errors(answer)
    assert answer.status_code == 400
    assert list(found) == [where], found
    assert said in found[where]
    assert "Both networks agreed" in answer.content.decode() or "reason" in change
    assert not Proposal.objects.exists()
