"""Releases of the official files: which one is in hand, and whether it is in force on a date."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

#: Raised whenever the compiled tables or their content change, so that older files are rebuilt.
FORMAT = 4

#: Stands for "no end known" in date columns, so that comparisons stay plain.
OPEN_END = "9999-12-31"

_MONTHS = {"january": 1, "april": 4, "october": 10}
_NAMED_DATE = re.compile(r"(January|April|October)-(?:(\d{1,2})-)?(\d{4})", re.IGNORECASE)


def fiscal_year(day: date) -> int:
    """The federal fiscal year, which ICD-10-CM editions follow: it begins on 1 October."""
    return day.year + (day.month >= 10)


def end_of_fiscal_year(day: date) -> date:
    """The 30th of September on which the fiscal year of `day` ends."""
    return date(fiscal_year(day), 9, 30)


class Release(NamedTuple):
    """One official file: what it is, when it is in force, and the SHA-256 of its bytes."""

    name: str
    effective_from: date
    effective_to: date | None
    sha256: str

    def in_force(self, day: date) -> bool:
        """Whether the release is the one in force on `day`."""
        return self.effective_from <= day <= (self.effective_to or date.max)


def tabular_release(file_name: str, sha256: str) -> Release:
    """The Tabular release that CDC's file name states, such as `icd10c-tabular-April-1-2026.xml`.

    Raises ValueError when the name states no date.
    """
    named = _NAMED_DATE.search(file_name)
    if named is None:
        raise ValueError(f"{file_name}: the name states no release date")
    month, year = named.group(1).capitalize(), int(named.group(3))
    start = date(year, _MONTHS[month.lower()], int(named.group(2) or 1))
    return Release(
        f"ICD-10-CM Tabular List, {month} {year}", start, end_of_fiscal_year(start), sha256
    )
