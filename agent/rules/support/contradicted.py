"""Billed codes that the chart speaks against, so that no other rule need judge them."""

from __future__ import annotations

from agent.context import Assertion, AuditContext, Billed
from agent.models import Setting
from agent.rules.kept import kept
from agent.rules.support.asserted import unaffirmed
from agent.rules.support.plainly import plainly


@kept
def not_reportable(context: AuditContext, billed: Billed) -> bool:
    """Whether SUP02, SUP03, SUP04 or SUP06 finds the chart to speak against a billed code.

    Uncertain conditions are reported in the inpatient setting (Official Guidelines II.H).
    """
    found = unaffirmed(context, billed)
    if found is None:
        return False
    if found.assertion is Assertion.POSSIBLE:
        return context.bundle.encounter.setting is not Setting.INPATIENT
    return all(plainly(context, mention) for mention in found.mentions)
