"""The diagnoses that a claim line points to, and whether a policy finds them too vague."""

from __future__ import annotations

from agent.context import AuditContext, Billed
from agent.models import ClaimLine, Subject
from catalog import CatalogView
from catalog.policies import PolicyItem


def pointed_to(context: AuditContext, line: ClaimLine) -> tuple[Billed, ...]:
    """The billable diagnoses that the line points to.

    Empty when the line points to nothing, nowhere, or to a code that is not billable on the date:
    the pointer and validity rules speak about these, and necessity cannot be judged before.
    """
    key = pointed_to, id(line)  # a line lives as long as its context
    known: tuple[Billed, ...] | None = context.kept.get(key)
    if known is None:
        known = context.kept[key] = _pointed_to(context, line)
    return known


def _pointed_to(context: AuditContext, line: ClaimLine) -> tuple[Billed, ...]:
    billed, found = context.billed, []
    for pointer in line.diagnosis_pointers:
        if not 1 <= pointer <= len(billed):
            return ()
        diagnosis = billed[pointer - 1]
        if not context.catalog.is_billable(diagnosis.code):
            return ()
        found.append(diagnosis)
    return tuple(found)


def line_subject(number: int, line: ClaimLine) -> Subject:
    """The claim line, counted from 1, as a finding's subject."""
    return Subject(kind="line", index=number, code=line.procedure)


def too_vague(view: CatalogView, policy: PolicyItem, code: str) -> bool:
    """Whether the code leaves open what the policy wants to be specified."""
    attributes = view.attributes(code)
    return attributes is not None and attributes.unspecified and policy.denies_unspecified(code)
