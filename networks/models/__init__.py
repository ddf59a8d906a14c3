"""Primary Care Networks, their people and papers, and the changes proposed to them."""

from networks.models.agreements import (
    SCHEDULES,
    Agreement,
    AgreementSchedule,
    Document,
    SharingAgreement,
    SharingParty,
    Signature,
)
from networks.models.partners import Cover, Partner, PartnerKind
from networks.models.people import (
    CLINICAL_DIRECTOR,
    Appointment,
    NetworkRole,
    NominatedPayee,
    VacancyNotice,
)
from networks.models.proposals import Proposal, ProposalKind, ProposalSighting, ProposalState
from networks.models.register import (
    Network,
    NetworkCommissioner,
    NetworkMembership,
    NetworkName,
    NetworkSuccession,
)
from networks.models.standing import (
    NoticeKind,
    ParticipationNotice,
    ParticipationWindow,
    PaymentHold,
    SizeApproval,
    SizeGround,
)

__all__ = [
    "CLINICAL_DIRECTOR",
    "SCHEDULES",
    "Agreement",
    "AgreementSchedule",
    "Appointment",
    "Cover",
    "Document",
    "Network",
    "NetworkCommissioner",
    "NetworkMembership",
    "NetworkName",
    "NetworkRole",
    "NetworkSuccession",
    "NominatedPayee",
    "NoticeKind",
    "ParticipationNotice",
    "ParticipationWindow",
    "Partner",
    "PartnerKind",
    "PaymentHold",
    "Proposal",
    "ProposalKind",
    "ProposalSighting",
    "ProposalState",
    "SharingAgreement",
    "SharingParty",
    "Signature",
    "SizeApproval",
    "SizeGround",
    "VacancyNotice",
]
