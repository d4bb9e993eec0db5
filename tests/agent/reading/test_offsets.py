"""Every offset that reading returns points into the text as received."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.models import Document
from agent.reading import read
from catalog import CatalogView

_HEADINGS = ["CC:", "HPI", "Assessment: ", "A/P\n", "1. ", "• "]
_BLANKS = ["\r\n", "\n\n", "\t", " ", "\x0b", "\u2028", "\u200b"]
_WORDS = ["right thigh pain", "HTN", ". ", "no fever", "🦵", "é", "S/P", "?", "T2DM, ", "(", "3.5"]
_PIECES = st.sampled_from([*_HEADINGS, *_BLANKS, *_WORDS, "history of DVT"])
_TEXTS = st.one_of(st.lists(_PIECES, max_size=40).map("".join), st.text(max_size=200))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXTS)
def test_offsets_lie_in_the_text(view: CatalogView, text: str) -> None:
    document = read(Document(id="note", text=text), view)
    assert document.text == text
    for section in document.sections:
        assert 0 <= section.start <= section.end <= len(text)
    for sentence in document.sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
    for mention in document.mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.sentence.start <= mention.start < mention.end <= mention.sentence.end


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXTS)
def test_sections_cover_the_text_and_sentences_never_overlap(view: CatalogView, text: str) -> None:
    document = read(Document(id="note", text=text), view)
    ends = [0, *(section.end for section in document.sections)]
    starts = [*(section.start for section in document.sections), len(text)]
    assert ends == starts
    for one, other in zip(document.sentences, document.sentences[1:], strict=False):
        assert one.end <= other.start


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXTS)
def test_nothing_but_blanks_and_headings_is_left_out_of_sentences(
    view: CatalogView, text: str
) -> None:
    document = read(Document(id="note", text=text), view)
    covered = [(s.start, s.end) for s in document.sentences]
    covered += [(s.start, s.start + len(s.heading)) for s in document.sections]
    letters = {i for i, c in enumerate(text) if c.isalnum()}
    seen = {i for start, end in covered for i in range(start, end)}
    left = letters - seen
    assert all(text[i].isdigit() for i in left), (
        "only list numbers before a heading may be left out"
    )
