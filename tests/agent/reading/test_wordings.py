"""Wordings: what a fitted profile may know of a chart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.context import Assertion
from agent.models import Document
from agent.reading import read
from agent.reading.wordings import Occurrence, occurrences
from catalog import CatalogView

_WORDS = st.sampled_from(
    ["chest", "pain", "denies", "no", "Zyxwv", "left", "knee", "HTN", ",", ".", "of", "diabetes"]
)


def of(view: CatalogView, text: str) -> list[Occurrence]:
    return list(occurrences(read(Document(id="note", text=text), view), view))


@given(st.lists(_WORDS, max_size=25).map(" ".join))
def test_every_wording_stands_at_its_offsets(view: CatalogView, text: str) -> None:
    for found in of(view, text):
        assert text[found.start : found.end] == found.text


def test_a_word_that_the_catalog_does_not_know_parts_wordings_and_enters_none(
    view: CatalogView,
) -> None:
    assert {found.wording for found in of(view, "Knee Zyxwvson pain.")} == {"knee", "pain"}


def test_small_words_are_passed_over_and_sides_are_kept(view: CatalogView) -> None:
    assert "pain left knee" in {found.wording for found in of(view, "Pain of the left knee.")}


def test_a_denied_wording_says_so(view: CatalogView) -> None:
    told = {found.wording: found.assertion for found in of(view, "Denies fever.")}
    assert told["fever"] is Assertion.NEGATED


def test_only_wordings_asked_for_are_given(view: CatalogView) -> None:
    document = read(Document(id="note", text="Left knee pain."), view)
    found = occurrences(document, view, frozenset(["knee pain"]))
    assert [one.wording for one in found] == ["knee pain"]
