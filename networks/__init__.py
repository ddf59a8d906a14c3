"""Primary Care Networks and their core network practices, each spell dated.

May import `practices` and `pcn_portal.audit`. Its pages are in `pcn_portal/web/`.
"""
