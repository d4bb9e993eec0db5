"""A run's folder to one HTML file that needs nothing else: no fonts, scripts or images."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agent.errors import UsageError
from catalog import Catalog
from evals.contracts import Estimate, Table
from evals.headline import HEADLINE
from evals.report.cases import shown
from evals.report.plots import SQUARE, bars, reliability
from evals.scoring import read_cases, read_manifest

_TEMPLATES = Path(__file__).parent / "templates"


def report_run(folder: Path) -> str:
    """The page of a scored run. It shows the notes of the gold set: treat it as a chart.

    Raises UsageError when the folder holds no finished and scored run.
    """
    manifest, cases = read_manifest(folder), read_cases(folder)
    scores = {key: Estimate(**value) for key, value in _json(folder / "scores.json").items()}
    tables: dict[str, Table] = _json(folder / "tables.json")
    with Catalog.open() as catalog:
        rows, absence = shown(cases, manifest, catalog)
    style, script = _asset("run.css"), _asset("run.js")
    return (
        _environment()
        .get_template("run.html.j2")
        .render(
            manifest=manifest,
            scores=scores,
            headline=[(key, label) for key, label in HEADLINE if _measured(scores, key)],
            chapters=bars(
                tables.get("chapters", []), "{chapter} {title}", "f1", "{f1:.2f} of {gold}"
            ),
            categories=bars(tables.get("findings_by_category", []), "{category}", "f1", "{f1:.2f}"),
            kinds=bars(tables.get("findings_by_kind", []), "{kind}", "value", "{value:.2f}"),
            stages=bars(tables.get("stages", []), "{stage}", "share", "{share:.2f}, {lost} lost"),
            reliability=reliability(tables.get("reliability", [])),
            square=SQUARE,
            cases=rows,
            absence=absence,
            style=Markup(style),
            script=Markup(script),
            policy=(
                f"default-src 'none'; style-src '{_digest(style)}'; "
                f"script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
            ),
        )
    )


def _measured(scores: dict[str, Estimate], key: str) -> bool:
    return key in scores and scores[key].value is not None


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UsageError(f"{path}: cannot be read; run: chartaudit eval score RUN") from None


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"
