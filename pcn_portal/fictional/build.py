"""Makes one England from a seed: who exists, who was in which network when, and every figure."""

import random
from dataclasses import replace
from decimal import Decimal

from pcn_portal.fictional.england import England, Figures
from pcn_portal.fictional.figures import make_beds, make_lists, share_by_need
from pcn_portal.fictional.geography import icb_count, make_sub_icbs
from pcn_portal.fictional.history import live_through
from pcn_portal.fictional.organisations import Organisations
from pcn_portal.units.periods import ContractYear

# Below this size nothing is left out and nobody moves: a tiny England simply adds up.
SMALLEST_WITH_ODDITIES = 10
ADJUSTED_NEED = (750, 1_250)
WEIGHTED_NEED = (850, 1_150)


def make_england(
    *, networks: int, seed: int, year: ContractYear, icbs: int | None = None
) -> England:
    """Return an England of `networks` open networks; the same arguments give the same England.

    `icbs` is the number of ICBs: in proportion to about 42 at full size when not given.
    """
    rng = random.Random(f"{seed} {networks} {year}")  # noqa: S311
    world = Organisations(rng, make_sub_icbs(rng, icbs or icb_count(networks)))
    world.found(networks)
    if networks >= SMALLEST_WITH_ODDITIES:
        live_through(world, year)
    england = England(
        seed=seed,
        year=year,
        sub_icbs=tuple(world.sub_icbs),
        networks=dict(sorted(world.networks.items())),
        practices=dict(sorted(world.practices.items())),
        spells=tuple(spell for _, spells in sorted(world.spells.items()) for spell in spells),
        figures=_figures(rng, world, year),
        oddities=tuple(world.oddities),
    )
    return _leave_gaps(england) if networks >= SMALLEST_WITH_ODDITIES else england


def _figures(rng: random.Random, world: Organisations, year: ContractYear) -> Figures:
    lists = make_lists(rng, [p.code for p in world.practices.values() if p.status == "A"])
    adjusted = share_by_need(rng, lists, ADJUSTED_NEED, Decimal(1))
    patients = {code: 0 for code, network in world.networks.items() if network.closed is None}
    for code, spells in world.spells.items():
        for spell in spells:
            if spell.holds_on(year.list_date):
                patients[spell.network] += lists[code]
    return Figures(
        registered=lists,
        adjusted={code: int(value) for code, value in adjusted.items()},
        weighted=share_by_need(rng, lists, WEIGHTED_NEED, Decimal("0.01")),
        beds=make_beds(rng, patients, year),
    )


def _leave_gaps(england: England) -> England:
    """Leave out one network's beds and one practice's weighted population, both in the first ICB.

    One more network has homes without beds: zero, which is not the same as not counted.
    """
    first = england.icbs[0]
    uncounted, unweighted, no_homes, *_ = _pick(
        [n.code for n in england.open_networks if n.sub_icb.icb == first]
    )
    members = england.network_of(england.year.first)
    practice = next(code for code, network in members.items() if network.code == unweighted)
    figures = england.figures
    beds = {key: 0 if key[0] == no_homes else n for key, n in figures.beds.items()}
    return replace(
        england,
        figures=replace(
            figures,
            weighted={code: n for code, n in figures.weighted.items() if code != practice},
            beds={key: n for key, n in beds.items() if key[0] != uncounted},
        ),
        oddities=(
            *england.oddities,
            f"Network {uncounted} has no bed counts: its care home premium is a gap.",
            f"Network {no_homes} has no care homes: its bed counts are zero, which is no gap.",
            f"Practice {practice} of {unweighted} has no weighted population: its participation "
            "payment is a gap.",
        ),
    )


def _pick(codes: list[str]) -> list[str]:
    """Three codes even where fewer than three networks exist."""
    return [codes[n % len(codes)] for n in range(3)]
