"""GDL01: a symptom billed beside the diagnosis that it routinely belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from catalog import CatalogView
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references


class IntegralSymptom(Rule):
    """A sign or symptom is reported although a reported diagnosis routinely includes it.

    Catches: R05.9 (cough) beside J18.9 (pneumonia); M25.561 (pain in right knee) beside M17.11
    (osteoarthritis of the right knee).
    Right: the diagnosis alone.
    Silent: when the symptom is not routine for the diagnosis, when joint and diagnosis are on
    different sides, when the chart does not affirm the diagnosis, when a note of the
    classification asks for the symptom's code, and when an Excludes1 note forbids the pair (the
    conventions rules say so). Which symptoms are routine is a list of our own, short on purpose.
    """

    id = "GDL01"
    name = "integral_symptom_billed"
    category = Category.SYMPTOM_INTEGRAL
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.5", "OCG:I.C.18.b", "TAB:*:title")
    needs_quote = True

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for symptom in context.billable:
            explained = _explained(context, symptom)
            if explained is None:
                continue
            name, disease = explained
            yield self.finding(
                context,
                diagnosis(symptom),
                f"{symptom.code} ({name.lower()}) routinely belongs to {disease.code} "
                f"({context.catalog.title(disease.code)}) and is not reported beside it.",
                cite=["OCG:I.B.5"],
                also_cite=[
                    *(["OCG:I.C.18.b"] if symptom.code.startswith("R") else []),
                    f"TAB:{symptom.code}:title",
                ],
                action=Action.REMOVE,
                do=f"remove {symptom.code}, unless the provider ties it to something else",
                evidence=_evidence(context, symptom, disease),
                denial_risk=["CARC 16"],
                confidence=0.9,
            )


@dataclass(frozen=True, slots=True)
class _Pair:
    symptom: str
    codes: tuple[CodeRange, ...]
    diagnoses: tuple[CodeRange, ...]
    same_side: bool


def _explained(context: AuditContext, symptom: Billed) -> tuple[str, Billed] | None:
    view = context.catalog
    for pair in _pairs_of(symptom.code):
        for disease in context.billable:
            if (
                any(r.covers(disease.code) for r in pair.diagnoses)
                and _may_stand(context, disease)
                and (not pair.same_side or _same_side(view, symptom.code, disease.code))
                and not view.excludes1(symptom.code, disease.code)
                and not _asked_for(view, disease.code, symptom.code)
            ):
                return pair.symptom, disease
    return None


def _may_stand(context: AuditContext, disease: Billed) -> bool:
    """Whether the chart affirms the diagnosis, or there is no chart to ask.

    A diagnosis that the chart does not bear out explains nothing; the support rules speak of it.
    """
    return not context.documents or bool(mentions_of(context, disease.code))


def _same_side(view: CatalogView, first: str, second: str) -> bool:
    sides = {a.side for code in (first, second) if (a := view.attributes(code)) is not None}
    return len(sides) == 1 or "bilateral" in sides


def _asked_for(view: CatalogView, disease: str, symptom: str) -> bool:
    """Whether the classification asks to report the symptom beside the disease."""
    return any(
        reference.range.covers(symptom)
        for kind in ("useAdditionalCode", "codeAlso")
        for reference in view.references(disease, kind)
    )


def _evidence(context: AuditContext, symptom: Billed, disease: Billed) -> list[EvidenceSpan]:
    """Words for the diagnosis first: without them the symptom may stand."""
    found = quotes(mentions_of(context, disease.code))
    return [*found[:2], *quotes(mentions_of(context, symptom.code))[:1]] if found else []


@lru_cache(maxsize=8192)
def _pairs_of(symptom: str) -> tuple[_Pair, ...]:
    return tuple(pair for pair in _pairs() if any(r.covers(symptom) for r in pair.codes))


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(
        _Pair(
            row["symptom"],
            tuple(r for text in row["codes"] for r in references(text)),
            tuple(r for text in row["diagnoses"] for r in references(text)),
            row.get("same_side", False),
        )
        for row in load_yaml(Path(__file__).parent / "integral_symptoms.yaml")["pairs"]
    )
