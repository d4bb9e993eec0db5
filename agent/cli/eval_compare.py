"""`chartaudit eval compare`: two runs over the same cases, side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.options import Format, Output
from agent.cli.output import say, say_json

if TYPE_CHECKING:
    from rich.table import Table

    from evals.compare import Comparison, Difference, Discordance

_CODES_SHOWN = 10
_CHANGES_SHOWN = 20


def compare(
    run_a: Annotated[Path, typer.Argument(metavar="RUN_A", help="Folder of a finished run.")],
    run_b: Annotated[Path, typer.Argument(metavar="RUN_B", help="The run held against it.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Show every figure, code and change, not the first.")
    ] = False,
    output: Output = Format.TABLE,
) -> None:
    """Compare two runs over the same cases.

    Differences are RUN_B less RUN_A. Their 95% interval (low, high) comes from a paired bootstrap
    over cases, their p from a paired permutation test, corrected by Holm's method over all tested
    figures. Effect is Cohen's h: 0.2 is small, 0.5 medium, 0.8 large. Decisions that only one run
    has right are put to McNemar's exact test. JSON holds p before correction too.

    \b
    Examples:
      chartaudit eval compare runs/offline runs/model
      chartaudit eval compare runs/before runs/after --format json
    """
    from evals.compare import compare_runs

    found = compare_runs(run_a, run_b)
    if output is Format.JSON:
        say_json(found.model_dump(mode="json"))
        return
    _print(found, everything)


def _print(found: Comparison, everything: bool) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    say(f"A {found.run_a}, B {found.run_b}: {found.cases} cases")
    for setting in found.settings:
        say(f"  {setting}", hanging="    ")
    shown = [figure for figure in found.figures if everything or figure.p is not None]
    say()
    console.print(_figures(shown))
    say()
    console.print(_decisions("decisions", found.discordant))
    say()
    codes = found.codes if everything else found.codes[:_CODES_SHOWN]
    if codes:
        console.print(_decisions("code", codes))
        _say_more(len(found.codes) - len(codes), "codes on which the runs disagree")
        say()
    _print_changes(found, everything)


def _print_changes(found: Comparison, everything: bool) -> None:
    if not found.changes:
        say("No decision changed sides.")
        return
    better = sum(change.change == "to right" for change in found.changes)
    say(f"{better} decisions changed to right, {len(found.changes) - better} to wrong:")
    changes = found.changes if everything else found.changes[:_CHANGES_SHOWN]
    for change in changes:
        what = f"{change.what} {change.code}".rstrip()
        say(f"{change.case_id}  {what}: {change.change}", "  ", "    ")
    _say_more(len(found.changes) - len(changes), "changes")


def _say_more(count: int, what: str) -> None:
    if count > 0:
        say(f"  and {count} more {what}; --all or --format json shows them")


def _figures(figures: list[Difference]) -> Table:
    table = _table("figure", "A", "B", "B - A", "low", "high", "effect", "Holm")
    for figure in figures:
        table.add_row(
            figure.key,
            _number(figure.a),
            _number(figure.b),
            _signed(figure.difference),
            _signed(figure.low),
            _signed(figure.high),
            _signed(figure.effect),
            _p(figure.p_holm),
        )
    return table


def _decisions(title: str, rows: tuple[Discordance, ...]) -> Table:
    table = _table(title, "both right", "only A", "only B", "neither", "odds", "p", "Holm")
    for row in rows:
        table.add_row(
            row.decisions,
            *(str(count) for count in (row.both, row.only_a, row.only_b, row.neither)),
            "" if row.odds_ratio is None else f"{row.odds_ratio:.2f}",
            _p(row.p),
            _p(row.p_holm),
        )
    return table


def _table(first: str, *others: str) -> Table:
    from rich import box
    from rich.table import Table

    # No padding: the longest key and all columns just fit a terminal of 80.
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"


def _p(value: float | None) -> str:
    if value is None:
        return ""
    return "<0.001" if value < 0.001 else f"{value:.3f}"
