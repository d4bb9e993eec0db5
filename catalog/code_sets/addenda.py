"""Addenda lists of the order and code files: what an edition adds, deletes and revises.

A line is `Add:`, `Delete:`, `Revise from:` or `Revise to:` and, from column 13, a line of the order
file (with billable flag and both titles) or of the code file. A summary follows: counts of headers
and codes before and after, each with the name of the file counted, which states the edition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from catalog.codes import canonical, well_formed
from catalog.library.official import OfficialFileError

ACTIONS = ("Add", "Delete", "Revise from", "Revise to")
_LINE = re.compile(r"(Add|Delete|Revise from|Revise to): +(?:([01]) )?(?=(\S+))([0-9A-Z ]{7}) (.+)")
_TOTAL = re.compile(
    r"\s+(\d+) (codes|headers) in icd10cm_(?:codes|order)_(20\d\d)(jan|apr|oct)?\.txt"
)
_COUNT = re.compile(r"\s+(\d+) (additions|deletions|revisions)")
_MONTHS = {"jan": 1, "apr": 4, "oct": 10}
_SHORT_TITLE = 60


class Change(NamedTuple):
    """A line of an addenda list. The code file's lists have no headers and no short titles."""

    action: str
    code: str
    billable: bool
    short_title: str
    title: str


class Counts(NamedTuple):
    """What the addenda's summary counts, for billable codes or for headers."""

    before: int
    after: int
    additions: int
    deletions: int
    revisions: int


class Addenda(NamedTuple):
    """An addenda list: its lines, its counts, and the first day of the edition it leads to."""

    changes: tuple[Change, ...]
    codes: Counts
    headers: Counts | None
    effective_from: date


def is_addenda(head: bytes) -> bool:
    """Whether the text begins as an addenda list does, or is the summary of an empty one."""
    text = head.decode("ascii", errors="replace")
    return bool(
        _LINE.match(text) or re.match(r"\s*(?:Headers|Codes)\s+\d+ (?:codes|headers)", text)
    )


def read_addenda(file_name: str, text: str) -> Addenda:
    """Parse an addenda list. Raises OfficialFileError on any line out of form.

    The edition is that of the file counted last; when both files counted bear the same
    fiscal year, the list is the year's April update.
    """
    lines = [line.rstrip() for line in text.splitlines()]
    summary = next((n for n, line in enumerate(lines) if line in {"Headers", "Codes"}), None)
    if summary is None:
        raise OfficialFileError(file_name, "expected an addenda list that ends with its counts")
    changes = tuple(_changes(file_name, lines[:summary]))
    counts: dict[str, Counts] = {}
    editions: list[date] = []
    for part in _parts(lines[summary:]):
        kind, found, starts = _summary(file_name, part)
        counts[kind] = found
        editions = starts
    if "codes" not in counts:
        raise OfficialFileError(file_name, "expected the counts of codes at the end of the addenda")
    return Addenda(changes, counts["codes"], counts.get("headers"), _start(editions))


def _changes(file_name: str, lines: list[str]) -> Iterator[Change]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line)
        if found is None or not well_formed(found.group(3)):
            raise OfficialFileError(
                file_name, f"line {number}: expected Add, Delete or Revise, a code and its title"
            )
        action, flag, code, _, titles = found.groups()
        if flag is None:
            yield Change(action, canonical(code), True, "", titles.strip())
        else:
            short = titles[:_SHORT_TITLE].strip()
            long = titles[_SHORT_TITLE + 1 :].strip()
            yield Change(action, canonical(code), flag == "1", short, long or short)


def _parts(lines: list[str]) -> Iterator[list[str]]:
    starts = [n for n, line in enumerate(lines) if line in {"Headers", "Codes"}]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start:end]


def _summary(file_name: str, lines: list[str]) -> tuple[str, Counts, list[date]]:
    totals = [found for line in lines if (found := _TOTAL.fullmatch(line))]
    changes = {
        found.group(2): int(found.group(1)) for line in lines if (found := _COUNT.fullmatch(line))
    }
    if len(totals) != 2 or len(changes) != 3:
        raise OfficialFileError(
            file_name, "expected two totals and the counts of additions, deletions and revisions"
        )
    counts = Counts(
        int(totals[0].group(1)),
        int(totals[1].group(1)),
        changes["additions"],
        changes["deletions"],
        changes["revisions"],
    )
    if counts.before + counts.additions - counts.deletions != counts.after:
        raise OfficialFileError(file_name, "the counts of the addenda do not add up")
    return totals[0].group(2), counts, [_edition(found) for found in totals]


def _edition(total: re.Match[str]) -> date:
    year, month = int(total.group(3)), _MONTHS[total.group(4) or "oct"]
    return date(year - (month == 10), month, 1)


def _start(editions: list[date]) -> date:
    before, after = editions
    return date(after.year + 1, 4, 1) if before == after and after.month == 10 else after
