"""How well reading tells the assertions of `assertions.yaml` apart: F1 of each class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent.context import Assertion, Mention
from agent.models import Document
from agent.reading import read
from catalog import CatalogView

SENTENCES = Path(__file__).with_name("assertions.yaml")


@dataclass(frozen=True)
class Judged:
    """One phrase of a sentence: what it asserts, and what was read; None where nothing was."""

    text: str
    phrase: str
    scope: str
    held: bool
    expected: Assertion
    found: Assertion | None


def judged(view: CatalogView) -> Iterator[Judged]:
    """Every sentence of the file, read."""
    rows: list[dict[str, Any]] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    for row in rows:
        text, phrase = row["text"], row["phrase"]
        start = text.lower().index(phrase.lower())
        mentions = read(Document(id="note", text=text), view).mentions
        mention = _over(mentions, start, start + len(phrase))
        yield Judged(
            text=text,
            phrase=phrase,
            scope=row["scope"],
            held=row["held"],
            expected=Assertion(row["expected"]),
            found=mention.assertion if mention else None,
        )


def f1(sentences: Iterable[Judged], assertion: Assertion) -> float:
    """F1 of one class; 1 where it neither occurs nor is found."""
    right = found = expected = 0
    for judgement in sentences:
        right += judgement.found is assertion is judgement.expected
        found += judgement.found is assertion
        expected += judgement.expected is assertion
    return 2 * right / (found + expected) if found + expected else 1.0


def table(sentences: Iterable[Judged]) -> str:
    """F1 of each class, of the tuned half and of the held one."""
    halves = [[], []]  # type: list[list[Judged]]
    for judgement in sentences:
        halves[judgement.held].append(judgement)
    lines = [
        "| assertion | tuned: sentences | F1 | held: sentences | F1 |",
        "|---|---|---|---|---|",
    ]
    for assertion in Assertion:
        cells = [assertion.value]
        for half in halves:
            cells.append(str(sum(j.expected is assertion for j in half)))
            cells.append(f"{f1(half, assertion):.3f}")
        lines.append(f"| {' | '.join(cells)} |")
    right = [str(sum(j.found is j.expected for j in half)) for half in halves]
    lines.append(f"| all, right | {len(halves[0])} | {right[0]} | {len(halves[1])} | {right[1]} |")
    return "\n".join(lines)


def _over(mentions: Iterable[Mention], start: int, end: int) -> Mention | None:
    """The mention that shares most with the phrase, the shortest of several."""
    sharing = [m for m in mentions if m.start < end and m.end > start]
    return max(
        sharing,
        key=lambda m: (min(m.end, end) - max(m.start, start), m.start - m.end),
        default=None,
    )
