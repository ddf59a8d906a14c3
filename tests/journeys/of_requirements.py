"""Pages on requirements: who opens them, and the words in their addresses."""

from collections.abc import Callable

from services.models import Evidence, RequirementSet

PAGES: tuple[tuple[str, str], ...] = (
    ("director", "/networks/{network}/requirements/?year=2025-26"),
    ("commissioner", "/networks/{network}/requirements/?year=2023-24"),
    ("manager", "/networks/{network}/requirements/carry/?year=2025-26"),
    ("manager", "/networks/{network}/requirements/EHCH/?year=2025-26"),
    ("commissioner", "/networks/{network}/requirements/EHCH/?year=2023-24"),
    ("auditor", "/networks/{network}/requirements/CORE/?year=2025-26"),
    ("manager", "/networks/{network}/requirements/evidence/"),
    ("manager", "/networks/{network}/requirements/evidence/new/"),
    ("manager", "/networks/{network}/requirements/evidence/{evidence}/"),
    ("commissioner", "/services/{icb}/requirements/?year=2023-24"),
    ("approver", "/services/{icb}/requirements/?year=2025-26"),
    ("administrator", "/services/requirement-sets/?year=2026-27"),
    ("administrator", "/services/requirement-sets/{requirement_set}/"),
    ("commissioner", "/services/requirement-sets/{requirement_set}/"),
    ("administrator", "/services/requirement-sets/{requirement_set}/write/?code=CORE"),
)
NOT_PAGES: set[str] = {"evidence_file", "requirements_file"}
WORDS: dict[str, Callable[[], object]] = {
    "evidence": lambda: Evidence.objects.all()[0].pk,
    "requirement_set": lambda: RequirementSet.objects.all()[0].pk,
}
