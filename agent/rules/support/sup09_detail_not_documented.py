"""SUP09: a specific code, and a record that says no more than the plain disease."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Billed, Mention
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.kept import kept
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.contradicted import not_reportable
from agent.rules.support.worded_otherwise import qualified
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references


class DetailNotDocumented(Rule):
    """The disease is documented, and nothing in the chart states what the billed code adds to it.

    Catches: I50.23 (acute on chronic systolic heart failure) billed, "heart failure, continue
    furosemide" and no word of systolic function; E43 (severe malnutrition) billed, "malnutrition".
    Right: I50.9, which a record without detail takes; or the specific code, once the provider has
    documented it.
    Silent: when any wording of the detail occurs anywhere in the chart, whatever it is said of;
    when the chart does not affirm the disease (SUP01 to SUP04), or calls it impending (SUP13); and
    for details outside a list of our own, which holds those that weigh in payment and risk
    adjustment.
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "SUP09"
    name = "detail_not_documented"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.18", "OCG:I.B.2", "OCG:I.A.18", "TAB:*:title")
    needs_quote = True
    unprovable = "an absence cannot be quoted; a coder must read the chart for the detail"
    needs = frozenset({Need.DOCUMENTATION})
    about = (
        "D50", "D62", "E10", "E11.65", "E43", "E44", "E66", "E78.2", "F10", "F11", "F32", "F33",
        "G40", "G43", "G47", "G92", "G93", "I21.A1", "I48", "I50", "J15", "J44.1", "J45", "J69",
        "J96", "N17", "N18", "R65",
    )  # fmt: skip

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        impending = {found.billed.code for found in qualified(context, "impending")}
        for billed in context.billable:
            if billed.code in impending:
                continue
            lacking = next((d for d in _details_of(billed.code) if not _stated(context, d)), None)
            if lacking is None or not_reportable(context, billed):
                continue
            mentions = _of_the_disease(context, billed, lacking)
            if not mentions:
                continue
            spans = tuple(dict.fromkeys(sentence(context, m) for m in mentions[:3]))
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) is billed, and no wording of "
                f"{lacking.name} was found in the chart.",
                cite=["OCG:I.B.18"],
                also_cite=["OCG:I.B.2", "OCG:I.A.18", f"TAB:{billed.code}:title"],
                action=Action.QUERY,
                do=f"find {lacking.name} in the record or ask the provider; else report "
                f"{lacking.default}",
                codes=[lacking.default],
                evidence=[m.span() for m in mentions[:3]],
                denial_risk=["CARC 16"],
                confidence=0.7,
                query=ProviderQuery(
                    title="Type, degree or phase of a documented condition",
                    indicators=spans,
                    question="",
                    options=(),
                ),
            )


@dataclass(frozen=True, slots=True)
class _Detail:
    codes: tuple[CodeRange, ...]
    name: str
    words: re.Pattern[str]
    default: str


def _of_the_disease(context: AuditContext, billed: Billed, detail: _Detail) -> list[Mention]:
    """Affirmed mentions of the plain disease: of the code's category or that of the default."""
    categories = (billed.code[:3], detail.default[:3])
    return [
        m
        for m in context.mentions
        if m.assertion is Assertion.AFFIRMED
        and m.candidates
        and m.candidates[0].startswith(categories)
    ]


@kept
def _stated(context: AuditContext, detail: _Detail) -> bool:
    return any(detail.words.search(document.text) for document in context.documents)


def _details_of(code: str) -> tuple[_Detail, ...]:
    return tuple(d for d in _details() if any(r.covers(code) for r in d.codes))


@cache
def _details() -> tuple[_Detail, ...]:
    rows = load_yaml(Path(__file__).parent / "detail_words.yaml")["details"]
    return tuple(
        _Detail(
            tuple(r for text in row["codes"] for r in references(text)),
            row["detail"],
            re.compile(rf"\b(?:{'|'.join(row['words'])})", re.IGNORECASE),
            row["default"],
        )
        for row in rows
    )
