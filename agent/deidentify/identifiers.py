"""What is looked for, and what a detector sees and gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of identifier, after 45 CFR 164.514(b)(2)(i), whose letter is given."""

    NAME = "name"  # (A)
    PLACE = "place"  # (B): address, city, county, ZIP code, and organisations named after places
    DATE = "date"  # (C)
    AGE = "age"  # (C): over 89
    TELEPHONE = "telephone"  # (D), and fax (E)
    EMAIL = "email"  # (F)
    SOCIAL_SECURITY = "social_security"  # (G)
    RECORD = "record"  # (H) to (M) and (R): any number or code that is one person's
    WEB = "web"  # (N)
    INTERNET = "internet"  # (O)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """Characters `start` to `end` of a text identify someone. `sure` needs no further support."""

    start: int
    end: int
    kind: Kind
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as a detector sees it, with the date of service and the names known beforehand.

    `conditions` are the places of words that the catalog knows as a condition.
    """

    text: str
    day: date
    names: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    conditions: tuple[tuple[int, int], ...] = ()

    def in_condition(self, start: int, end: int) -> bool:
        """Whether the place shares characters with the name of a condition."""
        return any(start < other_end and other < end for other, other_end in self.conditions)


Detector = Callable[[Passage], Iterator[Identifier]]
