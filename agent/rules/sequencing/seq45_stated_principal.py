"""SEQ45: the provider names a principal diagnosis, and another leads the claim."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Billed, Mention
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import CodeSet
from agent.rules.instructions import instructions
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.sequencing.lead import first_listed

_HEADING = re.compile(r"\b(?:principal|primary)\b.*\b(?:diagnos[ie]s|dx)\b", re.IGNORECASE)
#: Codes that guidelines of their chapters put first, whatever the provider calls principal.
_FIRST_BY_RULE = CodeSet(
    ["A40-A41", "B20", "U07.1", "I11-I13", "O00-O9A", "P00-P96", "T36-T65", "T80-T88", "Z51"]
)


class StatedPrincipal(Rule):
    """What the provider writes under "principal diagnosis" is on the claim, and stands later.

    Catches: "PRINCIPAL DIAGNOSIS: Community acquired pneumonia", and a claim of I50.23, J18.9.
    Right: J18.9, then I50.23, when pneumonia occasioned the admission.
    Advice: the circumstances of the admission decide, and not the heading.
    Silent: when the first code is of the stated category, when a note or a guideline puts it first
    (sepsis, hypertensive disease, pregnancy, poisoning, complications of care, encounters for
    treatment), and when the stated diagnosis is not on the claim.
    """

    id = "SEQ45"
    name = "stated_principal"
    category = Category.SEQUENCING
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("OCG:II", "OCG:IV.G")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or first.code in _FIRST_BY_RULE:
            return
        stated = _stated(context)
        categories = {code[:3] for m in stated for code in m.candidates}
        if not stated or first.code[:3] in categories:
            return
        for mention in stated:
            later = next(
                (b for b in context.billable if b.code[:3] == mention.candidates[0][:3]), None
            )
            if later is None or _put_first(context, first, later):
                continue
            inpatient = context.bundle.encounter.setting is Setting.INPATIENT
            yield self.finding(
                context,
                diagnosis(first),
                f"The chart names {later.code} as the principal diagnosis, and {first.code} leads "
                "the claim.",
                cite=["OCG:II" if inpatient else "OCG:IV.G"],
                action=Action.RESEQUENCE,
                do=f"put {later.code} first, if it was chiefly responsible",
                codes=[later.code, first.code],
                evidence=[sentence(context, mention)],
            )
            return


def _stated(context: AuditContext) -> list[Mention]:
    """Affirmed conditions under a heading of a principal or primary diagnosis."""
    return [
        mention
        for document in context.documents
        for section in document.sections
        if _HEADING.search(section.heading)
        for mention in document.mentions
        if section.start <= mention.start < section.end
        and mention.assertion is Assertion.AFFIRMED
        and mention.candidates
    ]


def _put_first(context: AuditContext, first: Billed, later: Billed) -> bool:
    """Whether a code first note of the later code names the first."""
    return any(
        instruction.names(first.code)
        for instruction in instructions(context.catalog, later.code, "codeFirst")
    )
