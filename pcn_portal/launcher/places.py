"""Where things are: the checkout, its virtual environment and the data folder."""

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .account import make_folder, reaches, service_account
from .trouble import Trouble, say

CHECKOUT = Path(__file__).resolve().parent.parent.parent
# Used only by root, for a checkout that the servers' account may not enter.
ROOT_DATA = Path("/var/lib/pcn-portal")


@dataclass(frozen=True)
class Places:
    """The folders the launcher may touch; there are no others."""

    checkout: Path
    data: Path
    venv: Path

    @property
    def python(self) -> str:
        """Return the virtual environment's interpreter."""
        return str(self.venv / "bin" / "python")

    @property
    def logs(self) -> Path:
        """Return the folder of the logs, made when first asked for."""
        return make_folder(self.data / "logs", private=True)


def find_places(environ: Mapping[str, str]) -> Places:
    """Decide the data folder: PORTAL_DATA, else .data in the checkout, and make it."""
    data = Path(environ["PORTAL_DATA"]).absolute() if environ.get("PORTAL_DATA") else None
    if data is None:
        data = default_data(environ)
    try:
        make_folder(data)
    except OSError as error:
        raise Trouble(
            f"The data folder {data} cannot be made ({error.strerror}): run as the owner of the "
            "checkout, or set PORTAL_DATA to a folder of your own."
        ) from error
    if not os.access(data, os.W_OK):
        raise Trouble(f"The data folder {data} cannot be written: set PORTAL_DATA to another.")
    return Places(checkout=CHECKOUT, data=data, venv=CHECKOUT / ".venv")


def default_data(environ: Mapping[str, str]) -> Path:
    """Return .data in the checkout, or a folder of our own where root's checkout is closed."""
    inside = CHECKOUT / ".data"
    configured = environ.get("DATABASE_URL") and environ.get("REDIS_URL")
    starts_none = bool(configured) and not environ.get("PORTAL_SERVERS")
    account = None if starts_none else service_account()
    if account is None or reaches(account, CHECKOUT):
        return inside
    outside = ROOT_DATA / hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    if not outside.exists():
        make_folder(ROOT_DATA)
        say(f"The account {account.name} may not enter {CHECKOUT}, so the data is in {outside}.")
    return outside


def remembered_secret(path: Path) -> str:
    """Return the secret kept in a file only its owner may read; the first call makes it."""
    if not path.exists() or not path.read_text().strip():
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_hex(32))
    return path.read_text().strip()
