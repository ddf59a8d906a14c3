"""Practices, the organisations above them, their populations, and how open data comes in.

Owns: regions, ICBs, sub-ICBs and their dated links; practices; population figures; source files
and staged imports. May import only `pcn_portal.audit`. Its pages are in `pcn_portal/web/`.
"""
