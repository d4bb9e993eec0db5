"""What the simulated model answers about one note: its gold codes, some of them made wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from agent.coding.numbered import Line, lines_of
from evals.contracts import GoldCase, GoldCode
from evals.simulated.mistakes import Mistake, Rate, Ruin, chosen

_CANDIDATE = re.compile(r"^(\d+)\. ([A-Z]\d[0-9A-Z.]+) ", re.MULTILINE)
_FABRICATED = "malignant neoplasm of uncertain origin"


@dataclass
class Answering:
    """The model over one case. `asserted` collects what its first answer says, right or wrong.

    `elsewhere` are codes to hallucinate: billable ones that are not the case's own.
    """

    case: GoldCase
    rate: Rate
    elsewhere: tuple[str, ...]
    asserted: set[str] = field(default_factory=set)
    answers: int = 0

    def reply(self, body: dict[str, Any]) -> str:
        """The content of the answer to a request."""
        attempt = self.answers
        self.answers += 1
        ruin = self.rate.ruin(self.case.case_id, attempt)
        if ruin is Ruin.EMPTY:
            return ""
        if ruin is Ruin.REFUSAL:
            return "I am sorry, but I cannot help with medical records."
        told = body["messages"][-1]["content"]
        offered = {code: int(number) for number, code in _CANDIDATE.findall(told)}
        statements = [
            stated
            for gold in self.case.codes or ()
            for stated in self._stated(gold, offered, attempt)
        ]
        content = json.dumps({"statements": statements})
        if ruin is Ruin.TRUNCATED:
            return content[: len(content) // 2]
        return content

    def _stated(
        self, gold: GoldCode, offered: dict[str, int], attempt: int
    ) -> Iterable[dict[str, Any]]:
        """One statement for a code with a place in the note; none for a code without."""
        place = self._place(gold)
        if place is None:
            return
        line, quote = place
        here = (self.case.case_id, gold.code, attempt)
        own = {code.code for code in self.case.codes or ()}
        mistake = self.rate.mistake(*here)
        wrong = sorted(offered.keys() - own)
        if mistake is Mistake.WRONG_CANDIDATE and not wrong:
            mistake = Mistake.HALLUCINATED_CODE
        code, candidate = gold.code, offered.get(gold.code, "none")
        if mistake is Mistake.HALLUCINATED_CODE:
            candidate = code = chosen(self.elsewhere, *here)
        elif mistake is Mistake.OUT_OF_RANGE:
            candidate, code = 900, chosen(self.elsewhere, *here)
        elif mistake is not None and wrong:
            code = chosen(wrong, *here)
            candidate = offered[code]
        if attempt == 0 and candidate != "none":
            self.asserted.add(code)
        stated: dict[str, Any] = {
            "line": line.number,
            "quote": _FABRICATED if mistake is Mistake.ALTERED_QUOTE else quote,
            "assertion": "affirmed",
            "candidate": candidate,
        }
        if mistake is Mistake.WRONG_LINE:
            stated["line"] = line.number + 500
        if mistake is Mistake.INVENTED_RULE:
            stated |= {"assertion": "proved", "rules": ["GDL99"]}
        yield stated

    def _place(self, gold: GoldCode) -> tuple[Line, str] | None:
        """The line on which the code's first words begin, and those words on it."""
        for span in gold.spans[:1]:
            document = self.case.bundle.document(span.document_id)
            for line in lines_of(document.body) if document else ():
                end = line.start + len(line.text)
                if line.start <= span.start < end:
                    words = line.text[span.start - line.start : span.end - line.start]
                    return line, words.strip()
        return None
