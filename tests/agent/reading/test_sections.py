"""Headings and sentences of notes as they are written."""

from __future__ import annotations

import pytest

from agent.context import SectionKind
from agent.reading.sections import sections
from agent.reading.sentences import sentences


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CHIEF COMPLAINT\nCough", SectionKind.CHIEF_COMPLAINT),
        ("**Assessment & Plan:**\nCough", SectionKind.ASSESSMENT),
        ("A/P: Cough", SectionKind.ASSESSMENT),
        ("## HPI\nCough", SectionKind.HISTORY_OF_PRESENT_ILLNESS),
        ("PMHx: Cough", SectionKind.PAST_HISTORY),
        ("P: rest", SectionKind.PLAN),
        ("Impression - Cough", SectionKind.ASSESSMENT),
        ("Cough: worse", SectionKind.OTHER),
        ("A cough since May", SectionKind.OTHER),
    ],
)
def test_a_heading_opens_its_kind_of_passage(text: str, kind: SectionKind) -> None:
    assert sections(text)[-1][0].kind is kind


def test_headings_run_in_after_a_sentence_open_passages_too() -> None:
    kinds = [s.kind for s, _ in sections("CC: cough. Exam: clear. Assessment: cold. Plan: rest.")]
    assert kinds == [
        SectionKind.CHIEF_COMPLAINT,
        SectionKind.EXAM,
        SectionKind.ASSESSMENT,
        SectionKind.PLAN,
    ]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Seen by Dr. Smith today. Stable.", ["Seen by Dr. Smith today.", "Stable."]),
        ("Temp 98.6 today.", ["Temp 98.6 today."]),
        ("1. HTN 2. Gout", ["1. HTN", "2. Gout"]),
        ("pain in the\nright leg", ["pain in the\nright leg"]),
        ("- HTN\n- Gout", ["- HTN", "- Gout"]),
        ("HTN\r\n\r\nGout", ["HTN", "Gout"]),
        ("knee is better. walking more", ["knee is better.", "walking more"]),
        ("take 1 tab. twice daily", ["take 1 tab. twice daily"]),
    ],
)
def test_sentences_are_told_apart(text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == parts


def test_text_that_never_stops_is_cut_at_blanks() -> None:
    text = "no pain and " * 2_000
    parts = list(sentences(text, 0, len(text)))
    assert len(parts) > 1
    assert max(end - start for start, end in parts) <= 2_000
    assert " ".join(text[start:end] for start, end in parts) == text.strip()
