"""The tables of a Medicare Coverage Database download, as CMS publishes them.

`current_article.zip` (and `all_article.zip`, which has retired articles too) holds an inner archive
`..._csv.zip` of comma-separated tables with a heading row. Only the columns named here are read:
descriptions of procedures, which are the AMA's, never are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from catalog.library.archives import Member, is_archive, members
from catalog.library.official import LARGEST_FILE, OfficialFileError

#: The columns that are read, by table; without one of these a file is not taken.
COLUMNS: dict[str, tuple[str, ...]] = {
    "article": (
        "article_id",
        "article_version",
        "title",
        "article_eff_date",
        "article_end_date",
        "date_retired",
        "status",
        "display_id",
    ),
    "article_x_hcpc_code": (
        "article_id",
        "article_version",
        "hcpc_code_id",
        "hcpc_code_group",
    ),
    "article_x_icd10_covered": (
        "article_id",
        "article_version",
        "icd10_code_id",
        "icd10_covered_group",
    ),
    "article_x_icd10_noncovered": (
        "article_id",
        "article_version",
        "icd10_code_id",
        "icd10_noncovered_group",
    ),
    "article_x_icd10_covered_group": (
        "article_id",
        "article_version",
        "icd10_covered_group",
        "paragraph",
    ),
    "article_x_contractor": (
        "article_id",
        "article_version",
        "contractor_id",
        "contractor_type_id",
        "contractor_version",
    ),
    "contractor_jurisdiction": (
        "contractor_id",
        "contractor_type_id",
        "contractor_version",
        "state_id",
        "term_date",
    ),
    "state_lookup": ("state_id", "state_abbrev"),
}
_HEAD = b"article_id"

Row = dict[str, str]


class Download(NamedTuple):
    """The tables of one download, by name without `.csv`."""

    name: str
    members: dict[str, Member]

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, columns that are read alone. Raises OfficialFileError."""
        member = self.members.get(table)
        if member is None:
            raise OfficialFileError(self.name, f"has no {table}.csv; take the whole download")
        text = io.StringIO(_text(member.read()), newline="")
        csv.field_size_limit(LARGEST_FILE)
        try:
            reader = csv.reader(text)
            heading = [name.strip() for name in next(reader, [])]
            missing = [name for name in COLUMNS[table] if name not in heading]
            if missing:
                raise OfficialFileError(
                    self.name, f"{table}.csv: has no column {', '.join(missing)}"
                )
            places = [(name, heading.index(name)) for name in COLUMNS[table]]
            for number, row in enumerate(reader, start=2):
                if not row:
                    continue
                if len(row) != len(heading):
                    raise OfficialFileError(
                        self.name,
                        f"{table}.csv, row {number}: {len(row)} fields; {len(heading)} expected",
                    )
                yield {name: row[place].strip() for name, place in places}
        except csv.Error as error:
            raise OfficialFileError(self.name, f"{table}.csv: not comma-separated") from error


def download(file_name: str, content: bytes) -> Download | None:
    """The tables in an archive, or in the archive within it; None where it is no such download."""
    if not is_archive(content):
        return None
    found = {m.name.lower().removesuffix(".csv"): m for m in members(file_name, content)}
    inner = next((m for name, m in found.items() if name.endswith("_csv.zip")), None)
    if inner is not None:
        within = inner.read()
        if is_archive(within):
            found = {m.name.lower().removesuffix(".csv"): m for m in members(file_name, within)}
    article = found.get("article")
    if article is None or _HEAD not in article.head or "article_x_hcpc_code" not in found:
        return None
    return Download(file_name, found)


def _text(content: bytes) -> str:
    """CMS writes UTF-8 in some tables and Windows' Latin in others."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
