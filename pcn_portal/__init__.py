"""The portal itself: settings, pages, API, people, permissions and audit.

The one package that sees every domain. It may import all of them; none of them may import
it, except `pcn_portal.audit`, the lowest layer.
"""

from pcn_portal.celery import app as celery_app

__all__ = ["celery_app"]
