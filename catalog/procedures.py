"""ICD-10-PCS codes as the Medicare Code Editor knows them: when each was valid, and its flags.

Only inpatient claims have such codes, so they are not compiled with the rest: the editor's table is
searched where it lies. The statuses at discharge stand beside it.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from catalog.mce import CodeInForce, DatedStatus, ProcedureTable, read_discharge_statuses


class Procedures:
    """The editor's procedure codes and discharge statuses, read when first asked for.

    >>> Procedures(locate().editor).in_force("5A1955Z", date(2026, 5, 4)).flags
    ('los',)
    """

    def __init__(self, editor: Path) -> None:
        self._editor = editor

    @cached_property
    def _table(self) -> ProcedureTable:
        return ProcedureTable(self._editor)

    @cached_property
    def _statuses(self) -> tuple[DatedStatus, ...]:
        return tuple(read_discharge_statuses(self._editor))

    def periods(self, code: str) -> tuple[CodeInForce, ...]:
        """Every period of a code, none when there is no such code."""
        return self._table.rows(code.strip().upper())

    def in_force(self, code: str, day: date) -> CodeInForce | None:
        """The code as it is on the day, None when it is not valid then."""
        for period in self.periods(code):
            if period.start <= day <= (period.end or date.max):
                return period
        return None

    def flags(self, code: str, day: date) -> frozenset[str]:
        """The editor's flags of the code on the day; none when it is not valid then."""
        found = self.in_force(code, day)
        return frozenset(found.flags) if found else frozenset()

    def accepts_status(self, status: str, day: date) -> bool:
        """Whether the two digits are a discharge status that the editor accepts on the day."""
        return any(
            found.status == int(status) and found.start <= day <= (found.end or date.max)
            for found in self._statuses
        )
