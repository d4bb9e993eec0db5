"""The Official Guidelines become sections under their printed numbers, with nothing lost."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from official_files import BODY, guidelines_text

from catalog.citations import rulebook
from catalog.guidelines.book import GuidelineBook, section_id
from catalog.guidelines.citations import agrees
from catalog.guidelines.numbering import Numbering
from catalog.guidelines.pages import read_document
from catalog.guidelines.sections import (
    Guidelines,
    Section,
    compile_guidelines,
    plain,
    read_guidelines,
)
from catalog.library.official import OfficialFileError

EDITIONS = {
    "ICD-10-CM-Guidelines-FY2023": (date(2022, 10, 1), date(2023, 9, 30), 226, 482),
    "ICD-10-CM-April-1-FY25-Guidelines": (date(2025, 4, 1), date(2025, 9, 30), 226, 488),
    "ICD-10-CM-October-2025-Guidelines": (date(2025, 10, 1), date(2026, 9, 30), 227, 492),
}
#: Headings that the text has in other words than its own table of contents.
REWORDED = {
    "ICD-10-CM-October-2025-Guidelines": {"I.C.2.e"},
}
#: Sections down to the lettered level that the editions leave out of their contents.
NOT_IN_CONTENTS = {
    "ICD-10-CM-Guidelines-FY2023": {"I.C.5.d"},
    "ICD-10-CM-April-1-FY25-Guidelines": {"I.C.4.b", "I.C.5.d"},
    "ICD-10-CM-October-2025-Guidelines": {"I.B.20", "I.C.5.d"},
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "guidelines.txt"
    path.write_text(guidelines_text(), encoding="utf-8")
    return path


@pytest.fixture
def found(source: Path) -> dict[str, Section]:
    return {section.id: section for section in read_guidelines(source).sections}


def test_sections_bear_their_printed_numbers_on_every_level(found: dict[str, Section]) -> None:
    assert [name for name in found if name[:3] != "II."] == [
        "I",
        "I.A",
        "I.A.1",
        "I.A.2",
        "I.A.2.a",
        "I.A.2.a.1",
        "I.A.2.a.1.a",
        "I.A.2.a.1.a.i",
        "I.A.2.a.1.a.ii",
        "I.A.2.a.1.b",
        "I.A.2.b",
        "I.B",
        "I.B.1",
        "II",
        "Appendix I",
    ]


def test_heading_of_two_lines_is_taken_whole(found: dict[str, Section]) -> None:
    heading = found["I.A.2"].heading
    assert heading == (
        "Notes of two kinds that are told apart by a very long heading that takes two lines"
    )


def test_text_is_joined_to_paragraphs_and_marks_out_of_sequence_stay_text(
    found: dict[str, Section],
) -> None:
    assert found["I.A.1"].text == (
        "There are two lists. See Section I.B.1. Section II. is for another setting, as this "
        "sentence says.\n\nA second paragraph, which speaks of non-billable codes and of F02.81- "
        "codes."
    )
    assert found["I.A.2.a.1.b"].text == "c. is not a heading here."


def test_running_heads_and_page_numbers_are_no_text(found: dict[str, Section]) -> None:
    assert not any(
        "Page" in section.text or "FY 2026" in section.text for section in found.values()
    )


def test_sections_know_the_page_they_begin_on(found: dict[str, Section]) -> None:
    assert (found["I.A.2.b"].page, found["I.B"].page) == (3, 4)


def test_edition_is_of_the_dates_on_the_first_page(source: Path) -> None:
    edition = read_guidelines(source).edition
    assert (edition.effective_from, edition.effective_to, edition.edition) == (
        date(2025, 10, 1),
        date(2026, 9, 30),
        "FY2026",
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Some other document\n\fPage 2\n", "expected the ICD-10-CM Official Guidelines"),
        (guidelines_text(dates=""), "does not state the dates"),
        (guidelines_text(dates="(October 41, 2025 - May 3, 2026)"), "impossible date"),
        (guidelines_text().split("\f")[0], "expected the ICD-10-CM Official Guidelines"),
        (guidelines_text(body="Nothing.\n\f{head}Nothing."), "after it, Section I"),
        (guidelines_text().replace("Page 4 of 4", "Page 4 of 9"), "has 4 pages"),
        (guidelines_text(body=BODY.replace("a. First kind\n", "")), "2 of the 11 sections"),
        ("%PDF-1.7 and then nothing of one", "pypdf|damaged"),
    ],
)
def test_other_or_damaged_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "given.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OfficialFileError, match=rf"given\.txt: .*({reason})"):
        read_guidelines(path)


def test_letter_i_in_brackets_after_h_is_a_letter_unless_numerals_follow() -> None:
    def last(following: list[str]) -> str:
        numbering = Numbering()
        lines = ["Section I. X", "A. X", "1. X", "a. X", "1) X", *(f"({x}) X" for x in "abcdefgh")]
        for line in lines:
            placed = numbering.place(line)
            assert placed is not None
            numbering.accept(placed)
        placed = numbering.place("(i) X", following)
        assert placed is not None
        return placed.id

    assert last(["(j) X"]) == "I.A.1.a.1.i"
    assert last(["(ii) X"]) == "I.A.1.a.1.h.i"


def test_book_finds_sections_by_id_citation_and_reference(source: Path, tmp_path: Path) -> None:
    compile_guidelines(source, tmp_path / "g.sqlite")
    with GuidelineBook.open(tmp_path / "g.sqlite") as book:
        names = ["I.A.2.a.1.a", "OCG:I.A.2.a.1.a", "Section I.A.2.a.1)(a)", "i.a.2.a.1.a."]
        sections = [book.section(name) for name in names]
        assert [section and section.heading for section in sections] == ["Rule in brackets"] * 4
        assert book.section("I.Z.9") is None


def test_book_gives_children_in_order_and_the_text_of_all_below(
    source: Path, tmp_path: Path
) -> None:
    compile_guidelines(source, tmp_path / "g.sqlite")
    with GuidelineBook.open(tmp_path / "g.sqlite") as book:
        assert [section.id for section in book.children("I.A")] == ["I.A.1", "I.A.2"]
        assert [section.id for section in book.children("")] == ["I", "II", "Appendix I"]
        assert book.official_text("I.B") == (
            "I.B General\n\nI.B.1 Finding a code\n\n"
            "Look it up, then verify it: 7th character included."
        )
        assert book.official_text("I.Z") == ""


def test_book_search_takes_any_words_and_ranks_headings_first(source: Path, tmp_path: Path) -> None:
    compile_guidelines(source, tmp_path / "g.sqlite")
    with GuidelineBook.open(tmp_path / "g.sqlite") as book:
        assert book.search("second kinds")[0].section.id == "I.A.2.b"
        assert book.search('7th-character "verify" AND (')[0].section.id == "I.B.1"
        assert [book.search(words) for words in ("", "!?", "zebra")] == [(), (), ()]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Section I.C.9.a.1)", "I.C.9.a.1"),
        ("I.C.19.g.3.(a)", "I.C.19.g.3.a"),
        ("Appendix I.", "Appendix I"),
    ],
)
def test_references_are_read_as_ids(name: str, expected: str) -> None:
    assert section_id(name) == expected


def _assert_contents_found(name: str, guidelines: Guidelines) -> None:
    sections = {section.id: section for section in guidelines.sections}
    listed = {entry.id: entry for entry in guidelines.contents}
    assert (len(listed), len(sections)) == EDITIONS[name][2:]
    assert [entry for entry in listed if entry not in sections] == []
    reworded = {
        entry.id
        for entry in guidelines.contents
        if plain(sections[entry.id].heading) != plain(entry.heading) and "." in entry.id
    }
    assert reworded == REWORDED.get(name, set())
    assert [e.id for e in guidelines.contents if sections[e.id].page != e.page] == []
    lettered = {name for name in sections if name.count(".") <= 3}
    assert lettered - set(listed) == NOT_IN_CONTENTS[name]


@pytest.mark.parametrize("name", EDITIONS)
def test_every_heading_in_the_contents_is_found_in_the_official_text(
    shared: Path, name: str
) -> None:
    guidelines = read_guidelines(shared / f"official/guidelines/{name}.txt")
    edition = guidelines.edition
    assert (edition.effective_from, edition.effective_to) == EDITIONS[name][:2]
    _assert_contents_found(name, guidelines)


@pytest.mark.parametrize("name", EDITIONS)
def test_every_guideline_of_the_rulebook_is_linked_to_its_section_under_the_same_heading(
    shared: Path, name: str
) -> None:
    found = read_guidelines(shared / f"official/guidelines/{name}.txt")
    headings = {section.id: section.heading for section in found.sections}
    entries = [entry for entry in rulebook().values() if entry.id.startswith("OCG:")]
    claimed = [entry for entry in entries if entry.in_force(found.edition.effective_from)]
    assert len(claimed) > 40
    assert [e.id for e in claimed if not agrees(e.title, headings.get(e.section, ""))] == []
    assert [e.id for e in entries if e.id != f"OCG:{e.section}"] == []


@pytest.mark.parametrize("name", EDITIONS)
def test_sections_hold_every_word_of_the_official_text_once(shared: Path, name: str) -> None:
    path = shared / f"official/guidelines/{name}.txt"
    sections = read_guidelines(path).sections
    rebuilt = "".join(
        plain(section.id if "Appendix" in section.id else _printed(section.id))
        + plain(section.heading)
        + plain(section.text)
        for section in sections
    )
    lines = read_document(path.name, path.read_bytes()).lines
    start = max(n for n, line in enumerate(lines) if line.text.startswith("Section I. Conv"))
    assert rebuilt == plain("".join(line.text for line in lines[start:]))


def _printed(name: str) -> str:
    return f"Section {name}" if "." not in name else name.rpartition(".")[2]


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_every_heading_in_the_contents_and_bookmarks_is_found_in_the_official_pdf(
    shared: Path, name: str
) -> None:
    pytest.importorskip("pypdf")
    path = shared / f"official/guidelines/{name}.pdf"
    guidelines = read_guidelines(path)
    _assert_contents_found(name, guidelines)
    _assert_same_words(guidelines, read_guidelines(path.with_suffix(".txt")))
    headings = {plain(section.heading) for section in guidelines.sections}
    bookmarks = read_document(path.name, path.read_bytes()).bookmarks
    label = re.compile(r"^(?:Section [IVX]+\.|[A-Za-z]\.|\d+[.)]|\([a-z]+\))\s*")
    assert [b for b in bookmarks if plain(label.sub("", b)) not in headings] == [
        "ICD-10-CM Official Guidelines for Coding and Reporting",
        "Appendix I",
    ]


def _assert_same_words(pdf: Guidelines, text: Guidelines) -> None:
    """Section by section; only where a heading ends may differ, which the text does not show."""
    assert [section.id for section in pdf.sections] == [section.id for section in text.sections]
    pairs = list(zip(pdf.sections, text.sections, strict=True))
    assert [
        one.id
        for one, other in pairs
        if plain(one.heading + one.text) != plain(other.heading + other.text)
    ] == []
    shorter = {one.id for one, other in pairs if one.heading != other.heading}
    assert shorter <= {"I.C.6.b.1.b", "I.C.6.b.1.b.ii", "I.C.9.e.6"}
