"""Shared fixtures. Real PostgreSQL and Redis; nothing of ours is mocked."""

import importlib

import pytest
from django.apps import apps

rules = importlib.import_module("networks.migrations.0003_register_rules")


@pytest.fixture(autouse=True)
def roles_of_the_migration(request: pytest.FixtureRequest, _django_db_helper: None) -> None:
    """A test that commits empties every table at its end: the migration's roles come back."""
    uses = {"db", "transactional_db"} & set(request.fixturenames)
    if uses or request.node.get_closest_marker("django_db"):
        rules.add_roles(apps, None)
