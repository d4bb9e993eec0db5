"""A Medicare Coverage Database download to one SQLite file.

Articles that are in force or were (status A or R) are taken; drafts and proposals are not. Of
procedures only the codes are kept. A group of diagnoses stands for the procedures that its
paragraph names, and for all of the article's where it names none of them.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from catalog.codes import compact, well_formed
from catalog.coverage.groups import Said, said
from catalog.coverage.tables import Download, Row
from catalog.library.official import OfficialFileError
from catalog.release import OPEN_END
from catalog.sources import sha256

KIND = "coverage"
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE article (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, effective_from TEXT NOT NULL,
  effective_to TEXT NOT NULL, states TEXT NOT NULL
);
CREATE TABLE procedure (code TEXT NOT NULL, article TEXT NOT NULL, PRIMARY KEY (code, article))
  WITHOUT ROWID;
CREATE TABLE diagnosis (
  article TEXT NOT NULL, code TEXT NOT NULL, part TEXT NOT NULL, grp INTEGER NOT NULL,
  PRIMARY KEY (article, code, part, grp)
) WITHOUT ROWID;
CREATE TABLE scope (
  article TEXT NOT NULL, grp INTEGER NOT NULL, procedure TEXT NOT NULL,
  PRIMARY KEY (article, grp, procedure)
) WITHOUT ROWID;
CREATE TABLE pair (
  article TEXT NOT NULL, first INTEGER NOT NULL, second INTEGER NOT NULL,
  PRIMARY KEY (article, first, second)
) WITHOUT ROWID;
"""


def compile_coverage(found: Download, source: Path, target: Path) -> None:
    """Compile the download to `target`. Raises OfficialFileError naming file, table and row."""
    articles = _articles(found)
    if not articles:
        raise OfficialFileError(found.name, "article.csv: no article is in force or retired")
    states = _states(found)
    procedures = _procedures(found, articles)
    first = min(start for _, start, _ in articles.values())
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.executescript(_SCHEMA)
        connection.executemany(
            "INSERT INTO meta VALUES (?, ?)",
            {
                "kind": KIND,
                "format": "1",
                "name": "Medicare Coverage Database, articles",
                "effective_from": first,
                "effective_to": OPEN_END,
                "sha256": sha256(source),
                "source": source.name,
            }.items(),
        )
        connection.executemany(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?)",
            (
                (_id(key), title, start, end, " ".join(sorted(states.get(key, ()))))
                for key, (title, start, end) in articles.items()
            ),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO procedure VALUES (?, ?)",
            ((code, _id(key)) for key, codes in procedures.items() for code in codes),
        )
        for table, part in (
            ("article_x_icd10_covered", "covered"),
            ("article_x_icd10_noncovered", "noncovered"),
        ):
            connection.executemany(
                "INSERT OR IGNORE INTO diagnosis VALUES (?, ?, ?, ?)",
                _diagnoses(found, articles, table, part),
            )
        _write_groups(connection, found, articles, procedures)


_Key = tuple[str, str]
_Articles = dict[_Key, tuple[str, str, str]]


def _id(key: _Key) -> str:
    return f"a{key[0]}"


def _key(row: Row) -> _Key:
    return row["article_id"], row["article_version"]


def _articles(found: Download) -> _Articles:
    """Title, first and last day by article and version; of several versions the last."""
    newest: dict[str, tuple[int, _Key, tuple[str, str, str]]] = {}
    for row in found.rows("article"):
        start = _day(row["article_eff_date"])
        if row["status"].upper() not in {"A", "R"} or row["display_id"] or not start:
            continue
        ends = [day for c in ("article_end_date", "date_retired") if (day := _day(row[c]))]
        if row["status"].upper() == "R" and not ends:
            continue
        version = int(row["article_version"]) if row["article_version"].isdigit() else 0
        told = (" ".join(row["title"].split()), start, min(ends, default=OPEN_END))
        if version >= newest.get(row["article_id"], (-1,))[0]:
            newest[row["article_id"]] = (version, _key(row), told)
    return {key: told for _, key, told in newest.values()}


def _day(text: str) -> str:
    """`2026-04-01 00:00:00` or `04/01/2026` as an ISO date; empty for anything else."""
    day = text.split(" ", 1)[0]
    if day.count("/") == 2:
        month, number, year = day.split("/")
        day = f"{year:0>4}-{month:0>2}-{number:0>2}"
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError:
        return ""


def _states(found: Download) -> dict[_Key, set[str]]:
    """The states that the article's contractors serve, in their postal letters."""
    letters = {row["state_id"]: row["state_abbrev"] for row in found.rows("state_lookup")}
    served: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in found.rows("contractor_jurisdiction"):
        if not row["term_date"] and row["state_id"] in letters:
            served[_contractor(row)].add(letters[row["state_id"]])
    states: dict[_Key, set[str]] = defaultdict(set)
    for row in found.rows("article_x_contractor"):
        states[_key(row)] |= served.get(_contractor(row), set())
    return states


def _contractor(row: Row) -> tuple[str, str, str]:
    return row["contractor_id"], row["contractor_type_id"], row["contractor_version"]


def _procedures(found: Download, articles: _Articles) -> dict[_Key, set[str]]:
    codes: dict[_Key, set[str]] = defaultdict(set)
    for row in found.rows("article_x_hcpc_code"):
        code = row["hcpc_code_id"].upper()
        if _key(row) in articles and len(code) == 5 and code.isalnum():
            codes[_key(row)].add(code)
    return codes


def _diagnoses(
    found: Download, articles: _Articles, table: str, part: str
) -> Iterator[tuple[str, str, str, int]]:
    """Diagnoses of a part. `XX000`, which CMS writes for "not applicable", is no code."""
    column = f"icd10_{part}_group"
    for row in found.rows(table):
        code = row["icd10_code_id"].upper()
        if _key(row) in articles and well_formed(code):
            yield _id(_key(row)), compact(code), part, _number(row[column])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def _write_groups(
    connection: sqlite3.Connection,
    found: Download,
    articles: _Articles,
    procedures: dict[_Key, set[str]],
) -> None:
    told: dict[_Key, dict[int, Said]] = defaultdict(dict)
    for row in found.rows("article_x_icd10_covered_group"):
        if _key(row) in articles:
            told[_key(row)][_number(row["icd10_covered_group"])] = said(row["paragraph"])
    for key, groups in told.items():
        connection.executemany(
            "INSERT OR IGNORE INTO scope VALUES (?, ?, ?)",
            (
                (_id(key), number, code)
                for number, one in groups.items()
                for code in one.procedures & procedures.get(key, set())
            ),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO pair VALUES (?, ?, ?)",
            ((_id(key), first, second) for first, second in _pairs(groups)),
        )


def _pairs(groups: dict[int, Said]) -> Iterable[tuple[int, int]]:
    """Groups of which one code each is asked for."""
    found = {
        (min(one.together), max(one.together))
        for one in groups.values()
        if len(one.together) == 2 and one.together <= groups.keys()
    }
    firsts = [number for number, one in groups.items() if one.role == "first"]
    seconds = [number for number, one in groups.items() if one.role == "second"]
    if len(firsts) == len(seconds) == 1:
        found.add((firsts[0], seconds[0]))
    return sorted(found)
