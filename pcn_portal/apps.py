"""The portal as a Django app; the Celery application comes with it, so tasks find the broker."""

from django.apps import AppConfig

from pcn_portal.celery import app as celery_app

__all__ = ["PortalConfig", "celery_app"]


class PortalConfig(AppConfig):
    """Pages, API and settings; it has no models of its own."""

    name = "pcn_portal"
