"""SUP16: the diagnosis before an operation billed, where the one after it is another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Mention, ReadDocument
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.quoting import sentence

_BEFORE = re.compile(r"\bpre[- ]?op", re.IGNORECASE)
_AFTER = re.compile(r"\bpost[- ]?op", re.IGNORECASE)
_SAME = re.compile(r"\bsame\b", re.IGNORECASE)


class PreoperativeDiagnosis(Rule):
    """For ambulatory surgery the postoperative diagnosis is coded, where it differs and is known.

    Catches: N63.10 (lump in the right breast) billed, preoperative diagnosis "right breast mass",
    postoperative diagnosis "right breast cancer".
    Right: C50.911.
    Silent: when the postoperative diagnosis is the same, or billed too; when either is not read as
    a condition; when the billed condition is affirmed elsewhere in the assessment; and for
    inpatient stays.
    """

    id = "SUP16"
    name = "preoperative_diagnosis"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:IV.N", "TAB:*:title")
    needs_quote = True
    settings = frozenset({Setting.OUTPATIENT, Setting.PROFESSIONAL})
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for document in context.documents:
            before, after = _under(document, _BEFORE), _under(document, _AFTER)
            if not before or not after or _says_same(document):
                continue
            known = {code[:3] for m in after for code in m.candidates}
            code = after[0].candidates[0]
            if not context.catalog.is_billable(code) or known & {
                b.code[:3] for b in context.billed
            }:
                continue
            for billed in context.billable:
                mention = next((m for m in before if m.candidates[0][:3] == billed.code[:3]), None)
                if mention is None or billed.code[:3] in known:
                    continue
                yield self.finding(
                    context,
                    diagnosis(billed),
                    f"{billed.code} is the diagnosis before the operation; the one after it is "
                    f"{code} ({context.catalog.title(code)}).",
                    cite=["OCG:IV.N"],
                    also_cite=[f"TAB:{billed.code}:title", f"TAB:{code}:title"],
                    action=Action.REPLACE,
                    do=f"replace with {code}",
                    codes=[code],
                    evidence=[sentence(context, mention), sentence(context, after[0])],
                    denial_risk=["CARC 16"],
                )


def _under(document: ReadDocument, heading: re.Pattern[str]) -> list[Mention]:
    """Affirmed conditions under the document's headings of that kind that say "diagnosis"."""
    return [
        mention
        for section in document.sections
        if heading.search(section.heading) and "diagnos" in section.heading.lower()
        for mention in document.mentions
        if section.start <= mention.start < section.end
        and mention.assertion is Assertion.AFFIRMED
        and mention.candidates
    ]


def _says_same(document: ReadDocument) -> bool:
    return any(
        _SAME.search(document.text, section.start, section.end)
        for section in document.sections
        if _AFTER.search(section.heading)
    )
