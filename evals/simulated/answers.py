"""What the simulated model answers about one note: its gold codes, some of them made wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from agent.coding.numbered import Line, lines_of
from evals.contracts import GoldCase, GoldCode
from evals.simulated.mistakes import IN_READING, Mistake, Rate, Ruin, chosen
from evals.simulated.questions import Asked, asked_in
from evals.simulated.reviews import review

_FABRICATED = "malignant neoplasm of uncertain origin"
_BEYOND = 900
_SPOILED_VERDICTS: dict[Mistake, dict[str, Any]] = {
    Mistake.HALLUCINATED_CODE: {"verdict": "C50.911"},
    Mistake.OUT_OF_RANGE: {"finding": _BEYOND},
    Mistake.ALTERED_QUOTE: {"verdict": "disagree", "quote": _FABRICATED},
    Mistake.WRONG_LINE: {"verdict": "disagree", "line": _BEYOND, "quote": _FABRICATED},
}


@dataclass
class Answering:
    """The model over one case.

    `elsewhere` are codes to hallucinate: billable ones that are not the case's own. `first` is what
    the model says of each gold code when it first speaks of it: a code, right or wrong, or None.
    """

    case: GoldCase
    rate: Rate
    elsewhere: tuple[str, ...]
    first: dict[str, str | None] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    _read: dict[str, Mistake | None] = field(default_factory=dict)

    @property
    def asserted(self) -> set[str]:
        """The codes that somebody gets who takes the model at its first word."""
        return {code for code in self.first.values() if code}

    def reply(self, body: dict[str, Any]) -> str:
        """The content of the answer to a request."""
        attempt = len(self.requests)
        self.requests.append(body)
        asked = asked_in(body)
        answer = self._answer(asked, attempt)
        ruin = self.rate.ruin(self.case.case_id, attempt)
        if ruin is not None:
            return _ruined(json.dumps(answer), ruin)
        return json.dumps(answer)

    def _answer(self, asked: Asked, attempt: int) -> dict[str, Any]:
        if asked.review is None:
            return (self._choices if asked.of else self._statements)(asked, attempt)
        places = (p for p in self._places() if p[1].number in asked.lines)
        return review(
            asked.review,
            {code.code for code in self.case.codes or ()},
            next(((line.number, quote) for _, line, quote in places), None),
            self.rate,
            _SPOILED_VERDICTS,
            self.case.case_id,
            attempt,
        )

    def _statements(self, asked: Asked, attempt: int) -> dict[str, Any]:
        """The conditions of the lines that are shown, each as one statement."""
        ruined = self.rate.ruin(self.case.case_id, attempt) is not None
        stated = []
        for gold, line, quote in self._places():
            if line.number not in asked.lines:
                continue
            here = (self.case.case_id, gold.code, attempt)
            mistake = self.rate.mistake(*here)
            if ruined:
                self.first.setdefault(gold.code, None)
            elif mistake in IN_READING:
                self.first.setdefault(gold.code, chosen(self.elsewhere, *here))
            else:
                self._read.setdefault(gold.code, mistake)
            stated.append(
                {
                    "line": line.number + _BEYOND * (mistake is Mistake.WRONG_LINE),
                    "quote": _FABRICATED if mistake is Mistake.ALTERED_QUOTE else quote,
                    "assertion": "affirmed",
                    "side": "none",
                    "acuity": "none",
                    "encounter": "none",
                    "reportable": True,
                }
            )
        return {"statements": stated}

    def _choices(self, asked: Asked, attempt: int) -> dict[str, Any]:
        """A candidate for each statement that is asked about."""
        ruined = self.rate.ruin(self.case.case_id, attempt) is not None
        choices = []
        for number, statement in asked.of.items():
            about = [
                gold
                for gold, line, quote in self._places()
                if (line.number, " ".join(quote.split())) == (statement.line, statement.quote)
            ]
            fitting = [gold for gold in about if gold.code in statement.candidates] or about
            if not fitting:
                choices.append({"statement": number, "candidate": "none"} | _no_search())
                continue
            gold = fitting[0]
            here = (self.case.case_id, gold.code, attempt)
            mistake = self._read.get(gold.code)
            if gold.code in self.first:
                mistake = self.rate.choosing.mistake(*here)
            code, candidate = self._chosen(gold, statement.candidates, mistake, here)
            self.first.setdefault(gold.code, None if ruined else code)
            rules = ["GDL99"] if mistake is Mistake.INVENTED_RULE else asked.rules[:1]
            choices.append(
                {"statement": number, "candidate": candidate}
                | _no_search()
                | {"rules": rules if candidate != "none" else []}
            )
        return {"choices": choices}

    def _chosen(
        self,
        gold: GoldCode,
        candidates: dict[str, int],
        mistake: Mistake | None,
        here: tuple[object, ...],
    ) -> tuple[str | None, int | str]:
        """The code that the model means, and what it gives as the candidate."""
        wrong = sorted(candidates.keys() - {code.code for code in self.case.codes or ()})
        if mistake is Mistake.OUT_OF_RANGE:
            return chosen(self.elsewhere, *here), _BEYOND
        if mistake is Mistake.HALLUCINATED_CODE or (mistake is not None and not wrong):
            code = chosen(self.elsewhere, *here)
            return code, code
        if mistake is not None:
            code = chosen(wrong, *here)
            return code, candidates[code]
        if gold.code in candidates:
            return gold.code, candidates[gold.code]
        return None, "none"

    def _places(self) -> Iterator[tuple[GoldCode, Line, str]]:
        """Each gold code with the line on which its first words begin, and those words on it."""
        for gold in self.case.codes or ():
            for span in gold.spans[:1]:
                document = self.case.bundle.document(span.document_id)
                for line in lines_of(document.body) if document else ():
                    if line.start <= span.start < line.start + len(line.text):
                        words = line.text[span.start - line.start : span.end - line.start]
                        yield gold, line, words.strip()


def _no_search() -> dict[str, Any]:
    return {"search_for": "", "rules": []}


def _ruined(content: str, ruin: Ruin) -> str:
    if ruin is Ruin.REFUSAL:
        return "I am sorry, but I cannot help with medical records."
    return "" if ruin is Ruin.EMPTY else content[: len(content) // 2]
