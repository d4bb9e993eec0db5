"""CNV01: two codes that an Excludes1 note keeps apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agent.context import AuditContext, Billed
from agent.models import (
    Action,
    Category,
    Direction,
    EvidenceSpan,
    Finding,
    ProviderQuery,
    Severity,
)
from agent.rules.base import Rule, diagnosis
from agent.rules.conventions.cnv08_manifestation_code import is_manifestation_by_another
from agent.rules.evidence import mentions_of, quotes
from agent.rules.relation import Relation, relation
from agent.rules.seventh import lacking_seventh
from agent.rules.support.asserted import affirmed, in_symptom_chapter
from agent.rules.support.contradicted import not_reportable
from catalog import Conflict, compact


class Excludes1(Rule):
    """An Excludes1 note says "not coded here": the two codes are not reported together.

    Catches: M54.50 (low back pain) with S39.012A (strain of the lower back) for one problem; the
    note at M54.5 sends the strain to S39.012. Notes inherited from subcategory, category, block and
    chapter count as well.
    Right: S39.012A alone.
    Three outcomes. Violation, an error: the two are one condition (one category, one phrase, one
    site, a symptom and a disease both documented, or joined by words such as "due to"), or the
    chart supports only the code that the note sends to. Query, a warning: the chart does not say
    whether they are related, or names one of the two only. Silent: the chart says that they are
    unrelated, which the guideline allows; since nothing is wrong then, nothing is reported. Keep
    those words at hand, for the edits of payers do not read them.
    Silent also: when the chart only denies one of the two, doubts it in an outpatient setting, or
    puts it in the past or the family (SUP02 to SUP04 and SUP06 say so); for a disease and its
    manifestation in another code (CNV08); for Excludes2 notes, which
    allow both codes; and for codes that are invalid by more than a missing 7th character.
    """

    id = "CNV01"
    name = "excludes1"
    category = Category.EXCLUDES
    severity = Severity.ERROR
    direction = Direction.OVER
    citations = ("TAB:*:excludes1", "OCG:I.A.12.a")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        billed = {b.code: b for b in _meaningful(context)}
        for codes in context.catalog.excludes1_pairs(tuple(billed)):
            pair = [billed[code] for code in codes]
            # A note at the symptom says which of the two goes, so it is looked for first.
            first, second = sorted(pair, key=lambda billed: not in_symptom_chapter(billed.code))
            conflict = context.catalog.excludes1(first.code, second.code)
            if conflict is None or any(not_reportable(context, billed) for billed in pair):
                continue
            if any(is_manifestation_by_another(context, code) for code in codes):
                continue
            own, other = (first, second) if conflict.code == first.code else (second, first)
            here, there = mentions_of(context, own.code), mentions_of(context, other.code)
            found, words = relation(context, here, there)
            if found is Relation.UNRELATED:
                continue
            related = found is Relation.RELATED or _one_condition(own, other)
            symptom = bool(here and there) and _symptom_of_disease(own, other)
            only_other = bool(there) and not here and not affirmed(context, own.code)
            if not (related or symptom or only_other):
                lone = other if here and not there else None
                yield self._query(context, conflict, own, other, quotes([*here, *there]), lone)
                continue
            yield self.finding(
                context,
                diagnosis(own),
                f"{own.code} and {other.code} cannot be reported together; {_note(conflict)}.",
                cite=[conflict.note.citation],
                also_cite=["OCG:I.A.12.a"],
                action=Action.REMOVE,
                do=f"remove {own.code}"
                + ("" if there else f" and report {other.code}, if the chart supports it"),
                evidence=[*quotes([*here, *there]), *words],
                denial_risk=["CARC 16"],
            )

    def _query(
        self,
        context: AuditContext,
        conflict: Conflict,
        own: Billed,
        other: Billed,
        evidence: Sequence[EvidenceSpan],
        unnamed: Billed | None,
    ) -> Finding:
        """`unnamed`: the code for which the chart has no words; without them, nothing relates."""
        return self.finding(
            context,
            diagnosis(own),
            f"{own.code} and {other.code} may be reported together only if the conditions are "
            f"unrelated, which the chart does not say; {_note(conflict)}.",
            cite=[conflict.note.citation],
            also_cite=["OCG:I.A.12.a"],
            action=Action.QUERY,
            do=f"remove {unnamed.code}, for which the chart has no words, unless it is documented"
            if unnamed
            else f"ask the provider how the two relate; if they are one problem, remove {own.code}",
            evidence=evidence,
            denial_risk=["CARC 16"],
            severity=Severity.WARNING,
            query=ProviderQuery(
                title="Relationship between two documented conditions",
                indicators=tuple(evidence),
                question="",
                options=(
                    "Both statements describe one condition",
                    "Two conditions, one causing the other",
                    "Two conditions that have nothing to do with each other",
                ),
            )
            if evidence and not unnamed
            else None,
        )


def _one_condition(own: Billed, other: Billed) -> bool:
    """Codes of one category are forms of one condition, not two that happen to meet."""
    return compact(own.code)[:3] == compact(other.code)[:3]


def _symptom_of_disease(own: Billed, other: Billed) -> bool:
    """A code of the symptom chapter whose note sends to a disease."""
    return in_symptom_chapter(own.code) and not in_symptom_chapter(other.code)


def _note(conflict: Conflict) -> str:
    return f"the Excludes1 note at {conflict.note.owner} names {conflict.note.text}"


def _meaningful(context: AuditContext) -> tuple[Billed, ...]:
    """Billed codes, each once, that are billable or lack a 7th character and nothing else."""
    return tuple(
        {
            b.code: b
            for b in reversed(context.billed)
            if context.catalog.is_billable(b.code) or lacking_seventh(context.catalog, b.code)
        }.values()
    )[::-1]
