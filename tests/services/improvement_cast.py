"""Made-up declarations of the networks of `tests.api.england`, and who makes and checks them."""

from datetime import UTC, date, datetime
from typing import Any

from networks.models import Network
from networks.queries import members_on
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Role
from pcn_portal.units.periods import ContractYear
from services.engine.improvement import Outcome
from services.improvement import DeclarationFacts, check_part, declare_part, withdraw_part
from services.improvement_files import improvement_years
from services.models import ImprovementCheck, ImprovementDeclaration
from tests.api.england import PASSWORD, email

YEAR = ContractYear(2025)
JUDGED = ContractYear(2023)
ACCESS, RISK = "modern-access", "risk-stratification"
JUNE_20 = datetime(2025, 6, 20, 9, tzinfo=UTC)
JULY_1 = datetime(2025, 7, 1, 9, tzinfo=UTC)


def director(code: str = "U90001") -> User:
    """Somebody who signs in as the clinical director of a network."""
    user = User.objects.create_user(email(f"director.{code}"), PASSWORD, name="Dr Ada Made-Up")
    Membership.objects.create(
        user=user, role=Role.CLINICAL_DIRECTOR.value, level=Level.NETWORK, code=code
    )
    return user


def evidence(part: str, year: ContractYear = YEAR) -> dict[str, str]:
    """Words for every criterion of a part."""
    asked = improvement_years()[year].parts[part].criteria
    return {one.key: "Made up: seen in every practice." for one in asked}


def declaration(
    by: User,
    part: str = ACCESS,
    *,
    code: str = "U90001",
    year: ContractYear = YEAR,
    at: datetime = JUNE_20,
    **more: Any,
) -> ImprovementDeclaration:
    """A part declared in every core network practice of the day, unless said otherwise."""
    network = Network.objects.get(code=code)
    usual: dict[str, Any] = {
        "met_on": date(2024, 4, 1),
        "practices": [spell.practice.code for spell in members_on(network, at.date())],
        "evidence": evidence(part, year) if part in improvement_years()[year].parts else {},
    }
    return declare_part(
        network=network,
        year=year,
        part=part,
        facts=DeclarationFacts(**usual | more),
        by=by.actor,
        at=at,
    )


def checked(
    one: ImprovementDeclaration, outcome: Outcome, by: User, *, at: datetime = JULY_1
) -> ImprovementCheck:
    return check_part(
        declaration_id=one.pk, outcome=outcome, reason="Made up: looked at.", by=by.actor, at=at
    )


def withdrawn(
    one: ImprovementDeclaration, by: User, *, at: datetime = JULY_1
) -> ImprovementDeclaration:
    return withdraw_part(declaration_id=one.pk, reason="Made up: too early.", by=by.actor, at=at)
