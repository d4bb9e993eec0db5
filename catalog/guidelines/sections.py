"""The ICD-10-CM Official Guidelines, from the published PDF to sections with their official text.

The text is the user's own imported copy: nothing of it comes with the package.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from catalog.guidelines.numbering import Numbered, Numbering, markers
from catalog.guidelines.pages import Document, Line, read_document
from catalog.library.official import (
    Edition,
    Kind,
    OfficialFileError,
    compile_release,
    edition_name,
    read_bytes,
)

_MONTHS = {"january": 1, "march": 3, "april": 4, "september": 9, "october": 10, "december": 12}
_DATES = re.compile(r"\((\w+) (\d{1,2}), (20\d\d)\s*[-–]\s*(\w+) (\d{1,2}), (20\d\d)\)")
_LEADER = re.compile(r"\.{4,}")
_CONTENTS_END = re.compile(r"(?:[ .]*\.{2,} *| +\. |…+ ?| )(\d{1,3})$")
_SENTENCE_GOES_ON = re.compile(
    r"(?:,|/|-|\b(?:a|an|and|as|at|by|for|from|in|of|on|or|other|the|to|with|versus))$"
)
#: Blanks that stand where a line ended within a word, or that the PDF's spacing feigns.
_SPLIT = re.compile(
    r"(?<=[a-z]-) (?!and\b|or\b|to\b)(?=[A-Za-z0-9])|(?<=\bICD-) (?=10)|(?<=\bCOVID-) (?=19)"
    r"|(?<=\d-) (?=[A-Z]\d\d)|(?<=\bICD) (?=-10)"
)
_MOST_HEADING_LINES = 5
#: No edition lacks a section of its own contents; a slip in a future one shall not bar it.
_MOST_MISSING = 0.02

TABLES = """
CREATE TABLE section (
    ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, parent TEXT NOT NULL,
    heading TEXT NOT NULL, text TEXT NOT NULL, page INTEGER NOT NULL
);
CREATE INDEX section_parent ON section (parent, ordinal);
CREATE VIRTUAL TABLE words USING fts5 (
    heading, text, content = 'section', content_rowid = 'ordinal',
    tokenize = "porter unicode61 remove_diacritics 2"
);
"""


class Section(NamedTuple):
    """A section: its id, as `I.C.9.a.1`, heading, own text (not that of sections below), page."""

    id: str
    heading: str
    text: str
    page: int

    @property
    def parent(self) -> str:
        """The id of the section above, or an empty string."""
        return self.id.rpartition(".")[0]


class ContentsEntry(NamedTuple):
    """A numbered line of the table of contents."""

    id: str
    heading: str
    page: int


class Guidelines(NamedTuple):
    """An edition of the guidelines: its sections in order, and its table of contents."""

    edition: Edition
    sections: tuple[Section, ...]
    contents: tuple[ContentsEntry, ...]


def read_guidelines(path: Path) -> Guidelines:
    """Read the guidelines from the PDF, or from text of it with form feeds between pages.

    Raises OfficialFileError when the file is another one, is damaged, or states no dates.
    """
    content = read_bytes(path)
    document = read_document(path.name, content)
    start, end = _dates(path.name, document.front)
    contents, body = _split(path.name, document)
    sections = tuple(_sections(body, contents, document.bookmarks))
    missing = {entry.id for entry in contents} - {section.id for section in sections}
    if not contents or len(missing) > len(contents) * _MOST_MISSING:
        raise OfficialFileError(
            path.name,
            f"{len(missing)} of the {len(contents)} sections in the table of contents were not "
            "found: the file is not whole",
        )
    edition = Edition(
        Kind.GUIDELINES,
        "ICD-10-CM Official Guidelines for Coding and Reporting",
        edition_name(start),
        start,
        end,
        hashlib.sha256(content).hexdigest(),
        path.name,
    )
    return Guidelines(edition, sections, contents)


def compile_guidelines(source: Path, target: Path) -> Edition:
    """Compile the guidelines to one SQLite file; see `read_guidelines` for what is refused."""
    found = read_guidelines(source)

    def fill(connection: sqlite3.Connection) -> None:
        connection.executemany(
            "INSERT INTO section VALUES (?, ?, ?, ?, ?, ?)",
            (
                (number, one.id, one.parent, one.heading, one.text, one.page)
                for number, one in enumerate(found.sections, start=1)
            ),
        )
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")

    return compile_release(found.edition, target, TABLES, fill)


def plain(text: str) -> str:
    """Letters and digits in lower case: what headings are compared by."""
    return re.sub(r"[^a-z0-9]", "", text.casefold())


def _dates(file_name: str, front: str) -> tuple[date, date]:
    found = _DATES.search(" ".join(front.split()))
    if found is None:
        raise OfficialFileError(
            file_name, "the first page does not state the dates on which the guidelines apply"
        )
    first, second = found.groups()[:3], found.groups()[3:]
    try:
        return _day(*first), _day(*second)
    except ValueError as error:
        raise OfficialFileError(file_name, "the first page states an impossible date") from error


def _day(month: str, day: str, year: str) -> date:
    number = _MONTHS.get(month.lower())
    if number is None:
        raise ValueError("month")
    return date(int(year), number, int(day))


def _split(file_name: str, document: Document) -> tuple[tuple[ContentsEntry, ...], Sequence[Line]]:
    """The table of contents, parsed, and the lines after it."""
    lines = document.lines
    opening = next((n for n, line in enumerate(lines) if _LEADER.search(line.text)), 0)
    start = next(
        (
            number
            for number, line in enumerate(lines[opening:], start=opening)
            if line.text.startswith("Section I.") and not _LEADER.search(line.text)
        ),
        None,
    )
    if not opening or start is None:
        raise OfficialFileError(file_name, "expected a table of contents and, after it, Section I")
    return tuple(_contents(lines[opening:start])), lines[start:]


def _contents(lines: Sequence[Line]) -> Iterator[ContentsEntry]:
    numbering = Numbering()
    pending = ""
    for line in lines:
        pending = f"{pending} {line.text}".strip()
        found = _CONTENTS_END.search(pending)
        if found is None:
            continue
        placed = numbering.place(pending[: found.start()].rstrip(" ."))
        pending = ""
        if placed is not None:
            numbering.accept(placed)
            yield ContentsEntry(placed.id, placed.title, int(found.group(1)))


def _sections(
    body: Sequence[Line], contents: Sequence[ContentsEntry], bookmarks: Sequence[str]
) -> Iterator[Section]:
    listed = {entry.id: entry.heading for entry in contents}
    titles = {plain(title) for title in bookmarks}
    texts = [line.text for line in body]
    numbering = Numbering()
    open_section: tuple[Numbered, int] | None = None
    own: list[str] = []
    number = 0
    while number < len(body):
        placed = numbering.place(texts[number], texts[number + 1 :])
        if placed is None or not _plausible(placed, listed):
            own.append(texts[number])
            number += 1
            continue
        if open_section is not None:
            yield _section(*open_section, own)
        numbering.accept(placed)
        length, heading = _heading(
            texts[number : number + _MOST_HEADING_LINES], placed, listed, titles
        )
        open_section, own = (placed._replace(title=heading), body[number].page), []
        number += length
    if open_section is not None:
        yield _section(*open_section, own)


def _section(placed: Numbered, page: int, own: Sequence[str]) -> Section:
    return Section(placed.id, placed.title, _paragraphs(own), page)


def _plausible(placed: Numbered, listed: dict[str, str]) -> bool:
    """Whether the line can be the heading that the table of contents gives under its id.

    Headings of the text and of the contents differ at times, but begin alike.
    """
    title = listed.get(placed.id)
    if placed.id.startswith("Appendix"):
        return placed.title == placed.id  # alone on its line, unlike a reference to it
    if title is None:
        return "." in placed.id
    first, other = plain(placed.title), plain(title)
    return first[:6] == other[:6]


def _heading(
    lines: Sequence[str], placed: Numbered, listed: dict[str, str], titles: set[str]
) -> tuple[int, str]:
    """How many lines the heading takes, and its text.

    Known from the contents or the bookmarks; else a heading goes on while its line ends with a
    word that cannot be the last, or the next line begins in lower case.
    """
    if placed.id.startswith("Appendix"):
        return 2, " ".join(lines[1:2])
    candidates = [" ".join(part for part in lines[:n] if part) for n in range(1, len(lines) + 1)]
    marker = lines[0][: len(lines[0]) - len(placed.title)]
    for count, candidate in enumerate(candidates, start=1):
        title = candidate[len(marker) :]
        if plain(title) == plain(listed.get(placed.id, "")) or plain(candidate) in titles:
            return count, _joined(title)
    count = 1
    while count < len(lines) and _goes_on(lines[count - 1], lines[count]):
        count += 1
    return count, _joined(candidates[count - 1][len(marker) :])


def _goes_on(line: str, following: str) -> bool:
    if not following or any(markers(following)):
        return False
    return bool(_SENTENCE_GOES_ON.search(line)) or following[0].islower() or following[0] == "("


def _paragraphs(lines: Sequence[str]) -> str:
    """Lines joined to paragraphs; blank lines part them."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(_joined(" ".join(part)) for part in paragraphs if part)


def _joined(text: str) -> str:
    return _SPLIT.sub("", text).strip()
