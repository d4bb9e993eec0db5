"""SPC07: two codes for what one code says."""

from __future__ import annotations

from collections.abc import Iterator

from agent.coding.together import joined
from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.relation import Relation, relation
from catalog import CatalogView
from catalog.combinations import Combination, Link, combinations_of


class CombinationSplit(Rule):
    """A combination code names both conditions, and the claim has them in two codes.

    Catches: J96.01 (acute respiratory failure with hypoxia) beside J96.11 (chronic); M54.31
    (sciatica, right) beside M54.50 (low back pain); N30.00 (acute cystitis without hematuria)
    beside R31.9 (hematuria).
    Right: J96.21; M54.41; N30.01.
    Silent: when the chart says that the two are unrelated, when the classification does not presume
    that they belong together and the chart does not say it, when the combination code is on the
    claim as well, when an Excludes1 note forbids the pair (CNV01), and for combinations outside a
    list of our own. Diabetes, hypertension, coronary disease and infections with what they bring
    about are matters of other rules.
    """

    id = "SPC07"
    name = "combination_split"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.9", "OCG:I.A.15", "TAB:*:title", "TAB:*:excludes1")
    needs_quote = False
    about = (
        *(
            "B02",
            "D64",
            "E78",
            "F02",
            "F03",
            "F43",
            "G62",
            "I15",
            "I50",
            "I83",
            "I85",
            "J35",
            "J96",
        ),
        *("K2", "K31", "K4", "K5", "K70", "K8", "M47", "M5", "N13", "N30", "N40", "R11"),
    )

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = {b.code: b for b in reversed(context.billable)}
        for one in context.billable:
            for row in combinations_of(one.code):
                if row.of_chapter:
                    continue
                other = next((b for code, b in billed.items() if code.startswith(row.other)), None)
                if other is None or not _may_be_joined(context, one, other, row):
                    continue
                yield self._finding(context, one, other, row)
                break

    def _finding(
        self, context: AuditContext, one: Billed, other: Billed, row: Combination
    ) -> Finding:
        view = context.catalog
        code = row.code_for(one.code)
        first = one if row.keeps_other else min(one, other, key=lambda b: b.position)
        second = other if first is one else one
        rest = f", and keep {other.code}" if row.keeps_other else f" and remove {second.code}"
        return self.finding(
            context,
            diagnosis(first),
            f"{one.code} and {other.code} together are {code} ({view.title(code)}).",
            cite=["OCG:I.B.9"],
            also_cite=[
                "OCG:I.A.15",
                f"TAB:{code}:title",
                f"TAB:{first.code}:title",
                *_notes_naming(view, first.code, code),
            ],
            action=Action.REPLACE,
            do=f"replace {first.code} with {code}{rest}",
            codes=[code],
            evidence=[
                *quotes(mentions_of(context, one.code))[:2],
                *quotes(mentions_of(context, other.code))[:2],
            ],
            denial_risk=["CARC 16"],
        )


def _may_be_joined(context: AuditContext, one: Billed, other: Billed, row: Combination) -> bool:
    view = context.catalog
    code = row.code_for(one.code)
    if code in context.billed_codes or not view.is_billable(code):
        return False
    if view.excludes1(one.code, other.code) is not None:
        return False
    here, there = mentions_of(context, one.code), mentions_of(context, other.code)
    found = relation(context, here, there)[0]
    if row.link is Link.PRESUMED or found is not Relation.UNKNOWN:
        return found is not Relation.UNRELATED
    return any(joined(m, other, context) for m in here for other in there)


def _notes_naming(view: CatalogView, code: str, combination: str) -> list[str]:
    """Excludes1 notes of a code that send to the combination."""
    return [
        reference.note.citation
        for reference in view.references(code, "excludes1")
        if reference.range.covers(combination)
    ]
