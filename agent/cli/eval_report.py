"""`chartaudit eval report`: a run as one HTML page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    run_folder: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to write it. Default: report.html in the folder."),
    ] = None,
) -> None:
    """Write a run as one HTML page that needs nothing else.

    It shows the figures with their intervals, plots by stage, category and chapter, how far
    confidence can be trusted, and every case with its note, evidence, gold and prediction side by
    side, most errors first. The page holds the notes: keep it as you keep charts.

    \b
    Example:
      chartaudit eval report runs/codiesp
    """
    from evals.report import report_run

    target = out or run_folder / "report.html"
    page = report_run(run_folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page, encoding="utf-8")
    typer.echo(f"Written: {target}")
