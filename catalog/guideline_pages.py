"""Pages of the Official Guidelines, from the PDF or its text, without heads and page numbers.

The PDF is read with pypdf, an optional dependency (extra `pdf`). A text must have form feeds
between pages, as `pdftotext -layout` writes it.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from catalog.official import OfficialFileError

TITLE = "ICD-10-CM Official Guidelines for Coding and Reporting"
_RUNNING = re.compile(rf"{TITLE}|FY 20\d\d|Page \d+ of \d+")
_TOTAL = re.compile(r"^\s*Page \d+ of (\d+)\s*$", re.MULTILINE)
#: Running heads and feet lie within this many lines of a page's top or bottom.
_MARGIN = 8
_MOST_PAGES = 500
_EXPECTED = "expected the ICD-10-CM Official Guidelines, as PDF or as text with form feeds"


class Line(NamedTuple):
    """A line of running text and the page it stands on, counted from 1."""

    page: int
    text: str


class Document(NamedTuple):
    """The guidelines' lines, blank ones kept, and the headings of the PDF's bookmarks if any."""

    front: str
    lines: tuple[Line, ...]
    bookmarks: tuple[str, ...]


def is_guidelines_text(head: bytes) -> bool:
    """Whether a text begins as the Official Guidelines do."""
    return head.decode("utf-8-sig", errors="replace").lstrip().startswith(TITLE)


def is_pdf(head: bytes) -> bool:
    """Whether the bytes begin as a PDF does."""
    return head.startswith(b"%PDF-")


def read_document(file_name: str, content: bytes) -> Document:
    """Read the guidelines. Raises OfficialFileError on another or a damaged file, or when the
    PDF cannot be read because pypdf is not installed."""
    if is_pdf(content):
        pages, bookmarks = _from_pdf(file_name, content)
    elif is_guidelines_text(content):
        pages = content.decode("utf-8-sig", errors="replace").removesuffix("\f").split("\f")
        bookmarks = ()
    else:
        raise OfficialFileError(file_name, _EXPECTED)
    if not pages or TITLE not in pages[0] or len(pages) < 2:
        raise OfficialFileError(file_name, _EXPECTED)
    stated = {int(total) for page in pages for total in _TOTAL.findall(page)}
    if stated != {len(pages)}:
        raise OfficialFileError(
            file_name,
            f"has {len(pages)} pages, and its page numbers do not say so: the file is not whole",
        )
    lines = tuple(
        Line(number, text)
        for number, page in enumerate(pages, start=1)
        for text in _running_text(page)
    )
    return Document(pages[0], lines, bookmarks)


def _running_text(page: str) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in page.splitlines()]
    filled = [number for number, line in enumerate(lines) if line]
    margin = {*filled[:_MARGIN], *filled[-_MARGIN:]}
    for number, line in enumerate(lines):
        if not (number in margin and _RUNNING.fullmatch(line)):
            yield line


def _from_pdf(file_name: str, content: bytes) -> tuple[list[str], tuple[str, ...]]:
    try:
        import pypdf
    except ImportError as missing:
        raise OfficialFileError(
            file_name, 'reading PDF needs pypdf; install it with: pip install "chartaudit[pdf]"'
        ) from missing
    if b"%%EOF" not in content[-1024:]:
        raise OfficialFileError(file_name, "expected a whole PDF; it is damaged: cut short")
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)  # what it would warn of is refused below, or does no harm
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if len(reader.pages) > _MOST_PAGES:
            raise OfficialFileError(file_name, _EXPECTED)
        pages = [page.extract_text() for page in reader.pages]
        return pages, tuple(_bookmarks(reader.outline))
    except OfficialFileError:
        raise
    except Exception as error:  # pypdf lets many kinds through on damaged files
        raise OfficialFileError(
            file_name, f"expected a whole PDF; it is damaged ({type(error).__name__})"
        ) from error
    finally:
        log.setLevel(level)


def _bookmarks(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _bookmarks(entry)
        else:
            yield " ".join(str(entry.title).split())
