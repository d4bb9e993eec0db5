"""Where a code stands in the Tabular List, and how far two codes are apart."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from catalog.codes import canonical, compact

if TYPE_CHECKING:
    from catalog import TabularList

#: The chapter of what stands nowhere in the Tabular List.
UNKNOWN_CHAPTER = "unknown"


class Hierarchy:
    """Paths from the root of the Tabular List: chapter, block, category, subcategories, code.

    Built on one release. A code that the release does not hold (deleted since, or not there yet)
    hangs below the nearest entry that its characters begin with, a step for each character more.
    """

    def __init__(self, tabular: TabularList) -> None:
        self._tabular = tabular
        self._paths: dict[str, tuple[str, ...]] = {}

    @cached_property
    def release(self) -> str:
        """The release's name, for what is written about scores."""
        return self._tabular.release.name

    def path(self, code: str) -> tuple[str, ...]:
        """Entries from the chapter down to the code itself; the code alone when none is known."""
        if code not in self._paths:
            self._paths[code] = self._find(canonical(code))
        return self._paths[code]

    def distance(self, one: str, other: str) -> int:
        """Edges on the way from one code to the other through the Tabular tree, 0 for the same.

        Path length with every edge of equal weight, as Rada et al. defined it (Development and
        application of a metric on semantic nets, IEEE Transactions on Systems, Man, and
        Cybernetics 19(1), 1989). A parent is 1 away, a sibling 2. Chapters hang from one root.
        """
        here, there = self.path(one), self.path(other)
        shared = 0
        for mine, theirs in zip(here, there, strict=False):
            if mine != theirs:
                break
            shared += 1
        return len(here) + len(there) - 2 * shared

    def chapter(self, code: str) -> str:
        """The chapter's name, such as `CH13`; `unknown` when the code stands in none."""
        first = self.path(code)[0]
        return first if first.startswith("CH") else UNKNOWN_CHAPTER

    def chapter_title(self, chapter: str) -> str:
        entry = self._tabular.entry(chapter)
        return entry.title if entry else ""

    def _find(self, code: str) -> tuple[str, ...]:
        bare = compact(code)
        below: list[str] = []
        for length in range(len(bare), 2, -1):
            held = canonical(bare[:length])
            if self._tabular.entry(held) is not None:
                above = [entry.code for entry in self._tabular.ancestors(held)]
                return (*reversed(above), held, *reversed(below))
            below.append(held)
        return (code,)
