"""How the launcher speaks: progress, and the one sentence that says what is missing."""

import sys


class Trouble(Exception):
    """What is missing or wrong, and what to do, as a sentence for the person at the terminal."""


def say(text: str) -> None:
    """Print progress. On standard error: standard output belongs to the command that was run."""
    print(text, file=sys.stderr, flush=True)
