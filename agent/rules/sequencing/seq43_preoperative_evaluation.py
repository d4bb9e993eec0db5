"""SEQ43: a visit for preoperative evaluation without its code, or the reason for surgery."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext, SectionKind
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.sequencing.lead import first_listed

_EVALUATION = "Z01.81"
#: How notes say that a visit is for clearance before an operation, and for nothing else.
_VISIT = re.compile(
    r"\b(?:pre-?op(?:erative)?|pre-?surgical|pre-?procedural)"
    r" (?:\w+ )?(?:evaluation|clearance|assessment|exam(?:ination)?|consult(?:ation)?|visit)\b"
    r"|\b(?:surgical|medical) clearance (?:for|before|prior to)\b|\bclearance for surgery\b",
    re.IGNORECASE,
)
_WHERE = frozenset((SectionKind.CHIEF_COMPLAINT,))


class PreoperativeEvaluation(Rule):
    """A preoperative evaluation alone is coded to Z01.81-, then to the reason for the surgery.

    Catches: Z01.818 billed alone; I10 first-listed and no Z01.81-, when the chief complaint is
    "preoperative clearance for cataract surgery".
    Right: Z01.818, H25.9, I10.
    Silent: when Z01.81- leads and a condition follows; when the chief complaint says nothing of an
    evaluation before surgery; when Z01.81- stands later (SEQ36); and for inpatient stays.
    """

    id = "SEQ43"
    name = "preoperative_evaluation"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:IV.M",)
    needs_quote = False
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None:
            return
        evaluation = [b for b in context.billable if b.code.startswith(_EVALUATION)]
        if evaluation and all(b.code.startswith("Z") for b in context.billed):
            yield self.finding(
                context,
                diagnosis(evaluation[0]),
                f"{evaluation[0].code} says that surgery is planned, and no code on the claim says "
                "for what.",
                cite=["OCG:IV.M"],
                action=Action.ADD,
                do=f"add the condition that the surgery is for after {evaluation[0].code}",
                direction=Direction.UNDER,
                severity=Severity.ADVICE,
            )
        elif not evaluation and (span := _said(context)) is not None:
            codes = context.catalog.billable_below(_EVALUATION)
            yield self.finding(
                context,
                diagnosis(first),
                "The visit is a preoperative evaluation, which is coded first; "
                f"{first.code} leads.",
                cite=["OCG:IV.M"],
                action=Action.ADD,
                do=f"put the code of {_EVALUATION}- that fits the evaluation before {first.code}",
                codes=codes,
                evidence=[span],
            )


def _said(context: AuditContext) -> EvidenceSpan | None:
    """Where a chief complaint says that the visit is an evaluation before surgery."""
    for document in context.documents:
        for section in document.sections:
            if section.kind not in _WHERE:
                continue
            match = _VISIT.search(document.text, section.start, section.end)
            if match is not None:
                return EvidenceSpan(
                    document_id=document.id,
                    start=match.start(),
                    end=match.end(),
                    quote=match.group(),
                )
    return None
