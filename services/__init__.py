"""Services of the contract: requirements, deadlines, care homes, improvement, the incentive fund,
population and projects.

May import `networks`, `practices` and `pcn_portal.audit`; `workforce` is its sibling.
"""
