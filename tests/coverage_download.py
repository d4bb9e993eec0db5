"""A small invented download in the exact layout of CMS's Medicare Coverage Database."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from catalog import Catalog
from catalog.library.adding import add

Table = list[list[str]]


def columns(names: str) -> list[str]:
    """The heading row of a table."""
    return names.split()


ARTICLE = [
    "article_id",
    "article_version",
    "article_type",
    "title",
    "article_pub_date",
    "article_eff_date",
    "article_end_date",
    "description",
    "other_comments",
    "sad_url",
    "status",
    "last_updated",
    "history_exp",
    "key_article",
    "icd9_covered_para",
    "icd9_noncovered_para",
    "revenue_para",
    "thirty_percent",
    "article_rev_end_date",
    "source_article_id",
    "date_retired",
    "keywords",
    "icd10_doc",
    "add_icd10_info",
    "cms_cov_policy",
    "display_id",
    "reference_article",
]


def article(number: str, title: str, start: str, **changes: str) -> list[str]:
    """A row of article.csv."""
    told = {
        "article_id": number,
        "article_version": "7",
        "article_type": "1",
        "title": title,
        "article_eff_date": f"{start} 00:00:00",
        "description": "<p>First line,\nsecond &amp; last</p>",
        "status": "A",
        "icd10_doc": "Y",
        **changes,
    }
    return [told.get(column, "") for column in ARTICLE]


def covered(number: str, group: str, *codes: str, version: str = "7") -> Table:
    """Rows of article_x_icd10_covered.csv or of its counterpart."""
    return [
        [number, version, code, "33", group, "N", "2025-01-01", str(n), "a title", ""]
        for n, code in enumerate(codes, start=1)
    ]


#: Four articles in force, one of them of two groups; one retired; one draft.
TABLES: dict[str, Table] = {
    "article": [
        ARTICLE,
        article("50001", "Billing and Coding: Study one", "2024-01-01"),
        article("50002", "Billing and Coding: Study one", "2025-06-01"),
        article("50003", "Billing and Coding: Nails", "2024-01-01"),
        article(
            "50004",
            "Billing and Coding: Old study",
            "2020-01-01",
            status="R",
            date_retired="2025-03-31 00:00:00",
        ),
        article("50005", "Billing and Coding: Draft", "2024-01-01", display_id="DA50005"),
        article("50006", "Billing and Coding: No lists", "2024-01-01"),
    ],
    "article_x_hcpc_code": [
        [
            "article_id",
            "article_version",
            "hcpc_code_id",
            "hcpc_code_version",
            "hcpc_code_group",
            "range",
            "last_updated",
            "long_description",
            "short_description",
        ],
        *(
            [number, "7", code, "1", "1", "N", "2025-01-01", "LONG TEXT OF THE AMA", "SHORT TEXT"]
            for number, code in (
                ("50001", "0001A"),
                ("50001", "0002A"),
                ("50002", "0001A"),
                ("50003", "0003A"),
                ("50004", "0004A"),
                ("50005", "0001A"),
                ("50006", "0005A"),
            )
        ),
    ],
    "article_x_icd10_covered": [
        [
            "article_id",
            "article_version",
            "icd10_code_id",
            "icd10_code_version",
            "icd10_covered_group",
            "range",
            "last_updated",
            "sort_order",
            "description",
            "asterisk",
        ],
        *covered("50001", "1", "M81.0", "M81.8"),
        *covered("50001", "2", "E21.0"),
        *covered("50002", "1", "M81.0", "M80.00XA"),
        *covered("50003", "1", "B35.1"),
        *covered("50003", "2", "M79.674", "M79.675"),
        *covered("50004", "1", "I10"),
        *covered("50005", "1", "I10"),
        *covered("50006", "1", "XX000"),
        *covered("50001", "1", "I10", version="3"),
    ],
    "article_x_icd10_noncovered": [
        [
            "article_id",
            "article_version",
            "icd10_code_id",
            "icd10_code_version",
            "icd10_noncovered_group",
            "range",
            "last_updated",
            "sort_order",
            "description",
            "asterisk",
        ],
        *covered("50001", "1", "Z00.00", "R52"),
        *covered("50002", "1", "Z00.00"),
    ],
    "article_x_icd10_covered_group": [
        [
            "article_id",
            "article_version",
            "icd10_covered_group",
            "paragraph",
            "icd10_covered_ast",
            "last_updated",
        ],
        ["50001", "7", "1", "<p>These codes support the study.</p>", "", ""],
        ["50001", "7", "2", "<p>Only with CPT&reg; 0002A:</p>", "", ""],
        [
            "50003",
            "7",
            "1",
            "<p>Each line requires a code from Group&nbsp;1 and a code from Group 2.</p>",
            "",
            "",
        ],
        ["50003", "7", "2", "", "", ""],
    ],
    "article_x_contractor": [
        [
            "article_id",
            "article_version",
            "article_type",
            "contractor_id",
            "contractor_type_id",
            "contractor_version",
            "last_updated",
        ],
        *([number, "7", "1", "11", "9", "1", ""] for number in ("50001", "50003", "50004")),
        ["50002", "7", "1", "12", "9", "1", ""],
    ],
    "contractor_jurisdiction": [
        [
            "contractor_id",
            "contractor_type_id",
            "contractor_version",
            "state_id",
            "last_updated",
            "active_date",
            "term_date",
        ],
        ["11", "9", "1", "1", "", "2020-01-01", ""],
        ["11", "9", "1", "2", "", "2020-01-01", "2021-01-01"],
        ["12", "9", "1", "2", "", "2020-01-01", ""],
    ],
    "state_lookup": [["state_id", "state_abbrev", "description"], ["1", "TX", ""], ["2", "NY", ""]],
}


def written(folder: Path, tables: dict[str, Table] | None = None, *, nested: bool = True) -> Path:
    """The download as CMS packs it: an archive with the archive of tables inside."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in (TABLES if tables is None else tables).items():
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows(rows)
            archive.writestr(f"{name}.csv", text.getvalue().encode("cp1252"))
    place = folder / "current_article.zip"
    if not nested:
        place.write_bytes(inner.getvalue())
        return place
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("readme_first.txt", "what is in here")
        archive.writestr("current_article_csv.zip", inner.getvalue())
    return place


def catalog_with_coverage(folder: Path) -> Catalog:
    """A catalog whose library holds the download."""
    with Catalog.open(library=folder / "library") as opened:
        add(written(folder), opened, folder / "library")
    return Catalog.open(library=folder / "library")
