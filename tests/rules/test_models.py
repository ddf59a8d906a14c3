"""Each table of ours is declared to change or to only grow; the database refuses the rest."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import InternalError

from networks.models import NetworkRole
from pcn_portal.audit.append_only import AppendOnly

APPS = ("audit", "accounts", "practices", "networks", "services", "workforce", "funding")
ONLY_GROW = {
    "audit.AuditEvent",
    "funding.Acknowledgement",
    "funding.Adjustment",
    "funding.AdjustmentDecision",
    "funding.AdjustmentDue",
    "funding.AdjustmentLimit",
    "funding.ApprovalLimit",
    "funding.Calculation",
    "funding.ChainLink",
    "funding.Correction",
    "funding.Decision",
    "funding.FirstApproval",
    "funding.Gap",
    "funding.Line",
    "funding.MoneyMail",
    "funding.MoneyQuery",
    "funding.MonthCheck",
    "funding.MonthStep",
    "funding.PaidFile",
    "funding.PaidLine",
    "funding.PaidSource",
    "funding.PaymentFile",
    "funding.PaymentLine",
    "funding.Posting",
    "funding.PotOffer",
    "funding.PotTransfer",
    "funding.QueryMessage",
    "funding.RateSheet",
    "funding.RateSheetDecision",
    "funding.Recalculation",
    "funding.RecoverySpread",
    "funding.RoundingSetting",
    "funding.ShareRule",
    "funding.Statement",
    "funding.VintageOverride",
    "networks.Document",
    "networks.NetworkSuccession",
    "networks.ParticipationNotice",
    "networks.ParticipationWindow",
    "networks.ProposalSighting",
    "networks.VacancyNotice",
    "practices.PopulationFigure",
    "practices.PracticeSuccession",
    "practices.SourceFile",
    "services.AchievementDecision",
    "services.AchievementDeclaration",
    "services.AchievementFigure",
    "services.AchievementOverride",
    "services.AchievementPayment",
    "services.AgeCount",
    "services.AuthorityChoice",
    "services.BedCount",
    "services.CalendarFeed",
    "services.CalendarFeedEnd",
    "services.CareDirectory",
    "services.CodingStatement",
    "services.CountedHome",
    "services.Deadline",
    "services.DeadlineEscalation",
    "services.DeadlineMail",
    "services.DeadlineTick",
    "services.DeadlineVersion",
    "services.DeclaredIndicator",
    "services.DeliveryAnswer",
    "services.DeliveryReview",
    "services.DeliveryRisk",
    "services.DeprivationScore",
    "services.DigestChoice",
    "services.Evidence",
    "services.EvidenceUse",
    "services.HomeClaim",
    "services.HomeClaimDecision",
    "services.HomeFact",
    "services.ImprovementCheck",
    "services.ImprovementDeclaration",
    "services.ImprovementEvidence",
    "services.ImprovementJudgement",
    "services.ImprovementPlan",
    "services.ImprovementPractice",
    "services.ImprovementSetting",
    "services.NationalValue",
    "services.PointOrder",
    "services.Project",
    "services.ProjectPartner",
    "services.ProjectResult",
    "services.ProjectVersion",
    "services.RequirementSet",
    "services.RequirementSetDecision",
    "services.RequirementText",
    "workforce.Claim",
    "workforce.ClaimLine",
    "workforce.CountingChoice",
    "workforce.LineDecision",
    "workforce.MaximaDecision",
    "workforce.MaximaSheet",
    "workforce.MonthCost",
    "workforce.PlanDecision",
    "workforce.PlanLine",
    "workforce.ReturnExplanation",
    "workforce.Terms",
    "workforce.TermsPractice",
    "workforce.Uplift",
    "workforce.WorkforcePlan",
    "workforce.WorkforceReturn",
}
CHANGE = {
    "accounts.Membership",
    "accounts.User",
    "funding.Run",
    "funding.RunPart",
    "funding.Scenario",
    "networks.Agreement",
    "networks.AgreementSchedule",
    "networks.Appointment",
    "networks.Cover",
    "networks.Network",
    "networks.NetworkCommissioner",
    "networks.NetworkMembership",
    "networks.NetworkName",
    "networks.NetworkRole",
    "networks.NominatedPayee",
    "networks.Partner",
    "networks.PaymentHold",
    "networks.Proposal",
    "networks.SharingAgreement",
    "networks.SharingParty",
    "networks.Signature",
    "networks.SizeApproval",
    "practices.IcbOutline",
    "practices.ImportBatch",
    "practices.ImportChange",
    "practices.ImportProblem",
    "practices.Organisation",
    "practices.OrganisationLink",
    "practices.Practice",
    "practices.PracticeCommissioner",
    "practices.PracticeLocation",
    "services.Alignment",
    "services.CareHome",
    "workforce.Baseline",
    "workforce.Engagement",
    "workforce.Equipment",
    "workforce.Leave",
    "workforce.Person",
    "workforce.Post",
    "workforce.Room",
    "workforce.Supervision",
    "workforce.Training",
}
MODELS = {m._meta.label: m for m in apps.get_models() if m._meta.app_label in APPS}
# What the database keeps of rows that change: see pcn_portal/audit/history.py.
KEPT = {label: m for label, m in MODELS.items() if hasattr(m, "pgh_tracked_model")}
OURS = {label: m for label, m in MODELS.items() if label not in KEPT}


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


def test_row_history_is_kept_of_every_table_that_changes():
    assert {m.pgh_tracked_model._meta.label for m in KEPT.values()} == CHANGE


@pytest.mark.django_db
def test_the_database_keeps_what_a_row_was_before_a_change_and_before_it_went():
    role = NetworkRole.objects.create(code="made-up", title="Made up")
    NetworkRole.objects.filter(pk=role.pk).update(title="Renamed")
    NetworkRole.objects.filter(pk=role.pk).delete()

    kept = apps.get_model("networks", "NetworkRoleEvent").objects.filter(code="made-up")
    assert list(kept.order_by("pgh_id").values_list("title", "pgh_label")) == [
        ("Made up", "before_change"),
        ("Renamed", "before_removal"),
    ]


@pytest.mark.django_db
def test_row_history_itself_only_grows():
    role = NetworkRole.objects.create(code="made-up", title="Made up")
    NetworkRole.objects.filter(pk=role.pk).update(title="Renamed")

    kept = apps.get_model("networks", "NetworkRoleEvent").objects
    with pytest.raises(InternalError):
        kept.update(title="Never so")


def test_no_table_holds_a_float():
    floats = [
        f"{label}.{field.name}"
        for label, model in OURS.items()
        for field in model._meta.get_fields()
        if type(field).__name__ == "FloatField"
    ]

    assert floats == []
