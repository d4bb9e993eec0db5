"""What the simulated model answers about findings: verdicts by the gold codes, some made wrong."""

from __future__ import annotations

from typing import Any

from evals.simulated.mistakes import Mistake, Rate
from evals.simulated.questions import FindingAsked, ReviewAsked

_CODING = frozenset({"add", "replace"})


def review(
    asked: ReviewAsked,
    gold: set[str],
    first: tuple[int, str] | None,
    rate: Rate,
    spoiled: dict[Mistake, dict[str, Any]],
    *place: object,
) -> dict[str, Any]:
    """The answer to a question about findings, the same each time for the same `place`.

    `first` are a line of the note and words on it. `spoiled` are the fields that a mistake makes
    wrong. With an invented rule or a wrong choice the model also raises what is not so.
    """
    verdicts, raised = [], []
    for number, finding in asked.findings.items():
        mistake = rate.mistake(*place, "finding", number)
        said = _verdict(number, finding, gold)
        if mistake in spoiled:
            said |= spoiled[mistake]
        elif mistake is not None and first is not None:
            said |= {"verdict": "disagree", "line": first[0], "quote": first[1]}
            raised += _raised(asked, first, mistake)
        verdicts.append(said)
    return {"verdicts": verdicts, "raised": raised[:1]}


def _verdict(number: int, finding: FindingAsked, gold: set[str]) -> dict[str, Any]:
    """Agreement with what asks for a gold code, disagreement with what asks for another."""
    said = "cannot_tell"
    if finding.action in _CODING and finding.codes and finding.quote:
        said = "agree" if gold.intersection(finding.codes) else "disagree"
    return {"finding": number, "verdict": said, "line": finding.line, "quote": finding.quote}


def _raised(asked: ReviewAsked, first: tuple[int, str], mistake: Mistake) -> list[dict[str, Any]]:
    """A finding that nothing in the note bears out, under the first category that is offered."""
    return [
        {
            "category": category,
            "subject": "diagnosis 1",
            "rules": ["GDL99"] if mistake is Mistake.INVENTED_RULE else [rule],
            "line": first[0],
            "quote": first[1],
        }
        for category, rule in asked.categories[:1]
    ]
