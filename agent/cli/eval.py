"""`chartaudit eval`: how good the audit is, measured against gold sets."""

from __future__ import annotations

import typer

from agent.cli import (
    eval_calibrate,
    eval_compare,
    eval_gate,
    eval_report,
    eval_run,
    eval_seed,
)
from agent.cli.exchange_options import ReplayCommand
from agent.cli.light import LightGroup

commands = typer.Typer(
    cls=LightGroup,
    help="Measure audits against gold sets: run, score, compare.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.command("run", cls=ReplayCommand)(eval_run.run)
commands.command("score")(eval_run.score)
commands.command("compare")(eval_compare.compare)
commands.command("gate")(eval_gate.gate)
commands.command("seed")(eval_seed.seed)
commands.command("calibrate")(eval_calibrate.calibrate)
commands.command("report")(eval_report.report)
