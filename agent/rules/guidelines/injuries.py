"""Injury codes taken apart: the injury, and the phase of care in the 7th character."""

from __future__ import annotations

from agent.context import AuditContext, Billed
from agent.rules.answers import begins
from agent.rules.phase import Phase

#: Characters of active treatment, of healing with or without trouble, and of sequela; fractures
#: have all of them.
_PHASES = {
    **dict.fromkeys("ABC", Phase.ACTIVE),
    **dict.fromkeys("DEFGHJKMNPQR", Phase.HEALING),
    "S": Phase.SEQUELA,
}
_WITH_SEVENTH = 8
#: Burns and corrosions, which heal unevenly.
BURNS = ("T20", "T21", "T22", "T23", "T24", "T25", "T26", "T27", "T28", "T30")
#: Pathological fractures, which have the 7th characters of fractures.
_FRACTURES = ("M80", "M84.3", "M84.4", "M84.5", "M84.6", "M84.75")


def phase_in(code: str) -> Phase | None:
    """The phase of care that an injury's, fracture's or external cause's 7th character tells."""
    return _PHASES.get(code[-1]) if len(code) == _WITH_SEVENTH else None


def phased(context: AuditContext) -> list[Billed]:
    """Billable injuries and fractures with a 7th character for the phase of care."""
    return [
        b
        for b in context.billable
        if (b.code[0] in "ST" or begins(b.code, _FRACTURES)) and phase_in(b.code) is not None
    ]


def causes(context: AuditContext) -> list[Billed]:
    """Billable external causes of events; not place, activity, status or complications of care."""
    return [b for b in context.billable if b.code[0] in "VWX" or begins(b.code, _EVENTS)]


_EVENTS = ("Y0", "Y2", "Y3")
