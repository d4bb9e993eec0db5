"""The bundles that errors are put into: notes with gold codes, made into clean claims.

medcoder:PATH, codiesp:PATH, native:PATH   a gold set
shipped                                    notes of our own, in `evals/seeding/base`
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from agent.coding import OfflineCoder
from agent.models import BilledDiagnosis, ChartBundle, Claim, ClaimLine, Finding, Setting
from agent.pipeline import audit
from catalog import Catalog, CatalogView, canonical
from catalog.data_files import load_yaml
from evals.contracts import GoldCase, GoldCode, GoldFinding, RefusedRow
from evals.goldsets import open_goldset
from evals.seeding.chart import Chart

SHIPPED = "shipped"
_FOLDER = Path(__file__).parent / "base"

#: Office or other outpatient visit, established patient: a low and a moderate level.
_VISIT, _LONGER_VISIT = "99213", "99214"
_POINTERS = 4


@dataclass(frozen=True)
class Base:
    """A clean bundle to put errors into, with the findings that its own audit makes."""

    case_id: str
    chart: Chart
    declared: tuple[GoldFinding, ...] = ()


@dataclass
class Bases:
    """The bundles that will serve, those that will not and why, and the audit's own findings.

    `found` counts the bundles in which a rule found something before any error was injected.
    """

    usable: list[Base] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)


def cases_of(source: str, split: str | None = None) -> tuple[Sequence[GoldCase], list[RefusedRow]]:
    """The gold cases that a source names, and the rows of it that were kept out.

    Raises UsageError when there is no such source.
    """
    if source == SHIPPED:
        return shipped_cases(), []
    opened = open_goldset(source, split)
    return opened.cases, list(opened.refused)


def shipped_cases() -> tuple[GoldCase, ...]:
    """The notes of our own, in the order of their file names."""
    return tuple(_shipped(path) for path in sorted(_FOLDER.glob("*.yaml")))


def bases_of(cases: Iterable[GoldCase], catalog: Catalog, *, clean_only: bool) -> Bases:
    """Clean claims for the cases, each audited once to declare what is found before any error.

    With `clean_only`, bundles in which something is found do not serve.
    """
    bases = Bases()
    for case in cases:
        view = catalog.on(case.bundle.encounter.date_of_service)
        if reason := _unusable(case, view):
            bases.refused.append(RefusedRow(source=case.case_id, reason=reason))
            continue
        bundle = case.bundle
        if not bundle.claim.diagnoses:
            bundle = bundle.model_copy(update={"claim": clean_claim(case)})
        report = audit(bundle, catalog=catalog, coder=OfflineCoder())
        bases.found.update({finding.rule_id for finding in report.findings})
        if report.findings and clean_only:
            rules = ", ".join(sorted({finding.rule_id for finding in report.findings}))
            bases.refused.append(
                RefusedRow(source=case.case_id, reason=f"does not audit clean: {rules}")
            )
            continue
        declared = tuple(_declared(finding) for finding in report.findings)
        concerned = frozenset(code for d in declared for code in (d.code, *d.fix) if code)
        chart = Chart(bundle, case.codes or (), view, concerned)
        bases.usable.append(Base(case.case_id, chart, declared))
    return bases


def clean_claim(case: GoldCase) -> Claim:
    """A claim that bills the gold codes in the order in which the chart names them.

    One visit line, which points to the first four; none for an inpatient stay, whose diagnoses are
    all taken as present on admission.
    """
    codes = [gold.code for gold in sorted(case.codes or (), key=_place)]
    inpatient = case.bundle.encounter.setting is Setting.INPATIENT
    diagnoses = tuple(BilledDiagnosis(code=c, poa="Y" if inpatient else None) for c in codes)
    if inpatient:
        return Claim(diagnoses=diagnoses)
    visit = ClaimLine(
        procedure=_VISIT if len(codes) < 3 else _LONGER_VISIT,
        diagnosis_pointers=tuple(range(1, min(len(codes), _POINTERS) + 1)),
    )
    return Claim(diagnoses=diagnoses, lines=(visit,))


def _place(gold: GoldCode) -> tuple[bool, str, int]:
    first = min(((s.document_id, s.start) for s in gold.spans), default=("", 0))
    return not gold.spans, *first


def _unusable(case: GoldCase, view: CatalogView) -> str:
    """Why a case cannot be a clean bundle; empty when it can."""
    if not case.codes:
        return "has no gold codes"
    if case.findings:
        return "has findings of its own, so its claim is not clean"
    wrong = sorted(gold.code for gold in case.codes if not view.is_billable(gold.code))
    if wrong:
        return f"gold codes not billable on {view.date}: {', '.join(wrong)}"
    billed = [canonical(d.code) for d in case.bundle.claim.diagnoses]
    if billed and sorted(billed) != sorted(gold.code for gold in case.codes):
        return "the claim does not bill just the gold codes"
    return ""


def _declared(finding: Finding) -> GoldFinding:
    subject = finding.subject
    return GoldFinding(
        category=finding.category,
        code=subject.code if subject.kind != "line" else None,
        line=subject.index if subject.kind == "line" else None,
        action=finding.recommendation.action,
        fix=tuple(recommended.code for recommended in finding.recommendation.codes),
        kind=f"base:{finding.rule_id}",
        declared=True,
    )


def _shipped(path: Path) -> GoldCase:
    """One note of our own: spans are given as quotes, each of which stands in the note once."""
    content = load_yaml(path)
    fields = {key: content[key] for key in ("patient", "encounter", "claim") if key in content}
    text = content["note"]
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": path.stem,
            **fields,
            "documents": [{"id": "note", "type": content["type"], "text": text}],
        }
    )
    codes = []
    for code, quotes in content["codes"].items():
        spans = []
        for quote in quotes:
            if text.count(quote) != 1:
                raise ValueError(f"{path.name}: codes: {code}: a quote must stand in the note once")
            start = text.index(quote)
            spans.append({"document_id": "note", "start": start, "end": start + len(quote)})
        codes.append(GoldCode.model_validate({"code": code, "spans": spans}))
    return GoldCase(case_id=path.stem, bundle=bundle, codes=tuple(codes))
