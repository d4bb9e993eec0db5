"""What a request asks, read back from its words as a model would read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_LINE = re.compile(r"^(\d+)\| ", re.MULTILINE)
_STATEMENT = re.compile(r'^Statement (\d+): line (\d+), "(.*)"', re.MULTILINE)
_CANDIDATE = re.compile(r"^(\d+)\. ([A-Z]\d[0-9A-Z.]+) ", re.MULTILINE)
_RULE = re.compile(r"^([A-Z]+:\S+) ", re.MULTILINE)
_FINDING = re.compile(r"^Finding (\d+): ", re.MULTILINE)
_QUOTES = re.compile(r'^Quotes: line (\d+), "([^"\n]*)"', re.MULTILINE)
_TO_DO = re.compile(r"^To do: (\w+) ?(.*)$", re.MULTILINE)
_CATEGORY = re.compile(r"^(\w+), of a diagnosis: .* Rules: (\S+?)(?:,|$)", re.MULTILINE)
_END_OF_NOTE = re.compile(r"^\[end of note [0-9a-f]+\]$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StatementAsked:
    """A statement that a code is asked for, with the candidates' numbers by code."""

    line: int
    quote: str
    candidates: dict[str, int]


@dataclass(frozen=True, slots=True)
class FindingAsked:
    """A finding under review: its first quote and the line that it stands on, and what to do."""

    line: int
    quote: str
    action: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewAsked:
    """The findings under review by number; a category with one of its rules, where offered."""

    findings: dict[int, FindingAsked]
    categories: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines shown; the statements that codes are asked for, none when statements are; rules.

    `review` is there when findings are to be judged.
    """

    lines: frozenset[int]
    of: dict[int, StatementAsked]
    rules: list[str]
    review: ReviewAsked | None = None


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
        review=_review_in(question) if '{"verdicts"' in told else None,
    )


def _review_in(question: str) -> ReviewAsked:
    before, _, categories = question.partition("\nCategories:\n")
    starts = list(_FINDING.finditer(before))
    until = [start.start() for start in starts[1:]] + [len(before)] * bool(starts)
    found = {}
    for start, end in zip(starts, until, strict=True):
        block = before[start.end() : end]
        quoted, to_do = _QUOTES.search(block), _TO_DO.search(block)
        found[int(start[1])] = FindingAsked(
            int(quoted[1]) if quoted else 0,
            quoted[2] if quoted else "",
            to_do[1] if to_do else "",
            tuple(to_do[2].split(", ")) if to_do and to_do[2] else (),
        )
    return ReviewAsked(found, _CATEGORY.findall(categories))


def after_note(told: str) -> str:
    """What a message says after the end of the note."""
    ends = _END_OF_NOTE.search(told)
    return told[ends.end() :] if ends else ""
