"""Pages on what is due: who opens them, and the words in their addresses."""

from collections.abc import Callable

from networks.models import Network
from pcn_portal.accounts.models import User
from services.models import Deadline

PAGES: tuple[tuple[str, str], ...] = (
    ("commissioner", "/services/{icb}/deadlines/"),
    ("commissioner", "/services/{icb}/deadlines/?year=2025-26"),
    ("approver", "/services/{icb}/deadlines/?year=2019-20"),
    ("commissioner", "/services/{icb}/deadlines/due/{own_due}/"),
    ("commissioner", "/services/{icb}/deadlines/due/arrs-claim_2025-04/"),
    ("commissioner", "/services/{icb}/deadlines/due/{own_due}/done/"),
    ("auditor", "/services/{icb}/deadlines/due/network-agreement_2025-26/"),
    ("commissioner", "/services/{icb}/deadlines/networks/?year=2025-26"),
    ("auditor", "/services/{icb}/deadlines/networks/?year=2031-32"),
    ("commissioner", "/services/{icb}/deadlines/ahead/"),
    (
        "commissioner",
        "/services/{icb}/deadlines/ahead/?starts_day=1&starts_month=5&starts_year=2025&days=60",
    ),
    ("commissioner", "/services/{icb}/deadlines/calendar/2025-06/"),
    ("auditor", "/services/{icb}/deadlines/calendar/2020-02/"),
    ("commissioner", "/services/{icb}/deadlines/new/?year=2025-26"),
    ("commissioner", "/services/{icb}/deadlines/new/?year=2025-26&beside=network-agreement"),
    ("commissioner", "/services/{icb}/deadlines/own/{own_deadline}/"),
    ("auditor", "/services/{icb}/deadlines/own/{own_deadline}/"),
    ("administrator", "/services/england/deadlines/"),
    ("administrator", "/services/england/deadlines/new/?year=2025-26"),
    ("administrator", "/services/england/deadlines/own/{england_deadline}/"),
    ("manager", "/networks/{own_network}/deadlines/"),
    ("director", "/networks/{own_network}/deadlines/?year=2025-26"),
    ("manager", "/networks/{own_network}/deadlines/due/{own_due}/"),
    ("commissioner", "/networks/{own_network}/deadlines/due/arrs-claim_2025-04/"),
    ("manager", "/deadlines/yours/"),
    ("administrator", "/deadlines/yours/"),
)
NOT_PAGES: set[str] = {
    "board_calendar_file",
    "deadline_feed",
    "feed_revoke",
    "network_calendar_file",
}


def _moved() -> Deadline:
    """The made-up survey, whose day was moved."""
    return Deadline.objects.filter(icb_code__gt="", year=2025, versions__number=2).filter(
        beside="", versions__title__startswith="Premises"
    )[0]


def _own_network() -> Network:
    manager = User.objects.get(email="manager@demo.example")
    return Network.objects.get(code=manager.memberships.get().code)


WORDS: dict[str, Callable[[], object]] = {
    "own_due": lambda: f"d{_moved().pk}_2025-26",
    "own_deadline": lambda: _moved().pk,
    "england_deadline": lambda: Deadline.objects.filter(icb_code="")[0].pk,
    "own_network": lambda: _own_network().code,
}
