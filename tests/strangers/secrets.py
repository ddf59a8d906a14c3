"""Everything that Moorland ICB (QZ2) and its Heather PCN (U90003) would not show to others.

Built beside the small fictional England of `tests.api.england`. Every text that somebody wrote
has SECRET in it, so that a page which shows any of it to a stranger is found out. Names and codes
of networks and practices are public (ODS publishes them) and have none.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection

from funding.actions import produce_payment_file
from funding.models import (
    Adjustment,
    AdjustmentDecision,
    Calculation,
    MoneyQuery,
    PaidFile,
    PaidLine,
    PaidSource,
    PaymentFile,
    QueryMessage,
    RateSheet,
    Run,
    Scenario,
)
from networks.models import (
    Agreement,
    AgreementSchedule,
    Appointment,
    Cover,
    Document,
    Network,
    NetworkRole,
    NominatedPayee,
    ParticipationNotice,
    Partner,
    PaymentHold,
    Proposal,
    SharingAgreement,
    SharingParty,
    Signature,
    SizeApproval,
)
from pcn_portal.accounts.models import User
from practices.models import ImportBatch, Practice, PracticeCommissioner, SourceFile
from tests.api import england
from tests.funding.approving import approve
from tests.funding.cast import run_month
from tests.funding.rates_by_people.cast import LOCAL
from tests.strangers.of_services import OF_SERVICES
from workforce.models import (
    Baseline,
    Claim,
    ClaimLine,
    Engagement,
    Equipment,
    MaximaSheet,
    Person,
    PlanLine,
    Post,
    ReturnExplanation,
    Room,
    Supervision,
    Terms,
    Training,
    Uplift,
    WorkforcePlan,
)

SECRET = "Zyzzyva"
NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)
START = date(2024, 4, 1)
LATER = date(2030, 1, 1)


@dataclass(frozen=True)
class Secrets:
    """What the addresses of Heather PCN's affairs are made of."""

    network: Network
    practice: Practice
    outside: Practice
    agreement: Agreement
    signature: Signature
    appointment: Appointment
    partner: Partner
    cover: Cover
    sharing: SharingAgreement
    party: SharingParty
    document: Document
    hold: PaymentHold
    size_approval: SizeApproval
    proposal: Proposal
    accepted: Proposal
    batch: ImportBatch
    run: Run
    calculation: Calculation
    file: PaymentFile
    adjustment: Adjustment
    paid: PaidFile
    scenario: Scenario
    query: MoneyQuery
    sheet: RateSheet
    maxima: MaximaSheet
    engagement: Engagement
    claim: Claim
    uplift: Uplift
    baseline: Baseline
    plan: WorkforcePlan
    member: User
    planted: dict[str, object]


def build() -> tuple[dict[str, User], Secrets]:
    """Write the fictional England, its people, and Heather PCN's affairs."""
    england.build_england()
    people = england.people()
    network = Network.objects.get(code="U90003")
    practice = Practice.objects.get(code="Z90004")
    outside = _practice_outside()
    by = people["other_commissioner"]
    agreement = Agreement.objects.create(network=network, version=1, starts=START, note=SECRET)
    AgreementSchedule.objects.create(agreement=agreement, number=4, summary=SECRET)
    partner = Partner.objects.create(
        network=network, kind="pharmacy", name=f"{SECRET} Pharmacy", starts=START, note=SECRET
    )
    sharing = _sharing(network)
    calculation, file = _paid(network, by, people["national"])
    return people, Secrets(
        network=network,
        practice=practice,
        outside=outside,
        agreement=agreement,
        signature=Signature.objects.create(
            agreement=agreement, practice=practice, signed_on=START, signed_by=SECRET, schedules=[1]
        ),
        appointment=_director(network, practice),
        partner=partner,
        cover=Cover.objects.create(
            practice=outside, organisation=f"{SECRET} Federation", how_paid=SECRET, starts=START
        ),
        sharing=sharing,
        party=SharingParty.objects.create(sharing=sharing, name=f"{SECRET} Trust"),
        document=_document(network, agreement, by),
        hold=PaymentHold.objects.create(
            network=network,
            from_month=date(2025, 4, 1),
            reason=SECRET,
            placed_at=NOON,
            placed_by=by,
        ),
        size_approval=_size_approval(network, by),
        proposal=_proposal(network, practice, by, effective=LATER),
        accepted=_accepted(network, by),
        batch=_batch(by),
        run=Run.objects.get(parts__calculation=calculation),
        calculation=calculation,
        file=file,
        sheet=RateSheet.objects.create(
            title=SECRET,
            year="2026/27",
            icb_code="QZ2",
            networks=[network.code],
            content=LOCAL,
            document=SECRET,
            entered_at=NOON,
            entered_by=by,
        ),
        maxima=MaximaSheet.objects.create(
            title="Maxima",
            starts=date(2026, 4, 1),
            ends=date(2027, 4, 1),
            maxima={"CP": {"national": "1.00"}},
            document="Published for everybody",
            entered_at=NOON,
            entered_by=by,
        ),
        engagement=(somebody_ := _somebody(network, by)),
        claim=_claim(network, somebody_, by),
        plan=WorkforcePlan.objects.get(network=network),
        baseline=Baseline.objects.create(network=network, practice=practice, role="CP", wte=1),
        uplift=Uplift.objects.create(
            network=network,
            title=SECRET,
            first_month=date(2025, 4, 1),
            last_month=date(2025, 5, 1),
            proof=SECRET,
            submitted_at=NOON,
            submitted_by=by,
        ),
        adjustment=_adjustment(network, by, people["national"]),
        scenario=Scenario.objects.create(
            icb_code="QZ2",
            name=f"{SECRET} scenario",
            year=2025,
            made_at=NOON,
            made_by=by,
            changed_at=NOON,
        ),
        paid=(taken := _taken(network, by)),
        query=_query(network, taken, by),
        member=by,
        planted={key: one for part in OF_SERVICES for key, one in part.plant(network, by).items()},
    )


def _practice_outside() -> Practice:
    """A practice of Moorland ICB in no network."""
    practice = Practice.objects.create(code="Z90009", name="Elder Surgery", status="active")
    sub_icb = PracticeCommissioner.objects.get(practice__code="Z90004").sub_icb
    PracticeCommissioner.objects.create(practice=practice, sub_icb=sub_icb, starts=START)
    return practice


def _somebody(network: Network, by: User) -> Engagement:
    """Somebody in post, whose employer and name nobody else reads."""
    post = Post.objects.create(
        network=network, role="CP", wte=Decimal(1), starts=START, note=SECRET, recorded_at=NOON,
        recorded_by=by,
    )  # fmt: skip
    person = Person.objects.create(network=network, reference=f"{SECRET}-1", name=SECRET)
    one = Engagement.objects.create(
        post=post, person=person, employer=f"{SECRET} Federation", employer_kind="federation",
        before="new", starts=START, recorded_at=NOON, recorded_by=by,
    )  # fmt: skip
    Terms.objects.create(
        engagement=one, from_day=START, hours=Decimal("37.5"), salary=Decimal("4000.00"),
        employer_ni=0, employer_pension=0, fees=0, reason=SECRET, recorded_at=NOON, recorded_by=by,
    )  # fmt: skip
    Supervision.objects.create(
        engagement=one, supervisor=f"{SECRET} lead", times_a_year=12, starts=START
    )
    Training.objects.create(engagement=one, pathway=SECRET, due=START)
    Equipment.objects.create(
        engagement=one, kind="laptop", held=False, owner=SECRET, funder="nobody"
    )
    Room.objects.create(
        network=network, practice=Practice.objects.get(code="Z90004"), site=SECRET, day=1,
        half="am", desks=1,
    )  # fmt: skip
    plan = WorkforcePlan.objects.create(
        network=network, year=2025, turn=1, note=SECRET, submitted_at=NOON, submitted_by=by
    )
    PlanLine.objects.create(plan=plan, role="CP", month=date(2025, 4, 1), wte=1)
    ReturnExplanation.objects.create(
        network=network, month=date(2025, 4, 1), role="CP", reason=SECRET, recorded_at=NOON,
        recorded_by=by,
    )  # fmt: skip
    return one


def _claim(network: Network, one: Engagement, by: User) -> Claim:
    """A claim with one line that waits."""
    made = Claim.objects.create(
        network=network, month=date(2025, 4, 1), turn=1, kind="monthly", counting="days_of_month",
        declaration=SECRET, evidence=SECRET, known_at=NOON, submitted_at=NOON, submitted_by=by,
    )  # fmt: skip
    ClaimLine.objects.create(
        claim=made, engagement=one, reference=f"{SECRET}-1", role="CP", role_name="Pharmacist",
        pot="main", wte=1, claimable=100, before=0, amount=100, above=0, status="confirmed",
        steps=[{"words": SECRET, "pounds": "100"}], citations=[],
    )  # fmt: skip
    return made


def _adjustment(network: Network, by: User, approver: User) -> Adjustment:
    """An adjustment that is agreed to, so that it can be reversed."""
    made = Adjustment.objects.create(
        icb_code="QZ2", network_code=network.code, payee=network.code, kind="goodwill",
        first_month=date(2025, 5, 1), amount=Decimal("12.00"), reason=SECRET, evidence=SECRET,
        entered_at=NOON, entered_by=by,
    )  # fmt: skip
    AdjustmentDecision.objects.create(
        adjustment=made, agreed=True, reason=SECRET, entered_by=by, decided_by=approver,
        decided_at=NOON,
    )  # fmt: skip
    return made


def _taken(network: Network, by: User) -> PaidFile:
    """A published year's file with one line."""
    source = PaidSource.objects.create(
        icb_code="QZ2", name=f"{SECRET} source", kind="yearly", columns={}, set_at=NOON, set_by=by
    )
    made = PaidFile.objects.create(
        source=source, icb_code="QZ2", kind="yearly", name=f"{SECRET}.csv", content=b"x",
        sha256="1" * 64, year=2025, received_at=NOON, received_by=by,
    )  # fmt: skip
    PaidLine.objects.create(
        file=made, row=2, payee=network.code, payee_name=SECRET, network=network.code,
        label=f"{SECRET} payment", amount=Decimal("3.00"),
    )  # fmt: skip
    return made


def _query(network: Network, taken: PaidFile, by: User) -> MoneyQuery:
    """An open query of the network on that line."""
    made = MoneyQuery.objects.create(
        icb_code="QZ2", network_code=network.code, subject=f"{SECRET} subject", due_on=LATER,
        line=taken.lines.get(), opened_at=NOON, opened_by=by,
    )  # fmt: skip
    QueryMessage.objects.create(
        money_query=made, number=1, act="said", text=SECRET, made_at=NOON, made_by=by
    )
    return made


def _paid(network: Network, by: User, approver: User) -> tuple[Calculation, PaymentFile]:
    """April calculated, approved and paid by a file to a payee nobody else should know."""
    NominatedPayee.objects.create(
        network=network, name=f"{SECRET} Payee Limited", ods_code=SECRET, starts=START
    )
    damson = Practice.objects.get(code="Z90004")
    source = england.source_file("weighted.csv")
    england.figure(damson, "weighted", "9000", source=source, row=2)
    (calculation,) = run_month(by, icb="QZ2")
    approve(calculation_id=calculation.pk, by=approver.actor, at=NOON)
    file = produce_payment_file(icb_code="QZ2", month=calculation.month, by=by.actor, at=NOON)
    return calculation, file


def _director(network: Network, practice: Practice) -> Appointment:
    return Appointment.objects.create(
        network=network,
        role=NetworkRole.objects.get(code="clinical_director"),
        person=f"{SECRET} Person",
        profession=SECRET,
        practice=practice,
        email=f"{SECRET}@portal.example",
        phone=SECRET,
        wte=Decimal("0.250"),
        starts=START,
    )


def _sharing(network: Network) -> SharingAgreement:
    return SharingAgreement.objects.create(
        network=network,
        title=f"{SECRET} sharing",
        purposes=SECRET,
        lawful_basis=SECRET,
        protection_officer=SECRET,
        review_on=date(2026, 4, 1),
        dspt_filed_by=SECRET,
        starts=START,
    )


def _document(network: Network, agreement: Agreement, by: User) -> Document:
    return Document.objects.create(
        network=network,
        agreement=agreement,
        name=f"{SECRET}.pdf",
        media_type="application/pdf",
        size=5,
        sha256="0" * 64,
        content=b"%PDF-",
        received_at=NOON,
        received_by=by,
    )


def _size_approval(network: Network, by: User) -> SizeApproval:
    return SizeApproval.objects.create(
        network=network,
        ground="low_density",
        reason=SECRET,
        starts=START,
        review_on=date(2026, 4, 1),
        approved_at=NOON,
        approved_by=by,
    )


def _proposal(network: Network, practice: Practice, by: User, *, effective: date) -> Proposal:
    found = Proposal.objects.create(
        kind="leave",
        effective=effective,
        reason=SECRET,
        details={"practice": practice.code, "network": network.code},
        fingerprint=f"leave:{practice.code}:{network.code}",
        proposed_at=NOON,
        proposed_by=by,
    )
    found.networks.add(network)
    found.practices.add(practice)
    return found


def _accepted(network: Network, by: User) -> Proposal:
    found = Proposal.objects.create(
        kind="network_renamed",
        effective=LATER,
        reason=SECRET,
        details={"network": network.code, "name": f"{SECRET} PCN"},
        fingerprint=f"network_renamed:{network.code}",
        proposed_at=NOON,
        proposed_by=by,
        state="accepted",
        decided_at=NOON,
        decided_by=by,
        decision_reason=SECRET,
    )
    found.networks.add(network)
    return found


def _batch(by: User) -> ImportBatch:
    """A local file of Moorland ICB, waiting to be applied."""
    source = SourceFile.objects.create(
        name=f"{SECRET}.csv", sha256="1" * 64, size=1, content=SECRET.encode(),
        received_at=NOON, received_by=by,
    )  # fmt: skip
    ParticipationNotice.objects.create(
        practice=Practice.objects.get(code="Z90004"), year=2025, kind="sign_up", reason=SECRET,
        received_on=date(2025, 4, 2), effective=date(2025, 4, 1), recorded_at=NOON, recorded_by=by,
    )  # fmt: skip
    return ImportBatch.objects.create(
        kind="care_home_beds", national=False, icbs=["QZ2"], source=source, state="staged",
        staged_at=NOON, staged_by=by, summary=[SECRET],
    )  # fmt: skip


def tables_without_secrets() -> set[str]:
    """Tables of networks that hold no row of Heather PCN, so that a new one is not forgotten."""
    with connection.cursor() as cursor:
        names = [n for n in connection.introspection.table_names(cursor) if "_" in n]
        networks = [n for n in names if n.startswith("networks_") and not n.endswith("event")]
        found = set()
        for name in networks:
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            if cursor.fetchone()[0] == 0:
                found.add(name)
    return found
