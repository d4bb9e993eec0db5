"""A window of words ends where no term goes on, and no condition is lost by it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.reading.match import matches
from agent.reading.reader import reading_of
from catalog import CatalogView
from catalog.words import reader

_TERMS = ["type 2 diabetes with diabetic chronic kidney disease", "COPD with acute exacerbation"]
_TERMS += ["low back pain", "acute pain of the right shoulder", "closed fracture of the left wrist"]
_WORDS = [word for term in _TERMS for word in term.split()]
_PIECES = st.sampled_from([*_TERMS, *_WORDS, "history of", "no", "the", "garden", ",", "and", "-"])


class _AnyPair(frozenset[int]):
    """Pairs of words, for which all words stand together in some term."""

    def __contains__(self, _: object) -> bool:
        return True


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(_PIECES, max_size=15).map(" ".join))
def test_the_windows_are_those_that_trying_every_word_finds(view: CatalogView, text: str) -> None:
    vocabulary = reading_of(view).vocabulary
    tokens = vocabulary.tokens(text, 0, len(text))
    every = replace(vocabulary.terms, pairs=_AnyPair())
    assert matches(tokens, vocabulary.terms) == matches(tokens, every)


def test_the_words_of_a_term_are_known_to_stand_together(view: CatalogView) -> None:
    terms = reading_of(view).vocabulary.terms
    one, other = (terms.tokens[word] for word in reader().key("knee pain"))
    assert one + other in terms.pairs


def test_words_of_no_common_term_are_known_to_stand_apart(view: CatalogView) -> None:
    terms = reading_of(view).vocabulary.terms
    one, other = (terms.tokens[word] for word in reader().key("knee measles"))
    assert one + other not in terms.pairs
