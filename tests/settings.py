"""Settings of the test run: the portal's own, with a fast password hash and files on demand.

Each pytest process has its own queue and cache keys, so that two beside each other do not meet.
"""

import os

PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "tests")
os.environ["CELERY_QUEUE"] = f"portal-{PROCESS}"

from pcn_portal.settings import *  # noqa: E402, F403
from pcn_portal.settings import CACHES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
CACHES["default"]["KEY_PREFIX"] = PROCESS
