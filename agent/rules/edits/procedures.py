"""ICD-10-PCS codes of an inpatient claim, as the Medicare Code Editor sees them."""

from __future__ import annotations

from dataclasses import dataclass

from agent.context import AuditContext
from agent.models import Subject
from agent.rules.kept import kept


@dataclass(frozen=True, slots=True)
class BilledProcedure:
    """A procedure code of the claim: its position from 1, and the editor's flags that day."""

    position: int
    code: str
    valid: bool
    flags: frozenset[str]

    @property
    def subject(self) -> Subject:
        """The procedure as a finding's subject."""
        return Subject(kind="procedure", index=self.position, code=self.code)


@kept
def billed_procedures(context: AuditContext) -> tuple[BilledProcedure, ...]:
    """The claim's procedures in order; nothing is read where it has none."""
    codes = context.bundle.claim.procedures
    if not codes:
        return ()
    known = context.catalog.catalog.procedures
    found = []
    for position, written in enumerate(codes, start=1):
        code = written.replace(".", "").upper()
        period = known.in_force(code, context.date)
        flags = frozenset(period.flags) if period else frozenset()
        found.append(BilledProcedure(position, code, period is not None, flags))
    return tuple(found)


def not_covered_because(context: AuditContext, procedure: BilledProcedure) -> str:
    """Why the editor takes the procedure to be not covered on this claim; empty when it does not.

    The flags name the editor's own conditions: a diagnosis that bars coverage (`ncov6`, `ncov7`,
    `ncov_z302`), one without which there is none (`ncov45`), an age (`ncov12agele60`).
    """
    flags = procedure.flags
    if "noncovered" in flags:
        return "it is not covered by Medicare"
    for barring in ("ncov6", "ncov7", "ncov_z302"):
        if barring in flags:
            code = _flagged(context, barring)
            if code:
                return f"it is not covered with diagnosis {code}"
    if "ncov45" in flags and not _flagged(context, "diabtypeI"):
        kidney = any("kidneyxp" in other.flags for other in billed_procedures(context))
        if not kidney:
            return "it is covered with type 1 diabetes or with a kidney transplant only"
    if "ncov12agele60" in flags:
        age = context.bundle.patient.age_on(context.bundle.encounter.service_from)
        if age is not None and age > _OLDEST:
            return f"it is covered up to the age of {_OLDEST}; the patient is {age}"
    return ""


_OLDEST = 60


def _flagged(context: AuditContext, flag: str) -> str:
    """The first billed diagnosis that the editor gives the flag, or an empty string."""
    return next((b.code for b in context.billable if flag in context.catalog.flags(b.code)), "")
