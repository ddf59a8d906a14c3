"""A Redis or Valkey server of our own. It keeps nothing on disk: the database is the truth."""

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import ports
from .account import Account, drop_to, give, make_folder
from .places import remembered_secret
from .trouble import Trouble

PATIENCE = 10  # seconds


@dataclass(frozen=True)
class Redis:
    """One server on 127.0.0.1 behind a generated password."""

    binary: Path
    home: Path
    account: Account | None

    @property
    def log(self) -> Path:
        """Return the server's log; it writes it itself, so it lies in the server's own folder."""
        return self.home / "redis" / "server.log"

    @property
    def port_file(self) -> Path:
        """Return the file that remembers the port."""
        return self.home / "redis.port"

    @property
    def url(self) -> str:
        """Return the address for REDIS_URL."""
        return f"redis://:{self.password()}@127.0.0.1:{ports.remembered(self.port_file)}/0"

    def password(self) -> str:
        """Return the generated password."""
        return remembered_secret(self.home / "redis.password")

    def start(self) -> None:
        """Have the server answer: adopt the one that runs, or start one."""
        if self.answers():
            return
        for _ in range(3):
            port = ports.choose(self.port_file)
            if self.launch(port):
                return
            self.port_file.unlink(missing_ok=True)
        raise Trouble(f"The Redis server did not start; its log is {self.log}.")

    def launch(self, port: int) -> bool:
        """Start the server on the port; the configuration goes in by pipe, out of others' sight."""
        folder = make_folder(self.home / "redis", private=True)
        give([folder], self.account)
        subprocess.run(
            [self.binary, "-"],
            check=False,
            input=self.configuration(port, folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
            **drop_to(self.account),
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.05)
        return False

    def configuration(self, port: int, folder: Path) -> str:
        """Return the server's settings."""
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self.password()}",
            f'dir "{folder}"',
            f'logfile "{self.log}"',
            "daemonize yes",
            'save ""',
            "appendonly no",
        ]
        return "\n".join(lines) + "\n"

    def answers(self) -> bool:
        """Say whether our server, knowing our password, answers."""
        return self.say("PING").endswith("+PONG\r\n")

    def say(self, command: str) -> str:
        """Sign in and give one command; return the raw answers, nothing when nobody listens."""
        port = ports.remembered(self.port_file)
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=3) as line:
                line.sendall(f"AUTH {self.password()}\r\n{command}\r\nQUIT\r\n".encode())
                return read_all(line).removesuffix("+OK\r\n")
        except OSError:
            return ""

    def stop(self) -> None:
        """Stop the server and wait until it is gone."""
        if not self.answers():
            return
        self.say("SHUTDOWN NOSAVE")
        port = ports.remembered(self.port_file)
        deadline = time.monotonic() + PATIENCE
        while ports.accepts("127.0.0.1", port) and time.monotonic() < deadline:
            time.sleep(0.05)


def read_all(line: socket.socket) -> str:
    """Read until the server hangs up."""
    parts = []
    while part := line.recv(4096):
        parts.append(part)
    return b"".join(parts).decode(errors="replace")
