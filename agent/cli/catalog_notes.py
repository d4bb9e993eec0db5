"""`chartaudit catalog conflicts|references`: what the notes of the Tabular List say of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.cli.light import Command
from agent.cli.options import Format, On, Output, day_or_today
from agent.cli.output import entry_line, say, say_json

if TYPE_CHECKING:
    from catalog.tabular.account import Account
    from catalog.tabular.conflicts import Comparison, Exclusion

_MOST_NAMED = 6


def conflicts(
    first: Annotated[str, typer.Argument(metavar="CODE", help="Such as M54.50.")],
    second: Annotated[str, typer.Argument(metavar="CODE", help="Such as S39.012A.")],
    on: On = None,
    output: Output = Format.TABLE,
) -> None:
    """Say whether Excludes notes keep two codes apart, and which notes.

    Excludes1 forbids the two together; Excludes2 only says that one is not part of the other. A
    header stands for the billable codes below it.

    \b
    Examples:
      chartaudit catalog conflicts M54.50 S39.012A
      chartaudit catalog conflicts E10 E11
    """
    from catalog import Catalog
    from catalog.tabular.conflicts import compare

    with Catalog.open() as catalog:
        view = catalog.on(day_or_today(on))
        found = compare(view, first, second)
        notice = view.release_notice()
    if output is Format.JSON:
        say_json(_comparison_record(found) | {"notice": notice})
        return
    _print_comparison(found)
    if notice:
        say()
        say(notice)


def references(
    unresolved: Annotated[
        bool, typer.Option("--unresolved", help="Only the codes that led nowhere, with the reason.")
    ] = False,
    on: On = None,
    output: Output = Format.TABLE,
) -> None:
    """Account for every code that the notes of the Tabular List name.

    A code is a target (the note points to it), a condition ("tuberculosis, any type in A15") or an
    exception ("except T74"). Unresolved are those that the release does not have.

    \b
    Example:
      chartaudit catalog references --unresolved
    """
    from catalog import Catalog
    from catalog.tabular.account import account

    with Catalog.open() as catalog:
        release = catalog.tabular_on(day_or_today(on))
        found, name = account(release), release.release.name
    if output is Format.JSON:
        say_json({"release": name} | _account_record(found))
        return
    if not unresolved:
        say(f"{name}: {sum(found.by_kind.values())} codes and ranges in notes")
        for kind, count in sorted(found.by_kind.items()):
            entry_line(str(count), kind, 6)
        say("as " + ", ".join(f"{role} {count}" for role, count in sorted(found.by_role.items())))
    say(f"unresolved: {len(found.unresolved)}")
    for one in found.unresolved:
        entry_line(f"{one.owner} {one.kind}", f"{one.printed}: {one.reason}", 24)


def _print_comparison(found: Comparison) -> None:
    pair = f"{found.first} and {found.second}"
    if found.nested:
        say(f"{pair}: one lies at or below the other; they are not two conditions.")
        return
    forbidden, apart = found.of_kind("excludes1"), found.of_kind("excludes2")
    if not forbidden:
        say(f"No Excludes1 note forbids {found.first} with {found.second}.")
    elif any(one.whole for one in forbidden):
        say(f"{pair} are not reported together (Excludes1), unless they are unrelated.")
    else:
        say(f"Some codes below {pair} are not reported together (Excludes1), unless unrelated.")
    for one in forbidden:
        _print_exclusion(one)
    if apart:
        say(f"Excludes2: one is not part of the other{'' if forbidden else '; both may be coded'}.")
    for one in apart:
        _print_exclusion(one)


def _print_exclusion(one: Exclusion) -> None:
    entry_line(one.note.citation, one.note.text, 24)
    if not one.whole:
        say(f"holds for {_named(one.codes)} with {_named(one.excluded)}", " " * 28)


def _named(codes: tuple[str, ...]) -> str:
    more = len(codes) - _MOST_NAMED
    return ", ".join(codes[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _comparison_record(found: Comparison) -> dict[str, Any]:
    first = next(iter(found.of_kind("excludes1")), None)
    return {
        "conflict": first is not None,
        "citation": first.note.citation if first else None,
        "note": first.note.text if first else None,
        "nested": found.nested,
        "exclusions": [
            {
                "kind": one.note.kind,
                "citation": one.note.citation,
                "note": one.note.text,
                "codes": list(one.codes),
                "excluded": list(one.excluded),
                "whole": one.whole,
            }
            for one in found.exclusions
        ],
    }


def _account_record(found: Account) -> dict[str, Any]:
    return {
        "by_kind": dict(found.by_kind),
        "by_role": {role.value: count for role, count in found.by_role.items()},
        "unresolved": [one._asdict() for one in found.unresolved],
    }


#: The commands of this module, under their names.
NOTES = (
    Command("conflicts", conflicts),
    Command("references", references),
)
