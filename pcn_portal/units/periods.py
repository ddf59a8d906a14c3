"""Contract months and contract years (1 April to 31 March), half-open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import total_ordering


class BadPeriod(ValueError):
    """A month or year that cannot be read; the message says what to write."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2025-04"; raise BadPeriod for anything else."""
        found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text) if isinstance(text, str) else None
        if not found:
            raise BadPeriod(f"“{text}” is not a month. Write it as year and month: 2025-04.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that contains `day`."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month(self.year - (self.number == 1), (self.number - 2) % 12 + 1)

    @property
    def contract_year(self) -> "ContractYear":
        return ContractYear(self.year if self.number >= 4 else self.year - 1)

    def __lt__(self, other: "Month") -> bool:
        return (self.year, self.number) < (other.year, other.number)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True, order=True)
class ContractYear:
    """A year of the Network Contract DES, by the calendar year in which its April falls."""

    start_year: int

    @classmethod
    def parse(cls, text: str) -> "ContractYear":
        """Read "2025/26" or "2025-26"; raise BadPeriod for anything else."""
        found = re.fullmatch(r"(\d{4})[/-](\d{2})", text)
        if not found or (int(found[1]) + 1) % 100 != int(found[2]):
            raise BadPeriod(f"“{text}” is not a contract year. Write it as 2025/26.")
        return cls(int(found[1]))

    @property
    def first(self) -> date:
        return date(self.start_year, 4, 1)

    @property
    def after(self) -> date:
        return date(self.start_year + 1, 4, 1)

    @property
    def list_date(self) -> date:
        """1 January before the year: the date of every population it is paid on (B1357 note 3)."""
        return date(self.start_year, 1, 1)

    def months(self) -> Iterator[Month]:
        month = Month(self.start_year, 4)
        for _ in range(12):
            yield month
            month = month.next

    def __str__(self) -> str:
        return f"{self.start_year}/{(self.start_year + 1) % 100:02d}"
