"""Made-up regions, ICBs and sub-ICB locations: about as many for each network as England has."""

import random

from pcn_portal.fictional.england import Icb, Region, SubIcb
from pcn_portal.fictional.names import REGIONS, SHIRES

NETWORKS_AT_FULL_SIZE = 1_250
LARGEST_SUB_ICB_COUNT = 4


def icb_count(networks: int) -> int:
    """Forty-two at full size, fewer for fewer networks, at least one."""
    in_proportion = (networks * len(SHIRES) + NETWORKS_AT_FULL_SIZE // 2) // NETWORKS_AT_FULL_SIZE
    return max(1, min(in_proportion, len(SHIRES)))


def make_sub_icbs(rng: random.Random, icbs: int) -> list[SubIcb]:
    """Every sub-ICB location of `icbs` ICBs, each with its ICB and region."""
    regions = [
        Region(f"Y9{n}", f"E4099900{n}", name)
        for n, name in enumerate(REGIONS[: min(icbs, len(REGIONS))], start=1)
    ]
    sub_icbs: list[SubIcb] = []
    for n, shire in enumerate(SHIRES[:icbs]):
        icb = Icb(
            code=f"Z{n + 1:02d}",
            ons=f"E5499{n + 1:04d}",
            stem=f"NHS Fictional {shire}",
            region=regions[n % len(regions)],
        )
        for _ in range(rng.randint(1, LARGEST_SUB_ICB_COUNT)):
            number = len(sub_icbs) + 1
            sub_icbs.append(SubIcb(_sub_icb_code(number), f"E3899{number:04d}", icb))
    return sub_icbs


def _sub_icb_code(number: int) -> str:
    """Three characters or five, as England has both."""
    return f"{number:02d}Z" if number % 3 and number < 100 else f"Z{number:03d}Z"
