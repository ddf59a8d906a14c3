"""Clinical services of the contract. So far: aligned care home beds, which drive the premium, and
what indicators of the incentive fund earn.

May import `networks`, `practices` and `pcn_portal.audit`; `workforce` is its sibling.
"""
