"""Step 1: one part of a note to clinical statements whose words stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from agent.coding.answer import Reading, Shown, reading_form
from agent.coding.asking import Inquiry
from agent.coding.parts import Part
from agent.coding.statements import Proved, Rejected, examine
from prompts import load

READ = "read_note"


def read_note(inquiry: Inquiry, part: Part) -> tuple[Proved, ...]:
    """The statements in the order of the note; what failed three times is counted as unsettled.

    What one answer proved counts even when a later answer to the same question leaves it out.
    """
    shown = Shown({line.number: line for line in part.lines})
    proved: dict[tuple[int, int, str], Proved] = {}

    def examined(answer: Reading) -> Sequence[Rejected]:
        found = examine(answer.parts(), shown)
        known = {(start, end) for start, end, _ in proved}
        for statement in found.proved:
            if (statement.start, statement.end) not in known:
                proved[statement.start, statement.end, statement.assertion] = statement
        return found.rejected

    question = load(READ).render("question")
    inquiry.tally.unsettled += inquiry.settle(READ, question, reading_form(part.lines), examined)
    return tuple(sorted(proved.values(), key=lambda s: (s.start, s.end, s.assertion)))
