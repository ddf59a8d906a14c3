"""Each table of ours is declared to change or to only grow; the database refuses the rest."""

import pytest
from django.apps import apps
from django.db import connection

from pcn_portal.audit.append_only import AppendOnly

APPS = ("audit", "accounts", "practices", "networks", "services", "workforce", "funding")
ONLY_GROW = {
    "audit.AuditEvent",
    "funding.Calculation",
    "funding.Decision",
    "funding.Gap",
    "funding.Line",
    "funding.RoundingSetting",
    "funding.Statement",
    "practices.PopulationFigure",
    "practices.SourceFile",
    "services.BedCount",
}
CHANGE = {
    "accounts.Membership",
    "accounts.User",
    "funding.Run",
    "funding.RunPart",
    "networks.MembershipDifference",
    "networks.Network",
    "networks.NetworkCommissioner",
    "networks.NetworkMembership",
    "practices.ImportBatch",
    "practices.ImportChange",
    "practices.ImportProblem",
    "practices.Organisation",
    "practices.OrganisationLink",
    "practices.Practice",
    "practices.PracticeCommissioner",
}
OURS = {m._meta.label: m for m in apps.get_models() if m._meta.app_label in APPS}


def test_every_model_is_declared_to_change_or_to_only_grow():
    assert set(OURS) == ONLY_GROW | CHANGE
    assert not ONLY_GROW & CHANGE


def test_models_that_only_grow_refuse_a_change_in_python():
    assert {label for label, model in OURS.items() if issubclass(model, AppendOnly)} == ONLY_GROW


@pytest.mark.django_db
def test_tables_that_only_grow_have_the_trigger_that_refuses_update_and_delete():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
            "WHERE proname = 'refuse_change' AND tgenabled = 'O' AND tgtype & 24 = 24"
        )
        guarded = {row[0] for row in cursor.fetchall()}

    assert guarded == {OURS[label]._meta.db_table for label in ONLY_GROW}


def test_no_table_holds_a_float():
    floats = [
        f"{label}.{field.name}"
        for label, model in OURS.items()
        for field in model._meta.get_fields()
        if type(field).__name__ == "FloatField"
    ]

    assert floats == []
