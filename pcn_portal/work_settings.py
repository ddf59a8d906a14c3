"""Settings of the work that goes on outside of pages: tasks, their schedule, and e-mail."""

from celery.schedules import crontab

from pcn_portal.environment import DEVELOPMENT, env, required

TIME_ZONE = "Europe/London"
REDIS_URL = required("REDIS_URL", development="redis://127.0.0.1:6379/0")

# Celery: a task lost with its worker is delivered again; the database, not the queue, is the truth.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
# A task still at work when the broker goes is given up: acknowledging it later over the lost
# connection would end the worker (celery/kombu). Its part is offered again.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A dead broker is noticed soon: the work is in the database, and beat offers it again.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_DEFAULT_QUEUE = env("CELERY_QUEUE", default="portal")
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# Unfinished work is looked for this often, and offered again once it was last offered, or taken
# up, twice as long ago.
REQUEUE_SECONDS = env.float("REQUEUE_SECONDS", default=15.0)
CELERY_BEAT_MAX_LOOP_INTERVAL = min(5.0, REQUEUE_SECONDS)
CELERY_BEAT_SCHEDULE = {
    "requeue-unfinished-run-parts": {
        "task": "funding.requeue_unfinished_parts",
        "schedule": REQUEUE_SECONDS,
    },
    "set-names-of-today": {
        "task": "networks.set_names_of_today",
        "schedule": crontab(hour=0, minute=5),
    },
    "erase-old-names": {
        "task": "workforce.erase_old_names",
        "schedule": crontab(hour=2, minute=30),
    },
    "tell-of-deadlines": {
        "task": "accounts.tell_of_deadlines",
        "schedule": crontab(hour=7, minute=10),
    },
    "tell-of-money": {
        "task": "accounts.tell_of_money",
        "schedule": 60.0,
    },
    "tell-of-vacancies": {
        "task": "accounts.tell_of_vacancies",
        "schedule": crontab(hour=7, minute=0),
    },
}

# E-mail: smtp+tls://user:password@host:587 on a server; in development the log shows it.
# Without an address of a mail server nothing is sent, and nothing counts as sent.
EMAIL_URL = env("EMAIL_URL", default="consolemail://" if DEVELOPMENT else "")
SENDS_EMAIL = bool(EMAIL_URL)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=10)
if SENDS_EMAIL:
    globals().update(env.email_url_config(EMAIL_URL))
    DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", development="PCN portal <portal@localhost>")
    # Where the links in e-mails lead.
    PORTAL_ADDRESS = required("PORTAL_ADDRESS", development="http://127.0.0.1:8000").rstrip("/")
