"""The portal itself: settings, pages, API, people, permissions and audit.

The one package that sees every domain. It may import all of them; none of them may import
it, except `pcn_portal.audit` and `pcn_portal.units`, the lowest layers. Importing this package
alone loads neither Django nor Celery, so that the engines stay pure.
"""
