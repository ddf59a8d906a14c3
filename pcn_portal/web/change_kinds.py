"""The kinds of change a person may propose: their words, their forms, and what they ask first."""

from dataclasses import dataclass

from networks.models import ProposalKind
from pcn_portal.web.change_forms import (
    ChangeForm,
    ClosureForm,
    JoinForm,
    LeaveForm,
    MoveForm,
    PracticeMergerForm,
    PracticeSplitForm,
)
from pcn_portal.web.change_network_forms import (
    EndedForm,
    FormedForm,
    NetworkMergerForm,
    NetworkSplitForm,
    RenamedForm,
)
from pcn_portal.web.change_people_forms import DirectorForm, PayeeForm

Kind = ProposalKind


@dataclass(frozen=True)
class KindWords:
    """A kind as the first page offers it: what it is called, when one needs it, its form."""

    kind: ProposalKind
    hint: str
    form: type[ChangeForm]

    @property
    def title(self) -> str:
        return str(self.kind.label)


GROUPS = (
    (
        "A practice",
        (
            KindWords(Kind.JOIN, "A practice that is in no network joins one.", JoinForm),
            KindWords(Kind.LEAVE, "It is then in no network.", LeaveForm),
            KindWords(Kind.MOVE, "It leaves one network and joins another at once.", MoveForm),
            KindWords(
                Kind.PRACTICE_MERGER,
                "Practices close and another takes their patients.",
                PracticeMergerForm,
            ),
            KindWords(Kind.PRACTICE_SPLIT, "A practice becomes several.", PracticeSplitForm),
            KindWords(Kind.PRACTICE_CLOSURE, "It closes and leaves its network.", ClosureForm),
        ),
    ),
    (
        "A whole network",
        (
            KindWords(Kind.NETWORK_FORMED, "Practices form a new network.", FormedForm),
            KindWords(Kind.NETWORK_MERGER, "Two or more become one.", NetworkMergerForm),
            KindWords(Kind.NETWORK_SPLIT, "One becomes two, three or four.", NetworkSplitForm),
            KindWords(Kind.NETWORK_RENAMED, "Same code, another name.", RenamedForm),
            KindWords(Kind.NETWORK_ENDED, "Its practices are then in no network.", EndedForm),
        ),
    ),
    (
        "Who leads and who is paid",
        (
            KindWords(
                Kind.DIRECTOR_CHANGED,
                "A clinical director begins, alone, in place of another or beside one.",
                DirectorForm,
            ),
            KindWords(
                Kind.PAYEE_CHANGED,
                "Another organisation receives the money. A second person must decide.",
                PayeeForm,
            ),
        ),
    ),
)
FORMS = {offered.kind.value: offered.form for _, kinds in GROUPS for offered in kinds}
# These forms list the practices or directors of one network, which is asked for first.
NEEDS_NETWORK = frozenset({Kind.NETWORK_SPLIT.value, Kind.DIRECTOR_CHANGED.value})
