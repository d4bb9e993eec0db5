"""The Medicare Coverage Database download: what is taken of it, and how a broken one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from coverage_download import TABLES, catalog_with_coverage, written
from hypothesis import given
from hypothesis import strategies as st

from catalog import Catalog
from catalog.citations import resolve
from catalog.coverage.articles import Article, Articles
from catalog.coverage.groups import plain, said
from catalog.library.adding import add
from catalog.library.installed import ReleaseRefused

DAY = date(2026, 5, 4)


@pytest.fixture(scope="module")
def covered_catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    with catalog_with_coverage(tmp_path_factory.mktemp("coverage")) as opened:
        yield opened


@pytest.fixture(scope="module")
def articles(covered_catalog: Catalog) -> Articles:
    found = covered_catalog.releases.coverage(DAY)
    assert found is not None
    return found


def named(found: tuple[Article, ...]) -> list[str]:
    return [article.named for article in found]


def test_an_article_is_found_by_each_of_its_procedures(articles: Articles) -> None:
    assert named(articles.listing("0001A")) == ["A50001", "A50002"]
    assert named(articles.listing("0002A")) == ["A50001"]


def test_a_draft_is_not_taken_and_a_retired_article_has_its_last_day(articles: Articles) -> None:
    assert "A50005" not in named(articles.listing("0001A"))
    assert articles.listing("0004A")[0].effective_to == date(2025, 3, 31)


def test_only_the_diagnoses_of_the_articles_own_version_are_taken(articles: Articles) -> None:
    first = articles.listing("0001A")[0]
    assert first.supports("M81.0")
    assert not first.supports("I10")


def test_a_group_whose_paragraph_names_a_procedure_is_for_that_one(articles: Articles) -> None:
    assert articles.listing("0002A")[0].supports("E21.0")
    assert not articles.listing("0001A")[0].supports("E21.0")


def test_listed_as_not_covered_and_covered_is_told_apart(articles: Articles) -> None:
    first = articles.listing("0001A")[0]
    assert first.excludes("Z00.00")
    assert not first.excludes("M81.0")


def test_a_pair_of_groups_is_read_from_the_paragraph(articles: Articles) -> None:
    pairs = articles.listing("0003A")[0].pairs
    assert pairs == ((frozenset(["B351"]), frozenset(["M79674", "M79675"])),)


def test_not_applicable_is_no_diagnosis(articles: Articles) -> None:
    assert articles.listing("0005A")[0].covered == frozenset()


def test_states_are_those_that_the_contractor_serves_now(articles: Articles) -> None:
    assert [article.states for article in articles.listing("0001A")] == [("TX",), ("NY",)]


def test_no_description_of_a_procedure_is_kept(covered_catalog: Catalog) -> None:
    path = covered_catalog.releases.at_hand("coverage")[0].path
    content = path.read_bytes()
    assert b"AMA" not in content
    assert b"SHORT TEXT" not in content


def test_an_article_is_citable_with_its_dates(covered_catalog: Catalog) -> None:
    found = resolve(covered_catalog.on(DAY), "POL:mcd:a50004")
    assert found is not None
    assert (found.effective_from, found.effective_to) == (date(2020, 1, 1), date(2025, 3, 31))
    assert resolve(covered_catalog.on(DAY), "POL:mcd:a99999") is None


def test_without_a_download_nothing_is_cited(catalog: Catalog) -> None:
    assert resolve(catalog.on(DAY), "POL:mcd:a50001") is None


def test_the_inner_archive_alone_is_taken_too(tmp_path: Path, catalog: Catalog) -> None:
    added = add(written(tmp_path, nested=False), catalog, tmp_path / "library")
    assert [release.kind for release in added] == ["coverage"]


def without(table: str, column: str) -> dict[str, list[list[str]]]:
    place = TABLES[table][0].index(column)
    return {**TABLES, table: [row[:place] + row[place + 1 :] for row in TABLES[table]]}


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (without("article", "status"), r"article\.csv: has no column status"),
        (
            {k: v for k, v in TABLES.items() if k != "article_x_icd10_covered"},
            r"has no article_x_icd10_covered\.csv; take the whole download",
        ),
        (
            {**TABLES, "state_lookup": [*TABLES["state_lookup"], ["3"]]},
            r"state_lookup\.csv, row 4: 1 fields; 3 expected",
        ),
        ({**TABLES, "article": TABLES["article"][:1]}, r"no article is in force or retired"),
    ],
)
def test_a_broken_download_is_refused_with_table_and_reason(
    tables: dict[str, list[list[str]]], told: str, tmp_path: Path, catalog: Catalog
) -> None:
    with pytest.raises(ReleaseRefused, match=told):
        add(written(tmp_path, tables), catalog, tmp_path / "library")
    assert not list((tmp_path / "library").glob("*.sqlite"))


@pytest.mark.parametrize(
    ("paragraph", "procedures", "together"),
    [
        ("", set(), set()),
        ("For CPT codes 20610 and J7321 only", {"20610", "J7321"}, set()),
        ("Claims must have a code from Group 1 and a code from Group 3.", set(), {1, 3}),
        ("Group 1 codes are listed. Group 2 codes are listed.", set(), set()),
        ("See Group 2 for the codes of this one.", set(), set()),
    ],
)
def test_only_what_a_paragraph_plainly_says_is_read(
    paragraph: str, procedures: set[str], together: set[int]
) -> None:
    found = said(paragraph)
    assert (set(found.procedures), set(found.together)) == (procedures, together)


@given(st.text(max_size=200))
def test_any_paragraph_is_read_without_markup(text: str) -> None:
    assert "\n" not in plain(f"<p>{text}</p>")
    said(text)
