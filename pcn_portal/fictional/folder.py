"""Writes the files of a made-up England into a folder, with a README that says what they are."""

import json
from pathlib import Path

from pcn_portal.fictional.england import England
from pcn_portal.fictional.files import MadeUpFile

README = "README.txt"
# Names the files that we wrote, so that a later England may take their place and no others.
MANIFEST = "made-up-england.json"


class FolderInUse(Exception):
    """The folder holds files that are not a made-up England; the message says what to do."""


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Raise FolderInUse if `folder` is a file or holds anything but an England made before."""
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(f"{folder} is a file. Name a folder.")
    if overwrite or not folder.exists() or (folder / MANIFEST).is_file():
        return
    if any(folder.iterdir()):
        raise FolderInUse(
            f"{folder} is not empty and was not made by this command. Name an empty folder, or add "
            "--overwrite to write beside what is there."
        )


def write_folder(
    england: England, files: list[MadeUpFile], folder: Path, *, overwrite: bool = False
) -> None:
    """Write the files, the README and the manifest; replace an England made there before."""
    check_folder(folder, overwrite=overwrite)
    folder.mkdir(parents=True, exist_ok=True)
    for name in _made_before(folder):
        (folder / name).unlink(missing_ok=True)
    for file in files:
        (folder / file.name).write_bytes(file.content)
    (folder / README).write_text(readme(england, files), encoding="utf-8")
    names = [*(file.name for file in files), README]
    manifest = {"networks": len(england.open_networks), "seed": england.seed, "files": names}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _made_before(folder: Path) -> list[str]:
    """Names of the files of the England made there before; never a path out of the folder."""
    try:
        names = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [name for name in names if isinstance(name, str) and Path(name).name == name]


def readme(england: England, files: list[MadeUpFile]) -> str:
    """What the folder is, how to import each file and what is odd on purpose."""
    lines = [
        "A made-up England",
        "",
        "Everything in this folder is fictional: organisations, codes, addresses and figures.",
        "None of it describes a real practice, network, board or patient.",
        "",
        f"Contract year {england.year}, seed {england.seed}: {len(england.open_networks):,} "
        f"networks, {len(england.figures.registered):,} practices with patients, "
        f"{len(england.icbs)} integrated care boards.",
        "",
        "Import in this order: ./portal manage import_data KIND FILE --apply",
        "",
        *(line for file in files for line in _about(file)),
    ]
    if england.oddities:
        lines += ["", "Odd on purpose", "", *(f"- {sentence}" for sentence in england.oddities)]
    return "\n".join(lines) + "\n"


def _about(file: MadeUpFile) -> list[str]:
    options = "".join(f" --{key.replace('_', '-')} {value}" for key, value in file.parameters)
    lines = [f"{file.name}", f"    kind: {file.kind}{options}", f"    {file.about}"]
    if file.same_as:
        lines.append(f"    Says the same as {file.same_as}: import one of the two.")
    return lines
