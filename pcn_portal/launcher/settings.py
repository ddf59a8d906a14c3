"""The environment the portal's processes get: what the settings read, and nothing by chance."""

import os
from pathlib import Path

from .account import make_folder
from .places import Places, remembered_secret


def portal_environment(
    places: Places, urls: dict[str, str], *, demo: bool = False
) -> dict[str, str]:
    """Return the environment of a portal in development on these servers."""
    extra = {
        "PORTAL_ENVIRONMENT": "development",
        "DJANGO_SETTINGS_MODULE": "pcn_portal.settings",
        "SECRET_KEY": os.environ.get("SECRET_KEY") or remembered_secret(places.data / "secret_key"),
        "PYTHONUNBUFFERED": "1",
        "STATIC_ROOT": str(make_folder(places.data / "static", private=True)),
    }
    if demo:
        extra["PORTAL_DEMO"] = "1"
    return os.environ | urls | extra


def demo_mark(places: Places) -> Path:
    """Return the file that says a demo was seeded, so that later commands know it is one."""
    return places.data / "demo"
