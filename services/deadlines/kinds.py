"""Kinds of deadlines: what is done by them. Whether a fact shows it is said in pcn_portal/due."""

from dataclasses import dataclass

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """`monthly` is how it usually comes; `moment_known` False: seen done, but not when."""

    key: str
    title: str
    monthly: bool = False
    moment_known: bool = True


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("sign_up", "Sign-up or opt-out of practices"),
        Kind("network_agreement", "Network agreement"),
        Kind("clinical_director", "Clinical director"),
        Kind("workforce_plan", "Workforce plan submitted"),
        Kind("workforce_plan_agreed", "Workforce plan agreed"),
        Kind("arrs_claim", "Claim for additional roles", monthly=True),
        Kind("bed_count", "Care home beds", monthly=True),
        Kind("workforce_return", "National workforce return", monthly=True, moment_known=False),
        Kind("capacity_access_plan", "Capacity and access plan"),
        Kind("improvement_declaration", "Capacity and access declaration"),
        Kind("incentive_achievement", "Incentive fund achievement"),
        Kind(OTHER, "Something else"),
    )
}


def kind_of(key: str) -> Kind:
    """The kind; one that a later version no longer has keeps its own word."""
    return KINDS.get(key) or Kind(key, key.replace("_", " ").capitalize())
