"""The virtual environment is made once, and again only when something it rests on changed."""

import subprocess
from pathlib import Path

import pytest

from pcn_portal.launcher.environment import (
    DEVELOPMENT,
    RUN,
    explain,
    is_installed,
    make_venv,
    remember,
    set_up,
)
from pcn_portal.launcher.places import CHECKOUT, Places


@pytest.fixture
def empty_checkout(tmp_path: Path) -> Places:
    """A checkout whose lock files name no package."""
    for lock in (RUN, DEVELOPMENT):
        (tmp_path / lock).write_text("")
    return Places(checkout=tmp_path, data=tmp_path, venv=tmp_path / ".venv")


def pretend_installed(places: Places, lock: str) -> None:
    """Leave the traces of an installation."""
    Path(places.python).parent.mkdir(parents=True)
    Path(places.python).touch()
    remember(places, lock)


def test_a_set_up_makes_an_environment_that_runs_and_is_not_repeated(
    empty_checkout: Places,
) -> None:
    set_up(empty_checkout, RUN)
    subprocess.run([empty_checkout.python, "-c", "import pip"], check=True)
    made = Path(empty_checkout.python).lstat().st_mtime_ns
    set_up(empty_checkout, RUN)
    assert Path(empty_checkout.python).lstat().st_mtime_ns == made


def test_a_changed_lock_is_installed_again(empty_checkout: Places) -> None:
    pretend_installed(empty_checkout, RUN)
    assert is_installed(empty_checkout, RUN)
    (empty_checkout.checkout / RUN).write_text("# another")
    assert not is_installed(empty_checkout, RUN)


def test_what_development_needs_includes_what_running_needs(empty_checkout: Places) -> None:
    pretend_installed(empty_checkout, DEVELOPMENT)
    assert is_installed(empty_checkout, RUN)


def test_a_moved_checkout_is_set_up_again(empty_checkout: Places, tmp_path: Path) -> None:
    pretend_installed(empty_checkout, RUN)
    moved = tmp_path / "moved"
    empty_checkout.venv.rename(moved)
    assert not is_installed(Places(empty_checkout.checkout, tmp_path, moved), RUN)


def test_an_environment_whose_python_is_gone_is_replaced(empty_checkout: Places) -> None:
    broken = Path(empty_checkout.python)
    broken.parent.mkdir(parents=True)
    broken.symlink_to("/nowhere/python3")
    make_venv(empty_checkout)
    subprocess.run([empty_checkout.python, "-c", ""], check=True)


@pytest.mark.parametrize(
    ("complaint", "sentence"),
    [
        ("NewConnectionError: Failed to establish a new connection", "check the network"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH THE HASHES"),
        ("", "no reason was given"),
    ],
)
def test_a_failed_installation_is_one_sentence(complaint: str, sentence: str) -> None:
    said = explain(complaint, RUN)
    assert sentence in said
    assert "\n" not in said


def pins(lock: str) -> dict[str, str]:
    """Return package and version of every line of a lock file that names one."""
    lines = (CHECKOUT / lock).read_text().splitlines()
    named = [line.split(";")[0].strip(" \\") for line in lines if "==" in line and line[0] != " "]
    return dict(name.split("==") for name in named)


def test_the_development_lock_holds_the_other_at_the_same_versions() -> None:
    assert pins(RUN).items() <= pins(DEVELOPMENT).items()


@pytest.mark.parametrize("lock", [RUN, DEVELOPMENT])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    text = (CHECKOUT / lock).read_text().replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert len(entries) == len(pins(lock)) > 0
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
