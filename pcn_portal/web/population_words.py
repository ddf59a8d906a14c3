"""How shares, scores and tenths are written, and where their rows lead."""

from fractions import Fraction
from typing import Any

from networks.models import Network
from pcn_portal.web.formats import MISSING, counted, day, exact, joined
from services.engine.age_bands import GROUPS, Ages
from services.engine.deprivation import TENTHS
from services.populations import Population, ages_of

OF_PRACTICES = (
    "Scores are of practices, not of patients’ homes: the file has one score for each practice "
    "and does not say how it was made. A higher score means more deprived. Tenths are worked "
    "out here: all practices of the year in order of score, in ten groups of the same number."
)
UNDER_18 = (
    "The publication has bands of five years, so the number under 18 is not known: it is between "
    "those under 15 and those under 20."
)


def percent(share: Fraction | None) -> str:
    """A share to a tenth of a per cent, half up."""
    if share is None:
        return MISSING
    tenths_of = int(share * 1000 + Fraction(1, 2))
    return f"{tenths_of // 10}.{tenths_of % 10} %"


def score_words(score: Fraction | None) -> str:
    """A score to two decimals, half up."""
    if score is None:
        return MISSING
    hundredths = int(score * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def population_answer(found: Population) -> str:
    """What a network's population is, with who is missing."""
    if found.ages is None:
        return f"The ages of {found.network.name}’s patients are not known on this day."
    words = (
        f"{exact(found.ages.patients)} patients on {day(found.day)}, "
        f"{percent(GROUPS[4].share(found.ages))} of them 75 and over"
    )
    score = found.score
    words += f"; deprivation score {score_words(score)}." if score is not None else "."
    if found.missing:
        words += f" {counted(len(found.missing), 'practice is,practices are')} missing."
    return words


def missing_words(found: Population) -> str:
    """Which practices have no count, by name; nothing if all do."""
    return joined(
        [
            f"{one.member.name} ({one.member.code})"
            + (f", last counted on {day(one.older)}" if one.older else "")
            for one in found.missing
        ]
    )


def group_rows(network: Ages, board: Ages, england: Ages | None) -> list[dict[str, Any]]:
    """Each group of ages: patients of the network, and its share beside the others'."""
    return [
        {
            "words": group.words,
            "patients": group.patients(network),
            "network": percent(group.share(network)),
            "board": percent(group.share(board)),
            "england": percent(group.share(england) if england else None),
        }
        for group in GROUPS
    ]


def tenth_rows(found: Population) -> list[dict[str, Any]]:
    """Patients by tenth of their practice's score, the most deprived first."""
    everybody = sum(found.tenths.values())
    return [
        {
            "tenth": tenth,
            "patients": found.tenths[tenth],
            "share": percent(Fraction(found.tenths[tenth], everybody) if everybody else None),
            "practices": [
                one.member.code for one, _ in found.known if one.score and one.score.tenth == tenth
            ],
        }
        for tenth in TENTHS
    ]


def practice_rows(found: Population) -> list[dict[str, Any]]:
    """Each practice: patients, shares, score and the rows of the files."""
    rows = []
    for one in found.practices:
        ages = ages_of(one.count) if one.count else None
        rows.append(
            {
                "one": one,
                "patients": one.count.patients if one.count else None,
                "shares": [percent(group.share(ages) if ages else None) for group in GROUPS],
            }
        )
    return rows


def network_key(network: Network) -> tuple[str, str]:
    return network.name.lower(), network.code
