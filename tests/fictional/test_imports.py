"""The portal's own importers read every made-up file, and the register then adds up to it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import Sum

from networks.models import NetworkMembership, Proposal
from pcn_portal.audit.dated import holds_on
from pcn_portal.audit.models import SYSTEM
from pcn_portal.fictional.build import make_england
from pcn_portal.fictional.england import England
from pcn_portal.fictional.files import MadeUpFile, make_files
from pcn_portal.intake import KINDS, apply, stage
from pcn_portal.units.periods import ContractYear
from practices.models import Basis, ImportBatch, PopulationFigure
from services.models import BedCount

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)
AT = datetime(2025, 9, 1, 9, tzinfo=UTC)


def take_in(file: MadeUpFile) -> ImportBatch:
    batch = stage(
        kind=file.kind,
        name=file.name,
        content=file.content,
        parameters=dict(file.parameters),
        by=SYSTEM,
        at=AT,
    )
    assert batch.state in ("staged", "unchanged"), [p.message for p in batch.problems.all()]
    return apply(batch_id=batch.pk, by=SYSTEM, at=AT) if batch.state == "staged" else batch


def members_on(day: date) -> dict[str, str]:
    spells = NetworkMembership.objects.filter(holds_on(day))
    return dict(spells.values_list("practice__code", "network__code"))


def total(basis: Basis) -> Decimal:
    figures = PopulationFigure.objects.filter(basis=basis, reference_date=JANUARY)
    return Decimal(figures.aggregate(total=Sum("value"))["total"])


def check_register(england: England) -> None:
    """Members, figures and beds in the register are those that were made up."""
    made = england.network_of(JANUARY)
    assert members_on(JANUARY) == {code: network.code for code, network in made.items()}
    assert total(Basis.REGISTERED) == sum(england.figures.registered.values())
    assert total(Basis.ADJUSTED) == sum(england.figures.adjusted.values())
    assert total(Basis.WEIGHTED) == sum(england.figures.weighted.values())
    counts = BedCount.objects.values_list("network__code", "month", "beds")
    assert {(code, month): beds for code, month, beds in counts} == {
        (code, month.first): beds for (code, month), beds in england.figures.beds.items()
    }


def test_there_is_a_file_for_every_kind_of_import_that_others_publish(england):
    given_out_by_the_portal = {"network_details"}

    assert {file.kind for file in make_files(england)} == set(KINDS) - given_out_by_the_portal


@pytest.mark.parametrize("networks", [1, 12])
def test_every_file_is_taken_in_and_a_second_time_changes_nothing(networks):
    england = make_england(networks=networks, seed=2, year=ContractYear(2025))
    files = list(make_files(england))
    for file in files:
        batch = take_in(file)
        if file.same_as:
            assert batch.state == "unchanged"
    check_register(england)
    assert [take_in(file).state for file in files] == ["unchanged"] * len(files)
    check_register(england)


def test_moves_that_only_the_populations_know_wait_for_a_decision():
    england = make_england(networks=12, seed=2, year=ContractYear(2025))
    for file in make_files(england):
        take_in(file)
    before, after = england.network_of(JANUARY), england.network_of(england.year.first)
    found = Proposal.objects.filter(kind="move", effective=england.year.first)
    assert {tuple(p.details[key] for key in ("practice", "from", "to")) for p in found} == {
        (code, before[code].code, network.code)
        for code, network in after.items()
        if before[code] != network
    }
    assert len(found) == 2
