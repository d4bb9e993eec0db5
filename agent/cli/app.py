"""The commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli import audit, catalog, catalog_check, code, eval, exchanges, rules, schema
from agent.cli.catalog_diff import DIFF
from agent.cli.catalog_guideline import GUIDELINE
from agent.cli.catalog_history import HISTORY
from agent.cli.catalog_index import INDEX
from agent.cli.catalog_library import LIBRARY
from agent.cli.catalog_notes import NOTES
from agent.cli.catalog_policy import POLICY
from agent.cli.catalog_tables import TABLES
from agent.cli.exchange_options import ReplayCommand
from agent.cli.light import LightCommand, LightGroup

app = typer.Typer(
    name="chartaudit",
    cls=LightGroup,
    help="Audit medical coding: every finding quotes the chart and cites the rule in force.",
    epilog="Exit codes: 0 done, 1 findings (with --exit-code), 2 bad input, 70 internal fault.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"chartaudit {version('chartaudit')}")
        raise typer.Exit


@app.callback()
def chartaudit(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Audit medical coding: every finding quotes the chart and cites the rule in force."""


app.command("audit", cls=ReplayCommand)(audit.audit)
app.command("code", cls=ReplayCommand)(code.code)
for command in (*GUIDELINE, *INDEX, *TABLES, *DIFF, *HISTORY, *LIBRARY, *NOTES, *POLICY):
    catalog.commands.command(command.name, cls=LightCommand)(command.run)
catalog.commands.command("check", cls=LightCommand)(catalog_check.check)
app.add_typer(catalog.commands, name="catalog")
app.add_typer(rules.commands, name="rules")
app.add_typer(exchanges.commands, name="exchanges")
app.add_typer(eval.commands, name="eval")
app.command("schema")(schema.schema)
