"""Clinical services of the contract. So far: aligned care home beds, which drive the premium.

May import `networks`, `practices` and `pcn_portal.audit`; `workforce` is its sibling.
"""
