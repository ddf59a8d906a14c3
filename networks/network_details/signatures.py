"""Signatures of the workbook compared with those of the register."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q

from networks.models import Agreement, NetworkMembership, Partner, Signature
from networks.network_details.layout import SIGNATURES, visible
from networks.network_details.reading import SignatureRow, in_tab
from practices.actions import BATCH
from practices.cells import say
from practices.plans import CHANGED, NEW, Plan, Receipt

ENTITY = "Signature"
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Member:
    """Who may sign: a practice or another member, by its id."""

    name: str
    practice: int | None
    partner: int | None = None


@dataclass
class Members:
    """The members that a network ever had, or is due to have, by ODS code and by name."""

    by_code: dict[str, Member] = field(default_factory=dict)
    by_name: dict[str, Member] = field(default_factory=dict)

    def find(self, row: SignatureRow) -> Member | None:
        found = self.by_code.get(row.code)
        return found or (None if row.code else self.by_name.get(row.name.casefold()))


@dataclass(frozen=True, slots=True)
class Given:
    """A signature to write; `held` is the register's own that it corrects."""

    row: SignatureRow
    member: Member
    held: int | None


def plan_signatures(plan: Plan, rows: Sequence[SignatureRow], versions: Collection[Key]) -> None:
    """Plan signatures that are new or corrected; `versions` are those the file would make.

    A row without a day says that nobody signed: it takes no signature away.
    """
    networks = {row.network for row in rows}
    members, held = _members(networks), _held(networks)
    there = {*versions, *_versions(networks)}
    seen: dict[tuple[Key, Member], int] = {}
    given: list[Given] = []
    for row in rows:
        member = _check(plan, row, members[row.network], there, seen)
        if member:
            _compare(plan, given, row, member, held)
    plan.then(save_signatures, given=given)


def _check(
    plan: Plan,
    row: SignatureRow,
    members: Members,
    versions: Collection[Key],
    seen: dict[tuple[Key, Member], int],
) -> Member | None:
    """The member of a row that has a version to sign; else an error is noted."""
    member, key = members.find(row), (row.network, row.version)
    if member is None:
        column = "organisation_code" if row.code else "organisation_name"
        message = f"Is no member of {row.network}. Enter it on the network's page first."
        plan.error(message, row.row, in_tab(SIGNATURES, column), row.code or row.name)
        return None
    if row.signed_on and key not in versions:
        plan.error(
            f"There is no version {row.version} of the agreement of {row.network}. Enter it in "
            "the tab Agreements.",
            row.row,
            in_tab(SIGNATURES, "version"),
            str(row.version),
        )
        return None
    first = seen.setdefault((key, member), row.row)
    if first != row.row:
        message = f"Is already in row {first}. Keep one of the rows."
        column = in_tab(SIGNATURES, "organisation_code")
        plan.error(message, row.row, column, row.code or row.name)
        return None
    return member


def _compare(
    plan: Plan,
    given: list[Given],
    row: SignatureRow,
    member: Member,
    held: dict[tuple[Key, str, int], Signature],
) -> None:
    key = (row.network, row.version)
    signature = next(
        (
            held[key, kind, pk]
            for kind, pk in (("partner", member.partner), ("practice", member.practice))
            if pk and (key, kind, pk) in held
        ),
        None,
    )
    who = f"{row.network} version {row.version}, {member.name}"
    if row.signed_on is None:
        if signature:
            plan.warn(
                f"{member.name} signed on {say(signature.signed_on)}, and the row is blank. The "
                "signature stays; remove it on the network's page, with a reason.",
                row.row,
                in_tab(SIGNATURES, "signed_on"),
            )
        plan.same(ENTITY)
    elif signature is None:
        given.append(Given(row, member, None))
        plan.change(
            NEW, ENTITY, who, row.row, "", _words(row.signed_by, row.signed_on, row.schedules)
        )
    elif _facts(signature) == (row.signed_by, row.signed_on, row.schedules):
        plan.same(ENTITY)
    else:
        given.append(Given(row, member, signature.pk))
        after = _words(row.signed_by, row.signed_on, row.schedules)
        plan.change(CHANGED, ENTITY, who, row.row, _words(*_facts(signature)), after)


def _facts(signature: Signature) -> tuple[str, date, tuple[int, ...]]:
    by = visible(signature.signed_by)
    return by, signature.signed_on, tuple(sorted(signature.schedules))


def _words(by: str, on: date, schedules: Sequence[int]) -> str:
    said = f"signed by {by} on {say(on)}"
    return f"{said}, schedules {', '.join(map(str, schedules))}" if schedules else said


def _members(networks: Collection[str]) -> dict[str, Members]:
    """Other members first, so that a core network practice stands before a member of its code."""
    found: dict[str, Members] = defaultdict(Members)
    counted = Q(ends__isnull=True) | Q(ends__gt=F("starts"))
    partners = Partner.objects.filter(counted, network__code__in=networks)
    for partner in partners.select_related("network", "practice").order_by("starts"):
        member = Member(partner.name, partner.practice_id, partner.pk)
        own = found[partner.network.code]
        own.by_name[visible(partner.name).casefold()] = member
        for code in (partner.ods_code.upper(), partner.practice.code if partner.practice else ""):
            if code:
                own.by_code[code] = member
    spells = NetworkMembership.objects.filter(counted, network__code__in=networks)
    for network, code, name, pk in spells.values_list(
        "network__code", "practice__code", "practice__name", "practice_id"
    ):
        own = found[network]
        own.by_code[code] = own.by_name[visible(name).casefold()] = Member(name, pk)
    return found


def _versions(networks: Collection[str]) -> set[Key]:
    rows = Agreement.objects.filter(network__code__in=networks)
    return set(rows.values_list("network__code", "version"))


def _held(networks: Collection[str]) -> dict[tuple[Key, str, int], Signature]:
    """Signatures by version and who; a member practice's counts for the practice too."""
    found: dict[tuple[Key, str, int], Signature] = {}
    rows = Signature.objects.filter(agreement__network__code__in=networks)
    for signature in rows.select_related("agreement__network", "partner"):
        key = (signature.agreement.network.code, signature.agreement.version)
        if signature.practice_id:
            found[key, "practice", signature.practice_id] = signature
        if signature.partner:
            found[key, "partner", signature.partner.pk] = signature
            if signature.partner.practice_id:
                found.setdefault((key, "practice", signature.partner.practice_id), signature)
    return found


def save_signatures(*, given: Sequence[Given], receipt: Receipt) -> None:
    """Write the signatures with the row each came from."""
    networks = {one.row.network for one in given}
    rows = Agreement.objects.filter(network__code__in=networks)
    agreements = {
        (code, version): pk
        for code, version, pk in rows.values_list("network__code", "version", "pk")
    }
    corrected = {one.held: one.row for one in given if one.held}
    held = list(Signature.objects.filter(pk__in=corrected))
    for signature in held:
        _put(signature, corrected[signature.pk], receipt)
    fields = ["signed_on", "signed_by", "schedules", "source", "source_row"]
    Signature.objects.bulk_update(held, fields, batch_size=BATCH)
    new = []
    for one in given:
        if one.held is None:
            by_partner = one.member.partner is not None
            signature = Signature(
                agreement_id=agreements[one.row.network, one.row.version],
                practice_id=None if by_partner else one.member.practice,
                partner_id=one.member.partner,
            )
            new.append(_put(signature, one.row, receipt))
    Signature.objects.bulk_create(new, batch_size=BATCH)


def _put(signature: Signature, row: SignatureRow, receipt: Receipt) -> Signature:
    assert row.signed_on is not None
    signature.signed_on, signature.signed_by = row.signed_on, row.signed_by
    signature.schedules = list(row.schedules)
    signature.source, signature.source_row = receipt.source, row.row
    return signature
