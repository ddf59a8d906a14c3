"""Entitlements: rates as data, the engine that turns facts into explained lines, runs, approval.

May import `workforce`, `services`, `networks`, `practices` and `pcn_portal.audit`.
`funding.engine` is pure Python: no Django, no clock.
"""
