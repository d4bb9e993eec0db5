"""`chartaudit rules`: what is checked, and on whose authority."""

from __future__ import annotations

import inspect
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.options import ConfigFile, Format, Output
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from agent.rules import Rule, RuleSet
    from catalog.citations import Authority

commands = typer.Typer(help="What is checked, and on whose authority.", no_args_is_help=True)


@commands.command("list")
def list_rules(config: ConfigFile = None, output: Output = Format.TABLE) -> None:
    """List every rule: id, name, category, severity, pack, and whether it is on.

    What is on, and with which severity, is told by chartaudit.toml.

    \b
    Examples:
      chartaudit rules list
      chartaudit rules list --format json
    """
    from agent.cli.rule_choice import rules_for

    chosen = rules_for(config)
    rules = _all(chosen)
    if output is Format.JSON:
        say_json([_record(rule, chosen) for rule in rules])
        return
    column = max(len(rule.id) for rule in rules)
    for rule in rules:
        told = [rule.category.value, (rule.set_severity or rule.severity).value]
        told += [] if rule.pack == "core" else [f"pack {rule.pack}"]
        told += [] if rule.id not in chosen.off else ["switched off"]
        entry_line(rule.id, f"{rule.name} ({', '.join(told)})", column, indent="")
    off = f", {len(chosen.off)} switched off" if chosen.off else ""
    say(f"{len(rules)} rules{off}; packs: {', '.join(sorted({rule.pack for rule in rules}))}")


@commands.command("show")
def show_rule(
    rule_id: Annotated[str, typer.Argument(metavar="ID", help="Such as VAL04.")],
    config: ConfigFile = None,
    output: Output = Format.TABLE,
) -> None:
    """Show one rule: what it catches, example, when it stays silent, what it rests on, history.

    \b
    Example:
      chartaudit rules show VAL04
    """
    from agent.cli.rule_choice import rules_for
    from agent.report.manual import manual

    chosen = rules_for(config)
    rule = next((r for r in _all(chosen) if r.id == rule_id.strip().upper()), None)
    if rule is None:
        raise typer.BadParameter(
            "there is no such rule; `chartaudit rules list` names them all", param_hint="ID"
        )
    if output is Format.JSON:
        cited = [_authority_record(entry) for entry in _entries(rule)]
        told = {"documentation": inspect.getdoc(rule), "version": rule.version()}
        say_json(_record(rule, chosen) | told | {"authority": cited, "history": _history(rule)})
        return
    say(f"{rule.id}  {rule.name}")
    state = "switched off by the configuration" if rule.id in chosen.off else "on"
    severity = (rule.set_severity or rule.severity).value
    changed = f" (set; its own is {rule.severity.value})" if rule.set_severity else ""
    say(f"{rule.category.value}, {severity}{changed}, pack {rule.pack}, {state}")
    say()
    page = manual(rule)
    for paragraph in page.opening:
        say(paragraph)
        say()
    for label, text in page.parts:
        say(f"{label}: {text}", hanging="  ")
    say()
    _print_authority(rule)
    say()
    for line in _history(rule):
        say(line, hanging="  ")


def _print_authority(rule: Rule) -> None:
    say("Rests on:")
    known = {entry.id: entry for entry in _entries(rule)}
    for citation in rule.citations:
        entry = known.get(citation)
        if entry is None:
            say(f"{citation}, as the code at hand has it", indent="  ", hanging="    ")
            continue
        say(
            f"{citation}  {entry.authority}, {entry.section}: {entry.title}; "
            f"in force {_period(entry.effective_from, entry.effective_to)}",
            indent="  ",
            hanging="    ",
        )
        say(" ".join(entry.text.split()), indent="    ")


def _entries(rule: Rule) -> list[Authority]:
    """The entries that the rule's citations name outright."""
    from catalog.citations import rulebook

    found = (rule.own_entries.get(c) or rulebook().get(c) for c in rule.citations)
    return [entry for entry in found if entry is not None]


def _history(rule: Rule) -> list[str]:
    since = f"In chartaudit since {rule.since}." if rule.since else "A rule of the site's own."
    dates = "It is asked on every date of service for which its authority is in force."
    if rule.effective_from or rule.effective_to:
        dates = f"It holds for dates of service {_period(rule.effective_from, rule.effective_to)}."
    return [since, dates, f"Version {rule.version()}: changes whenever rule or data do."]


def _period(start: date | None, end: date | None) -> str:
    from agent.report.phrases import period

    return period(start, end)


def _all(chosen: RuleSet) -> list[Rule]:
    """The rules that run and those that are off, by id."""
    return sorted((*chosen.rules, *chosen.switched_off), key=lambda rule: rule.id)


def _authority_record(entry: Authority) -> dict[str, Any]:
    return {
        "id": entry.id,
        "authority": entry.authority,
        "title": entry.title,
        "section": entry.section,
        "text": entry.text,
        "effective_from": entry.effective_from,
        "effective_to": entry.effective_to,
        "source": entry.source,
    }


def _record(rule: Rule, chosen: RuleSet) -> dict[str, Any]:
    return {
        "id": rule.id,
        "name": rule.name,
        "category": rule.category.value,
        "severity": (rule.set_severity or rule.severity).value,
        "citations": list(rule.citations),
        "pack": rule.pack,
        "on": rule.id not in chosen.off,
    }
