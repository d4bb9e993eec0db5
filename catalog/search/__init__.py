"""Words to candidate codes: by titles, inclusion terms, our lexicon and the paths of the Index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from catalog.search.candidates import Candidate

if TYPE_CHECKING:
    from catalog.lookup import CatalogView
    from catalog.tabular.notes import CodeRange

__all__ = ["Candidate", "search"]


def search(
    view: CatalogView,
    words: str,
    limit: int = 10,
    *,
    within: CodeRange | None = None,
    billable: bool = False,
) -> tuple[Candidate, ...]:
    """Candidates, best first.

    A wording fits the better the more of the words it holds, rare words counting more, and the less
    it says besides. Codes that take a 7th character appear as the entry above their extensions. A
    wording of a header leads to the codes below it that fit best, then to the header. A code that
    is neither billable on the view's date nor a header of billable codes is left out.

    Where the catalog was opened with `semantic`, codes whose wordings mean what the words do stand
    by turns with these; their score is how near the meaning is. Raises SourceMissing then, when
    packages of the extra are not installed.

    `within` keeps the codes of a range (see `code_range`); `billable` keeps those that can be
    billed, the first of its 7th characters completing a code that takes one.
    """
    from catalog.search.files import search_file
    from catalog.search.offers import Wanted, offers
    from catalog.search.query import understood

    file = search_file(view)
    wanted = Wanted(limit, within, billable)
    if not view.catalog.semantic:
        return offers(view, file, understood(file, words), wanted)
    from catalog.search.semantic import meant

    return offers(view, file, understood(file, words), wanted, meant(view, words, limit))
