"""Places in a translation: near the words that it shares with the original."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evals.goldsets.translated import Span, places

_ORIGINAL = (
    "Varón de 60 años con antecedentes de hipertensión arterial. Refiere hematuria macroscópica y "
    "dolor lumbar desde hace dos semanas. La cistoscopia mostró un tumor vesical."
)
_TRANSLATION = (
    "A 60-year-old man with a history of arterial hypertension. He reports gross hematuria and low "
    "back pain for two weeks. Cystoscopy showed a bladder tumor."
)
_NEAR = 12


def _span(words: str) -> Span:
    start = _ORIGINAL.index(words)
    return Span(words, start, start + len(words))


def test_a_span_is_found_by_its_own_words_or_by_those_around_it() -> None:
    spans = [_span(w) for w in ("hipertensión", "hematuria", "dolor lumbar", "cistoscopia")]
    meant = ("hypertension", "hematuria", "low back pain", "Cystoscopy")
    for (start, _), words in zip(places(spans, _TRANSLATION), meant, strict=True):
        assert abs(start - _TRANSLATION.index(words)) <= _NEAR


@given(
    st.lists(st.builds(Span, st.text(max_size=12), st.integers(0, 999), st.integers(0, 999))),
    st.text(max_size=80),
)
def test_every_span_has_a_place_inside_the_text(spans: list[Span], text: str) -> None:
    found = places(spans, text)
    assert len(found) == len(spans)
    assert all(0 <= place <= len(text) for pair in found for place in pair)
