"""Locks held until the transaction ends: one at a time works on an ICB's month, or its books."""

from datetime import date

from django.db import connection


def hold(icb_code: str, month: date) -> None:
    """Let one transaction at a time calculate or decide an ICB's month."""
    _lock(f"{icb_code} {month}")


def hold_books(icb_code: str) -> None:
    """Let one transaction at a time post into an ICB's books and lengthen its chain."""
    _lock(f"books of {icb_code}")


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
