"""A network's name as on a day, wherever names are read for a day."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.gather import gather
from networks.directory import network_rows, practice_rows
from networks.models import Network, NetworkMembership, NetworkName
from networks.name_actions import set_names_of_today
from networks.names import name_expression, name_on, names_on
from networks.tasks import set_names_of_today_task
from pcn_portal.audit.models import SYSTEM, AuditEvent
from practices.models import Practice
from tests.api.england import build_england

JULY = date(2025, 7, 1)
BEFORE, AT = date(2025, 6, 30), datetime(2025, 7, 1, 0, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def haven(db: None) -> Network:
    """Harbour PCN, which is Haven PCN from July 2025; an empty name never counts."""
    build_england()
    network = Network.objects.get(code="U90001")
    for name, starts, ends in (
        ("Harbour PCN", date(2019, 4, 1), JULY),
        ("Never PCN", JULY, JULY),
        ("Haven PCN", JULY, None),
    ):
        NetworkName.objects.create(network=network, name=name, starts=starts, ends=ends)
    return network


def test_a_name_is_the_one_of_the_day(haven: Network):
    names = [name_on(haven, day) for day in (date(2015, 1, 1), BEFORE, JULY, date(2030, 1, 1))]
    assert names == ["Harbour PCN", "Harbour PCN", "Haven PCN", "Haven PCN"]


def test_many_names_take_one_query(haven: Network):
    networks = list(Network.objects.order_by("code"))
    with CaptureQueriesContext(connection) as queries:
        names = names_on(networks, JULY)
    assert [names[n.pk] for n in networks] == ["Haven PCN", "Quay PCN", "Heather PCN"]
    assert len(queries) == 1
    spells = NetworkMembership.objects.filter(practice__code__in=["Z90001", "Z90003"])
    named = spells.order_by("practice__code").annotate(then=name_expression(JULY, "network__"))
    assert list(named.values_list("then", flat=True)) == ["Haven PCN", "Quay PCN"]


def test_lists_and_months_show_the_name_of_their_day():
    networks, practices = Network.objects.all(), Practice.objects.filter(code="Z90001")
    for day, name in ((BEFORE, "Harbour PCN"), (JULY, "Haven PCN")):
        assert network_rows(networks, day).get(code="U90001")["name"] == name
        assert practice_rows(practices, day).get()["network"]["name"] == name
        month = day.replace(day=1)
        facts = gather(icb_code="QZ1", month=month, known_at=AT)
        assert facts.networks[0].name == name


def test_the_name_of_today_is_set_once(haven: Network):
    assert set_names_of_today(by=SYSTEM, at=AT, today=BEFORE) == 0
    assert set_names_of_today(by=SYSTEM, at=AT, today=JULY) == 1
    assert set_names_of_today(by=SYSTEM, at=AT, today=JULY) == 0
    haven.refresh_from_db()
    assert haven.name == "Haven PCN"
    event = AuditEvent.objects.get(action="network.renamed")
    assert (event.object_key, event.data) == (
        "U90001", {"before": "Harbour PCN", "after": "Haven PCN"},
    )  # fmt: skip


def test_the_daily_task_sets_them(haven: Network):
    set_names_of_today_task()
    haven.refresh_from_db()
    assert haven.name == "Haven PCN"
