"""Symptoms that routinely belong to a diagnosis, by a list of our own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.rules.evidence import mentions_of
from catalog import CatalogView
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references

_PAIRS = Path(__file__).parent / "guidelines" / "integral_symptoms.yaml"


@dataclass(frozen=True, slots=True)
class _Pair:
    symptom: str
    codes: tuple[CodeRange, ...]
    diagnoses: tuple[CodeRange, ...]
    same_side: bool


def explained_by(context: AuditContext, symptom: Billed) -> tuple[str, Billed] | None:
    """What a billed symptom is called, and the billed diagnosis that routinely includes it.

    None where no diagnosis on the claim does, or where the classification has the two stand
    together or apart.
    """
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


@lru_cache(maxsize=8192)
def _pairs_of(symptom: str) -> tuple[_Pair, ...]:
    return tuple(pair for pair in _pairs() if any(r.covers(symptom) for r in pair.codes))


def may_explain(symptom: str, disease: str) -> bool:
    """Whether a symptom's code routinely belongs to a disease's, whatever is billed."""
    return any(r.covers(disease) for pair in _pairs_of(symptom) for r in pair.diagnoses)


@cache
def _pairs() -> tuple[_Pair, ...]:
    return tuple(
        _Pair(
            row["symptom"],
            tuple(r for text in row["codes"] for r in references(text)),
            tuple(r for text in row["diagnoses"] for r in references(text)),
            row.get("same_side", False),
        )
        for row in load_yaml(_PAIRS)["pairs"]
    )
