"""`./portal manage seed_demo`: a small made-up England with people, runs and approvals.

April and May are calculated and approved, April is paid by a file, then care home beds of both
months are corrected and an adjustment is agreed, so that June, which waits for approval, takes up
both. A second adjustment and a local variation of a rate wait for somebody else. July is left to
the worker for all of England, so that a run can be watched. A second call changes nothing.
"""

from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from funding.actions import approve, calculate_part, produce_payment_file, start_run
from funding.models import Calculation, Decision, Run
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.fictional.build import make_england
from pcn_portal.fictional.england import England
from pcn_portal.fictional.files import MadeUpFile, make_files
from pcn_portal.intake import apply, stage
from pcn_portal.management.demo_ahead import imagine
from pcn_portal.management.demo_cast import (
    PASSWORD,
    Person,
    cast,
    check_demo,
    enter,
    recovery_codes,
    sign_ins,
)
from pcn_portal.management.demo_life import begin_check, check_as_published, pay
from pcn_portal.management.demo_money import (
    adjust,
    correct_beds,
    enter_role_maxima,
    enter_variation,
)
from pcn_portal.management.demo_of_services import fill_services
from pcn_portal.management.demo_paid import ask, share_by_lists, take_statement
from pcn_portal.management.demo_register import Board, fill_register
from pcn_portal.management.demo_services import Cast
from pcn_portal.management.demo_staff import claim, employ, publish_maxima, support, uplift
from pcn_portal.units.periods import ContractYear
from practices.import_models import ImportBatch, ImportState

YEAR = ContractYear(2025)
NETWORKS, ICBS, SEED = 25, 2, 2025
APPROVED = (date(2025, 4, 1), date(2025, 5, 1))
WAITING_FOR_APPROVAL = date(2025, 6, 1)
LEFT_TO_THE_WORKER = date(2025, 7, 1)


class Command(BaseCommand):
    """Fills an empty demo database, then prints who can sign in."""

    help = "Fill a demo with a made-up England, people for each role and a few months' runs."

    def handle(self, *args: Any, **options: Any) -> None:
        check_demo()
        at = timezone.now()
        england = make_england(networks=NETWORKS, seed=SEED, year=YEAR, icbs=ICBS)
        check_nobody_else_is_here(england)
        people = demo_cast(england)
        users = {person.email: enter(person, at=at) for person in people}
        if not Run.objects.filter(month=LEFT_TO_THE_WORKER).exists():
            import_england(england, by=users["administrator@demo.example"], at=at)
            fill_register(board_of(england, people, users, at=at))
            run_months(england, people, users, at=at)
        self.stdout.write("\n".join(greeting(england, people, users)))


def check_nobody_else_is_here(england: England) -> None:
    """Refuse a database that holds networks of another England."""
    other = Network.objects.exclude(code__in=england.networks).first()
    if other:
        raise CommandError(
            f"The database already holds {other}, which is not of the demo. "
            "Start the demo with an empty database."
        )


def demo_cast(england: England) -> tuple[Person, ...]:
    """The people of the demo: at the first ICB, at one of its networks, and at the second ICB."""
    first, second = england.icbs
    odd = " ".join(england.oddities)
    network = next(
        network.code
        for network in england.open_networks
        if network.sub_icb.icb == first and network.code not in odd
    )
    return cast(icb=first.code, other_icb=second.code, network=network)


def import_england(england: England, *, by: User, at: datetime) -> None:
    """Import each file as a person would: staged, then applied."""
    for file in make_files(england):
        if wanted(file, england):
            batch = stage(
                kind=file.kind,
                name=file.name,
                content=file.content,
                parameters=dict(file.parameters),
                by=by.actor,
                at=at,
            )
            finish(batch, file, by, at)


def wanted(file: MadeUpFile, england: England) -> bool:
    """Leave out what another file says too, the maps and lists of later months, and figures of the
    incentive fund, which the demo has of its own."""
    if file.kind in ("incentive_publication", "incentive_extract"):
        return False
    if file.kind in ("list_size_map", "list_sizes"):
        return f"{england.year.list_date:%Y-%m}" in file.name
    return not file.same_as


def finish(batch: ImportBatch, file: MadeUpFile, by: User, at: datetime) -> None:
    """Apply a staged file; a refused one ends the command, for it is our own file."""
    if batch.state == ImportState.REFUSED:
        first = batch.problems.first()
        raise CommandError(f"{file.name} was refused: {first.message if first else 'unreadable'}")
    if batch.state == ImportState.STAGED:
        apply(batch_id=batch.pk, by=by.actor, at=at)


def board_of(
    england: England, people: tuple[Person, ...], users: dict[str, User], *, at: datetime
) -> Board:
    """The first ICB and the people of the demo who work there."""
    manager = manager_of(people)
    here = [n.code for n in england.open_networks if n.sub_icb.icb == england.icbs[0]]
    networks = list(Network.objects.filter(code__in=here).order_by("code"))
    return Board(
        networks=networks,
        own=next(network for network in networks if network.code == manager.code),
        commissioner=users["commissioner@demo.example"],
        approver=users["approver@demo.example"],
        manager=users[manager.email],
        at=at,
    )


def manager_of(people: tuple[Person, ...]) -> Person:
    """The PCN manager of the demo."""
    return next(person for person in people if person.email.startswith("manager"))


def run_months(
    england: England, people: tuple[Person, ...], users: dict[str, User], *, at: datetime
) -> None:
    """Calculate the first ICB's months here, approve two, and leave one run to the worker."""
    icb = england.icbs[0].code
    commissioner, approver = (users[f"{who}@demo.example"] for who in ("commissioner", "approver"))
    for month in APPROVED:
        calculation = calculate(month, icb, by=commissioner, at=at)
        approve_once(calculation, by=approver, at=at)
    produce_payment_file(icb_code=icb, month=APPROVED[0], by=commissioner.actor, at=at)
    pay(icb, APPROVED[0], by=commissioner, at=at)
    take_statement(icb, APPROVED[0], by=commissioner, at=at)
    share_by_lists(manager_of(people).code, APPROVED[0], by=users[manager_of(people).email], at=at)
    ask(icb, by=users[manager_of(people).email], owner=commissioner, at=at)
    correct_beds(icb, APPROVED, by=commissioner, at=at)
    adjust(icb, WAITING_FOR_APPROVAL, entered_by=commissioner, agreed_by=approver, at=at)
    enter_variation(icb, by=commissioner, at=at)
    enter_role_maxima(by=users["administrator@demo.example"], at=at)
    add_staff(people, users, at=at)
    fill_services(services_cast(england, people, users, at=at))
    waiting = calculate(WAITING_FOR_APPROVAL, icb, by=commissioner, at=at)
    begin_check(waiting, by=commissioner, at=at)
    imagine(icb, by=commissioner, at=at)
    start_run(
        month=LEFT_TO_THE_WORKER, icb_code=None, by=users["administrator@demo.example"].actor, at=at
    )


def services_cast(
    england: England, people: tuple[Person, ...], users: dict[str, User], *, at: datetime
) -> Cast:
    """The first ICB, its networks, and everybody who works for them."""
    board = board_of(england, people, users, at=at)
    return Cast(
        icb=england.icbs[0].code,
        networks=tuple(board.networks),
        own=board.own,
        manager=board.manager,
        director=users["director@demo.example"],
        commissioner=board.commissioner,
        approver=board.approver,
        administrator=users["administrator@demo.example"],
        at=at,
    )


def add_staff(people: tuple[Person, ...], users: dict[str, User], *, at: datetime) -> None:
    """Give the manager's network staff and claims, with made-up maxima."""
    manager = users[manager_of(people).email]
    commissioner, approver, administrator = (
        users[f"{who}@demo.example"] for who in ("commissioner", "approver", "administrator")
    )
    network = Network.objects.get(code=manager_of(people).code)
    publish_maxima(entered_by=administrator, checked_by=approver, at=at)
    employ(network, by=manager, at=at)
    claim(network, manager=manager, commissioner=commissioner, at=at)
    uplift(network, manager=manager, at=at)
    support(network, manager=manager, at=at)


@transaction.atomic
def calculate(month: date, icb: str, *, by: User, at: datetime) -> Calculation:
    """Run a month and calculate it before any worker hears of it."""
    run = Run.objects.filter(month=month, icb_code=icb).first()
    run = run or start_run(month=month, icb_code=icb, by=by.actor, at=at)
    calculation = calculate_part(part_id=run.parts.get().pk, at=at)
    if calculation is None:
        raise CommandError(f"The run of {month:%B %Y} failed: {run.parts.get().error}")
    return calculation


def approve_once(calculation: Calculation, *, by: User, at: datetime) -> None:
    if not Decision.objects.filter(calculation=calculation).exists():
        check_as_published(calculation, by=by, at=at)
        approve(
            calculation_id=calculation.pk,
            by=by.actor,
            at=at,
            reason="Lists checked against the published file.",
        )


def greeting(england: England, people: tuple[Person, ...], users: dict[str, User]) -> list[str]:
    """Who can sign in, and with what."""
    places = {icb.code: icb.name for icb in england.icbs}
    places |= {network.code: network.name for network in england.open_networks}
    codes = ", ".join(recovery_codes(users["approver@demo.example"])[:3])
    return [
        "Everything in this demo is made up. Sign in as:",
        *sign_ins(people, places),
        f"The password of each is {PASSWORD}",
        "The approver is asked for six digits too: ./portal manage demo_code prints them. "
        f"Recovery codes, each good once: {codes}",
    ]
