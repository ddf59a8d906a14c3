"""The Celery application. Tasks are found in each app's `tasks.py`."""

import os

from celery import Celery
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pcn_portal.settings")

# When the broker goes away, a closing channel would put back what it holds over a connection that
# is gone too, and the worker would end. The database knows what is unfinished and offers it again.
Channel.do_restore = False

app = Celery("pcn_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
