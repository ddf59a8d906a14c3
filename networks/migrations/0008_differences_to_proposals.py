"""Differences between two sources become proposals, decided ones too, with their files."""

from django.db import migrations

STATES = {"open": "proposed", "keep": "refused", "accept": "accepted"}


def said(difference):
    """The kind of change the file asks for and its details, or None if it asks for none."""
    practice = difference.practice.code
    held = getattr(difference.register_network, "code", "")
    file = getattr(difference.file_network, "code", "")
    if held and file and held != file:
        return "move", {"practice": practice, "from": held, "to": file}
    if file and not held:
        return "join", {"practice": practice, "network": file}
    if held and not file:
        return "leave", {"practice": practice, "network": held}
    return None


def convert(apps, schema_editor):
    MembershipDifference = apps.get_model("networks", "MembershipDifference")
    related = ("practice", "register_network", "file_network", "source")
    rows = MembershipDifference.objects.select_related(*related).defer("source__content")
    for difference in rows.order_by("pk"):
        change = said(difference)
        if change is not None:
            note_sighting(apps, difference, proposal_of(apps, difference, *change))


def proposal_of(apps, difference, kind, details):
    """The proposal of a difference: an open one that says the same stands for both."""
    Proposal = apps.get_model("networks", "Proposal")
    fingerprint = ":".join([kind, *details.values()])
    state = STATES[difference.outcome]
    if state == "proposed":
        same = Proposal.objects.filter(fingerprint=fingerprint, state=state).first()
        if same is not None:
            return same
    name = difference.source.name if difference.source else "A file"
    held, file = details.get("from") or details.get("network"), details.get("to")
    where = {
        "move": f"in {file}; the register has it in {held}",
        "join": f"in {held}; the register has it in no network",
        "leave": f"in no network; the register has it in {held}",
    }
    proposal = Proposal.objects.create(
        kind=kind,
        effective=difference.effective or difference.on.replace(day=1),
        reason=f"{name} has {details['practice']} {where[kind]}.",
        details=details,
        fingerprint=fingerprint,
        proposed_at=difference.found_at,
        source=difference.source,
        source_row=difference.source_row,
        state=state,
        decided_at=difference.decided_at,
        decided_by=difference.decided_by,
        decision_reason=difference.reason,
    )
    both = (difference.register_network, difference.file_network)
    proposal.networks.add(*(network for network in both if network))
    proposal.practices.add(difference.practice)
    if state == "accepted":
        name_the_cause(apps, difference, proposal)
    return proposal


def name_the_cause(apps, difference, proposal):
    """The spells that an accepted difference ended and began say so from now on."""
    spells = apps.get_model("networks", "NetworkMembership").objects.filter(
        practice=difference.practice
    )
    day = difference.effective
    spells.filter(ends=day, ended_by=None).exclude(starts=day).update(ended_by=proposal)
    began = spells.filter(starts=day, network=difference.file_network, started_by=None)
    began.update(started_by=proposal)


def note_sighting(apps, difference, proposal):
    if difference.source_id is None:
        return
    apps.get_model("networks", "ProposalSighting").objects.get_or_create(
        proposal=proposal,
        source=difference.source,
        defaults={
            "source_row": difference.source_row,
            "on": difference.on,
            "seen_at": difference.found_at,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("networks", "0007_partner_never_core")]
    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
