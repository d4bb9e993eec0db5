"""What a search may be limited to: a chapter, a block, a category, a range."""

from __future__ import annotations

from catalog.lookup import CatalogView
from catalog.tabular.notes import CodeRange, references


def code_range(view: CatalogView, text: str) -> CodeRange:
    """The codes of a chapter by number (`13`), a block or range (`M50-M54`), or a code (`M54`).

    Raises ValueError, with what was expected, when the Tabular List has no such part.
    """
    named = text.strip().upper().removeprefix("CH")
    if named.isdigit():
        chapter = view.entry(f"CH{int(named)}") or view.entry(f"CH{int(named):02}")
        named = chapter.title if chapter else ""
    found = list(references(named))
    if not found:
        raise ValueError("expected a chapter by number (13), a range (M50-M54) or a code (M54)")
    return found[-1]
