"""Evidence is recorded once and linked wherever it is asked for."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from services.keeping import ServicesRefused
from services.models import Evidence, EvidenceUse
from services.requirement_evidence import (
    Use,
    evidence_for,
    evidence_of,
    link_evidence,
    record_evidence,
    uses_now,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 5, 3, 12, tzinfo=UTC)
PDF = b"%PDF-1.4\nmade up\nstartxref\n0\n%%EOF\n"
EHCH_24 = Use("requirement", ContractYear(2024), "EHCH")
EHCH_25 = Use("requirement", ContractYear(2025), "EHCH")
RETURN = Use("return", ContractYear(2025), "Yearly questionnaire")


@pytest.fixture
def manager(people: dict[str, User]) -> User:
    return people["manager"]


def recorded(network: Network, by: User, file: tuple[str, bytes] | None = None, words="Words"):
    return record_evidence(
        network=network, title="Made-up rota", day=date(2025, 5, 1), words=words, file=file,
        by=by.actor, at=NOON,
    )  # fmt: skip


def link(item: Evidence, use: Use, by: User, linked: bool = True) -> EvidenceUse:
    return link_evidence(evidence=item, use=use, linked=linked, by=by.actor, at=NOON)


def test_one_item_serves_years_requirements_and_returns(harbour: Network, manager: User) -> None:
    item = recorded(harbour, manager, ("rota.exe", PDF))
    assert (item.name, item.media_type) == ("rota.exe.pdf", "application/pdf")
    for use in (EHCH_24, EHCH_25, RETURN):
        link(item, use, manager)
    uses = uses_now([item.pk])[item.pk]
    assert [(use.year, use.key) for use in uses] == [
        (2025, "EHCH"), (2025, "Yearly questionnaire"), (2024, "EHCH"),
    ]  # fmt: skip
    assert evidence_for(harbour, EHCH_24) == [item]
    assert Evidence.objects.count() == 1


def test_a_link_can_be_taken_away_and_both_stay_recorded(harbour: Network, manager: User) -> None:
    item = recorded(harbour, manager)
    link(item, EHCH_25, manager)
    with pytest.raises(ServicesRefused, match="already"):
        link(item, EHCH_25, manager)
    link(item, EHCH_25, manager, linked=False)
    assert evidence_for(harbour, EHCH_25) == []
    with pytest.raises(ServicesRefused, match="not linked"):
        link(item, EHCH_25, manager, linked=False)
    link(item, EHCH_25, manager)
    assert list(EvidenceUse.objects.values_list("turn", "linked")) == [
        (1, True), (2, False), (3, True),
    ]  # fmt: skip


def test_what_is_not_asked_or_not_a_document_is_refused(harbour: Network, manager: User) -> None:
    item = recorded(harbour, manager, ("a.pdf", PDF))
    for use in (
        Use("requirement", ContractYear(2025), "SMR"),
        Use("gift", ContractYear(2025), "x"),
    ):
        with pytest.raises(ServicesRefused):
            link(item, use, manager)
    for file in (("b.pdf", PDF), ("c.pdf", b"MZ"), ("d.pdf", b"")):
        with pytest.raises(ServicesRefused) as refusal:
            recorded(harbour, manager, file)
        assert refusal.value.field == "file"
    with pytest.raises(ServicesRefused, match="Describe it"):
        recorded(harbour, manager, words=" ")


def test_the_database_keeps_files_whole_and_lists_do_not_read_them(
    harbour: Network, manager: User, django_assert_num_queries
) -> None:
    recorded(harbour, manager, ("a.pdf", PDF))
    with django_assert_num_queries(1):
        (one,) = evidence_of(harbour)
        assert "content" in one.get_deferred_fields()
        assert one.recorded_by.name == "manager"
    row = {"network": harbour, "title": "x", "day": date(2025, 5, 1), "words": "x",
           "recorded_at": NOON, "recorded_by": manager}  # fmt: skip
    for wrong in ({"name": "a.pdf"}, {"words": ""}, {"title": ""}, {"content": b"x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Evidence.objects.create(**row | wrong)
