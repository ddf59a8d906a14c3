"""A small fictional England: two ICBs, three networks, four practices, a person for each role.

Saltmarsh ICB (QZ1) has Harbour (U90001) and Quay (U90002); Moorland ICB (QZ2) has Heather
(U90003). Alder and Birch are core in Harbour, Cedar in Quay, Damson in Heather.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

from networks.models import Network, NetworkCommissioner, NetworkMembership
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Role
from practices.models import (
    Organisation,
    OrganisationLink,
    PopulationFigure,
    Practice,
    PracticeCommissioner,
    SourceFile,
)

PASSWORD = "a long made-up phrase"
START = date(2023, 4, 1)
RECEIVED = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)
NETWORKS = {
    "U90001": ("Harbour PCN", "QZ1", {"Z90001": "Alder Surgery", "Z90002": "Birch Surgery"}),
    "U90002": ("Quay PCN", "QZ1", {"Z90003": "Cedar Surgery"}),
    "U90003": ("Heather PCN", "QZ2", {"Z90004": "Damson Surgery"}),
}
ICBS = {"QZ1": "Saltmarsh Fictional ICB", "QZ2": "Moorland Fictional ICB"}
PEOPLE = {
    "commissioner": (Role.COMMISSIONER, Level.ICB, "QZ1"),
    "approver": (Role.APPROVER, Level.ICB, "QZ1"),
    "other_commissioner": (Role.COMMISSIONER, Level.ICB, "QZ2"),
    "manager": (Role.PCN_MANAGER, Level.NETWORK, "U90001"),
    "auditor": (Role.AUDITOR, Level.ICB, "QZ1"),
    "national": (Role.NATIONAL_ADMINISTRATOR, Level.ENGLAND, ""),
}


def build_england() -> None:
    """Write the whole of it."""
    sub_icbs = {code: _icb(code, name) for code, name in ICBS.items()}
    source = source_file("list_sizes.csv")
    for code, (name, icb, practices) in NETWORKS.items():
        network = Network.objects.create(code=code, name=name, postcode="ZZ1 1ZZ")
        NetworkCommissioner.objects.create(network=network, sub_icb=sub_icbs[icb], starts=START)
        for row, (practice_code, practice_name) in enumerate(practices.items(), start=2):
            practice = Practice.objects.create(
                code=practice_code, name=practice_name, status="active"
            )
            PracticeCommissioner.objects.create(
                practice=practice, sub_icb=sub_icbs[icb], starts=START
            )
            NetworkMembership.objects.create(practice=practice, network=network, starts=START)
            for basis, value in (("registered", "10000"), ("adjusted", "9876.54321")):
                figure(practice, basis, value, source=source, row=row)


def _icb(code: str, name: str) -> Organisation:
    icb = Organisation.objects.create(kind="icb", code=code, name=name)
    sub = Organisation.objects.create(kind="sub_icb", code=f"{code[1:]}A", name=f"{name} {code}")
    OrganisationLink.objects.create(child=sub, parent=icb, starts=START)
    return sub


def source_file(name: str) -> SourceFile:
    """A received file; its content does not matter here."""
    digest = sha256(name.encode()).hexdigest()
    return SourceFile.objects.create(
        name=name, sha256=digest, size=1, content=b"x", received_at=RECEIVED
    )


def figure(
    practice: Practice,
    basis: str,
    value: str,
    *,
    version: int = 1,
    received_at: datetime = RECEIVED,
    source: SourceFile | None = None,
    row: int | None = None,
) -> PopulationFigure:
    """A population figure of 1 January 2025."""
    return PopulationFigure.objects.create(
        practice=practice,
        basis=basis,
        reference_date=date(2025, 1, 1),
        version=version,
        value=Decimal(value),
        vintage="made up",
        received_at=received_at,
        source=source,
        source_row=row,
    )


def people() -> dict[str, User]:
    """A person for each role, and one without any."""
    found = {}
    for name, (role, level, code) in PEOPLE.items():
        user = User.objects.create_user(email(name), PASSWORD, name=name)
        Membership.objects.create(user=user, role=role.value, level=level, code=code)
        found[name] = user
    found["nobody"] = User.objects.create_user(email("nobody"), PASSWORD, name="nobody")
    return found


def email(name: str) -> str:
    return f"{name}@portal.example"
