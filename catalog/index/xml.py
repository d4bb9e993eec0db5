"""The XML form that the Alphabetic Index and the official tables share (CDC, `ICD10CM.index`).

Letters hold main terms, main terms hold subterms nine levels deep; a term has a title with
nonessential modifiers and either codes and cross-references (Index) or cells (tables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.parsers import expat

from catalog.index.entries import IndexFileError, IndexKind

ROOT = "ICD10CM.index"
#: The largest official file of this form is under 10 MB.
_LARGEST = 64 * 1024 * 1024
#: Root, letter, main term, nine levels of subterms, title, modifier: deeper is not official.
_DEEPEST = 16
_TERM_PARTS = frozenset(
    ("title", "see", "seeAlso", "code", "seecat", "subcat", "manif", "warning", "cell", "term")
)
_GROUP = re.compile(r"\s*\([^()]*\)")
_CODE = re.compile(r"[A-Z](?:[0-9][0-9A-Z]|A[0-9])(?:\.[0-9A-Z]{1,4})?")


class Header(NamedTuple):
    """What a file says of itself: its kind, and the fiscal year where it states one."""

    kind: IndexKind
    title: str
    fiscal_year: int | None


class Term(NamedTuple):
    """A main term (level 0) or subterm as it stands in the file."""

    level: int
    element: ElementTree.Element


EXPECTED = {
    IndexKind.INDEX: "the ICD-10-CM Index to Diseases and Injuries",
    IndexKind.EXTERNAL_INDEX: "the ICD-10-CM External Cause of Injuries Index",
    IndexKind.NEOPLASM: "the ICD-10-CM Table of Neoplasms",
    IndexKind.DRUG: "the ICD-10-CM Table of Drugs and Chemicals",
}
OFFICIAL_XML = f"an official XML file with the root <{ROOT}>"


def recognise_xml(head: bytes) -> IndexKind | None:
    """The kind of XML file that begins with these bytes (some 2,000 are enough), or None."""
    text = head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    root = text.find(f"<{ROOT}")
    if root < 0 or not text.lstrip().startswith("<"):
        return None
    opening = text[root:].partition("<mainTerm")[0]
    title = re.search(r"<title>([^<]*)</title>", opening.partition("<letter")[0])
    column = re.search(r'<head col="1">([^<]*)</head>', opening)
    return _kind(title.group(1) if title else "", column.group(1) if column else "")


def _kind(title: str, first_column: str) -> IndexKind | None:
    words = f"{title} {first_column}".lower()
    if "external cause" in words:
        return IndexKind.EXTERNAL_INDEX
    if "index to diseases" in words:
        return IndexKind.INDEX
    columns = {"neoplasm": IndexKind.NEOPLASM, "substance": IndexKind.DRUG}
    return columns.get(first_column.strip().lower())


def content(path: Path, expected: str) -> bytes:
    """The bytes of a file of bearable size. Raises IndexFileError, whatever keeps it unread."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise IndexFileError(path, f"{size} bytes is too large", expected)
        return path.read_bytes()
    except OSError as error:
        raise IndexFileError(path, f"cannot be read ({error.strerror})", expected) from error


def read_terms(path: Path) -> tuple[Header, Iterator[Term]]:
    """The header, and every term in printed order, main terms at level 0.

    Raises IndexFileError, here or while the terms are read, on any file that is not whole and
    of this form, and on XML that declares a document type or entities.
    """
    data = content(path, OFFICIAL_XML)
    _refuse_declarations(path, data)
    events = _events(path, data)
    header = _header(path, events)
    return header, _terms(path, events)


class _Declared(Exception):
    """A document type declaration was met."""


class _Begun(Exception):
    """The root element was met."""


def _refuse_declarations(path: Path, data: bytes) -> None:
    """Official files declare no document type, so no entity either: refuse before expanding."""

    def declared(*_: object) -> None:
        raise _Declared

    def begun(*_: object) -> None:
        raise _Begun

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = declared
    reader.EntityDeclHandler = declared
    reader.StartElementHandler = begun
    try:
        reader.Parse(data, True)
    except _Declared:
        problem = "declares a document type or entities, which no official file does"
        raise IndexFileError(path, problem, OFFICIAL_XML) from None
    except _Begun:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise IndexFileError(path, f"not well-formed XML ({error})", OFFICIAL_XML) from error


def _events(path: Path, data: bytes) -> Iterator[tuple[str, ElementTree.Element]]:
    depth = 0
    try:
        for event, element in ElementTree.iterparse(BytesIO(data), ("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > _DEEPEST:
                raise IndexFileError(path, f"more than {_DEEPEST} levels deep", OFFICIAL_XML)
            yield event, element
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise IndexFileError(path, f"not well-formed XML ({error})", OFFICIAL_XML) from error


def _header(path: Path, events: Iterator[tuple[str, ElementTree.Element]]) -> Header:
    title = version = first_column = ""
    for event, element in events:
        tag = element.tag
        if event == "start" and tag == ROOT and element.get("isAddenda") == "true":
            raise IndexFileError(path, "holds only the changes to another file", OFFICIAL_XML)
        if event == "start" and tag == "letter":
            break
        if event == "end" and tag == "version":
            version = text_of(element)
        elif event == "end" and tag == "title":
            title = text_of(element)
        elif event == "end" and tag == "head" and element.get("col") == "1":
            first_column = text_of(element)
    kind = _kind(title, first_column)
    if kind is None:
        raise IndexFileError(path, "neither title nor columns are those of an index", OFFICIAL_XML)
    year = re.fullmatch(r"(20\d\d)(?:\D.*)?", version)
    return Header(kind, title or EXPECTED[kind], int(year.group(1)) if year else None)


def _terms(path: Path, events: Iterator[tuple[str, ElementTree.Element]]) -> Iterator[Term]:
    found = False
    for event, element in events:
        if event == "end" and element.tag == "mainTerm":
            found = True
            yield from _below(path, element)
            element.clear()
        elif event == "end" and element.tag in {"letter", ROOT}:
            element.clear()
    if not found:
        raise IndexFileError(path, "no main term in it", OFFICIAL_XML)


def _below(path: Path, main: ElementTree.Element) -> Iterator[Term]:
    waiting = [Term(0, main)]
    while waiting:
        term = waiting.pop()
        strange = next((part.tag for part in term.element if part.tag not in _TERM_PARTS), None)
        if strange is not None:
            raise IndexFileError(path, f"<{strange}> inside a term", OFFICIAL_XML)
        yield term
        below = term.element.findall("term")
        for child in reversed(below):
            if child.get("level") != str(term.level + 1):
                problem = f'a term of level "{child.get("level")}" below level {term.level}'
                raise IndexFileError(path, problem, OFFICIAL_XML)
            waiting.append(Term(term.level + 1, child))


def text_of(element: ElementTree.Element | None) -> str:
    """The text with that of inner elements, blanks made single; empty without an element."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def title_of(path: Path, element: ElementTree.Element) -> tuple[str, str]:
    """Title and nonessential modifiers of a term. Raises IndexFileError when it has no title."""
    title = element.find("title")
    if title is None or not text_of(title):
        raise IndexFileError(path, "a term without a title", OFFICIAL_XML)
    return split_title("".join(title.itertext()))


def split_title(printed: str) -> tuple[str, str]:
    """Title and nonessential modifiers of a term as printed: the modifiers are in parentheses.

    >>> split_title("Brill(-Zinsser) disease (recrudescent  typhus)")
    ('Brill disease', '(-Zinsser) (recrudescent typhus)')

    A term that is all modifier, as the Index has a few, is its own title.
    """
    rest, modifiers = printed, []
    while found := _GROUP.search(rest):
        modifiers.append(" ".join(found.group().split()))
        rest = rest[: found.start()] + rest[found.end() :]
    title = " ".join(rest.replace("--", "-").split())
    if not title:
        return " ".join(printed.split()), ""
    return title, " ".join(modifiers)


def checked_code(path: Path, printed: str, expected: str) -> str:
    """The code as printed, with the dash that says more characters follow, if it has one.

    Raises IndexFileError when the text has not the shape of a code.
    """
    code = printed.strip()
    if not _CODE.fullmatch(code.removesuffix("-").removesuffix(".")):
        raise IndexFileError(path, f'"{code[:40]}" where a code should be', expected)
    return code
