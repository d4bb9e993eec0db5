"""Code references inside the text of Tabular notes, parsed to ranges.

Forms in the official text: `M54.4-` (all below), `S39.012` (the code and all below), `M00-M25`,
`S12.0--S12.3-`, `S06.1- to S06.6-`, lists of these, and what narrows them: `E08-E13 with .42`,
`S02.- with 7th character B`, `T36-T50 with fifth or sixth character 5` (the character that states
the intent), `I69. with final characters -23`, `S00-T88, except T74 and T76`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from catalog.codes import compact
from catalog.tabular.code_range import CodeRange

_CODE = r"[A-Z](?:[0-9][0-9A-Z]|A[0-9])(?:\.[0-9A-Z]{1,4})?(?![0-9A-Za-z])"
_REFERENCE = re.compile(
    rf"\b({_CODE})(?:\.?-?(?:\s?[-–]\s?|\s?to\s)({_CODE}))?(?:\.?[-–]{{1,2}}(?![0-9A-Z]))?"
)
#: Where a list of codes ends: what narrows a code narrows those beside it in its list.
_LISTS = re.compile(r"[();]")
_NARROWED = re.compile(
    r"\.?\s*,?\s*with (?:(fifth or six(?:th)?|fifth to sixth|fifth|sixth|seventh|[567]th|final)"
    r"[\s-]characters? )?"
    r"([.-]?[0-9A-Z]{1,3}(?![a-z0-9A-Z])(?:(?:, | or |\.? |\s?-\s?)?[.-]?[0-9A-Z]{1,3}(?![a-z]))*)"
)
_OPEN_FRACTURE = re.compile(r"\s*with open fracture 7th character")
_ENDING = re.compile(r"([.-]?)([0-9A-Z]{1,3})(?:\s?-\s?\.?([0-9A-Z]{1,3}))?")
_POSITIONS = {"fifth": 4, "5th": 4, "fifth to sixth": 4, "sixth": 5, "6th": 5}
_POSITIONS |= {"seventh": 6, "7th": 6}
#: 7th characters of the initial or a later encounter for an open fracture, as defined at S52.
_OPEN_FRACTURES = ".{6}[BCEFHJMNQR]"
_EXCEPT = re.compile(r"\b(?:except|not classifiable to|not included in)\b[^;()]*$")
_CONDITION = re.compile(r"\bany type in $|\bfor codes (?:[^()]*, )?$")
#: Words after which text of a code's shape is none: vitamin B12, a muscular dystrophy LGMD R12.
_NO_CODE_AFTER = re.compile(r"\b(?:vitamin|LGMD) $", re.IGNORECASE)


__all__ = ["CodeMention", "CodeRange", "Role", "code_mentions", "intent_character", "references"]


class Role(StrEnum):
    """What a note names a code for."""

    TARGET = "target"
    CONDITION = "condition"
    EXCEPTION = "exception"


class CodeMention(NamedTuple):
    """Codes named in a note: where (offsets in its text), which, and what for.

    A `condition` limits when the note holds ("tuberculosis, any type in A15"); an `exception` is
    taken out of the targets before it.
    """

    start: int
    end: int
    range: CodeRange
    role: Role


def intent_character(bare: str) -> str:
    """The fifth-or-sixth character that states the intent of a T36-T65 code; may be empty."""
    sixth = bare[5:6]
    return sixth if sixth and sixth != "X" else bare[4:5]


def references(text: str) -> Iterator[CodeRange]:
    """The code ranges that a note points to, in the order of the text."""
    return (found.range for found in code_mentions(text) if found.role is Role.TARGET)


def code_mentions(text: str) -> tuple[CodeMention, ...]:
    """All codes that a note names, in the order of the text.

    >>> [found.range for found in code_mentions("diabetic mononeuropathy (E08-E13 with .41)")]
    [CodeRange(low='E08', high='E13', only='.{3}(?:41)')]
    """
    found: list[CodeMention] = []
    for match in _REFERENCE.finditer(text):
        if not _NO_CODE_AFTER.search(text, 0, match.start()):
            found += _mentions(text, match)
    narrowed = [_narrowed(text, found, place) for place in range(len(found))]
    return tuple(_less_exceptions(narrowed))


def _mentions(text: str, match: re.Match[str]) -> Iterator[CodeMention]:
    before = text[: match.start()]
    role = (
        Role.EXCEPTION
        if _EXCEPT.search(before)
        else Role.CONDITION
        if _CONDITION.search(before)
        else Role.TARGET
    )
    low, high = compact(match[1]), compact(match[2] or match[1])
    ends = [(low, high)] if low <= high else [(low, low), (high, high)]
    for first, last in ends:
        yield CodeMention(match.start(), match.end(), CodeRange(first, last), role)


def _narrowed(text: str, found: list[CodeMention], place: int) -> CodeMention:
    """The mention with what follows its list, such as `with .42`, as its pattern."""
    mention = found[place]
    for later in found[place:]:
        if _LISTS.search(text, mention.end, later.end):
            break
        only = _only(text, later.end, mention.range)
        if only:
            return mention._replace(range=mention.range._replace(only=only))
    return mention


def _only(text: str, at: int, codes: CodeRange) -> str:
    if _OPEN_FRACTURE.match(text, at):
        return _OPEN_FRACTURES
    match = _NARROWED.match(text, at)
    if match is None or not (match[1] or match[2].startswith(".")):
        return ""
    place, endings = match[1] or "", _endings(match[2])
    drug = codes.low[0] == "T" and "36" <= codes.low[1:3] <= "65"
    if " or " in place or (drug and place == "final"):
        return f".{{4}}(?:[{''.join(endings)}](?:X|$)|.[{''.join(endings)}])" if drug else ""
    either = "|".join(endings)
    if place == "final" and not match[2].startswith("."):
        return f".*(?:{either})$"
    return f".{{{_POSITIONS.get(place, 3)}}}(?:{either})"


def _endings(text: str) -> list[str]:
    """The characters that a list such as `1-4 or 6` or `.17, .27, .97` stands for."""
    spread: list[str] = []
    for _, first, last in _ENDING.findall(text):
        if last and first.isdigit() and last.isdigit():
            spread += [f"{n:0{len(first)}d}" for n in range(int(first), int(last) + 1)]
        else:
            spread += [first, *([last] if last else [])]
    return spread


def _less_exceptions(found: list[CodeMention]) -> Iterator[CodeMention]:
    """The mentions; a target loses the codes that a later exception takes out of it."""
    for place, mention in enumerate(found):
        out = [
            later.range.low
            for later in found[place + 1 :]
            if later.role is Role.EXCEPTION
            and later.range.low == later.range.high
            and mention.range.covers(later.range.low)
        ]
        if out and mention.role is Role.TARGET:
            only = f"(?!{'|'.join(out)}){mention.range.only}"
            yield mention._replace(range=mention.range._replace(only=only))
        else:
            yield mention
