"""Ports of this machine: which are free, and which one a server of ours had last time."""

import socket
from pathlib import Path


def is_free(port: int) -> bool:
    """Say whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(host: str, port: int) -> bool:
    """Say whether something listens there."""
    try:
        with socket.create_connection((host, port), timeout=3):
            return True
    except OSError:
        return False


def remembered(path: Path) -> int:
    """Return the port kept in the file, or 0."""
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0


def choose(path: Path) -> int:
    """Return last time's port if it is free, else another, and remember it."""
    port = remembered(path)
    if not port or not is_free(port):
        port = any_free()
        path.write_text(str(port))
    return port
