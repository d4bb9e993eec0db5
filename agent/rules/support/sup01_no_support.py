"""SUP01: nothing in the chart seems to support a billed code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.specificity.compare import compare
from agent.rules.support.asserted import about, affirmed, in_symptom_chapter, is_status
from agent.rules.support.assessed import superseded_by
from agent.rules.support.title_words import (
    share_a_word,
    telling_words,
    without_places,
    worded_otherwise,
    words_of_chart,
)
from catalog.tabular.notes import CodeRange

#: Organisms, and neoplasms whose behavior is uncertain or unspecified: notes say "mass", "tumor".
_WORDED_FREELY = (CodeRange("B95", "B97"), CodeRange("D37", "D49"))
_RESIDUAL_CATEGORY = re.compile(r"\b(?:other|disorders?|elsewhere)\b", re.IGNORECASE)
_CATEGORY = 3
_RESIDUAL = re.compile(r"(?:other|disorders?|unspecified disorder)\b", re.IGNORECASE)


class NoSupport(Rule):
    """No passage of the chart names the condition, and no telling word of its title occurs.

    Catches: E11.9 (type 2 diabetes) on the claim of a visit whose note speaks of an ankle sprain.
    Right: the code removed, or the note that supports it added to the bundle.
    Silent: when any document mentions the condition or a condition of its category, in whatever
    way; when a single telling word of the title occurs; for chapter 18, circumstances, external
    causes, organisms, uncertain neoplasms and "other" or "disorder of" codes, which notes seldom
    word like their titles; when the bundle has no documentation (DOC02); and when a side or site
    rule explains the code.
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "SUP01"
    name = "no_support_in_the_chart"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.18", "OCG:IV.J", "OCG:III", "TAB:*:title")
    needs_quote = False
    needs = frozenset({Need.DOCUMENTATION})
    unprovable = "an absence cannot be quoted; a coder must read the chart for the condition"

    def check(self, context: AuditContext) -> Iterator[Finding]:
        unmentioned = [b for b in context.billable if not _accounted_for(context, b)]
        # The words of the whole chart are costly, and most claims never come to need them.
        chart = words_of_chart(context) if unmentioned else frozenset()
        if not chart:
            return
        for billed in unmentioned:
            telling = without_places(telling_words(context.catalog, billed.code))
            if not telling or share_a_word(telling, chart):
                continue
            if worded_otherwise(billed.code, chart):
                continue
            yield self.finding(
                context,
                diagnosis(billed),
                f"No support was found in the chart for {billed.code} "
                f"({context.catalog.title(billed.code)}).",
                cite=["OCG:I.B.18"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REMOVE,
                do=f"read the chart for it; remove {billed.code} if nothing documents it",
                denial_risk=["CARC 16"],
                confidence=0.6,
            )


def _accounted_for(context: AuditContext, billed: Billed) -> bool:
    """Whether the chart speaks of the code as read, or the code is one that charts leave unsaid."""
    return bool(
        _worded_freely(billed.code)
        or _is_residual(context, billed.code)
        or affirmed(context, billed.code)
        or about(context, billed.code)
        or superseded_by(context, billed) is not None
        or compare(context, billed) is not None
    )


def _is_residual(context: AuditContext, code: str) -> bool:
    """Whether title and category leave open what the condition is.

    "Other pulmonary embolism without acute cor pulmonale" does not: its category says it.
    """
    view = context.catalog
    if not _RESIDUAL.match(view.title(code)):
        return False
    return len(code) <= _CATEGORY or _RESIDUAL_CATEGORY.search(view.title(code[:3])) is not None


def _worded_freely(code: str) -> bool:
    return (
        is_status(code) or in_symptom_chapter(code) or any(r.covers(code) for r in _WORDED_FREELY)
    )
