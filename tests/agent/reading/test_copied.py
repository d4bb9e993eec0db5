"""Which statements are taken to be copied, and from where."""

from __future__ import annotations

from datetime import date

import pytest

from agent.context import Copied, CopyKind, ReadDocument
from agent.models import Document
from agent.reading import read
from agent.reading.copied import with_copies
from catalog import CatalogView

_OLD, _NEW = date(2026, 1, 3), date(2026, 5, 4)
_LONG = "Persistent cough for six weeks with yellow sputum, no fever or chills."


def marked(
    view: CatalogView, *texts: str, days: tuple[date | None, ...] = (_NEW,)
) -> tuple[ReadDocument, ...]:
    """Notes `note-1`, `note-2` and so on, dated in that order, with their copied passages."""
    names = [f"note-{n}" for n in range(1, len(texts) + 1)]
    read_notes = [read(Document(id=i, text=t), view) for i, t in zip(names, texts, strict=True)]
    return with_copies(read_notes, dict(zip(names, days, strict=True)))


def passages(document: ReadDocument) -> list[str]:
    return [document.text[copied.start : copied.end] for copied in document.copies]


def test_a_statement_of_an_earlier_note_is_marked_with_that_note_and_its_day(
    view: CatalogView,
) -> None:
    old, new = marked(view, f"HPI: {_LONG}", f"HPI: {_LONG} Better now.", days=(_OLD, _NEW))
    assert old.copies == ()
    (copied,) = new.copies
    assert (copied.kind, copied.source, copied.day) == (CopyKind.EARLIER, "note-1", _OLD)
    assert passages(new) == [_LONG]


def test_capitals_blanks_and_numbers_of_lists_make_no_other_statement(view: CatalogView) -> None:
    _, new = marked(view, f"1. {_LONG}", f"3)  {_LONG.upper()}", days=(_OLD, _NEW))
    assert len(new.copies) == 1


@pytest.mark.parametrize(
    ("days", "why"),
    [((_NEW, _NEW), "both are of one day"), ((None, _NEW), "the day of one is not known")],
)
def test_notes_that_no_days_part_are_not_held_against_each_other(
    view: CatalogView, days: tuple[date | None, date | None], why: str
) -> None:
    assert [d.copies for d in marked(view, _LONG, _LONG, days=days)] == [(), ()], why


def test_a_short_statement_alone_may_be_written_twice(view: CatalogView) -> None:
    text = "ASSESSMENT\n1. Hypertension, stable."
    assert marked(view, text, text, days=(_OLD, _NEW))[1].copies == ()


def test_a_run_of_short_statements_in_one_order_is_marked(view: CatalogView) -> None:
    text = (
        "ASSESSMENT\n1. Hypertension, continue lisinopril daily.\n"
        "2. Type 2 diabetes, continue metformin.\n3. Gout, continue allopurinol."
    )
    assert len(marked(view, text, text, days=(_OLD, _NEW))[1].copies) == 3


def test_a_long_statement_made_twice_in_a_note_is_marked_at_its_second_place(
    view: CatalogView,
) -> None:
    text = f"HPI\n{_LONG}\nASSESSMENT\n{_LONG}"
    (document,) = marked(view, text)
    assert document.copies == (Copied(text.rindex(_LONG), len(text), CopyKind.WITHIN, "line 2"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cough, copied from the note of 1/3. Knee pain.", ["Cough, copied from the note of 1/3."]),
        ("[copied] Chronic cough. Knee pain.", ["[copied] Chronic cough."]),
        ("Per prior note:\nCough.\nGout.\n\nPain.", ["Per prior note:", "Cough.", "Gout."]),
        ("Carried forward\nChronic cough.\n\nKnee pain.", ["Carried forward", "Chronic cough."]),
        ("A letter was copied to Dr. Lee. Knee pain.", []),
        ("Copied intersecting pentagons. Knee pain.", []),
        ("Knee pain, as before.", []),
    ],
)  # fmt: skip
def test_what_the_note_says_is_copied_is_marked(
    view: CatalogView, text: str, expected: list[str]
) -> None:
    (document,) = marked(view, text)
    assert passages(document) == expected


def test_what_stands_above_an_earlier_signature_is_marked(view: CatalogView) -> None:
    text = "Chronic cough.\nElectronically signed by A. Lee, MD 01/03/2026\nKnee pain."
    (document,) = marked(view, text)
    assert passages(document) == ["Chronic cough."]
    assert document.copies[0].day == _OLD


@pytest.mark.parametrize(
    "signature",
    [
        "Electronically signed by A. Lee, MD 05/04/2026",
        "Electronically signed by A. Lee, MD",
        "Electronically signed by A. Lee, MD 13/45/2026",
    ],
)
def test_a_signature_that_is_not_of_an_earlier_day_marks_nothing(
    view: CatalogView, signature: str
) -> None:
    assert marked(view, f"Chronic cough.\n{signature}\nKnee pain.")[0].copies == ()


def test_a_signature_that_ends_the_note_marks_nothing(view: CatalogView) -> None:
    text = "Chronic cough.\nElectronically signed by A. Lee, MD 01/03/2026"
    assert marked(view, text)[0].copies == ()
