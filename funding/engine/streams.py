"""The payments the engine knows: their stream names and plain English titles."""

MONTHLY_STREAMS: tuple[str, ...] = (
    "core_pcn_funding",
    "clinical_director",
    "leadership_and_management",
    "extended_hours_access",
    "enhanced_access",
    "capacity_and_access_support",
    "pcn_support_payment",
    "pcn_support_payment_winter",
    "care_home_premium",
    "network_participation_payment",
)
"""Streams that every contract month is examined for, in the order of a statement."""

ADDITIONAL_ROLES = "additional_roles"
"""Approved claims for additional roles: a line for each role, besides the monthly streams."""

IMPROVEMENT = "capacity_and_access_improvement"
"""Paid part by part, once a part is declared or judged; besides the monthly streams."""
INCENTIVE_FUND = "incentive_fund"
"""Approved achievement of the Investment and Impact Fund: a line for each indicator."""

STREAM_TITLES: dict[str, str] = {
    "core_pcn_funding": "Core PCN funding",
    "clinical_director": "Clinical director contribution",
    "leadership_and_management": "Leadership and management payment",
    "extended_hours_access": "Extended hours access",
    "enhanced_access": "Enhanced access",
    "capacity_and_access_support": "Capacity and access support payment",
    "pcn_support_payment": "PCN support payment",
    "pcn_support_payment_winter": "PCN support payment, winter 2021/22",
    "care_home_premium": "Care home premium",
    "network_participation_payment": "Network participation payment",
    ADDITIONAL_ROLES: "Additional roles, as claimed",
    INCENTIVE_FUND: "Incentive fund, as achieved",
    "clinical_director_covid_supplement": "Clinical director COVID-19 supplement",
    "capacity_and_access_improvement": "Capacity and access improvement payment",
    "capacity_and_access": "Capacity and access payment",
    "arrs_sum": "Additional roles reimbursement sum",
    "arrs_gp_ringfence": "Additional roles: ring-fence for newly qualified GPs",
    "practice_level_gp_reimbursement": "Practice-level GP reimbursement",
    "pcn_development_funding": "PCN development funding",
    "covid_vaccination_rebooking_one_off": "COVID-19 vaccination rebooking payment",
}
"""Plain English name of every payment in the rate files."""

PRACTICE_STREAMS: frozenset[str] = frozenset({"network_participation_payment"})
"""Streams paid to each practice; the others go to the network's nominated payee."""

COMPONENT_TITLES: dict[str, str] = {
    "": "",
    "registered": "part on the registered list",
    "adjusted": "part on the adjusted population",
}
"""How a statement names the parts of a payment made on two populations."""

METHODS: dict[str, str] = {
    "monthly": "calculated here each month",
    "timing_unknown": "paid monthly or once; when is not known, so it is not calculated here",
    "claim_ceiling": "a ceiling on claims for actual cost, not a payment",
    "one_off": "paid once, by hand, outside the monthly calculation",
    "achievement": "a maximum, earned by what the network declares or achieves",
    "national_pot": "a national sum shared out locally, not an entitlement of a network",
    "abolished": "no longer paid",
}
"""How each payment is calculated, and which of them this engine calculates."""

CONFIDENCE: dict[str, str] = {
    "two_sources": "two sources agree",
    "single_source": "one source only",
    "derived": "worked out from sourced figures; the rate itself was not seen in print",
    "memory_only": "from memory; no source read",
    "unknown": "not found",
}
"""The confidence marks, in words."""
