"""What `./portal` says and returns, as a person or a script meets it."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from pcn_portal.launcher.migrating import fingerprint
from pcn_portal.launcher.places import CHECKOUT, Places

CASE = {
    "cases": [
        {
            "id": "one",
            "months": ["2022-04"],
            "practices": [{"code": "Z00001", "registered_list": "12000"}],
        }
    ]
}


def portal(folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run ./portal with a data folder of the test's own and no server configured."""
    ours = ("DATABASE_URL", "REDIS_URL", "PORTAL_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"PORTAL_DATA": str(folder), "PORTAL_SERVERS": "wheel"}
    return subprocess.run(
        [CHECKOUT / "portal", *words],
        check=False,
        capture_output=True,
        text=True,
        input=given,
        env=environment,
    )


@pytest.mark.parametrize("words", [(), ("dance",), ("demo", "--colour"), ("run", "--port", "x")])
def test_words_it_does_not_know_are_answered_with_those_it_knows(
    words: tuple[str, ...], folder: Path
) -> None:
    done = portal(folder, *words)
    assert done.returncode == 2
    assert "usage: portal" in done.stderr
    assert done.stdout == ""


def test_the_reckoner_starts_no_server_and_prints_nothing_but_json(folder: Path) -> None:
    done = portal(folder, "manage", "ready_reckoner", "-", given=json.dumps(CASE))
    assert done.returncode == 0, done.stderr
    (result,) = json.loads(done.stdout)["results"]
    assert result["id"] == "one"
    assert not (folder / "portal").exists()


def test_the_exit_code_of_a_command_is_the_portals(folder: Path) -> None:
    done = portal(folder, "manage", "ready_reckoner", "-", given="no JSON")
    assert done.returncode == 2
    assert done.stdout == ""


def test_a_command_finds_the_tables_made_and_leaves_no_server_behind(folder: Path) -> None:
    count = "from funding.models import Run; print(Run.objects.count())"
    done = portal(folder, "manage", "shell", "--verbosity", "0", "--command", count)
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr
    assert not list((folder / "portal").glob("postgres-*/postmaster.pid"))


def test_a_data_folder_that_cannot_be_is_one_sentence(folder: Path) -> None:
    (folder / "file").touch()
    done = portal(folder / "file" / "data", "manage", "check")
    assert done.returncode == 1
    assert "set PORTAL_DATA to a folder of your own" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def one_migration(folder: Path) -> Any:
    """A checkout with a lock file and one migration."""
    migration = folder / "app" / "migrations" / "0001_initial.py"
    migration.parent.mkdir(parents=True)
    migration.touch()
    (folder / "requirements.txt").touch()
    return migration


def test_tables_are_looked_at_again_when_a_migration_or_the_cluster_changed(
    one_migration: Path, folder: Path
) -> None:
    places = Places(checkout=folder, data=folder, venv=folder)
    first, second = ({"DATABASE_URL": f"postgres://portal:{word}@127.0.0.1/x"} for word in "ab")
    before = fingerprint(places, first)
    assert fingerprint(places, first) == before
    assert fingerprint(places, second) != before
    one_migration.write_text("# changed")
    assert fingerprint(places, first) != before
