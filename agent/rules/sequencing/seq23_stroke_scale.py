"""SEQ23: the stroke scale before the acute stroke, or without one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with, proposed_of
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import code_first


class StrokeScale(Rule):
    """A score of the NIH stroke scale (R29.7-) follows the code of an acute stroke.

    Catches: R29.704 (score 4) with I69.354 and no acute stroke; R29.710 before I61.9 (intracerebral
    hemorrhage).
    Right: I63.9, then R29.704; no score of the scale beside an old stroke.
    Silent: when an acute stroke (I60 to I63) comes before, and when I63 comes after, which a note
    speaks of (CNV03).
    """

    id = "SEQ23"
    name = "stroke_scale"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.18.i", "TAB:*:codeFirst")
    needs_quote = False
    about = ("R29.7",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        scores = billed_with(context, "R29.7")
        if not scores:
            return
        score, strokes = scores[0], billed_with(context, "I60", "I61", "I62", "I63")
        listed = code_first(context, score)
        if any(entry.after or entry.documented for entry in listed):
            return
        if not strokes:
            yield self._alone(context, score)
        elif strokes[0].position > score.position:
            yield self._before(context, score, strokes[0])

    def _alone(self, context: AuditContext, score: Billed) -> Finding:
        codes = proposed_of(context, "acute_stroke")[:1]
        return self.finding(
            context,
            diagnosis(score),
            f"{score.code} (stroke scale) is billed without an acute stroke.",
            cite=["OCG:I.C.18.i"],
            also_cite=["TAB:R29.7:codeFirst"],
            action=Action.ADD if codes else Action.REMOVE,
            do=f"add {codes[0]} before {score.code}"
            if codes
            else f"remove {score.code}, unless an acute stroke is documented and billed",
            codes=codes,
            evidence=quotes([m for c in codes for m in mentions_of(context, c)]),
        )

    def _before(self, context: AuditContext, score: Billed, stroke: Billed) -> Finding:
        return self.finding(
            context,
            diagnosis(score),
            f"{score.code} (stroke scale) stands before {stroke.code} "
            f"({context.catalog.title(stroke.code)}).",
            cite=["OCG:I.C.18.i"],
            action=Action.RESEQUENCE,
            do=f"put {stroke.code} before {score.code}",
            codes=[stroke.code, score.code],
            evidence=quotes(mentions_of(context, stroke.code)),
        )
