"""Tables in reference texts: which cell of a row names the code in another."""

from __future__ import annotations

import re
from bisect import bisect_right

_NAMING_COLUMN = re.compile(r"descri|diagnos|condition|meaning|title|term|name", re.IGNORECASE)


class NamingColumns:
    """Which column of a table names the codes, by the header row; else the one after the code."""

    def __init__(self, text: str) -> None:
        self._headers: list[tuple[int, int]] = []
        before = ""
        at = 0
        for row in text.splitlines(keepends=True):
            mark = "|" if "|" in row else "\t"
            if mark in row and mark not in before:
                cells = row.strip().strip("|").split(mark)
                named = [i for i, cell in enumerate(cells) if _NAMING_COLUMN.search(cell)]
                self._headers.append((at, named[0] if named else -1))
            before = row
            at += len(row)

    def beside(self, text: str, line: int, line_end: int, start: int, end: int) -> str | None:
        """The cell that names the code in the cell `start` to `end`; None when it fills no cell."""
        row = text[line:line_end]
        mark = "|" if "|" in row else "\t"
        lead = len(row) - len(row.lstrip(" |" if mark == "|" else " "))
        cells = row[lead:].rstrip().rstrip("|").split(mark)
        at, own = line + lead, -1
        for index, cell in enumerate(cells):
            if at <= start and end <= at + len(cell):
                own = index
                around = text[at:start] + text[end : at + len(cell)]
                if re.search(r"\w", around):
                    return None
            at += len(cell) + 1
        if own < 0:
            return None
        place = bisect_right(self._headers, (line, len(row))) - 1
        named = self._headers[place][1] if place >= 0 else -1
        if named in {-1, own} or named >= len(cells):
            named = own + 1 if own + 1 < len(cells) else own - 1
        return cells[named].strip(" *_`") if 0 <= named < len(cells) else ""
