"""What each role may do. A page, endpoint or task names one of these permissions."""

import enum


class Permission(enum.StrEnum):
    """One thing a person may be allowed to do within their organisations."""

    SEE_HOME = "home.see"
    SEE_NETWORKS = "networks.see"
    SEE_IMPORTS = "imports.see"
    IMPORT_DATA = "imports.change"
    PROPOSE_CHANGES = "changes.propose"
    DECIDE_CHANGES = "changes.decide"
    KEEP_REGISTER = "register.keep"
    COMMISSION = "networks.commission"
    CONFIGURE = "register.configure"
    SEE_RATES = "rates.see"
    ENTER_RATES = "rates.enter"
    CHECK_RATES = "rates.check"
    SEE_RUNS = "runs.see"
    START_RUNS = "runs.start"
    CHECK_MONTH = "runs.check"
    SEE_STATEMENTS = "statements.see"
    APPROVE = "runs.approve"
    TAKE_PAID = "paid.take"
    ASK_QUERIES = "queries.ask"
    KEEP_QUERIES = "queries.keep"
    SET_ROUNDING = "rounding.set"
    USE_RECKONER = "reckoner.use"
    MANAGE_PEOPLE = "people.manage"
    SEE_STAFF = "staff.see"
    KEEP_STAFF = "staff.keep"
    DECIDE_CLAIMS = "claims.decide"
    SEE_SERVICES = "services.see"
    KEEP_SERVICES = "services.keep"
    DECLARE_SERVICES = "services.declare"
    REVIEW_SERVICES = "services.review"
    SET_SERVICES = "services.set"


class Role(enum.StrEnum):
    """The parts people play. Each is held at one organisation: network, ICB or England."""

    COMMISSIONER = "commissioner"
    APPROVER = "approver"
    PCN_MANAGER = "pcn_manager"
    CLINICAL_DIRECTOR = "clinical_director"
    AUDITOR = "auditor"
    NATIONAL_ADMINISTRATOR = "national_administrator"

    @property
    def label(self) -> str:
        return ROLE_TITLES[self]


ROLE_TITLES = {
    Role.COMMISSIONER: "ICB commissioner",
    Role.APPROVER: "ICB approver",
    Role.PCN_MANAGER: "PCN manager",
    Role.CLINICAL_DIRECTOR: "Clinical director",
    Role.AUDITOR: "Auditor (read only)",
    Role.NATIONAL_ADMINISTRATOR: "National administrator",
}

P = Permission
_READ = {
    P.SEE_HOME,
    P.SEE_NETWORKS,
    P.SEE_RATES,
    P.SEE_SERVICES,
    P.SEE_STAFF,
    P.SEE_STATEMENTS,
    P.USE_RECKONER,
}
_READ_ICB = _READ | {P.SEE_RUNS, P.SEE_IMPORTS}

_COMMISSION = _READ_ICB | {
    P.IMPORT_DATA,
    P.PROPOSE_CHANGES,
    P.DECIDE_CHANGES,
    P.KEEP_REGISTER,
    P.COMMISSION,
    P.START_RUNS,
    P.CHECK_MONTH,
    P.SET_ROUNDING,
    P.ENTER_RATES,
    P.TAKE_PAID,
    P.ASK_QUERIES,
    P.KEEP_QUERIES,
    P.DECIDE_CLAIMS,
    P.REVIEW_SERVICES,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PCN_MANAGER: frozenset(
        _READ | {P.PROPOSE_CHANGES, P.KEEP_REGISTER, P.ASK_QUERIES, P.KEEP_STAFF, P.KEEP_SERVICES}
    ),
    Role.CLINICAL_DIRECTOR: frozenset(_READ | {P.KEEP_SERVICES, P.DECLARE_SERVICES, P.ASK_QUERIES}),
    Role.AUDITOR: frozenset(_READ_ICB),
    Role.COMMISSIONER: frozenset(_COMMISSION),
    Role.APPROVER: frozenset(
        _READ_ICB | {P.APPROVE, P.CHECK_MONTH, P.DECIDE_CHANGES, P.CHECK_RATES}
    ),
    Role.NATIONAL_ADMINISTRATOR: frozenset(
        _COMMISSION | {P.MANAGE_PEOPLE, P.CONFIGURE, P.CHECK_RATES, P.SET_SERVICES}
    ),
}

# Holding one of these asks for a second factor before anything else can be done.
SECOND_FACTOR: frozenset[Permission] = frozenset({P.APPROVE})
