"""A PostgreSQL server of our own: made, started, adopted, recovered and stopped."""

import os
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import ports
from .account import Account, command_of, drop_to, give, make_folder, owner_of, reaches
from .chain import PostgresBinaries
from .trouble import Trouble, say

USER = "portal"
DATABASE = "portal"
# What a throw-away server of the tests does without: it is made anew after a crash.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
BASIC = {
    "listen_addresses": "'127.0.0.1'",
    "unix_socket_directories": "''",
    "max_connections": "100",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
}


@dataclass(frozen=True)
class Postgres:
    """One cluster in `home`, in a folder named for its major version."""

    binaries: PostgresBinaries
    home: Path
    log: Path
    account: Account | None
    throwaway: bool

    @property
    def folder(self) -> Path:
        """Return PostgreSQL's own data folder."""
        return self.home / f"postgres-{self.binaries.major}"

    @property
    def port_file(self) -> Path:
        """Return the file that remembers the port."""
        return self.home / "postgres.port"

    @property
    def url(self) -> str:
        """Return the address for DATABASE_URL."""
        port = self.running_port() or ports.remembered(self.port_file)
        return f"postgres://{USER}:{self.password()}@127.0.0.1:{port}/{DATABASE}"

    def password(self) -> str:
        """Return the generated password, kept inside the cluster."""
        return (self.folder / "portal.password").read_text().strip()

    def start(self) -> None:
        """Have the server answer: adopt it, or recover and start it, making it first if need be."""
        if not reaches(self.account, self.home):
            raise Trouble(
                f"PostgreSQL does not run as root, and no other account may enter {self.home}: "
                "set PORTAL_DATA to a folder open to all, or run as an ordinary user."
            )
        self.check_owner()
        if not self.folder.exists():
            self.initialise()
        if not self.answers():
            self.launch()
        if self.query(f"select 1 from pg_database where datname = '{DATABASE}'") != "1":  # noqa: S608
            self.query(f"create database {DATABASE}")

    def check_owner(self) -> None:
        """Refuse a cluster that another ordinary user made."""
        if os.geteuid() and self.folder.exists() and self.folder.stat().st_uid != os.geteuid():
            raise Trouble(
                f"{self.folder} belongs to another account: run as that one, or set PORTAL_DATA "
                "to a folder of your own."
            )

    def initialise(self) -> None:
        """Make the cluster beside its place and move it there when it is whole."""
        say("Making the PostgreSQL data folder …")
        fresh = self.folder.with_name(f"{self.folder.name}.new")
        secret = self.home / "postgres.password.new"
        for leftover in (fresh, secret):
            remove(leftover)
        make_folder(fresh, private=True)
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_hex(24))
        give([fresh, secret], self.account)
        self.run_initdb(fresh, secret)
        settings = BASIC | (FAST if self.throwaway else {})
        with (fresh / "postgresql.conf").open("a") as config:
            config.writelines(f"{name} = {value}\n" for name, value in settings.items())
        secret.rename(fresh / "portal.password")
        fresh.rename(self.folder)

    def run_initdb(self, fresh: Path, secret: Path) -> None:
        """Run initdb: UTF-8, no locale of the machine's, and a password for every connection."""
        options = ["-D", str(fresh), "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8"]
        done = self.program("initdb", *options, *(["--no-sync"] if self.throwaway else []))
        if done.returncode != 0:
            raise Trouble(f"PostgreSQL's initdb failed: {done.stderr.strip() or done.stdout}")

    def launch(self) -> None:
        """Start the server, dealing with a port taken meanwhile and what a crash left behind."""
        for _ in range(5):
            port = ports.choose(self.port_file)
            said = self.pg_ctl_start(port)
            if self.answers():
                return
            if not self.cured(said):
                break
            time.sleep(1)  # the children of a killed server take a moment to go
        raise Trouble(f"PostgreSQL did not start; its log is {self.log}.")

    def cured(self, said: str) -> bool:
        """Deal with the reason a start failed for; say whether another try makes sense."""
        if '"postmaster.pid" already exists' in said:
            self.forget_dead_server()
            return True
        if "Address already in use" in said:
            self.port_file.unlink(missing_ok=True)
            return True
        return "still in use" in said

    def pg_ctl_start(self, port: int) -> str:
        """Start the server on the port; return what its log says of this attempt."""
        with self.log.open("ab") as log:
            began = log.tell()
            options = ["start", "-w", "-t", "60", "-D", str(self.folder), "-o", f"-p {port}"]
            command = [str(self.binaries.folder / "pg_ctl"), *options]
            subprocess.run(
                command,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment(),
                start_new_session=True,
                **drop_to(self.account),
            )
        return self.log.read_bytes()[began:].decode(errors="replace")

    def forget_dead_server(self) -> None:
        """Remove the pid file of a killed server whose number another program has got since."""
        lines = self.pid_lines()
        number = int(lines[0]) if lines and lines[0].isdigit() else 0
        if str(self.folder) not in command_of(number):
            (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def pid_lines(self) -> list[str]:
        """Return the lines of the server's pid file, none when there is no such file."""
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return []

    def running_port(self) -> int:
        """Return the port in the pid file, 0 when there is none; the server may be dead."""
        lines = self.pid_lines()
        return int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else 0

    def answers(self) -> bool:
        """Say whether our server, knowing our password, answers."""
        return bool(self.running_port()) and self.query("select 1") == "1"

    def query(self, sql: str) -> str:
        """Run one statement with psql; return what it prints, nothing on failure."""
        connection = ["-h", "127.0.0.1", "-p", str(self.running_port()), "-U", USER]
        asked = self.program("psql", *connection, "-d", "postgres", "-XAtqc", sql)
        return asked.stdout.strip() if asked.returncode == 0 else ""

    def stop(self) -> None:
        """Stop the server; sessions are ended, committed work is kept."""
        if self.pid_lines():
            self.program("pg_ctl", "stop", "-w", "-t", "60", "-m", "fast", "-D", str(self.folder))

    def program(self, name: str, *options: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the servers' account."""
        return subprocess.run(
            [self.binaries.folder / name, *options],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=self.environment(),
            start_new_session=True,
            **drop_to(self.account),
        )

    def environment(self) -> dict[str, str]:
        """Return a bare environment: a PGPORT or PGOPTIONS of the user's must not leak in."""
        bare = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "5"}
        if (self.folder / "portal.password").exists():
            bare["PGPASSWORD"] = self.password()
        return bare


def choose_postgres(
    candidates: list[PostgresBinaries],
    *,
    home: Path,
    log: Path,
    account: Account | None,
    throwaway: bool,
) -> Postgres:
    """Return the server whose data is already there, else the first of the chain."""
    made = [each for each in candidates if (home / f"postgres-{each.major}").exists()]
    chosen = (made or candidates)[0]
    if not made and not throwaway and any(home.glob("postgres-*[0-9]")):
        older = next(home.glob("postgres-*[0-9]")).name
        raise Trouble(
            f"The data in {home / older} needs that version of PostgreSQL, which is not to be "
            "found: install it, or move the folder away to start anew."
        )
    owner = owner_of(home / f"postgres-{chosen.major}", account)
    return Postgres(chosen, home, log, owner, throwaway)


def remove(path: Path) -> None:
    """Remove what an interrupted start left behind."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
