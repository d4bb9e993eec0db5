"""The option `--semantic`, and what is said while its file is compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from agent.errors import UsageError

if TYPE_CHECKING:
    from catalog import CatalogView

Semantic = Annotated[
    bool, typer.Option("--semantic", help="Find codes by meaning as well as by words.")
]


def prepare(view: CatalogView) -> None:
    """Compile what semantic search needs for the view, telling how far that is.

    Raises UsageError, with the remedy, when packages of the extra are not installed.
    """
    from agent.cli.messages import warn
    from catalog.search.semantic import meanings_of
    from catalog.sources import SourceMissing

    def tell(done: int, of: int) -> None:
        warn(f"semantic search: {done:,} of {of:,} wordings read; this is done once a release")

    try:
        meanings_of(view, tell)
    except SourceMissing as problem:
        raise UsageError(f"--semantic: {problem}") from None
