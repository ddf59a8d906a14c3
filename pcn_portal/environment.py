"""The environment that the settings are read from, and what kind of place the portal runs in."""

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

# "development" is what ./portal runs; anything else is a server and gets the strict defaults.
ENVIRONMENT = env("PORTAL_ENVIRONMENT", default="server")
DEVELOPMENT = ENVIRONMENT == "development"


def required(name: str, development: str) -> str:
    """Return a setting; on a server a missing one stops the start with a sentence."""
    value = env(name, default=development if DEVELOPMENT else "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it in the environment, or start with ./portal."
        )
    return str(value)
