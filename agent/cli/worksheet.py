"""How a coder's worksheet is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.cli.output import entry_line, say

if TYPE_CHECKING:
    from agent.coding.worksheet import Words, Worksheet

_COLUMN = 9
_MOST_WORDS = 3


def print_worksheet(sheet: Worksheet) -> None:
    """Print each proposal with its path, then what was not coded, with the reason."""
    for coding in sheet.coded:
        entry_line(coding.code, coding.title, _COLUMN, indent="")
        for words in coding.words[:_MOST_WORDS]:
            _step("Note", _said(words))
        _step("Means", f"{coding.words[0].meaning} ({coding.known_by})")
        if coding.index is None:
            _step("Index", "none at hand; `chartaudit catalog fetch` adds it")
        else:
            _step("Index", "; ".join(coding.index) or "no entry in these words")
        _step("Tabular", f"{coding.category} > {coding.code} [TAB:{coding.code}:title]")
        for rule in coding.rules:
            _step("Rule", rule)
        say()
    if sheet.not_coded:
        say("Not coded")
        for left in sheet.not_coded:
            say(f"{_said(left.words)}: {left.reason}", indent="  ", hanging="      ")


def _step(name: str, text: str) -> None:
    say(f"{name:<{_COLUMN}}{text}", indent="  ", hanging=" " * (_COLUMN + 2))


def _said(words: Words) -> str:
    said = f'line {words.line} "{words.quote}"'
    return f'{said}, read as "{words.read_as}"' if words.read_as else said
