"""Words find the codes a coder would look at first, and each says why it was found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog import Catalog, CatalogView
from catalog.citations import resolve
from catalog.library.adding import Dates, add
from catalog.search.limits import code_range


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("right knee pain", "M25.561"),
        ("pain in the right thigh", "M79.651"),
        ("sciatica, left side", "M54.32"),
        ("lumbago", "M54.50"),
        ("strain of muscle of lower back", "S39.012"),
        ("HTN", "I10"),
        ("htn", "I10"),
        ("T2DM", "E11.9"),
        ("knee pain", "M25.569"),
        ("pain knee left", "M25.562"),
        ("asthma", "J45.909"),
        ("heart attack", "I21.9"),
        ("right distal radius fracture", "S52.501"),
    ],
)
def test_the_first_candidate(view: CatalogView, words: str, code: str) -> None:
    assert view.search(words, 5)[0].code == code


@pytest.mark.parametrize(
    ("words", "code", "read"),
    [
        ("diabtes", "E11.9", "read diabtes as diabetes"),
        ("hypertention", "I10", "read hypertention as hypertension"),
        ("pnuemonia", "J18.9", "read pnuemonia as pneumonia"),
        ("knee osteoarthritus", "M17.9", "read osteoarthritus as osteoarthritis"),
        ("kneepain left", "M25.562", "read kneepain as knee pain"),
    ],
)
def test_a_misspelled_word_is_read_as_the_one_it_resembles(
    view: CatalogView, words: str, code: str, read: str
) -> None:
    found = view.search(words, 3)
    assert code in [candidate.code for candidate in found]
    assert all(read in candidate.why for candidate in found)


@pytest.mark.parametrize("words", ["gout", "uvula pain", "gxut", "xyzzyxyzzy knee pain"])
def test_known_short_and_strange_words_are_not_corrected(view: CatalogView, words: str) -> None:
    assert not any(
        why.startswith("read") for candidate in view.search(words, 3) for why in candidate.why
    )


def test_both_sides_are_offered_where_no_code_is_bilateral(view: CatalogView) -> None:
    found = view.search("bilateral foot pain", 5)
    assert [candidate.code for candidate in found[:2]] == ["M79.671", "M79.672"]
    assert found[0].why[-1].startswith("both sides of")


def test_a_code_of_the_other_side_is_not_offered(view: CatalogView) -> None:
    titles = [candidate.title for candidate in view.search("right knee pain", 50)]
    assert [title for title in titles if "left" in title.lower()] == []


def test_a_title_says_where_it_stands_and_resolves(view: CatalogView) -> None:
    found = view.search("right knee pain", 1)[0]
    assert found.why == ("title: Pain in right knee",)
    assert resolve(view, found.citation) is not None


def test_a_chapter_limits_the_codes(view: CatalogView) -> None:
    found = view.search("pain", 30, within=code_range(view, "13"))
    assert {candidate.code[0] for candidate in found} == {"M"}


def test_a_block_or_a_code_limits_the_codes(view: CatalogView) -> None:
    for part in ("M50-M54", "m54"):
        found = view.search("low back pain", 5, within=code_range(view, part))
        assert found[0].code == "M54.50"


@pytest.mark.parametrize("part", ["99", "knee", ""])
def test_a_part_that_is_not_there_is_refused(view: CatalogView, part: str) -> None:
    with pytest.raises(ValueError, match="expected a chapter"):
        code_range(view, part)


def test_only_billable_codes_where_they_are_asked_for(view: CatalogView) -> None:
    found = view.search("strain of muscle of lower back", 20, billable=True)
    assert found[0].code == "S39.012A"
    assert all(view.is_billable(candidate.code) for candidate in found)


def test_the_date_decides_what_is_a_header(catalog: Catalog) -> None:
    before = catalog.on(date(2021, 9, 30)).search("low back pain", 20)
    after = catalog.on(date(2021, 10, 1)).search("low back pain", 20)
    assert [c.billable for c in before if c.code == "M54.5"] == [True]
    assert [c.billable for c in after if c.code == "M54.5"] == [False]
    assert "M54.50" not in [c.code for c in before]


def test_words_without_meaning_find_nothing(view: CatalogView) -> None:
    assert view.search("of the", 5) == ()


def test_signs_of_the_query_language_are_plain_words(view: CatalogView) -> None:
    assert view.search('knee" OR (pain* NEAR', 3)


def test_a_word_that_no_title_has_does_not_hide_the_rest(view: CatalogView) -> None:
    assert view.search("zzyzx sciatica", 3)[0].code.startswith("M54.3")


def test_the_first_of_many_is_the_first_of_few(view: CatalogView) -> None:
    for words in ("heart attack", "knee pain", "diabetes", "fracture of right radius"):
        assert view.search(words, 1)[0].code == view.search(words, 50)[0].code


def test_an_index_path_is_found_and_cited(shared: Path, tmp_path: Path, view: CatalogView) -> None:
    year = Dates(date(2024, 10, 1), date(2025, 9, 30))
    add(next((shared / "official" / "index").glob("*.csv")), view.catalog, tmp_path, year)
    with Catalog.open(library=tmp_path) as catalog:
        day = catalog.on(date(2025, 1, 15))
        found = day.search("clam diggers itch", 1)[0]
        assert (found.code, found.source) == ("B65.3", "index")
        assert resolve(day, found.citation) is not None
        assert day.search("heart attack", 1)[0].code == "I21.9"
