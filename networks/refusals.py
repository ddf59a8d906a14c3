"""What the register's actions share: a refusal that names its field, and reading a reason."""

from practices.cells import BadCell, read_text

LONGEST_REASON, LONGEST_NAME = 2000, 200


class RegisterRefused(Exception):
    """The register cannot be changed so; the message is a sentence that says what to do.

    `field` names the argument it is about, or is empty.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def read_words(
    text: str,
    *,
    field: str,
    refusal: type[RegisterRefused],
    missing: str,
    longest: int = LONGEST_REASON,
) -> str:
    """Return `text` without blanks around it; refuse nothing at all and too much.

    `missing` is the sentence for when there is nothing.
    """
    words = text.strip()
    if not words:
        raise refusal(missing, field)
    if len(words) > longest:
        raise refusal(f"That is too long. The most is {longest:,} characters.", field)
    return words


def read_reason(reason: str, refusal: type[RegisterRefused]) -> str:
    """Return the reason; refuse none."""
    missing = "Give a reason. It is kept with the change."
    return read_words(reason, field="reason", refusal=refusal, missing=missing)


def read_name(name: str, *, field: str, refusal: type[RegisterRefused], missing: str) -> str:
    """Return an organisation's name; refuse what a spreadsheet would run as a formula."""
    words = read_words(name, field=field, refusal=refusal, missing=missing, longest=LONGEST_NAME)
    try:
        return read_text(words)
    except BadCell as bad:
        raise refusal(f"The name {str(bad)[:1].lower()}{str(bad)[1:]}", field) from None
