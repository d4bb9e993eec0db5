"""Surrogates keep length, lines and all that identifies nobody, and lead back exactly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_chart import charts

from agent.context import AuditContext, ReadDocument
from agent.deidentify import Shared, deidentified
from agent.models import ChartBundle
from catalog import Catalog

BUILT = tuple(charts("built", 3))
any_text = st.text(st.characters(codec="utf-8") | st.sampled_from("\n\r\t\x85\u2028 ,.-/@:()#"))
mixed_text = st.lists(st.sampled_from(BUILT).map(lambda c: c.text) | any_text, max_size=4).map(
    "\n".join
)


def context_of(catalog: Catalog, *texts: str, author: str | None = None) -> AuditContext:
    """A chart with these documents, unread."""
    documents = [
        {"id": f"note-{n}", "text": text, "author": author} for n, text in enumerate(texts)
    ]
    bundle = ChartBundle.model_validate(
        {
            "bundle_id": "chart",
            "encounter": {"setting": "professional", "service_from": "2026-05-04"},
            "documents": documents,
        }
    )
    read = tuple(ReadDocument(d.id, d.body, (), (), ()) for d in bundle.documents)
    return AuditContext(bundle, catalog.on(date(2026, 5, 4)), read)


def shared(catalog: Catalog, *texts: str, author: str | None = None, shift: bool = False) -> Shared:
    return deidentified(context_of(catalog, *texts, author=author), shift_dates=shift)


@given(mixed_text, st.booleans())
def test_a_text_keeps_its_length_and_its_lines(catalog: Catalog, text: str, shift: bool) -> None:
    sent = shared(catalog, text, shift=shift).texts["note-0"]
    assert [len(line) for line in sent.splitlines()] == [len(line) for line in text.splitlines()]
    assert len(sent) == len(text)


@given(mixed_text, st.booleans())
def test_what_the_table_does_not_name_is_unchanged(
    catalog: Catalog, text: str, shift: bool
) -> None:
    made = shared(catalog, text, shift=shift)
    replaced = {n for row in made.table for n in range(row.start, row.end)}
    assert all(
        new == old
        for n, (new, old) in enumerate(zip(made.texts["note-0"], text, strict=True))
        if n not in replaced
    )


@given(mixed_text, st.booleans(), st.data())
def test_every_place_leads_back_to_the_original(
    catalog: Catalog, text: str, shift: bool, data: st.DataObject
) -> None:
    made = shared(catalog, text, shift=shift)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert made.original("note-0", start, end) == text[start:end]


@given(mixed_text)
def test_the_same_bundle_gives_the_same_texts(catalog: Catalog, text: str) -> None:
    assert shared(catalog, text) == shared(catalog, text)


def test_a_name_has_one_surrogate_in_all_documents(catalog: Catalog) -> None:
    made = shared(catalog, "Mrs. Oyelaran is here.", "Spoke with Oyelaran by phone.")
    here = made.texts["note-0"].split()[1]
    assert here in made.texts["note-1"]
    assert here != "Oyelaran"


def test_another_bundle_has_other_surrogates(catalog: Catalog) -> None:
    one, other = shared(catalog, "Mrs. Oyelaran."), shared(catalog, "Mrs. Oyelaran. Stable.")
    assert one.texts["note-0"].split()[1] != other.texts["note-0"].split()[1]


def test_the_author_of_a_document_is_known_in_all_of_it(catalog: Catalog) -> None:
    made = shared(catalog, "Krasnodarov saw her at noon.", author="Zbigniew Krasnodarov, MD")
    assert "Krasnodarov" not in made.texts["note-0"]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("seen on 03/14/2026", "seen on XX/XX/2026"),
        ("since March 14th, 2026", "since XXXXX XXXX, 2026"),
        ("DOB 3/4/1931", "DOB X/X/XXXX"),
        ("born in 1931", "born in XXXX"),
        ("a 94-year-old man", "a 90-year-old man"),
        ("a 102-year-old man", "a 90+-year-old man"),
        ("a 89-year-old man", "a 89-year-old man"),
        ("IL 62704-1234", "IL 00000-0000"),
    ],
)
def test_dates_ages_and_zip_codes_follow_safe_harbor(
    catalog: Catalog, written: str, sent: str
) -> None:
    assert shared(catalog, written).texts["note-0"] == sent


def test_shifted_dates_keep_the_days_between_them(catalog: Catalog) -> None:
    made = shared(catalog, "Admitted 2026-03-04, discharged 2026-03-11.", shift=True)
    text = made.texts["note-0"]
    first, second = date.fromisoformat(text[9:19]), date.fromisoformat(text[32:42])
    assert (second - first).days == 7
    assert first != date(2026, 3, 4)
    assert (date.fromisoformat(made.date) - first).days == 61
