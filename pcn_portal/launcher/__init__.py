"""What `./portal` does: sets up, finds or starts PostgreSQL and Redis, runs and stops the portal.

Standard library only and no Django, because it runs before anything is installed. The modules
import each other relatively: `./portal` loads this package by its path, without `pcn_portal`
itself, whose first line needs Celery.
"""
