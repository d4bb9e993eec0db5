"""Sections of a note: known headings, alone on a line or run in with their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.context import Section, SectionKind
from catalog.words import read_lexicon

_LINE = re.compile(
    r"^[ \t]*(?P<mark>(?:[-•*·#>]+[ \t]*|\d{1,2}[.)][ \t]*)*)"
    r"(?P<name>[A-Za-z][A-Za-z/&,'’() -]{0,58}?)"
    r"[*_ \t]*(?P<end>:[*_]*|\r?$|[-–—][ \t])",
    re.MULTILINE,
)
_RUN_IN = re.compile(r"[.;!?][ \t]+(?P<name>[A-Z][A-Za-z/&' ]{0,40})(?P<end>:)")
_BLANKS = re.compile(r"[^a-z0-9]+")


@cache
def _headings() -> dict[str, SectionKind]:
    return {
        str(name): SectionKind(kind)
        for kind, names in read_lexicon("headings.yaml")["headings"].items()
        for name in names
    }


def kind_of(heading: str) -> SectionKind | None:
    """The kind of passage a heading opens; None when it is no known heading."""
    plain = _BLANKS.sub(" ", heading.lower().replace("&", " and ")).strip()
    return _headings().get(plain)


def sections(text: str) -> tuple[tuple[Section, int], ...]:
    """Sections in order, covering the text, each with the offset where its body begins.

    Text before the first heading is a section of kind OTHER with an empty heading.
    """
    found = sorted(_found(text), key=lambda f: f[0])
    if not found or found[0][0] > 0:
        found.insert(0, (0, 0, "", SectionKind.OTHER))
    ends = [start for start, *_ in found[1:]] + [len(text)]
    return tuple(
        (Section(kind, heading, start, end), body)
        for (start, body, heading, kind), end in zip(found, ends, strict=True)
    )


def _is_entry(line: re.Match[str]) -> bool:
    """Whether a line without a colon is an entry of a list: the embolism of `- PE`."""
    if line.group("end").startswith(":"):
        return False
    marked, name = line.group("mark"), line.group("name")
    numbered = any(m.isdigit() for m in marked)
    return any(m in marked for m in "-•·") or (numbered and name.isupper() and len(name) < 4)


def _found(text: str) -> Iterator[tuple[int, int, str, SectionKind]]:
    taken = set()
    for pattern in (_LINE, _RUN_IN):
        for match in pattern.finditer(text):
            name = match.group("name")
            kind = kind_of(name)
            if (
                kind is None
                or match.start("name") in taken
                or (len(name) == 1 and match.group("end") != ":")
                or (pattern is _LINE and _is_entry(match))
            ):
                continue
            taken.add(match.start("name"))
            yield match.start("name"), match.end(), name, kind
