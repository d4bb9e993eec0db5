"""The cases of a run as the page shows them: note, evidence, gold and prediction side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.errors import UsageError
from agent.models import ChartBundle
from catalog import Catalog, CatalogView
from evals.contracts import GoldFinding, Manifest, PredictedFinding
from evals.goldsets import open_goldset
from evals.manifest import data_sha256
from evals.metrics.stages import stage_lost
from evals.report.marked import Piece, marked
from evals.sample import Scored


@dataclass(frozen=True, slots=True)
class CodeRow:
    """A code of gold, of the prediction, or of both. `lost` is the stage that lost a gold code."""

    code: str
    title: str
    gold: bool
    predicted: bool
    confidence: float | None
    lost: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A document of the chart, its evidence marked."""

    id: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CaseShown:
    """One case. `notes` is empty when the gold set is not at hand."""

    id: str
    error: str
    codes: tuple[CodeRow, ...]
    matched: tuple[tuple[GoldFinding, PredictedFinding, bool], ...]
    missed: tuple[GoldFinding, ...]
    extra: tuple[PredictedFinding, ...]
    notes: tuple[Note, ...]

    @property
    def errors(self) -> int:
        """Codes and findings that are missed or too many, and one for a failed audit."""
        codes = sum(row.gold != row.predicted for row in self.codes)
        return codes + len(self.missed) + len(self.extra) + bool(self.error)


def shown(
    cases: Sequence[Scored], manifest: Manifest, catalog: Catalog
) -> tuple[list[CaseShown], str]:
    """The cases, most errors first, and why notes are not shown (empty when they are)."""
    bundles, absence = _bundles(manifest, {case.case_id for case in cases})
    found = [_shown(case, bundles.get(case.case_id), manifest, catalog) for case in cases]
    found.sort(key=lambda case: (-case.errors, case.id))
    return found, absence


def _bundles(manifest: Manifest, wanted: set[str]) -> tuple[dict[str, ChartBundle], str]:
    try:
        goldset = open_goldset(manifest.goldset, manifest.split, _asked(manifest))
    except UsageError as error:
        return {}, f"The notes are not shown: {error}"
    cases = [case for case in goldset.cases if case.case_id in wanted]
    if data_sha256(cases) != manifest.data_sha256:
        return {}, "The notes are not shown: the gold set has changed since the run."
    return {case.case_id: case.bundle for case in cases}, ""


def _asked(manifest: Manifest) -> date | None:
    return date.fromisoformat(manifest.config.on) if manifest.config.on else None


def _shown(
    case: Scored, bundle: ChartBundle | None, manifest: Manifest, catalog: Catalog
) -> CaseShown:
    day = bundle.encounter.date_of_service if bundle else _asked(manifest)
    view = catalog.on(day or catalog.tabular.effective_from)
    matches = case.findings
    return CaseShown(
        id=case.case_id,
        error=case.prediction.error,
        codes=_code_rows(case, view) if case.has_codes else (),
        matched=tuple((m.gold, m.reported, m.fix_right) for m in matches.matched),
        missed=tuple(matches.missed),
        extra=tuple(matches.extra),
        notes=_notes(case, bundle) if bundle else (),
    )


def _code_rows(case: Scored, view: CatalogView) -> tuple[CodeRow, ...]:
    """Right codes, then missed ones, then those too many; each in code order."""
    confidence = {code.code: code.confidence for code in case.prediction.codes}
    rows = [
        CodeRow(
            code,
            view.title(code),
            code in case.gold_codes,
            code in case.predicted,
            confidence.get(code),
            stage_lost(case, code) if code in case.gold_codes else None,
        )
        for code in sorted(case.gold_codes | case.predicted)
    ]
    rows.sort(key=lambda row: (not (row.gold and row.predicted), not row.gold, row.code))
    return tuple(rows)


def _notes(case: Scored, bundle: ChartBundle) -> tuple[Note, ...]:
    gold = [span for code in case.gold.codes or () for span in code.spans]
    predicted = [span for code in case.prediction.codes if code.kept for span in code.spans]
    return tuple(
        Note(
            document.id,
            tuple(
                marked(
                    document.body,
                    [(s.start, s.end) for s in gold if s.document_id == document.id],
                    [(s.start, s.end) for s in predicted if s.document_id == document.id],
                )
            ),
        )
        for document in bundle.documents
    )
