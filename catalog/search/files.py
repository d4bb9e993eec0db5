"""Which search file serves a view: compiled at first need, kept beside the compiled catalog."""

from __future__ import annotations

import marshal
import sqlite3
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from weakref import WeakKeyDictionary

from catalog import terms, words
from catalog.compiled import new_file
from catalog.index.entries import IndexKind
from catalog.index.store import connect
from catalog.library.installed import Installed
from catalog.lookup import Catalog, CatalogView
from catalog.seal import clear_old, seal, sealed
from catalog.search.compiled import TABLES, SearchFile, fill
from catalog.search.wordings import index_wordings, lexicon_wordings, tabular_wordings
from catalog.tabular.tabular_list import TabularList
from catalog.words import LEXICON, synonym_files

_INDEXES = (IndexKind.INDEX, IndexKind.EXTERNAL_INDEX)
_CODE = (Path(terms.__file__), Path(words.__file__), *sorted(Path(__file__).parent.glob("*.py")))
#: A search file that was last used so long ago makes room.
_KEPT_DAYS = 30
_OPENED: WeakKeyDictionary[Catalog, dict[str, SearchFile]] = WeakKeyDictionary()
_SERVING: WeakKeyDictionary[CatalogView, SearchFile] = WeakKeyDictionary()


def search_file(view: CatalogView) -> SearchFile:
    """The search file for a view's Tabular List and the Indexes in its reach."""
    if view not in _SERVING:
        indexes = indexes_of(view)
        digest = digest_of(view.tabular_list, indexes)
        opened = _OPENED.setdefault(view.catalog, {})
        if digest not in opened:
            opened[digest] = SearchFile(_connection(view, indexes, digest))
        _SERVING[view] = opened[digest]
    return _SERVING[view]


def indexes_of(view: CatalogView) -> tuple[Installed, ...]:
    """The Indexes in the view's reach: of diseases, and of external causes."""
    found = (view.catalog.releases.in_reach(kind, view.date) for kind in _INDEXES)
    return tuple(release for release in found if release is not None)


def digest_of(tabular: TabularList, indexes: tuple[Installed, ...]) -> str:
    """Changes with the releases, the lexicon and the code that reads them."""
    stamp = sha256(f"{sys.version_info[:2]}{marshal.version}".encode())
    stamp.update(tabular.release.sha256.encode())
    for release in indexes:
        stamp.update(release.id.encode())
    for path in (*(LEXICON / name for name in terms.SOURCES), *synonym_files(), *_CODE):
        stamp.update(path.read_bytes())
    return stamp.hexdigest()[:16]


def _connection(
    view: CatalogView, indexes: tuple[Installed, ...], digest: str
) -> sqlite3.Connection:
    def filled(connection: sqlite3.Connection) -> None:
        _compile(connection, view.tabular_list, indexes)

    return kept_file(terms.folder_of(view.catalog), "search", digest, TABLES, filled)


def kept_file(
    folder: Path | None,
    kind: str,
    digest: str,
    tables: str,
    fill_in: Callable[[sqlite3.Connection], None],
) -> sqlite3.Connection:
    """The compiled file of that kind and digest; filled in where the folder has no sound one."""
    path = folder / f"{kind}-{digest}.sqlite" if folder else None
    if path is not None and sealed(path):
        return _open(path)
    try:
        if path is not None:
            with new_file(path, tables) as connection:
                fill_in(connection)
            seal(path)
            clear_old(path.parent, f"{kind}-*.sqlite", _KEPT_DAYS)
            return _open(path)
    except OSError:
        pass  # A folder that cannot be written to costs time at every start, nothing else.
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.executescript(tables)
    fill_in(connection)
    return connection


def _compile(
    connection: sqlite3.Connection, tabular: TabularList, indexes: tuple[Installed, ...]
) -> None:
    phrases = tabular.query("SELECT text, code, source FROM phrase")
    titles = {code: text for text, code, source in phrases if source == "title"}
    read = [*lexicon_wordings(titles), *tabular_wordings((t, c, s) for t, c, s in phrases)]
    for release in indexes:
        source = connect(release.path)
        try:
            read.extend(index_wordings(source, IndexKind(release.kind)))
        finally:
            source.close()
    leaves = tabular.query(
        "SELECT code FROM entry WHERE kind NOT IN ('chapter', 'block', 'extension') AND code "
        "NOT IN (SELECT parent FROM entry WHERE kind <> 'extension' AND parent IS NOT NULL)"
    )
    fill(connection, read, (code for (code,) in leaves))


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
