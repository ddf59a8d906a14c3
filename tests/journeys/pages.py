"""Every page, and who opens it. An address's {words} are filled in from the demo by `filled`."""

from datetime import date

from django.db.models import Model

from funding.models import (
    Adjustment,
    Correction,
    MoneyQuery,
    PaidFile,
    PaidSource,
    RateSheet,
    Run,
    Scenario,
    Statement,
)
from networks.coverage import coverage_on
from networks.models import (
    Agreement,
    Appointment,
    Cover,
    Network,
    NetworkMembership,
    Partner,
    PaymentHold,
    Proposal,
    SharingAgreement,
    SharingParty,
    Signature,
)
from pcn_portal.accounts.models import Membership, User
from practices.models import ImportBatch, PopulationFigure
from tests.journeys import (
    of_achievement,
    of_care_homes,
    of_deadlines,
    of_improvement,
    of_population,
    of_requirements,
)
from workforce.models import Baseline, Claim, Engagement, MaximaSheet, Uplift

STRANGERS = (
    "/account/sign-in/",
    "/account/inactive/",
    "/account/set-password/none/made-up/",
)
NOBODYS = ("/no/such/page/",)
OF_SERVICES = (
    of_requirements,
    of_deadlines,
    of_care_homes,
    of_achievement,
    of_improvement,
    of_population,
)
PAGES = (
    *(page for part in OF_SERVICES for page in part.PAGES),
    ("commissioner", "/services/"),
    ("manager", "/services/"),
    ("commissioner", "/services/{icb}/"),
    ("director", "/networks/{network}/services/"),
    ("commissioner", "/"),
    ("manager", "/"),
    ("administrator", "/"),
    ("auditor", "/"),
    ("commissioner", "/account/"),
    ("commissioner", "/account/password/"),
    ("commissioner", "/account/confirm/"),
    ("commissioner", "/account/second-factor/"),
    ("commissioner", "/account/sign-out/"),
    ("approver", "/account/second-factor/"),
    ("approver", "/account/recovery-codes/"),
    ("approver", "/account/second-factor/confirm/"),
    ("commissioner", "/networks/"),
    ("administrator", "/networks/"),
    ("administrator", "/networks/?size=under&sort=-registered"),
    ("commissioner", "/networks/?q=nothing+fits"),
    ("commissioner", "/networks/{network}/"),
    ("commissioner", "/networks/{network}/?on=2025-06-01"),
    ("manager", "/networks/{network}/"),
    ("commissioner", "/networks/{network}/history/"),
    ("commissioner", "/networks/{network}/history/?on=2023-06-01"),
    ("manager", "/networks/{network}/history/"),
    ("commissioner", "/networks/{differing}/"),
    ("commissioner", "/networks/lists/holds/"),
    ("manager", "/networks/lists/holds/"),
    ("commissioner", "/networks/lists/holds/new/"),
    ("commissioner", "/networks/lists/holds/new/?network={network}"),
    ("commissioner", "/networks/lists/holds/{hold}/lift/"),
    ("commissioner", "/practices/"),
    ("commissioner", "/practices/?member=no"),
    ("commissioner", "/practices/{practice}/"),
    ("commissioner", "/sources/{figure_file}/rows/{figure_row}/"),
    ("commissioner", "/sources/{spell_file}/rows/{spell_row}/"),
    ("commissioner", "/changes/"),
    ("manager", "/changes/"),
    ("auditor", "/changes/?show=coming"),
    ("commissioner", "/changes/new/?network={network}"),
    ("commissioner", "/changes/new/move/?network={network}"),
    ("commissioner", "/changes/new/network_formed/"),
    ("administrator", "/changes/new/practice_merger/"),
    ("manager", "/changes/new/network_split/?network={network}"),
    ("manager", "/changes/new/director_changed/"),
    ("commissioner", "/changes/{change}/"),
    ("manager", "/changes/{change}/"),
    ("commissioner", "/changes/{decided}/"),
    ("commissioner", "/changes/decide/?id={change}"),
    ("manager", "/changes/{change}/withdraw/"),
    ("commissioner", "/changes/{decided}/call-off/"),
    ("commissioner", "/networks/lists/unsigned/"),
    ("administrator", "/networks/lists/unsigned/?show=sharing"),
    ("commissioner", "/networks/{network}/agreements/"),
    ("manager", "/networks/{network}/agreements/"),
    ("auditor", "/networks/{network}/agreements/?on=2024-06-01"),
    ("manager", "/networks/{network}/agreements/new/"),
    ("manager", "/networks/{network}/agreements/{agreement}/"),
    ("manager", "/networks/{network}/agreements/{agreement}/sign/"),
    ("manager", "/networks/{network}/agreements/{agreement}/schedules/4/"),
    ("manager", "/networks/{network}/agreements/{agreement}/documents/new/"),
    ("manager", "/networks/{network}/signatures/{signature}/"),
    ("manager", "/networks/{network}/signatures/{signature}/remove/"),
    ("manager", "/networks/{network}/sharing/new/"),
    ("manager", "/networks/{network}/sharing/{sharing}/"),
    ("manager", "/networks/{network}/sharing/{sharing}/end/"),
    ("manager", "/networks/{network}/sharing/{sharing}/documents/new/"),
    ("manager", "/networks/{network}/sharing/{sharing}/parties/new/"),
    ("manager", "/networks/{network}/parties/{party}/"),
    ("manager", "/networks/{network}/parties/{party}/remove/"),
    ("commissioner", "/imports/new/network_details/"),
    ("administrator", "/people/"),
    ("administrator", "/people/new/"),
    ("administrator", "/people/{person}/"),
    ("administrator", "/people/{administrator}/"),
    ("commissioner", "/money/"),
    ("administrator", "/money/"),
    ("commissioner", "/money/{icb}/"),
    ("commissioner", "/money/{icb}/2025-04/"),
    ("commissioner", "/money/{icb}/2025-06/"),
    ("commissioner", "/money/{icb}/2025-04/gaps/"),
    ("commissioner", "/money/{icb}/2025-06/check/"),
    ("approver", "/money/{icb}/2025-06/check/?kind=gap"),
    ("auditor", "/money/{icb}/2025-05/check/"),
    ("approver", "/money/{icb}/2025-06/decide/"),
    ("commissioner", "/money/{icb}/2025-04/step/"),
    ("commissioner", "/money/{icb}/second-approval/"),
    ("approver", "/money/{icb}/2025-06/payment-file/"),
    ("commissioner", "/money/{icb}/2025-04/payment-file/"),
    ("commissioner", "/money/{icb}/2025-05/payment-file/"),
    ("commissioner", "/money/{icb}/2025-06/recovery/{recovered}/"),
    ("commissioner", "/money/{icb}/adjustments/"),
    ("commissioner", "/money/{icb}/adjustments/new/"),
    ("approver", "/money/{icb}/adjustments/limit/"),
    ("approver", "/money/{icb}/adjustments/{waiting}/"),
    ("commissioner", "/money/{icb}/adjustments/{agreed}/"),
    ("commissioner", "/money/{icb}/adjustments/{agreed}/reverse/"),
    ("commissioner", "/money/{icb}/paid/?year=2025-26"),
    ("auditor", "/money/{icb}/paid/?year=2025-26&show=all"),
    ("commissioner", "/money/{icb}/paid/source/?source={source}"),
    ("commissioner", "/money/{icb}/paid/take/"),
    ("commissioner", "/money/{icb}/paid/{paid}/"),
    ("manager", "/networks/{network}/paid/?year=2025-26"),
    ("manager", "/networks/{network}/shares/"),
    ("manager", "/networks/{network}/shares/new/"),
    ("manager", "/networks/{network}/shares/2025-04/"),
    ("commissioner", "/networks/{network}/shares/2025-04/?practice={practice}"),
    ("commissioner", "/money/{icb}/figures/?year=2025-26"),
    ("auditor", "/money/{icb}/figures/?year=2025-26"),
    ("commissioner", "/money/{icb}/ahead/?year=2025-26"),
    ("manager", "/networks/{network}/ahead/?year=2025-26"),
    ("commissioner", "/money/{icb}/scenarios/"),
    ("commissioner", "/money/{icb}/scenarios/{scenario}/"),
    ("auditor", "/money/{icb}/scenarios/compared/?id={scenario}"),
    ("commissioner", "/money/{icb}/scenarios/{scenario}/propose/"),
    ("commissioner", "/money/queries/"),
    ("manager", "/money/queries/new/?network={network}"),
    ("commissioner", "/money/queries/{query}/"),
    ("commissioner", "/money/runs/"),
    ("commissioner", "/money/runs/new/"),
    ("commissioner", "/money/runs/{run}/"),
    ("commissioner", "/money/rounding/"),
    ("commissioner", "/money/rounding/{icb}/"),
    ("commissioner", "/money/rounding/{icb}/new/"),
    ("commissioner", "/networks/{network}/money/"),
    ("manager", "/networks/{network}/money/"),
    ("commissioner", "/networks/{network}/money/2025-04/"),
    ("commissioner", "/networks/{network}/money/2025-06/"),
    ("manager", "/networks/{network}/money/2025-05/"),
    ("commissioner", "/networks/{network}/money/2025-04/source/adjusted/{practice}/"),
    ("commissioner", "/networks/{recovered}/money/2025-06/"),
    ("commissioner", "/networks/{adjusted}/money/2025-06/"),
    ("commissioner", "/networks/{network}/money/year/2025-26/"),
    ("manager", "/networks/{network}/money/year/2025-26/"),
    ("commissioner", "/practices/{practice}/money/"),
    ("commissioner", "/practices/{practice}/money/2025-04/"),
    ("commissioner", "/networks/{network}/books/"),
    ("manager", "/networks/{network}/books/?known=2025-07-01"),
    ("commissioner", "/rates/entered/"),
    ("commissioner", "/rates/entered/new/"),
    ("approver", "/rates/entered/{sheet}/"),
    ("commissioner", "/workforce/"),
    ("manager", "/workforce/?month=2025-04"),
    ("commissioner", "/networks/{network}/workforce/"),
    ("manager", "/networks/{network}/workforce/?month=2025-04"),
    ("commissioner", "/rates/roles/"),
    ("manager", "/rates/roles/claim/"),
    ("manager", "/rates/roles/2024-25b/"),
    ("commissioner", "/rates/roles/2019-20/"),
    ("commissioner", "/rates/roles/entered/"),
    ("administrator", "/rates/roles/entered/new/"),
    ("administrator", "/rates/roles/entered/{maxima}/"),
    ("commissioner", "/rates/"),
    ("commissioner", "/rates/2025-26/"),
    ("commissioner", "/rates/2019-20/"),
    ("commissioner", "/ready-reckoner/"),
    ("commissioner", "/ready-reckoner/json/"),
    ("commissioner", "/imports/"),
    ("commissioner", "/imports/new/"),
    ("administrator", "/imports/new/ods_pcn_workbook/"),
    ("administrator", "/imports/new/list_sizes/"),
    ("commissioner", "/imports/new/care_home_beds/"),
    ("commissioner", "/imports/{batch}/"),
    ("commissioner", "/imports/{batch}/impact/"),
    ("commissioner", "/api/v1/docs/"),
    ("commissioner", "/networks/lists/"),
    ("administrator", "/networks/lists/"),
    ("commissioner", "/networks/lists/coverage/"),
    ("administrator", "/networks/lists/coverage/?on=2025-06-01"),
    ("commissioner", "/networks/lists/coverage/{cover}/end/"),
    ("commissioner", "/practices/{outside}/cover/new/"),
    ("commissioner", "/networks/lists/participation/?year=2025-26"),
    ("manager", "/networks/lists/participation/"),
    ("administrator", "/networks/lists/participation/windows/"),
    ("commissioner", "/practices/{practice}/participation/?year=2025-26"),
    ("commissioner", "/practices/{practice}/participation/new/?year=2025-26"),
    ("commissioner", "/networks/{network}/members/?on=2025-06-01"),
    ("manager", "/networks/{network}/members/"),
    ("manager", "/networks/{network}/members/new/"),
    ("manager", "/networks/{network}/members/{partner}/correct/"),
    ("manager", "/networks/{network}/members/{partner}/end/"),
    ("commissioner", "/networks/{network}/people/"),
    ("commissioner", "/networks/{network}/people/?on=2025-06-01"),
    ("manager", "/networks/{network}/people/"),
    ("manager", "/networks/{network}/people/new/"),
    ("commissioner", "/networks/{network}/people/{appointment}/"),
    ("commissioner", "/networks/{network}/people/{appointment}/end/"),
    ("commissioner", "/networks/lists/directors/"),
    ("administrator", "/networks/lists/directors/?state=vacant"),
    ("commissioner", "/networks/lists/size/"),
    ("administrator", "/networks/lists/size/?state=over"),
    ("commissioner", "/networks/{network}/size/"),
    ("commissioner", "/networks/{network}/size/end/"),
    ("commissioner", "/networks/{network}/staff/"),
    ("manager", "/networks/{network}/staff/"),
    ("manager", "/networks/{network}/staff/new/"),
    ("manager", "/networks/{network}/staff/posts/new/"),
    ("manager", "/networks/{network}/staff/sheet/"),
    ("manager", "/networks/{network}/staff/{engagement}/"),
    ("manager", "/networks/{network}/staff/support/"),
    ("commissioner", "/networks/{network}/staff/support/"),
    ("manager", "/networks/{network}/staff/support/desks/"),
    ("manager", "/networks/{network}/staff/baseline/"),
    ("manager", "/networks/{network}/staff/baseline/new/"),
    ("manager", "/networks/{network}/staff/baseline/{baseline}/"),
    ("manager", "/networks/{network}/staff/plan/2025-26/"),
    ("commissioner", "/networks/{network}/staff/plan/2025-26/"),
    ("commissioner", "/plans/{icb}/2025-26/"),
    ("manager", "/networks/{network}/staff/{engagement}/supervision/"),
    ("manager", "/networks/{network}/staff/{engagement}/training/"),
    ("manager", "/networks/{network}/staff/{engagement}/equipment/"),
    ("commissioner", "/networks/{network}/staff/{engagement}/"),
    ("manager", "/networks/{network}/staff/{engagement}/terms/"),
    ("manager", "/networks/{network}/staff/{engagement}/cost/"),
    ("manager", "/networks/{network}/staff/{engagement}/leave/"),
    ("manager", "/networks/{network}/staff/{engagement}/last-day/"),
    ("manager", "/networks/{network}/staff/{engagement}/erase/"),
    ("manager", "/networks/{network}/staff/{engagement}/correct/"),
    ("manager", "/networks/{network}/staff/{engagement}/call-off/"),
    ("manager", "/networks/{network}/claims/?year=2025-26"),
    ("commissioner", "/networks/{network}/claims/?year=2025-26"),
    ("manager", "/networks/{network}/claims/2025-06/"),
    ("commissioner", "/networks/{network}/claims/2025-04/"),
    ("manager", "/networks/{network}/claims/{claim}/"),
    ("manager", "/networks/{network}/claims/uplift/"),
    ("manager", "/networks/{network}/claims/planner/"),
    (
        "manager",
        "/networks/{network}/claims/planner/?from_month=2025-09&role=CP&wte=1&area=national",
    ),
    ("manager", "/networks/{network}/claims/uplift/?first=2025-04&last=2025-05"),
    ("commissioner", "/networks/{network}/claims/uplift/{uplift}/"),
    ("commissioner", "/networks/{network}/claims/{claim}/"),
    ("commissioner", "/claims/"),
    ("administrator", "/claims/"),
    ("administrator", "/workforce/2025-04/"),
    ("manager", "/rates/incentive/"),
    ("manager", "/rates/incentive/2020-21/"),
    ("commissioner", "/rates/incentive/2026-27/"),
    ("commissioner", "/networks/{network}/workforce/2025-04/"),
    ("manager", "/networks/{network}/workforce/2025-04/"),
    ("manager", "/networks/{network}/workforce/own/"),
    ("manager", "/claims/"),
    ("manager", "/claims/declare/2025-06/"),
    ("commissioner", "/claims/{icb}/approve/"),
    ("commissioner", "/claims/{icb}/counting/"),
    ("commissioner", "/claims/{icb}/offers/2023-24/"),
    ("commissioner", "/claims/{icb}/offers/2025-26/"),
    ("manager", "/networks/{network}/claims/offer/2023-24/"),
    ("commissioner", "/claims/{icb}/?year=2025-26"),
    ("administrator", "/networks/roles/"),
    ("administrator", "/networks/roles/new/"),
    ("administrator", "/networks/roles/digital_lead/"),
)


def filled(address: str) -> str:
    """Put the demo's codes and numbers in the place of an address's {words}."""
    for word, find in WORDS.items():
        if f"{{{word}}}" in address:
            address = address.replace(f"{{{word}}}", str(find()))
    return address


def _network() -> str:
    return Membership.objects.get(user__email="manager@demo.example").code


def _icb() -> str:
    return Membership.objects.get(user__email="commissioner@demo.example").code


def _spell() -> NetworkMembership:
    """A core network practice of the manager's network, then and now."""
    found = NetworkMembership.objects.filter(
        network__code=_network(), starts__lt="2025-01-01", ends=None, source_row__isnull=False
    )
    return found.order_by("practice__code")[0]


def _figure() -> PopulationFigure:
    return PopulationFigure.objects.filter(practice=_spell().practice, basis="adjusted")[0]


def _differing() -> str:
    """A network of the commissioner's board about which two sources disagree."""
    theirs = Statement.objects.filter(calculation__icb_code=_icb()).values("network_code")
    open_ones = Proposal.objects.filter(state="proposed", source__isnull=False)
    return Network.objects.filter(code__in=theirs, proposals__in=open_ones)[0].code


def _hold() -> int:
    """The hold on the payments of a network of the commissioner's board."""
    theirs = Statement.objects.filter(calculation__icb_code=_icb()).values("network_code")
    return PaymentHold.objects.filter(network__code__in=theirs)[0].pk


def _outside() -> str:
    """A practice of the commissioner's board in no network."""
    (found,) = coverage_on([_icb()], date(2025, 6, 1))
    return next(practice.code for practice in found.practices if not practice.network)


def _change(*, state: str) -> int:
    """A change of the manager's network that waits, or that was decided."""
    return Proposal.objects.filter(networks__code=_network(), state=state).order_by("pk")[0].pk


def _paper(model: type[Model], network: str) -> int:
    """The number of a paper of the manager's network."""
    found = model._default_manager.filter(**{f"{network}__code": _network()})
    return int(found.order_by("pk")[0].pk)


def _recovered() -> str:
    """A network from which June recovers money."""
    return Correction.objects.filter(amount__lt=0)[0].recalculation.network_code


WORDS = {
    **{word: find for part in OF_SERVICES for word, find in part.WORDS.items()},
    "scenario": lambda: Scenario.objects.all()[0].pk,
    "source": lambda: PaidSource.objects.all()[0].pk,
    "paid": lambda: PaidFile.objects.filter(kind="statement")[0].pk,
    "query": lambda: MoneyQuery.objects.all()[0].pk,
    "recovered": _recovered,
    "adjusted": lambda: Adjustment.objects.get(decision__agreed=True).network_code,
    "waiting": lambda: Adjustment.objects.get(decision=None).pk,
    "agreed": lambda: Adjustment.objects.get(decision__agreed=True).pk,
    "maxima": lambda: MaximaSheet.objects.all()[0].pk,
    "engagement": lambda: Engagement.objects.all()[0].pk,
    "baseline": lambda: Baseline.objects.all()[0].pk,
    "uplift": lambda: Uplift.objects.get().pk,
    "claim": lambda: Claim.objects.get(month="2025-05-01", turn=1).pk,
    "sheet": lambda: RateSheet.objects.all()[0].pk,
    "change": lambda: _change(state="proposed"),
    "decided": lambda: _change(state="accepted"),
    "agreement": lambda: _paper(Agreement, "network"),
    "signature": lambda: _paper(Signature, "agreement__network"),
    "sharing": lambda: _paper(SharingAgreement, "network"),
    "party": lambda: _paper(SharingParty, "sharing__network"),
    "outside": _outside,
    "cover": lambda: Cover.objects.filter(network__code=_network())[0].pk,
    "partner": lambda: Partner.objects.filter(network__code=_network())[0].pk,
    "hold": _hold,
    "appointment": lambda: Appointment.objects.filter(network__code=_network(), ends=None)[0].pk,
    "network": _network,
    "icb": _icb,
    "practice": lambda: _spell().practice.code,
    "figure_file": lambda: _figure().source_id,
    "figure_row": lambda: _figure().source_row,
    "spell_file": lambda: _spell().source_id,
    "spell_row": lambda: _spell().source_row,
    "differing": _differing,
    "person": lambda: User.objects.get(email="manager@demo.example").pk,
    "administrator": lambda: User.objects.get(email="administrator@demo.example").pk,
    "run": lambda: Run.objects.filter(icb_code=_icb()).order_by("month")[0].pk,
    "batch": lambda: ImportBatch.objects.filter(kind="list_sizes")[0].pk,
}
