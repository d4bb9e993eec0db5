"""Code mentions in articles, cheat sheets and superbills, with the description beside each.

Read as people write them: table rows, `CODE – title`, `CODE (title)`, `title (CODE)`, codes joined
by a slash, series (`M79.60x`, `M54.4-`, `the M54 series`) and ranges (`M00–M99`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from catalog.codes import canonical
from catalog.references.tables import NamingColumns
from catalog.references.titles import overlap

if TYPE_CHECKING:
    from catalog.lookup import CatalogView

DASH = "-‐‑‒–—−"
_CODE = r"[A-Z][0-9][0-9A-Z](?:\.?[0-9X][0-9A-Za-z]{0,3})?"
_MENTION = re.compile(
    rf"(?<![\w.@#/=])(?P<code>{_CODE})(?P<open>\.?[{DASH}](?![{DASH}\w])|\.[xX]+)?(?!\w)"
)
_TO = re.compile(rf"\s?(?:[{DASH}]|\bto\b|\bthrough\b)\s?")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
#: Words before what looks like a code and is a number of something else.
_NUMBERED = re.compile(
    r"\b(?:version|figure|fig|table|section|appendix|release|part|model|CPT|HCPCS)[.:]?\s*$",
    re.IGNORECASE,
)
_JOINT = re.compile(r"\s*(?:[/,&]|\bor\b|\band\b|\bvs\.?)\s*(?:\bor\b|\band\b)?\s*")
_GROUP_AFTER = re.compile(
    r"[-‐‑\s]*(?:series|block|categor|subcategor|family|group|range|section|codes\b|code set|"
    r"(?:parent\s|category\s)?(?:level|note)|parent|header|heading|chapter|and below)",
    re.IGNORECASE,
)
_GROUP_BEFORE = re.compile(
    r"\b(?:from|under|within|below|beneath|in|into|category|subcategory|block|series|family|group|"
    r"section|chapter|heading|header)(?:\s+the)?[\s(]*$",
    re.IGNORECASE,
)
_GROUP_WORD = re.compile(r"\s+(?:series|codes|family|group)\b")
_SEPARATOR = re.compile(rf"\s*(?:[{DASH}]+|:|=|\||,(?=\"?[A-Z][a-z]))\s*")
_LIST_MARK = re.compile(r"\s*(?:[-*•·+]|\d{1,2}[.)])?\s*")
_PROSE = re.compile(
    r",?\s*(?:which\s+)?(?:is|are|means|describes|denotes|classifies|covers|represents|indicates|"
    r"stands for)\s+(?:also\s+)?(?:(?:the\s+)?(?:code\s+)?(?:used|reported|billed|assigned)?\s*"
    r"for\s+)?"
)
_COMMA = re.compile(r",\s*(?=[a-z])")
_END = re.compile(r"[;|\n]|[.!?](?=\s|$)|\s[-–—]\s")
_SENTENCE = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.!?]+[)\"”’]*\s+|\n")


#: How far a description or sentence may reach from its code, in characters.
_FAR = 400


class Shape(Enum):
    """How a mention names codes: one code, a series with an open end, or a range."""

    CODE = "code"
    SERIES = "series"
    RANGE = "range"


class Place(Enum):
    """Where the description stands: beside the code as its title, or in running prose."""

    TITLE = "title"
    PROSE = "prose"
    NONE = "none"


class Mention(NamedTuple):
    """A mention: `text[start:end]` is what is written. `codes` has two members for a range.

    `entry` says that the mention opens a
    line or fills a table cell, as a code offered for reporting does; `group` that it is spoken of
    as a category. `sentence` is the extent of the sentence (in a table, the row).
    """

    start: int
    end: int
    shape: Shape
    codes: tuple[str, ...]
    says: str
    place: Place
    entry: bool
    group: bool
    sentence: tuple[int, int]


def find_mentions(text: str, view: CatalogView) -> tuple[Mention, ...]:
    """The mentions of ICD-10-CM codes, in text order."""
    found = _recognized(text, view)
    bounds = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text)]
    tables = NamingColumns(text)
    mentions: list[Mention] = []
    for first, last in _joined(text, found):
        opening = found[first].start
        closing = found[last].end
        following = found[last + 1].start if last + 1 < len(found) else len(text)
        says, place, entry = _description(text, opening, closing, following, tables)
        mentions += [
            Mention(*one, says, place, entry, _is_group(text, one), _sentence(text, bounds, one))
            for one in found[first : last + 1]
            if "." in text[one.start : one.end] or _sure_without_dot(one, says, view)
        ]
    return tuple(mentions)


def _is_group(text: str, found: _Found) -> bool:
    return bool(
        _GROUP_AFTER.match(text, found.end)
        or _GROUP_BEFORE.search(text, max(0, found.start - 30), found.start)
    )


class _Found(NamedTuple):
    start: int
    end: int
    shape: Shape
    codes: tuple[str, ...]


def _recognized(text: str, view: CatalogView) -> list[_Found]:
    addresses = [m.span() for m in _ADDRESS.finditer(text)]
    found: list[_Found] = []
    for match in _MENTION.finditer(text):
        if any(start <= match.start() < end for start, end in addresses):
            continue
        if _NUMBERED.search(text, max(0, match.start() - 20), match.start()):
            continue
        one = _one(match, view)
        if one is None:
            continue
        last = found[-1] if found else one
        if (
            last.shape is one.shape is Shape.CODE
            and last.codes < one.codes
            and _TO.fullmatch(text, last.end, one.start)
        ):
            found[-1] = _Found(last.start, one.end, Shape.RANGE, last.codes + one.codes)
        else:
            found.append(one)
    return found


def _one(match: re.Match[str], view: CatalogView) -> _Found | None:
    """The code or series that is written, or None when it may be something else's number."""
    written, opened = match["code"], match["open"] or ""
    stem = written.rstrip("x")
    if stem.endswith("X") and not view.status(stem).title:
        stem = stem.rstrip("X")
    stem = stem.rstrip(".")
    if len(stem) < 3:
        return None
    if stem != written or opened.strip(DASH):
        return _Found(match.start(), match.end(), Shape.SERIES, (canonical(stem),))
    if opened and view.billable_below(written):
        return _Found(match.start(), match.end(), Shape.SERIES, (canonical(written),))
    if "." not in written and not view.title(canonical(written)):
        return None
    return _Found(match.start(), match.end("code"), Shape.CODE, (canonical(written),))


def _sure_without_dot(found: _Found, says: str, view: CatalogView) -> bool:
    """Whether a code written without its dot is one: a category, or long, or named beside.

    A letter and four digits are as often a HCPCS code (J1100) or a catalogue number.
    """
    code = found.codes[0]
    if len(code) == 3 or len(code) > 6:
        return True
    return bool(overlap(view, code, says))


def _joined(text: str, found: list[_Found]) -> Iterator[tuple[int, int]]:
    """Runs of codes joined by a slash or a word, such as `M54.41 / M54.42`."""
    first = 0
    for at in range(1, len(found) + 1):
        if at < len(found):
            between = text[found[at - 1].end : found[at].start]
            if len(between) < 12 and "\n" not in between and _JOINT.fullmatch(between):
                continue
        if at > first:
            yield first, at - 1
        first = at


def _line(text: str, start: int, end: int) -> tuple[int, int]:
    """The line around, clipped where a text has no line breaks to speak of."""
    first = text.rfind("\n", max(0, start - _FAR), start) + 1 or max(0, start - _FAR)
    last = text.find("\n", end, end + _FAR)
    return first, last if last >= 0 else min(len(text), end + _FAR)


def _sentence(text: str, bounds: list[int], found: _Found) -> tuple[int, int]:
    line, line_end = _line(text, found.start, found.end)
    if "|" in text[line:line_end]:
        return line, line_end
    start = bounds[bisect_right(bounds, found.start) - 1]
    end = bounds[min(bisect_right(bounds, found.end), len(bounds) - 1)]
    return max(start, line), min(end, line_end)


def _description(
    text: str, start: int, end: int, following: int, tables: NamingColumns
) -> tuple[str, Place, bool]:
    """What is said beside the codes, where it stands, and whether they open a line or fill a cell.

    Codes that only follow a sentence on their line (`... the knee. M54.3 – Sciatica`) open it too.
    """
    line, line_end = _line(text, start, end)
    row = text[line:line_end]
    if "|" in row or "\t" in row:
        cell = tables.beside(text, line, line_end, start, end)
        if cell is not None:
            return cell, Place.TITLE if cell else Place.NONE, True
    before = text[line:start].rstrip()
    opens = bool(_LIST_MARK.fullmatch(text, line, start)) or before.endswith((".", " -", " –"))
    stop = min(following, line_end)
    inner = _PARENTHESIS.match(text, end, stop)
    if inner is not None:
        return inner.group(1).strip(), Place.TITLE, opens
    separator = _SEPARATOR.match(text, _past_group_word(text, end, stop))
    if separator is not None and separator.end() < stop:
        return _clause(text, separator.end(), stop), Place.TITLE, opens
    for pattern in (_PROSE, _COMMA):
        prose = pattern.match(text, end)
        if prose is not None and prose.end() < stop:
            return _clause(text, prose.end(), stop), Place.PROSE, opens
    return _before(text, line, line_end, start, end, opens)


def _past_group_word(text: str, end: int, stop: int) -> int:
    """Past `series` in `M51.x series – Disc disorders`."""
    word = _GROUP_WORD.match(text, end, stop)
    return word.end() if word else end


_PARENTHESIS = re.compile(r"\s*\(([^()\n]*+(?:\([^()\n]*+\)[^()\n]*+)*+)\)")
_TITLE_BEFORE = re.compile(rf"(.*?\w)\)?\s*(?:[{DASH}:=]+)\s*$")
_WORDS_BEFORE = re.compile(r"((?:[\w'’/-]+[ ]+){1,8})\($")


def _before(
    text: str, line: int, line_end: int, start: int, end: int, opens: bool
) -> tuple[str, Place, bool]:
    """A description before the code: `Sciatica, right side: M54.31`, `back strain (S39.012A)`."""
    rest = text[end:line_end].strip(" .;)")
    mark = _LIST_MARK.match(text, line, start)
    titled = _TITLE_BEFORE.fullmatch(text, mark.end() if mark else line, start)
    if titled is not None and not rest and len(titled.group(1)) < 90:
        return titled.group(1), Place.TITLE, True
    words = _WORDS_BEFORE.search(text, line, start)
    if words is not None and text[end : end + 1] == ")":
        return words.group(1).strip(), Place.PROSE, opens
    return "", Place.NONE, opens and not rest


def _clause(text: str, start: int, stop: int) -> str:
    """The words from `start` to the end of the clause, or of the parentheses around it."""
    end = _END.search(text, start, stop)
    clause = text[start : end.start() if end else stop]
    depth = 0
    for at, character in enumerate(clause):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return clause[:at].strip()
    return clause.strip().rstrip("(").strip(' ,*_"“”')
