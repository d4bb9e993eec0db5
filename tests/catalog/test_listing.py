"""The listing of official files: shipped whole, and refused by entry where it is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.library.listing import ListingError, read_listing
from catalog.sources import sha256

#: Of the files at hand, what is no official file of its own, or not of a kind that is read.
UNLISTED = {
    "icd10cm-addenda-2026.zip",
    "mce43_1_i10dx.csv",
    "cms_2022_errata.zip",
    "ICD-10-CM-April-1-FY25-Guidelines.txt",
    "ICD-10-CM-Guidelines-FY2023.txt",
    "ICD-10-CM-October-2025-Guidelines.txt",
}


def test_every_fiscal_year_from_2016_on_has_an_order_file_by_its_hash() -> None:
    pinned = {f.year for f in read_listing().files if "order_file" in f.kinds and f.sha256}
    assert pinned == set(range(2016, 2028))


def test_each_file_begins_within_its_fiscal_year() -> None:
    for file in read_listing().files:
        assert date(file.year - 1, 10, 1) <= file.effective_from <= date(file.year, 9, 30), file


def test_the_official_files_at_hand_are_known_by_their_hash(shared: Path) -> None:
    listing = read_listing()
    files = [path for path in (shared / "official").rglob("*") if path.is_file()]
    assert {path.name for path in files if not listing.by_sha256(sha256(path))} == UNLISTED


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("files: 3", "a list"),
        ("files: [{year: 2024}]", "entry 1: expected year, name"),
        ("a: [", "expected YAML"),
        (
            "files: [{year: 2024, name: a, effective_from: 2023-10-01, kinds: [], url: 'ftp://a'}]",
            "https://",
        ),
    ],
)
def test_a_wrong_listing_is_refused_with_the_place(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "listing.yaml"
    path.write_text(text)
    with pytest.raises(ListingError, match=problem):
        read_listing(path)
