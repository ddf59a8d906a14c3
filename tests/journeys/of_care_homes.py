"""Pages on care homes: who opens them, and the words in their addresses."""

from collections.abc import Callable

from services.models import Alignment, HomeClaim

PAGES: tuple[tuple[str, str], ...] = (
    ("commissioner", "/services/{icb}/care-homes/?month=2025-07"),
    ("auditor", "/services/{icb}/care-homes/"),
    ("commissioner", "/services/{icb}/care-homes/homes/"),
    ("commissioner", "/services/{icb}/care-homes/homes/?show=all&q=Made-up"),
    ("commissioner", "/services/{icb}/care-homes/authorities/"),
    ("commissioner", "/services/{icb}/care-homes/claims/{home_claim}/"),
    ("commissioner", "/services/{icb}/care-homes/{care_home}/"),
    ("commissioner", "/services/{icb}/care-homes/{care_home}/align/"),
    ("commissioner", "/services/{icb}/care-homes/{care_home}/end/"),
    ("commissioner", "/services/{icb}/care-homes/{care_home}/close/"),
    ("manager", "/networks/{network}/care-homes/?year=2025-26"),
    ("commissioner", "/networks/{network}/care-homes/?year=2025-26"),
    ("commissioner", "/networks/{network}/care-homes/2025-08/"),
    ("manager", "/networks/{network}/care-homes/2025-08/"),
    ("manager", "/networks/{network}/care-homes/claim/"),
    ("manager", "/networks/{network}/care-homes/coding/"),
)
NOT_PAGES: set[str] = set()
WORDS: dict[str, Callable[[], object]] = {
    "care_home": lambda: Alignment.objects.filter(home__closed=None)[0].home_id,
    "home_claim": lambda: HomeClaim.objects.filter(decision=None)[0].pk,
}
