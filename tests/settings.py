"""Settings of the test run: the portal's own, with a fast password hash and no lock-out delay."""

from pcn_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
