"""The Celery application. Tasks are found in each app's `tasks.py`."""

import os

from celery import Celery

from pcn_portal import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcn_portal.settings")

broker.use()
app = Celery("pcn_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
