"""The official Tabular List XML (CDC): chapters, blocks, codes and their notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from catalog.codes import compact

#: Note kinds, under the names of the official XML; citations use them too.
NOTE_KINDS = (
    "includes",
    "inclusionTerm",
    "excludes1",
    "excludes2",
    "codeFirst",
    "useAdditionalCode",
    "codeAlso",
    "notes",
    "sevenChrNote",
)


@dataclass(slots=True)
class TabularEntry:
    """A chapter, block, category, subcategory or code as printed, with its own notes only."""

    code: str
    title: str
    kind: str
    parent: str | None
    leaf: bool
    notes: list[tuple[str, str]] = field(default_factory=list)
    seventh: list[tuple[str, str]] = field(default_factory=list)


class TabularError(Exception):
    """The file is not a Tabular List, or is damaged."""


def read_tabular(path: Path) -> Iterator[TabularEntry]:
    """Every entry in printed order, parents before children.

    Chapters are named `CH13`, blocks `M50-M54` (or `M99-M99`). Raises TabularError on any other
    file.
    """
    try:
        root = ElementTree.parse(path).getroot()
    except ElementTree.ParseError as error:
        raise TabularError(f"{path.name}: not well-formed XML: {error}") from error
    if root.tag != "ICD10CM.tabular":
        raise TabularError(f"{path.name}: expected <ICD10CM.tabular>, found <{root.tag}>")
    for chapter in root.iter("chapter"):
        chapter_code = f"CH{_text(chapter, 'name')}"
        yield _entry(chapter, chapter_code, "chapter", None)
        for block in chapter.iter("section"):
            block_code = _block_name(block.attrib["id"])
            yield _entry(block, block_code, "block", chapter_code)
            for diagnosis in block.findall("diag"):
                yield from _codes(diagnosis, block_code)


def _block_name(identifier: str) -> str:
    """`M50-M54` as printed; a block of one category is named `M99-M99`, apart from the category."""
    return identifier if "-" in identifier else f"{identifier}-{identifier}"


def _codes(element: ElementTree.Element, parent: str) -> Iterator[TabularEntry]:
    code = _text(element, "name")
    below = element.findall("diag")
    kind = "category" if len(compact(code)) == 3 else "subcategory" if below else "code"
    yield _entry(element, code, kind, parent, leaf=not below)
    for child in below:
        yield from _codes(child, code)


def _entry(
    element: ElementTree.Element, code: str, kind: str, parent: str | None, *, leaf: bool = False
) -> TabularEntry:
    entry = TabularEntry(code, _text(element, "desc"), kind, parent, leaf)
    for child in element:
        if child.tag in NOTE_KINDS:
            entry.notes.extend((child.tag, _clean(note)) for note in child.findall("note"))
        elif child.tag == "sevenChrDef":
            entry.seventh.extend(
                (extension.attrib["char"], _clean(extension))
                for extension in child.findall("extension")
            )
    return entry


def _text(element: ElementTree.Element, tag: str) -> str:
    found = element.find(tag)
    if found is None:
        raise TabularError(f"<{element.tag}> has no <{tag}>")
    return _clean(found)


def _clean(element: ElementTree.Element) -> str:
    return " ".join("".join(element.itertext()).split())
