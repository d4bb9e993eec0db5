"""A long note is shown in parts: every line in one of them, cut where a reader would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.coding.parts import most_parts, parts_of
from agent.context import ReadDocument, Section, SectionKind


def document(text: str, *headings: str) -> ReadDocument:
    starts = [text.index(heading) for heading in headings]
    ends = [*starts[1:], len(text)][: len(starts)]
    sections = tuple(
        Section(SectionKind.OTHER, heading, start, end)
        for heading, start, end in zip(headings, starts, ends, strict=True)
    )
    return ReadDocument("note", text, sections, (), ())


def test_a_note_within_the_limit_is_one_part() -> None:
    [part] = parts_of(document("History\nwell\n"), most=100)
    assert [line.text for line in part.lines] == ["History", "well"]
    assert (part.start, part.end) == (0, 13)


def test_a_note_without_words_has_no_part() -> None:
    assert parts_of(document(" \n\n")) == ()


def test_a_part_ends_before_a_section() -> None:
    text = "History:\n" + "cough and cold\n" * 4 + "Plan:\n" + "rest and fluids\n" * 3
    first, second = parts_of(document(text, "History:", "Plan:"), most=80)
    assert first.lines[-1].text == "cough and cold"
    assert second.start == text.index("Plan:")


def test_a_later_part_repeats_its_heading_and_the_lines_before_it() -> None:
    text = "Assessment:\n" + "".join(f"{n}. pain\n" for n in range(100, 160))
    _, second, *_ = parts_of(document(text, "Assessment:"), most=200)
    assert second.lines[0].text == "Assessment:"
    assert second.lines[1].start < second.start
    assert second.lines[1].number > 2


@given(st.lists(st.sampled_from(["", "a b", "word " * 30, "x" * 1500]), max_size=60))
def test_every_line_belongs_to_one_part_and_the_parts_are_bounded(lines: list[str]) -> None:
    text = "\n".join(lines)
    parts = parts_of(document(text), most=2000)
    assert len(parts) <= most_parts(len(text), 2000)
    for character in [i for i, c in enumerate(text) if not c.isspace()]:
        [owner] = [part for part in parts if part.holds(character)]
        assert any(x.start <= character < x.start + len(x.text) for x in owner.lines)
    assert all(sum(len(line.text) for line in part.lines) <= 2000 * 1.2 for part in parts)
