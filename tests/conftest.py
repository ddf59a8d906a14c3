"""Shared fixtures. Real PostgreSQL and Redis; nothing of ours is mocked."""

import importlib
from collections.abc import Generator

import pytest
from django.apps import apps
from pytest_django.plugin import blocking_manager_key

rules = importlib.import_module("networks.migrations.0003_register_rules")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """A test that commits empties every table at its end: the migration's roles come back."""
    done = yield
    if nextitem and _commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            rules.add_roles(apps, None)
    return done


def _commits(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", [])
    return "transactional_db" in fixtures or bool(marked and marked.kwargs.get("transaction"))
