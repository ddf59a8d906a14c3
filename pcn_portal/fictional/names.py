"""Names and codes that fit the formats and that nobody takes for real ones."""

import random
from collections.abc import Iterator
from itertools import count, product

from pcn_portal.fictional.england import Place

FICTIONAL = (
    "FICTIONAL", "INVENTED", "IMAGINARY", "MADE-UP", "PRETEND",
    "STORYBOOK", "NOWHERE", "MAKE-BELIEVE", "UNREAL", "PLAYHOUSE",
)  # fmt: skip
FEATURES = (
    "ACORN", "ALDER", "ANVIL", "APPLE TREE", "ARCHWAY", "ASH", "BADGER", "BARLEY", "BEACON",
    "BEECH", "BELL", "BIRCH", "BLUEBELL", "BRAMBLE", "BRIDGE", "BROOK", "BUTTERCUP", "CANAL",
    "CASTLE", "CEDAR", "CHALK", "CHERRY", "CLIFF", "CLOVER", "COBBLE", "COPPICE", "CORNFIELD",
    "CROWN", "DAISY", "DALE", "DOVE", "DUCK POND", "ELM", "FALCON", "FERN", "FERRY", "FIELD",
    "FORD", "FOUNTAIN", "FOX", "GARDEN", "GATE", "GLEN", "GRANARY", "GREEN", "GROVE", "HARBOUR",
    "HAWTHORN", "HAZEL", "HEATHER", "HEDGEROW", "HERON", "HILL, DALE", "HOLLY", "HONEY", "IVY",
    "JUNIPER", "KESTREL", "KING'S", "LAKE", "LANE", "LANTERN", "LARCH", "LARK", "LAVENDER",
    "LIME", "LODGE", "LONG", "MAPLE", "MARKET", "MARSH", "MEADOW", "MILL", "MILL & MARSH",
    "MINSTER", "MOOR", "OAK", "ORCHARD", "OTTER", "PADDOCK", "PARK", "PEAR TREE", "PINE",
    "POPLAR", "POPPY", "PRIORY", "QUARRY", "QUAY", "RIVER", "ROBIN", "ROSE", "ROWAN", "SPRING",
    "SQUARE", "STATION", "STONE", "SWAN", "TOWER", "WILLOW", "WREN",
)  # fmt: skip
SIDES = ("", "NORTH ", "SOUTH ", "EAST ", "WEST ")
SURGERIES = (
    "SURGERY", "MEDICAL CENTRE", "HEALTH CENTRE", "MEDICAL PRACTICE", "PRACTICE",
    "FAMILY PRACTICE", "MEDICAL GROUP",
)  # fmt: skip
STREETS = ("STREET", "ROAD", "LANE", "WAY", "CLOSE", "AVENUE")
SHIRES = (
    "Brambleshire", "Cloverfordshire", "Puddleshire", "Thistledownshire", "Marrowshire",
    "Gooseberryshire", "Wobbleshire", "Teacupshire", "Mufflershire", "Buttonshire", "Crumpetshire",
    "Dandelionshire", "Eiderdownshire", "Fiddlesticksshire", "Gingerbreadshire", "Hobbyhorseshire",
    "Inkwellshire", "Jigsawshire", "Kettleshire", "Lollipopshire", "Marmaladeshire",
    "Nutcrackershire", "Oatcakeshire", "Parasolshire", "Quillshire", "Rhubarbshire", "Sundialshire",
    "Tambourineshire", "Umbrellashire", "Velvetshire", "Waistcoatshire", "Xylophoneshire",
    "Yodelshire", "Zitherfordshire", "Bobbinshire", "Candlewickshire", "Doilyshire", "Gherkinshire",
    "Haystackshire", "Milkchurnshire", "Snowglobeshire", "Weathervaneshire",
)  # fmt: skip
REGIONS = (
    "Fictional North", "Fictional South", "Fictional East", "Fictional West",
    "Fictional Middle", "Fictional Coast", "Fictional Capital",
)  # fmt: skip


class Names:
    """Hands out names and codes, none of them twice, in an order that the seed decides."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._networks = self._shuffled(
            f"{f} {s}{x} PCN" for f, s, x in product(FICTIONAL, SIDES, FEATURES)
        )
        self._practices = self._shuffled(
            f"{f} {x} {s}" for f, x, s in product(FICTIONAL, FEATURES, SURGERIES)
        )
        self._network_numbers = iter(rng.sample(range(100_000), 100_000))
        self._practice_numbers = iter(rng.sample(range(100_000), 100_000))

    def _shuffled(self, names: Iterator[str]) -> Iterator[str]:
        """Give every name once, then every name with a number after it, for as long as asked."""
        pool = list(names)
        self._rng.shuffle(pool)
        yield from pool
        for number in count(2):
            for name in pool:
                yield f"{name} {number}"

    def network(self) -> tuple[str, str]:
        """A code (U and five digits) and a name."""
        return f"U{next(self._network_numbers):05d}", next(self._networks)

    def practice(self) -> tuple[str, str]:
        """A code (Z, which no real practice has, and five digits) and a name."""
        return f"Z{next(self._practice_numbers):05d}", next(self._practices)

    def place(self, building: str) -> Place:
        street = (
            f"{self._rng.randint(1, 199)} {self._rng.choice(FICTIONAL)} {self._rng.choice(STREETS)}"
        )
        town = f"{self._rng.choice(FEATURES).split(',')[0]}-ON-PAPER"
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        inward = f"{self._rng.randint(1, 9)}{self._rng.choice(letters)}{self._rng.choice(letters)}"
        return Place((building, street, "", town, ""), f"ZZ{self._rng.randint(1, 99)} {inward}")

    def phone(self) -> str:
        """A number of the range that Ofcom keeps for fiction."""
        return f"01632 {self._rng.randint(960_000, 960_999)}"
