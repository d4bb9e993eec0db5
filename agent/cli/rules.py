"""`chartaudit rules`: what is checked, and on whose authority."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.options import Format, Output
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from agent.rules import Rule

commands = typer.Typer(help="What is checked, and on whose authority.", no_args_is_help=True)


@commands.command("list")
def list_rules(output: Output = Format.TABLE) -> None:
    """List every rule: id, name, category, severity.

    \b
    Examples:
      chartaudit rules list
      chartaudit rules list --format json
    """
    from agent.rules import all_rules

    if output is Format.JSON:
        say_json([_record(rule) for rule in all_rules()])
        return
    for rule in all_rules():
        summary = f"{rule.name} ({rule.category.value}, {rule.severity.value})"
        entry_line(rule.id, summary, column=6, indent="")


@commands.command("show")
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="Such as VAL04.")],
    output: Output = Format.TABLE,
) -> None:
    """Show one rule: what it catches, a wrong and a right example, when it stays silent.

    \b
    Example:
      chartaudit rules show VAL04
    """
    from agent.report.manual import manual
    from agent.rules import rule_named

    rule = rule_named(rule_id.strip().upper())
    if rule is None:
        raise typer.BadParameter(
            "there is no such rule; `chartaudit rules list` names them all", param_hint="ID"
        )
    if output is Format.JSON:
        say_json(_record(rule) | {"documentation": inspect.getdoc(rule), "version": rule.version()})
        return
    say(f"{rule.id}  {rule.name}")
    say(f"{rule.category.value}, {rule.severity.value}")
    say()
    page = manual(rule)
    for paragraph in page.opening:
        say(paragraph)
        say()
    for label, text in page.parts:
        say(f"{label}: {text}", hanging="  ")
    say()
    say(f"Cites: {', '.join(rule.citations)}")


def _record(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "category": rule.category.value,
        "severity": rule.severity.value,
        "citations": list(rule.citations),
    }
