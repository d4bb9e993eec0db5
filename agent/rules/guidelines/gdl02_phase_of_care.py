"""GDL02: a 7th character for another phase of care than the chart tells of."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of
from agent.rules.needs import Need
from agent.rules.phase import PHASE_IN_WORDS, Phase, phase_of, phase_of_code
from agent.rules.quoting import sentence
from catalog.sites import within

#: The plain 7th characters. Others tell open fractures and troubled healing apart, which the words
#: for a phase alone do not.
_CHARACTER = {Phase.ACTIVE: "A", Phase.HEALING: "D"}


class PhaseOfCare(Rule):
    """An injury is billed as under active treatment, and its own sentence tells of healing.

    Catches: S52.501A (fracture of the right radius, initial encounter) billed, "follow-up visit for
    the radius fracture, routine healing". Also D billed where the sentence tells of active
    treatment.
    Right: S52.501D, subsequent encounter with routine healing.
    Where D is billed for the one injury of the claim, words for active treatment may also stand
    with a complaint at the same site ("seen for evaluation of finger pain").
    Silent: when the chart has words for both phases or for none, when those words stand in another
    sentence than the injury or the complaint, and for 7th characters other than A and D.
    """

    id = "GDL02"
    name = "phase_of_care"
    category = Category.SEVENTH_CHARACTER
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.a", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        injuries = [b for b in context.billable if b.code[0] in "ST" and b.code[-1] in "AD"]
        if not injuries:
            return
        phase, words = phase_of(context)
        if phase is None or phase not in _CHARACTER:
            return
        for billed in injuries:
            right = billed.code[:-1] + _CHARACTER[phase]
            stated = _of_injury(context, billed, words)
            if not stated and phase is Phase.ACTIVE and len(injuries) == 1:
                stated = _of_complaint(context, billed, words)
            if (
                not stated
                or right in context.billed_codes
                or phase_of_code(view, billed.code) is phase
                or phase_of_code(view, right) is not phase
            ):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is for another phase of care than the chart tells of "
                f"({PHASE_IN_WORDS[phase]}).",
                cite=["OCG:I.C.19.a"],
                also_cite=[f"TAB:{billed.code}:title", f"TAB:{right}:title"],
                action=Action.REPLACE,
                do=f"replace with {right} ({PHASE_IN_WORDS[phase]})",
                codes=[right],
                evidence=stated,
                denial_risk=["CARC 16"],
                confidence=0.8,
            )


def _of_injury(
    context: AuditContext, billed: Billed, words: tuple[EvidenceSpan, ...]
) -> list[EvidenceSpan]:
    """Sentences that name the injury and hold words for the phase."""
    return _holding(words, [sentence(context, m) for m in mentions_of(context, billed.code)])


def _of_complaint(
    context: AuditContext, billed: Billed, words: tuple[EvidenceSpan, ...]
) -> list[EvidenceSpan]:
    """Sentences that tell of anything at the site of the injury and hold words for the phase."""
    attributes = context.catalog.attributes(billed.code)
    site = attributes.site if attributes else None
    if site is None:
        return []
    there = [
        m for m in context.mentions if m.site and (within(m.site, site) or within(site, m.site))
    ]
    return _holding(words, [sentence(context, m) for m in there])


def _holding(words: tuple[EvidenceSpan, ...], sentences: list[EvidenceSpan]) -> list[EvidenceSpan]:
    return [
        span
        for span in dict.fromkeys(sentences)
        if any(
            span.document_id == w.document_id and span.start <= w.start and w.end <= span.end
            for w in words
        )
    ]
