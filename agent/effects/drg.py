"""MS-DRGs by the grouper of the package msdrg, which starts in milliseconds and is kept open."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from agent.effects.changed import Coded
from agent.models import ChartBundle, Sex
from agent.outcomes import DrgAssigned

if TYPE_CHECKING:
    from msdrg import MsdrgGrouper

#: The grouper's versions by their first day; the last one known ends with March 2027.
_VERSIONS = (
    (date(2022, 10, 1), 400),
    (date(2023, 4, 1), 401),
    (date(2023, 10, 1), 410),
    (date(2024, 4, 1), 411),
    (date(2024, 10, 1), 420),
    (date(2025, 4, 1), 421),
    (date(2025, 10, 1), 430),
    (date(2026, 4, 1), 431),
    (date(2026, 10, 1), 440),
)
_LAST_DAY = date(2027, 3, 31)
_SEX = {Sex.MALE: 0, Sex.FEMALE: 1, Sex.UNKNOWN: 2}
#: Home, another hospital, a skilled nursing facility, against advice, died: where one DRG comes of
#: all of them, the status that is not stated makes no difference.
_STATUSES = (1, 2, 3, 7, 20)
_CHECKED = frozenset(("Y", "N", "U", "W"))


def version_on(day: date) -> int | None:
    """The grouper's version in force on the day of discharge, such as 431; None when unknown."""
    if day > _LAST_DAY:
        return None
    return next((version for first, version in reversed(_VERSIONS) if first <= day), None)


def version_name(version: int) -> str:
    """A version as CMS writes it: 431 is v43.1."""
    return f"MS-DRG v{version // 10}.{version % 10}"


class Grouper:
    """Groups claims of one stay: what patient and encounter give is the same for all of them."""

    def __init__(self, bundle: ChartBundle, version: int) -> None:
        encounter = bundle.encounter
        self._age = bundle.patient.age_on(encounter.service_from)
        status = encounter.discharge_status
        self._statuses = (int(status),) if status else _STATUSES
        self._given: dict[str, Any] = {
            "version": version,
            "sex": _SEX[bundle.patient.sex],
            "procedures": [{"code": code.upper()} for code in bundle.claim.procedures],
        }
        if any(diagnosis.poa for diagnosis in bundle.claim.diagnoses):
            self._given["hospital_status"] = "NOT_EXEMPT"

    def group(self, diagnoses: Sequence[Coded]) -> DrgAssigned:
        """The DRG of the stay with these diagnoses, the principal one first."""
        if not diagnoses:
            return DrgAssigned(drg=None, why_not="no diagnosis is left")
        if self._age is None:
            return DrgAssigned(drg=None, why_not="the patient's age is not stated")
        principal, *others = (_given(diagnosis) for diagnosis in diagnoses)
        found = {
            self._grouped({**self._given, "pdx": principal, "sdx": others}, status)
            for status in self._statuses
        }
        if len(found) > 1:
            return DrgAssigned(
                drg=None, why_not="it depends on the discharge status, which is not stated"
            )
        return found.pop()

    def _grouped(self, claim: dict[str, Any], status: int) -> DrgAssigned:
        result: Any = _open_grouper().group(
            {**claim, "age": self._age, "discharge_status": status}  # type: ignore[typeddict-item]
        )
        if result["return_code"] != "OK":
            reason = str(result["return_code"]).lower().replace("_", " ")
            return DrgAssigned(drg=None, why_not=f"the grouper refuses the claim: {reason}")
        severity = result["final_severity"]
        return DrgAssigned(
            drg=result["final_drg"],
            title=result["final_drg_description"],
            mdc=result["final_mdc"],
            severity="" if severity == "NONE" else severity,
        )


def _given(diagnosis: Coded) -> dict[str, str]:
    given = {"code": diagnosis.code.replace(".", "")}
    if diagnosis.poa in _CHECKED:
        given["poa"] = diagnosis.poa or ""
    return given


@cache
def _open_grouper() -> MsdrgGrouper:
    from msdrg import MsdrgGrouper

    grouper = MsdrgGrouper()
    atexit.register(grouper.close)
    return grouper
