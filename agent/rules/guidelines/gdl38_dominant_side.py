"""GDL38: a paralysis coded against the default for the dominant side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need

_LEFT_DOMINANT = re.compile(r"affecting left dominant side$")
_RIGHT_NONDOMINANT = re.compile(r"affecting right non-?dominant side$")
#: The last character of these codes: right and left dominant, right and left non-dominant.
_DEFAULT = {"2": "4", "3": "1"}


class DominantSide(Rule):
    """Without a word on dominance, the right side counts as dominant and the left as not.

    Catches: G81.92 (hemiplegia affecting left dominant side) with "left hemiplegia" in the chart
    and nothing on handedness; G81.93 (right nondominant) likewise.
    Right: G81.94 (left nondominant); G81.91 (right dominant).
    Silent: when any document speaks of dominance or handedness.
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "GDL38"
    name = "dominant_side"
    category = Category.LATERALITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.6.a", "OCG:I.C.9.d.1", "TAB:*:title")
    needs_quote = False
    unprovable = "an absence cannot be quoted; a coder must read the chart for handedness"
    about = ("G81", "G83.1", "G83.2", "G83.3", "I69")
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            if not billed.code.startswith(self.about) or billed.code[-1] not in _DEFAULT:
                continue
            title = view.title(billed.code)
            against = _LEFT_DOMINANT.search(title) or _RIGHT_NONDOMINANT.search(title)
            if not against or occurs(context, "dominance"):
                continue
            right = billed.code[:-1] + _DEFAULT[billed.code[-1]]
            sequela = billed.code.startswith("I69")
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({title}) is billed, and no document tells the dominant side.",
                cite=["OCG:I.C.9.d.1" if sequela else "OCG:I.C.6.a"],
                also_cite=[f"TAB:{billed.code}:title", f"TAB:{right}:title"],
                action=Action.REPLACE,
                do=f"replace with {right}, unless the record tells the dominant side",
                codes=[right],
                evidence=quotes(mentions_of(context, billed.code))[:2],
                confidence=0.8,
            )
