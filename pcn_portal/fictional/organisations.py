"""The made-up country while it is being made: its networks, practices and spells."""

import random
from dataclasses import replace
from datetime import date

from pcn_portal.fictional.england import Network, Practice, Spell, SubIcb
from pcn_portal.fictional.names import Names

# The day from which ODS holds nearly every network's members.
FIRST_DAY = date(2019, 10, 1)
PRACTICES_OPENED = date(1974, 4, 1)
SIZES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
SIZE_WEIGHTS = (7, 16, 21, 18, 15, 9, 7, 3, 2, 1, 1)
SUPPLIERS = ("IMAGINARY SYSTEMS", "PRETEND SOFTWARE")


class Organisations:
    """Everything by code, in the order in which it was made.

    `settled` are a network's practices that have been in it, and in no other, since its start.
    """

    def __init__(self, rng: random.Random, sub_icbs: list[SubIcb]) -> None:
        self.rng = rng
        self.sub_icbs = sub_icbs
        self.networks: dict[str, Network] = {}
        self.practices: dict[str, Practice] = {}
        self.spells: dict[str, list[Spell]] = {}
        self.settled: dict[str, list[str]] = {}
        self.oddities: list[str] = []
        self._names = Names(rng)

    def found(self, count: int) -> None:
        """Open `count` networks with their core network practices, at least one in each ICB."""
        seats = list({s.icb: s for s in reversed(self.sub_icbs)}.values())[::-1]
        for n in range(count):
            sub_icb = seats[n] if n < len(seats) else self.rng.choice(self.sub_icbs)
            network = self.open_network(sub_icb)
            for _ in range(self.rng.choices(SIZES, SIZE_WEIGHTS)[0]):
                self.join(self.open_practice(sub_icb), network)

    def open_network(self, sub_icb: SubIcb) -> str:
        """Return the code of a new network."""
        code, name = self._names.network()
        place = self._names.place(f"{name} OFFICE")
        self.networks[code] = Network(code, name, sub_icb, place, FIRST_DAY)
        self.settled[code] = []
        return code

    def open_practice(self, sub_icb: SubIcb) -> str:
        """Return the code of a new practice."""
        code, name = self._names.practice()
        self.practices[code] = Practice(
            code=code,
            name=name,
            sub_icb=sub_icb,
            place=self._names.place(name),
            phone=self._names.phone(),
            supplier=self.rng.choice(SUPPLIERS),
            opened=PRACTICES_OPENED,
        )
        return code

    def join(self, practice: str, network: str, starts: date = FIRST_DAY) -> None:
        """Make a new practice a core network practice."""
        self.spells[practice] = [Spell(practice, network, starts)]
        self.settled[network].append(practice)

    def leave(self, practice: str, day: date, to: str | None = None) -> None:
        """End the practice's spell on `day`, and start the next one in `to`."""
        spells = self.spells[practice]
        self.settled[spells[-1].network].remove(practice)
        spells[-1] = replace(spells[-1], ends=day)
        if to:
            spells.append(Spell(practice, to, day))

    def came_from(self, practice: str, network: str, day: date) -> None:
        """Say that until `day` the practice was in `network`, not where it is now."""
        [now] = self.spells[practice]
        self.settled[now.network].remove(practice)
        self.spells[practice] = [
            Spell(practice, network, FIRST_DAY, day),
            replace(now, starts=day),
        ]

    def icb_of(self, network: str) -> str:
        return self.networks[network].sub_icb.icb.code
