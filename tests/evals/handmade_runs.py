"""Small runs made by hand, for the tests of scores and comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.models import Action, Category, Status
from evals.contracts import (
    GoldCode,
    GoldFinding,
    GoldLine,
    Manifest,
    PredictedCode,
    PredictedFinding,
    Prediction,
    RunConfig,
)
from evals.sample import Scored


def case(
    case_id: str = "case",
    gold: Iterable[str] | None = (),
    predicted: Iterable[str] = (),
    gold_findings: Iterable[GoldFinding] | None = None,
    findings: Iterable[PredictedFinding] = (),
    **prediction: Any,
) -> Scored:
    """A case whose gold and predicted codes are given by their code alone."""
    return Scored(
        GoldLine(
            case_id=case_id,
            codes=None if gold is None else tuple(GoldCode(code=code) for code in gold),
            findings=None if gold_findings is None else tuple(gold_findings),
        ),
        Prediction(
            case_id=case_id,
            codes=tuple(PredictedCode(code=code, confidence=0.8) for code in predicted),
            findings=tuple(findings),
            **prediction,
        ),
    )


def gold_finding(category: str, code: str | None = None, **fields: Any) -> GoldFinding:
    """A finding that the audit must make."""
    return GoldFinding(category=Category(category), code=code, **fields)


def reported(category: str, code: str | None = None, **fields: Any) -> PredictedFinding:
    """A finding that the audit made, proved and about a diagnosis unless said otherwise."""
    defaults: dict[str, Any] = {
        "rule_id": "VAL01",
        "status": Status.PROVED,
        "subject_kind": "diagnosis",
        "action": Action.REMOVE,
    }
    return PredictedFinding(
        category=Category(category), subject_code=code, **{**defaults, **fields}
    )


def manifest(cases: int, **changed: Any) -> Manifest:
    """A manifest of a run made by hand."""
    return Manifest(
        goldset="native:hand-made",
        data_sha256="0" * 64,
        cases=cases,
        config=RunConfig(),
        releases={},
        rules={},
        tool_version="0",
        code_sha256="0" * 64,
        digest="0" * 64,
        started=datetime(2026, 5, 4, tzinfo=UTC),
    ).model_copy(update=changed)


def write_run(folder: Path, cases: list[Scored], **changed: Any) -> Path:
    """A finished run in the folder, not scored yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(manifest(len(cases), **changed).model_dump_json())
    _write_lines(folder / "gold.jsonl", [one.gold.model_dump_json() for one in cases])
    _write_lines(folder / "predictions.jsonl", [one.prediction.model_dump_json() for one in cases])
    return folder


def _write_lines(path: Path, lines: list[str]) -> None:
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
