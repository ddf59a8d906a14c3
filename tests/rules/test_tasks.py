"""A task acts for somebody: it names a permission, or says that the system itself acts."""

from typing import Any

import pytest

from pcn_portal.accounts.permissions import Permission
from pcn_portal.celery import app

app.loader.import_default_modules()
OURS = [task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")]


def test_there_are_tasks():
    assert {task.name for task in OURS} >= {"funding.calculate_part"}


@pytest.mark.parametrize("task", OURS, ids=lambda task: task.name)
def test_every_task_names_its_permission(task: Any):
    assert getattr(task, "permission", None) in {*Permission, "system"}
