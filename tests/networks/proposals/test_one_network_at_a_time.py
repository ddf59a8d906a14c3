"""A practice is never core in two networks on one day, whatever way it is written."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from networks.models import Network, NetworkMembership
from networks.proposals.actions import ProposalRefused
from networks.proposals.details import Draft
from networks.proposals.projection import project
from pcn_portal.audit.copying import copy_in
from pcn_portal.audit.models import Actor
from practices.models import Practice
from tests.networks.proposals.words import JULY, SINCE, accept, put, spells

pytestmark = pytest.mark.usefixtures("england")
RULE = "practice_core_in_one_network"


def ids() -> tuple[int, int]:
    """Birch, which is core in Harbour, and Quay."""
    return Practice.objects.get(code="Z90002").pk, Network.objects.get(code="U90002").pk


def by_model() -> None:
    practice, network = ids()
    NetworkMembership.objects.create(practice_id=practice, network_id=network, starts=JULY)


def by_bulk() -> None:
    practice, network = ids()
    row = NetworkMembership(practice_id=practice, network_id=network, starts=JULY)
    NetworkMembership.objects.bulk_create([row])


def by_copy() -> None:
    columns = ("practice_id", "network_id", "starts")
    copy_in(NetworkMembership, columns, [(*ids(), JULY)])


def by_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO networks_networkmembership (practice_id, network_id, starts) "
            "VALUES (%s, %s, %s)",
            [*ids(), JULY],
        )


def by_reopening_an_ended_spell() -> None:
    practice, network = ids()
    old = NetworkMembership.objects.create(
        practice_id=practice, network_id=network, starts=date(2021, 4, 1), ends=date(2022, 4, 1)
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE networks_networkmembership SET ends = NULL WHERE id = %s", [old.pk])


@pytest.mark.parametrize("write", [by_model, by_bulk, by_copy, by_sql, by_reopening_an_ended_spell])
def test_the_database_refuses_a_second_network(write: Callable[[], None]):
    with pytest.raises(IntegrityError, match=RULE), transaction.atomic():
        write()
    assert spells("Z90002") == [("U90001", SINCE, None)]


def test_an_action_and_a_projection_refuse_it_in_words(asha: Actor, ben: Actor):
    details = {"practice": "Z90002", "network": "U90002"}
    with pytest.raises(ProposalRefused, match="is core in Harbour PCN"):
        put(asha, "join", **details)  # type: ignore[arg-type]
    with pytest.raises(ProposalRefused, match="is core in Harbour PCN"):
        project([Draft("join", JULY, details)], on=JULY)


def test_two_joins_of_one_practice_are_not_both_accepted(asha: Actor, ben: Actor):
    accept(ben, put(asha, "leave", practice="Z90002", network="U90001"))
    joins = [put(asha, "join", practice="Z90002", network=to) for to in ("U90002", "U90003")]
    with pytest.raises(ProposalRefused, match="is core in Quay PCN .* Propose a move"):
        accept(ben, *joins)
    assert spells("Z90002") == [("U90001", SINCE, JULY)]
