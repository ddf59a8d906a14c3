"""What a list of networks flags: few words for each network, most urgent first."""

from collections import defaultdict
from datetime import date

from django.db.models import Count, Q, QuerySet

from networks.holds import standing_on
from networks.models import Network, PaymentHold, ProposalState
from pcn_portal.web.formats import counted
from pcn_portal.web.vacancy_words import vacancy_tags

Tags = dict[str, list[dict[str, str]]]


def tags_of(networks: QuerySet[Network], on: date) -> Tags:
    """The tags of those of `networks` that need somebody, by code. The same few queries for all."""
    found: Tags = defaultdict(list)
    holds = PaymentHold.objects.filter(standing_on(on), network__in=networks.order_by())
    for code in holds.values_list("network__code", flat=True):
        found[code].append({"text": "Payments held", "colour": "red"})
    for code, tags in vacancy_tags(networks, on).items():
        found[code] += tags
    for code, number in _to_decide(networks).items():
        words = counted(number, "change to decide,changes to decide")
        found[code].append({"text": words, "colour": "yellow"})
    return found


def _to_decide(networks: QuerySet[Network]) -> dict[str, int]:
    open_ones = Q(proposals__state=ProposalState.PROPOSED)
    waiting = networks.order_by().filter(open_ones).annotate(number=Count("proposals"))
    return dict(waiting.values_list("code", "number"))
