"""VAL01: a code that is in no edition of the code set."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import documented_first, either, unspecified
from agent.rules.evidence import quotes
from agent.rules.seventh import missing_placeholder, surplus_character, wrong_seventh
from catalog import CatalogView, CodeState, compact

_SIDED = re.compile(r"\b(right|left|bilateral)\b", re.IGNORECASE)


class UnknownCode(Rule):
    """A code of the right shape that does not exist, and never did.

    Catches: M79.679 billed for pain in an unspecified foot.
    Right: M79.673 (pain in unspecified foot) or M79.676 (pain in unspecified toe).
    Offers: first the codes nearby that the chart supports, then the unspecified codes when the
    unknown one ends in 0 or 9, which by custom stand for unspecified, else the other codes nearby.
    Where there is no such category, the codes for what the chart documents and the claim lacks.
    Silent: when only the 7th character or the placeholder is wrong (VAL07, VAL08), when the code
    was once valid or will be (VAL02, VAL03), and when it has not even the shape (VAL05).
    """

    id = "VAL01"
    name = "unknown_code"
    category = Category.VALIDITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:invalid_code", "OCG:I.A.3")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.unbillable:
            if view.status(billed.code).state is not CodeState.UNKNOWN:
                continue
            if (
                wrong_seventh(view, billed.code)
                or surplus_character(view, billed.code)
                or missing_placeholder(view, billed.code)
            ):
                continue
            yield self._finding(context, billed)

    def _finding(self, context: AuditContext, billed: Billed) -> Finding:
        near = _near(context.catalog, billed.code) or _by_words(context)
        supported, mentions = documented_first(context, near)
        vague = unspecified(context, near) if billed.code[-1] in "09" else ()
        codes = tuple(dict.fromkeys([*supported, *(vague or near)]))
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} does not exist in ICD-10-CM; the claim will be rejected."
            + _axis(context.catalog, billed.code, near),
            cite=["MCE:invalid_code"],
            also_cite=["OCG:I.A.3"],
            action=Action.REPLACE if codes else Action.REMOVE,
            do=_do(codes, supported),
            codes=codes,
            evidence=quotes(mentions),
            denial_risk=["CARC 146"],
        )


def _do(codes: tuple[str, ...], supported: tuple[str, ...]) -> str:
    if not codes:
        return "remove it, and code what the chart documents from the Alphabetic Index"
    if supported:
        return f"replace with {either(supported)}, which the chart supports"
    return f"replace with {either(codes)}, whichever the chart documents"


def _near(view: CatalogView, code: str) -> tuple[str, ...]:
    """Codes that share the longest beginning, but no farther than the category."""
    near = view.nearest_by_shape(code, limit=40)
    return tuple(c for c in near if compact(c)[:3] == compact(code)[:3])[:12]


def _by_words(context: AuditContext) -> tuple[str, ...]:
    """Codes for the words of the chart that the claim lacks: for a category that does not exist."""
    proposed = (p.code for p in context.proposals if p.code not in context.billed_codes)
    return tuple(dict.fromkeys(proposed))[:4]


def _axis(view: CatalogView, code: str, near: tuple[str, ...]) -> str:
    """A remark that the codes nearby name no side, when the last digit looks as if it did."""
    titles = [view.title(c) for c in near if compact(c)[:3] == compact(code)[:3]]
    if (
        not near
        or code[-1] not in "123"
        or not all(titles)
        or any(_SIDED.search(t) for t in titles)
    ):
        return ""
    parent = view.entry(near[0])
    above = parent.parent if parent else None
    return f" The codes under {above} have no laterality axis." if above else ""
