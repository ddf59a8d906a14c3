"""Roles of the national workforce publication beside those of the reimbursement scheme."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

MENTAL_HEALTH = "(Mental Health Practitioner"
ADVANCED = "Advanced "
BY_DETAIL = {
    "Apprentice - Physician Associate": "APA",
    "Care Coordinator": "CC",
    "Dietician": "DIET",
    "Digital and Transformation Lead": "DTL",
    "Enhanced Practice Nurse": "EPN",
    "General Practice Assistant": "GPA",
    "Health and Wellbeing Coach": "HWBC",
    "Healthcare Support Worker": "HCSW",
    "Nursing Associate": "NURA",
    "Paramedic": "PARA",
    "Pharmacist": "CP",
    "Pharmacy Technician": "PT",
    "Physician Associate": "PA",
    "Physiotherapist": "FCP",
    "Podiatrist": "POD",
    "Salaried By PCN": "GP",
    "Social Prescribing Link Worker": "SPLW",
    "Therapist- Occupational Therapist": "OT",
    "Trainee Nursing Associate": "TNA",
}


CARE = "Other Direct Patient Care staff"
PLACES = {
    "APA": (CARE, "Apprentices"),
    "DTL": ("Other Admin/Non-clinical staff", "Digital and Transformation Leads"),
    "EPN": ("Other Nurses", "Enhanced Practice Nurses"),
    "GP": ("Other GPs", "Salaried GPs"),
    "OT": (CARE, "Therapists"),
}


def place_of(code: str, name: str) -> tuple[str, str, str]:
    """Group, role and detailed role in the publication for a scheme's role, as June 2026 has them.

    A role without a counterpart of its name stands with direct patient care, under its own name.
    """
    detail = {known: detail for detail, known in BY_DETAIL.items()}.get(code, name)
    group, role = PLACES.get(code, (CARE, f"{detail}s"))
    return group, role, detail


def scheme_role(detail: str) -> str:
    """The scheme's role for a detailed role of the publication, or "" where there is none.

    By name only: nothing in the publication marks who is reimbursed.
    """
    if MENTAL_HEALTH in detail:
        return "MHP"
    if detail.startswith(ADVANCED):
        return "AP"
    return BY_DETAIL.get(detail, "")


@dataclass(frozen=True, slots=True)
class Returned:
    """Staff of one role in a return: rows of staff, their FTE, and FTE of contracted services."""

    group: str
    role: str
    detail: str
    posts: int
    fte: Decimal
    contracted_fte: Decimal


def summed(rows: Iterable[Returned]) -> list[Returned]:
    """One row for each role, in the order of group, role and detail."""
    found: dict[tuple[str, str, str], Returned] = {}
    for row in rows:
        key = (row.group, row.role, row.detail)
        so_far = found.get(key, Returned(*key, 0, Decimal(0), Decimal(0)))
        found[key] = Returned(
            *key,
            so_far.posts + row.posts,
            so_far.fte + row.fte,
            so_far.contracted_fte + row.contracted_fte,
        )
    return [found[key] for key in sorted(found)]
