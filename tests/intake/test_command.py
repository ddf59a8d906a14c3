"""`import_data KIND FILE [--apply]` for those who work at the command line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from practices.models import Practice
from tests.intake import files

pytestmark = pytest.mark.django_db
GOOD = files.as_csv(files.register_row("Z00001"))


@pytest.fixture
def register_file(tmp_path: Path) -> Path:
    path = tmp_path / "epraccur.csv"
    path.write_bytes(GOOD)
    return path


def run(*words: object) -> str:
    out = StringIO()
    call_command("import_data", *map(str, words), stdout=out, skip_checks=True)
    return out.getvalue()


def test_without_apply_a_file_is_shown_and_nothing_is_changed(register_file: Path) -> None:
    said = run("practice_register", register_file)
    assert "1 practices read." in said
    assert "Practice: 1 new, 0 changed, 0 ended, 0 untouched" in said
    assert "Nothing was changed; run again with --apply" in said
    assert not Practice.objects.exists()


def test_with_apply_it_is_applied_and_the_second_time_nothing_changes(
    register_file: Path,
) -> None:
    assert run("practice_register", register_file, "--apply").endswith("Applied.\n")
    assert Practice.objects.get().code == "Z00001"
    said = run("practice_register", register_file, "--apply")
    assert said.endswith("already holds all of this file. Nothing was changed.\n")


def test_a_file_with_errors_ends_with_its_errors_and_exit_code_1(register_file: Path) -> None:
    register_file.write_bytes(GOOD.replace(b",A,B", b",X,B"))
    out = StringIO()
    with pytest.raises(CommandError) as stopped:
        call_command(
            "import_data", "practice_register", str(register_file), stdout=out, skip_checks=True
        )
    assert stopped.value.returncode == 1
    assert "Error (row 1, Status code): “X”: Is not one of" in out.getvalue()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("payslips", "{file}"), "not a kind of import"),
        (("practice_register", "{file}x"), "cannot be read: No such file"),
        (("practice_register", "{file}", "--reference-date", "soon"), "not a date"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    register_file: Path, words: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CommandError, match=says):
        run(*(word.format(file=register_file) for word in words))
