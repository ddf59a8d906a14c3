"""`make_england` writes a folder of files, or says what to change and writes nothing."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def make(folder: Path, **options: object) -> None:
    call_command("make_england", **{"networks": 3, "seed": 1, "out": folder, **options})


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_two_folders_of_the_same_seed_are_the_same(tmp_path, capsys):
    make(tmp_path / "one")
    make(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert "with 3 networks" in capsys.readouterr().out


def test_the_readme_says_that_all_is_fictional_and_names_every_file(tmp_path):
    make(tmp_path / "england")
    written = contents(tmp_path / "england")
    readme = written.pop("README.txt").decode()
    assert "Everything in this folder is fictional" in readme
    assert all(name in readme for name in written if name.endswith((".csv", ".xlsx")))


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="is not empty.*--overwrite"):
        make(tmp_path)
    assert contents(tmp_path) == {"mine.txt": b"mine"}


def test_overwrite_writes_beside_other_files(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    make(tmp_path, overwrite=True)
    assert {"mine.txt", "README.txt", "epcn.csv"} <= contents(tmp_path).keys()


def test_an_england_made_before_gives_way_to_another_year(tmp_path):
    make(tmp_path / "england", year="2024/25")
    make(tmp_path / "england", year="2025/26")
    make(tmp_path / "fresh", year="2025/26")
    assert contents(tmp_path / "england") == contents(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"networks": 0}, "Give a number from 1 to 10,000"),
        ({"networks": 10_001}, "Give a number from 1 to 10,000"),
        ({"year": "2025"}, "Write it as 2025/26"),
        ({"year": "2019/20"}, "Give 2020/21 or later"),
    ],
)
def test_a_wrong_option_is_explained_and_nothing_is_written(tmp_path, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        make(tmp_path / "england", **options)
    assert not (tmp_path / "england").exists()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "england").write_text("mine")
    with pytest.raises(CommandError, match="is a file. Name a folder"):
        make(tmp_path / "england")
