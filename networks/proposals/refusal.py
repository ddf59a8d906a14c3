"""Why a proposal, a decision or a projection is refused."""


class ProposalRefused(Exception):
    """It cannot be; the message says why and what to do.

    `field` names the form field it is about: a key of the details, `effective`, `reason`, or "".
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
