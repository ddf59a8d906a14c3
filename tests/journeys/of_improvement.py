"""Pages on capacity and access improvement: who opens them, and the words in their addresses."""

from collections.abc import Callable

from pcn_portal.accounts.models import Membership
from services.models import ImprovementDeclaration

NETWORK = "/networks/{network}/improvement"
BOARD = "/services/{icb}/improvement"
PAGES: tuple[tuple[str, str], ...] = (
    ("director", f"{NETWORK}/?year=2025-26"),
    ("commissioner", f"{NETWORK}/?year=2024-25"),
    ("manager", f"{NETWORK}/?year=2023-24"),
    ("auditor", f"{NETWORK}/?year=2026-27"),
    ("commissioner", "/networks/{not_met}/improvement/?year=2025-26"),
    ("director", f"{NETWORK}/2025-26/modern-access/"),
    ("commissioner", "/networks/{not_met}/improvement/2025-26/risk-stratification/"),
    ("commissioner", "/networks/{not_met}/improvement/2025-26/modern-access/"),
    ("director", f"{NETWORK}/2025-26/risk-stratification/declare/"),
    ("director", f"{NETWORK}/turns/{{improvement_turn}}/withdraw/"),
    ("commissioner", f"{NETWORK}/turns/{{improvement_turn}}/check/"),
    ("manager", f"{NETWORK}/plan/2023-24/"),
    ("commissioner", f"{NETWORK}/judge/2023-24/"),
    ("commissioner", f"{BOARD}/?year=2025-26"),
    ("auditor", f"{BOARD}/?year=2024-25"),
    ("commissioner", f"{BOARD}/?year=2023-24"),
    ("approver", f"{BOARD}/?year=2026-27"),
    ("commissioner", f"{BOARD}/2025-26/setting/"),
    ("commissioner", f"{BOARD}/2023-24/setting/"),
)
NOT_PAGES: set[str] = set()


def _network() -> str:
    return Membership.objects.get(user__email="director@demo.example").code


def _turn() -> int:
    """A declaration of the director's network that waits for a check."""
    waiting = ImprovementDeclaration.objects.filter(checks=None, declared=True, year=2025)
    return int(waiting.get(network__code=_network()).pk)


def _not_met() -> str:
    return ImprovementDeclaration.objects.filter(checks__outcome="not_met")[0].network.code


WORDS: dict[str, Callable[[], object]] = {"improvement_turn": _turn, "not_met": _not_met}
