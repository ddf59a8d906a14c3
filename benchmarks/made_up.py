"""A made-up England put straight into the database: the same seed gives the same figures.

For benchmarks and for tests that need many networks; the files in the real formats come from
`./portal manage make_england`.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from networks.models import Network, NetworkCommissioner, NetworkMembership
from pcn_portal.units.periods import ContractYear
from practices.models import (
    Basis,
    Organisation,
    OrganisationKind,
    OrganisationLink,
    PopulationFigure,
    Practice,
    PracticeStatus,
    SourceFile,
)
from services.models import BedCount

RECEIVED = datetime(2025, 3, 1, 9, tzinfo=UTC)
BEGAN = date(2019, 7, 1)
YEAR = ContractYear(2025)
BATCH = 2_000
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def fill(
    *,
    icbs: int,
    networks: int,
    practices: int,
    seed: int = 1,
    unweighted: int = 0,
    year: ContractYear = YEAR,
) -> list[str]:
    """Insert ICBs, networks, practices, all populations and a year's beds; the ICBs' codes.

    Networks are dealt to ICBs in turn, practices to networks in turn. The first `unweighted`
    practices have no contractor weighted population, which is a gap in their participation
    payment.
    """
    rng = random.Random(seed)
    commissioners = _organisations(icbs)
    found = _networks(networks, commissioners)
    members = _practices(practices, found)
    _figures(rng, members, unweighted, year)
    _beds(rng, found, year)
    return [icb_code(number) for number in range(icbs)]


def _received(year: ContractYear) -> datetime:
    """The March before the year."""
    return RECEIVED.replace(year=year.start_year)


def icb_code(number: int) -> str:
    return f"Q{LETTERS[number // 26]}{LETTERS[number % 26]}"


def network_code(number: int) -> str:
    return f"U{number + 1:05d}"


def practice_code(number: int) -> str:
    return f"Z{number + 1:05d}"


def _organisations(icbs: int) -> list[Organisation]:
    """One ICB with one sub-ICB location each; the sub-ICB locations."""
    parents = Organisation.objects.bulk_create(
        Organisation(
            kind=OrganisationKind.ICB, code=icb_code(n), name=f"Fictional ICB {icb_code(n)}"
        )
        for n in range(icbs)
    )
    children = Organisation.objects.bulk_create(
        Organisation(kind=OrganisationKind.SUB_ICB, code=f"{n:02d}Z", name=f"Fictional place {n}")
        for n in range(icbs)
    )
    OrganisationLink.objects.bulk_create(
        OrganisationLink(child=child, parent=parent, starts=BEGAN)
        for child, parent in zip(children, parents, strict=True)
    )
    return children


def _networks(number: int, commissioners: list[Organisation]) -> list[Network]:
    found = Network.objects.bulk_create(
        Network(code=network_code(n), name=f"Fictional network {n + 1}", opened=BEGAN)
        for n in range(number)
    )
    NetworkCommissioner.objects.bulk_create(
        NetworkCommissioner(
            network=network, sub_icb=commissioners[n % len(commissioners)], starts=BEGAN
        )
        for n, network in enumerate(found)
    )
    return found


def _practices(number: int, networks: list[Network]) -> list[Practice]:
    found = Practice.objects.bulk_create(
        Practice(
            code=practice_code(n),
            name=f"Fictional surgery {n + 1}",
            status=PracticeStatus.ACTIVE,
            opened=BEGAN,
        )
        for n in range(number)
    )
    NetworkMembership.objects.bulk_create(
        NetworkMembership(practice=practice, network=networks[n % len(networks)], starts=BEGAN)
        for n, practice in enumerate(found)
    )
    return found


def _source(name: str) -> SourceFile:
    return SourceFile.objects.create(
        name=name, sha256=name.ljust(64, "0")[:64], size=0, content=b"", received_at=RECEIVED
    )


def _figures(
    rng: random.Random, practices: list[Practice], unweighted: int, year: ContractYear
) -> None:
    sources = {basis: _source(f"made-up-{basis}.csv") for basis in Basis.values}

    def rows() -> Iterator[PopulationFigure]:
        for number, practice in enumerate(practices):
            registered = rng.randint(2_000, 20_000)
            for basis, value in (
                ("registered", Decimal(registered)),
                ("adjusted", registered * Decimal(rng.randint(8 * 10**8, 12 * 10**8)) / 10**9),
                ("weighted", registered * Decimal(rng.randint(800, 1_200)) / 1_000),
            ):
                if basis == "weighted" and number < unweighted:
                    continue
                yield PopulationFigure(
                    practice=practice,
                    basis=basis,
                    reference_date=year.list_date,
                    version=1,
                    value=value,
                    vintage="made up",
                    received_at=_received(year),
                    source=sources[Basis(basis)],
                    source_row=number + 2,
                )

    PopulationFigure.objects.bulk_create(rows(), batch_size=BATCH)


def _beds(rng: random.Random, networks: list[Network], year: ContractYear) -> None:
    source, row = _source("made-up-beds.csv"), count(2)
    rows = (
        BedCount(
            network=network,
            month=month.first,
            version=1,
            beds=rng.randint(0, 900),
            received_at=_received(year),
            source=source,
            source_row=next(row),
        )
        for network in networks
        for month in year.months()
    )
    BedCount.objects.bulk_create(rows, batch_size=BATCH)
