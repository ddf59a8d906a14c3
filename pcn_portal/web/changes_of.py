"""The open and coming changes of one network or practice, for `components/changes_of.html`."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from networks.models import Network, ProposalState
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can
from pcn_portal.web.change_rights import seen_by
from pcn_portal.web.change_words import names_for, sentence, state_tag
from practices.models import Practice

State = ProposalState


def changes_of(user: User, subject: Network | Practice, today: date) -> dict[str, Any]:
    """What the component needs: rows of change, sentence and tag, and where to propose one."""
    touching = "networks" if isinstance(subject, Network) else "practices"
    standing = Q(state=State.PROPOSED) | Q(state=State.ACCEPTED, effective__gt=today)
    every = seen_by(user, today).filter(standing, **{touching: subject})
    found = list(every.order_by("effective", "id"))
    names = names_for(found)
    about = "network" if isinstance(subject, Network) else "practice"
    propose = f"{reverse('change_kinds')}?{urlencode({about: subject.code})}"
    return {
        "rows": [
            {"change": one, "sentence": sentence(one, names), "tag": state_tag(one, today)}
            for one in found
        ],
        "propose": propose if can(user, Permission.PROPOSE_CHANGES) else "",
    }
