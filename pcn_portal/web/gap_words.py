"""What is missing, said once for everybody it is missing for, and what to do about it."""

from dataclasses import dataclass

from django.urls import reverse

from funding.engine.plan import BASIS_TITLES

IMPORT_OF = {
    "registered": ("list_sizes", "Import the registered lists of that day."),
    "adjusted": ("adjusted_populations", "Import the adjusted populations of that year."),
    "weighted": ("weighted_populations", "Import the contractor weighted populations of that day."),
    "beds": ("care_home_beds", "Import the number of care home beds for the month."),
}


@dataclass(frozen=True)
class Remedy:
    """What to do about a gap, and the page where it is done (empty: nowhere in the portal)."""

    text: str
    href: str = ""
    import_kind: str = ""


def remedy_for(missing: str) -> Remedy:
    """What closes a gap, told from the engine's sentence about what is missing."""
    for basis, title in BASIS_TITLES.items():
        if missing.startswith(title):
            kind, text = IMPORT_OF[basis]
            return Remedy(text, reverse("import_new", args=[kind]), kind)
    if missing.startswith("Core network practices"):
        return Remedy("Import the networks and their members.", reverse("imports"))
    if "no printed monthly rate" in missing:
        return Remedy("Choose annual rate ÷ 12 for this payment.", reverse("rounding"))
    if "the rate is unknown" in missing:
        return Remedy("It stays a gap until the rate is published or found.", reverse("rates"))
    return Remedy("It stays a gap until a rate for this month is known.", reverse("rates"))


def said_once(missing: str) -> str:
    """The sentence without the practice it speaks of."""
    return missing.partition(" of practice ")[0]
