"""Pages of the Official Guidelines, from the PDF or its text, without heads and page numbers.

The PDF is read with pypdf, an optional dependency (extra `pdf`). A text must have form feeds
between pages, as `pdftotext -layout` writes it.
"""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from catalog.library.official import OfficialFileError

TITLE = "ICD-10-CM Official Guidelines for Coding and Reporting"
_RUNNING = re.compile(rf"{TITLE}|FY 20\d\d|Page \d+ of \d+")
_TOTAL = re.compile(r"^\s*Page \d+ of (\d+)\s*$", re.MULTILINE)
#: Running heads and feet lie within this many lines of a page's top or bottom.
_MARGIN = 8
_MOST_PAGES = 500
#: Modules of pypdf that warn of damage; others warn of fonts and the like.
_STRUCTURE = ("pypdf.filters", "pypdf._reader", "pypdf.generic")
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
    try:
        with _damage_refused():
            reader = pypdf.PdfReader(io.BytesIO(content))
            if len(reader.pages) > _MOST_PAGES:
                raise ValueError("too many pages")
            pages = [page.extract_text() for page in reader.pages]
            return pages, tuple(_bookmarks(reader.outline))
    except Exception as error:  # pypdf lets many kinds through on damaged files
        raise OfficialFileError(
            file_name, f"expected a whole PDF; it is damaged ({type(error).__name__})"
        ) from error


class _Damaged(Exception):
    """The PDF has damage that pypdf would mend by guessing, and perhaps lose text."""


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.damage = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(_STRUCTURE):
            self.damage = True
            raise _Damaged  # at once: mending can take half a minute


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Makes pypdf's warnings about a file's structure an error, and keeps the others quiet.

    The official PDFs give none.
    """
    log, warnings = logging.getLogger("pypdf"), _Warnings()
    level, propagate = log.level, log.propagate
    log.setLevel(logging.WARNING)
    log.propagate = False
    log.addHandler(warnings)
    try:
        yield
    finally:
        log.removeHandler(warnings)
        log.setLevel(level)
        log.propagate = propagate
    if warnings.damage:
        raise _Damaged


def _bookmarks(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _bookmarks(entry)
        else:
            yield " ".join(str(entry.title).split())
