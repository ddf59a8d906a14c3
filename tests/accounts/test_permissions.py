"""Who may do what: the whole table, written out once more as people would say it."""

import pytest

from pcn_portal.accounts.permissions import GRANTS, ROLE_TITLES, SECOND_FACTOR, Permission, Role

P = Permission
EVERYBODY = {
    P.SEE_HOME,
    P.SEE_NETWORKS,
    P.SEE_RATES,
    P.SEE_SERVICES,
    P.SEE_STAFF,
    P.SEE_STATEMENTS,
    P.USE_RECKONER,
}
BOARD = EVERYBODY | {P.SEE_RUNS, P.SEE_IMPORTS}
WORKS = {
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
TABLE = {
    Role.PCN_MANAGER: EVERYBODY
    | {P.PROPOSE_CHANGES, P.KEEP_REGISTER, P.ASK_QUERIES, P.KEEP_STAFF, P.KEEP_SERVICES},
    Role.CLINICAL_DIRECTOR: EVERYBODY | {P.KEEP_SERVICES, P.DECLARE_SERVICES, P.ASK_QUERIES},
    Role.AUDITOR: BOARD,
    Role.COMMISSIONER: BOARD | WORKS,
    Role.APPROVER: BOARD | {P.APPROVE, P.CHECK_MONTH, P.DECIDE_CHANGES, P.CHECK_RATES},
    Role.NATIONAL_ADMINISTRATOR: BOARD
    | WORKS
    | {P.MANAGE_PEOPLE, P.CONFIGURE, P.CHECK_RATES, P.SET_SERVICES},
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_exactly_what_its_row_says(role: Role):
    assert GRANTS[role] == TABLE[role]


def test_who_calculates_does_not_approve():
    assert not [r for r in Role if {P.APPROVE, P.START_RUNS} <= GRANTS[r]]


def test_who_enters_people_does_not_approve_money():
    assert not [r for r in Role if {P.APPROVE, P.MANAGE_PEOPLE} <= GRANTS[r]]


def test_approving_asks_for_a_second_factor():
    assert P.APPROVE in SECOND_FACTOR


def test_who_declares_a_claim_does_not_decide_it():
    assert not [r for r in Role if {P.KEEP_STAFF, P.DECIDE_CLAIMS} <= GRANTS[r]]


def test_who_declares_what_services_did_does_not_review_it():
    declaring = {P.KEEP_SERVICES, P.DECLARE_SERVICES}

    assert not [r for r in Role if GRANTS[r] & declaring and P.REVIEW_SERVICES in GRANTS[r]]


def test_an_auditor_changes_nothing():
    changing = {p for p in Permission if p not in BOARD}

    assert not GRANTS[Role.AUDITOR] & changing


def test_every_permission_is_granted_to_somebody():
    assert set().union(*GRANTS.values()) == set(Permission)


def test_every_role_has_a_title():
    assert set(ROLE_TITLES) == set(Role)
