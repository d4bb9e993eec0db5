"""`chartaudit eval gate`: fail a build when a run's figures miss their bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli.output import say


def gate(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a scored run.")],
    least: Annotated[
        list[str] | None,
        typer.Option("--min", metavar="NAME=NUMBER", help="Least value; may be repeated."),
    ] = None,
    most: Annotated[
        list[str] | None,
        typer.Option("--max", metavar="NAME=NUMBER", help="Greatest value; may be repeated."),
    ] = None,
    on_low: Annotated[
        bool,
        typer.Option(
            "--on-low",
            help="Judge by the end of the 95% interval nearer to failing: low for --min, "
            "high for --max.",
        ),
    ] = False,
) -> None:
    """Exit 1 when a figure of the run misses its bound.

    NAME is a key of scores.json, such as codes.micro.f1, or one of the short names micro_f1,
    category_f1, findings_f1, code_over_code, hallucinated and others; a name that is none is told
    with those near it. A figure that the set cannot measure misses every bound.

    \b
    Examples:
      chartaudit eval gate runs/ours --min micro_f1=0.45 --max hallucinated=0
      chartaudit eval gate runs/ours --min findings.micro.recall=0.8 --on-low
    """
    from evals.gate import judge

    verdicts = judge(run, least or [], most or [], on_low=on_low)
    for verdict in verdicts:
        say(str(verdict), hanging="        ")
    raise typer.Exit(any(not verdict.met for verdict in verdicts))
