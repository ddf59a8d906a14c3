"""Waits until the worker answers. Run in the virtual environment: `-m …ask_worker NAME`."""

import sys

from pcn_portal.celery import app


def main(name: str) -> None:
    """Ping the worker until it answers; the caller decides how long is too long."""
    while not app.control.ping(destination=[name], timeout=0.5):
        pass


if __name__ == "__main__":
    main(sys.argv[1])
