"""What a request asks, read back from its words as a model would read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_LINE = re.compile(r"^(\d+)\| ", re.MULTILINE)
_STATEMENT = re.compile(r'^Statement (\d+): line (\d+), "(.*)"', re.MULTILINE)
_CANDIDATE = re.compile(r"^(\d+)\. ([A-Z]\d[0-9A-Z.]+) ", re.MULTILINE)
_RULE = re.compile(r"^([A-Z]+:\S+) ", re.MULTILINE)
_END_OF_NOTE = re.compile(r"^\[end of note [0-9a-f]+\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """A statement that a code is asked for, with the candidates' numbers by code."""

    line: int
    quote: str
    candidates: dict[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines shown; the statements that codes are asked for, none when statements are; rules."""

    lines: frozenset[int]
    of: dict[int, StatementAsked]
    rules: list[str]


def asked_in(body: dict[str, Any]) -> Asked:
    """The question of a chat completion request."""
    told = body["messages"][-1]["content"]
    question = after_note(told)
    note = told.removesuffix(question)
    question, _, rules = question.partition("\nRules:\n")
    starts = list(_STATEMENT.finditer(question))
    until = [start.start() for start in starts[1:]] + [len(question)] * bool(starts)
    return Asked(
        lines=frozenset(int(number) for number in _LINE.findall(note)),
        of={
            int(start[1]): StatementAsked(
                int(start[2]),
                start[3],
                {
                    code: int(number)
                    for number, code in _CANDIDATE.findall(question[start.end() : end])
                },
            )
            for start, end in zip(starts, until, strict=True)
        },
        rules=_RULE.findall(rules),
    )


def after_note(told: str) -> str:
    """What a message says after the end of the note."""
    ends = _END_OF_NOTE.search(told)
    return told[ends.end() :] if ends else ""
