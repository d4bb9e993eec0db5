"""What the answers about a chart's parts come to: verdicts on findings, and findings raised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agent.coding.asking import counted
from agent.coding.form import Fault, Ungrounded, grounded
from agent.coding.statements import Rejected
from agent.context import AuditContext
from agent.models import (
    RAISED_BY_MODEL,
    Action,
    Category,
    Citation,
    EvidenceSpan,
    Finding,
    ModelReview,
    Recommendation,
    Severity,
    Subject,
    Verdict,
    WithoutModel,
)
from agent.review.answer import Judged, Offered, Raised, Reviewing
from agent.review.question import REVIEW, Asked
from agent.review.raisable import Raisable
from prompts import load

#: How far a finding is believed that no rule made. Not fitted to data.
_BELIEVED = 0.3
_DO = "check the quoted words against the claim; no rule of the audit found this"
#: The doubt that is shown where parts of a chart are answered for differently.
_STRONGEST = (Verdict.DISAGREE, Verdict.CANNOT_TELL, Verdict.AGREE)


@dataclass(slots=True)
class _Own:
    """A finding of the model's own, with all that was given for it."""

    row: Raisable
    subject: str
    rules: dict[str, None] = field(default_factory=dict)
    spans: dict[EvidenceSpan, None] = field(default_factory=dict)


class Collected:
    """Takes answers in. `wanted` are, for each part, the findings asked about it."""

    def __init__(
        self,
        context: AuditContext,
        by: str,
        findings: Sequence[Finding],
        wanted: Sequence[Mapping[int, Finding]],
    ) -> None:
        self.wanted = wanted
        self.without: list[WithoutModel] = []
        self._context = context
        self._by = by
        self._said = {
            (f.category, f.subject.kind, f.subject.index or f.subject.code) for f in findings
        }
        #: By number of the part, where it or a half of it begins, and number of the finding.
        self._judged: dict[tuple[int, int, int], tuple[Verdict, EvidenceSpan | None]] = {}
        self._own: dict[tuple[Category, str], _Own] = {}
        self._repeated: set[tuple[Category, str]] = set()

    def examine(self, answer: Reviewing, asked: Asked, offered: Offered) -> tuple[Rejected, ...]:
        """Take in what the note bears out; the rest, to be asked for again.

        What one answer proved counts even when a later answer to the same question leaves it out.
        """
        return (
            *self._examine_verdicts(answer, asked, offered),
            *self._examine_own(answer, asked, offered),
        )

    def _examine_verdicts(
        self, answer: Reviewing, asked: Asked, offered: Offered
    ) -> Iterator[Rejected]:
        at_fault = set()
        place = asked.number, asked.part.start
        for position, part in enumerate(answer.judged(), start=1):
            try:
                judged = grounded(part, offered)
            except Ungrounded as ungrounded:
                at_fault.add(part.finding if isinstance(part, Judged) else None)
                yield Rejected(ungrounded.fault, f"Verdict {position}: {ungrounded}")
                continue
            span = self._span(judged, asked, offered) if judged.quote.strip() else None
            self._judged.setdefault((*place, judged.finding), (judged.verdict, span))
        for number in offered.findings:
            if (*place, number) not in self._judged and number not in at_fault:
                yield Rejected(Fault.NO_VERDICT, f"Finding {number}: no verdict was given.")

    def _examine_own(self, answer: Reviewing, asked: Asked, offered: Offered) -> Iterator[Rejected]:
        for position, part in enumerate(answer.own(), start=1):
            try:
                raised = grounded(part, offered)
            except Ungrounded as ungrounded:
                yield Rejected(ungrounded.fault, f"Raised {position}: {ungrounded}")
                continue
            key = (raised.category, raised.subject)
            subject = self._subject(raised.subject)
            if (raised.category, subject.kind, subject.index or subject.code) in self._said:
                self._repeated.add(key)
                continue
            row = next(row for row in asked.raisable if row.category is raised.category)
            own = self._own.setdefault(key, _Own(row, raised.subject))
            own.rules.update(dict.fromkeys(raised.rules))
            own.spans[self._span(raised, asked, offered)] = None

    def forget(self, number: int) -> None:
        """Leave out what was said of a part of which only one half was answered for."""
        self._judged = {key: said for key, said in self._judged.items() if key[0] != number}

    def verdicts(self) -> dict[int, ModelReview]:
        """The verdict on each finding that every part asked about it has one for.

        Where parts differ the strongest doubt counts, and disagreement counts from any part.
        """
        found = {}
        for number in sorted({number for asked in self.wanted for number in asked}):
            parts = [n for n, asked in enumerate(self.wanted, start=1) if number in asked]
            given = [
                said
                for (part, _, judged), said in self._judged.items()
                if part in parts and judged == number
            ]
            answered = {part for part, _, judged in self._judged if judged == number}
            verdict = next((v for v in _STRONGEST if any(v is said for said, _ in given)), None)
            if verdict is None or (verdict is not Verdict.DISAGREE and len(answered) < len(parts)):
                continue
            spans = [span for said, span in given if said is verdict and span]
            found[number] = ModelReview(
                by=self._by, verdict=verdict, evidence=tuple(dict.fromkeys(spans))
            )
        return found

    def raised(self) -> tuple[Finding, ...]:
        """The model's own findings, not yet through the proofs."""
        return tuple(self._finding(own) for own in self._own.values())

    def notices(self, withheld: int) -> tuple[str, ...]:
        """What of the review is wanting, in plain words. `withheld` findings were not sent."""
        told = []
        if withheld:
            told.append(
                f"{counted(withheld, 'finding')} had no review by the model: what they say holds a "
                "date or another identifier, and was not sent."
            )
        asked_about = {number for asked in self.wanted for number in asked}
        left = len(asked_about) - len(self.verdicts())
        if self.without:
            parts = (f"{o.document_id}, characters {o.start} to {o.end}" for o in self.without)
            where = f" for {'; '.join(parts)}" if len(self.wanted) > 1 else ""
            why = "; ".join(dict.fromkeys(one.reason for one in self.without))
            told.append(
                f"The review by the model failed{where}: {why}. The findings stand as "
                f"the rules made them; {left or 'none'} of them {'is' if left == 1 else 'are'} "
                "without its verdict."
            )
        if self._repeated:
            told.append(
                f"The model raised {counted(len(self._repeated), 'finding')} that the rules had "
                "made already; not shown twice."
            )
        return tuple(told)

    def _span(self, part: Judged | Raised, asked: Asked, offered: Offered) -> EvidenceSpan:
        start, end = offered.shown.place(part.line, part.quote)
        document = asked.part.document
        return EvidenceSpan(
            document_id=document.id, start=start, end=end, quote=document.text[start:end]
        )

    def _subject(self, named: str) -> Subject:
        kind, _, rest = named.partition(" ")
        if kind == "proposal":
            return Subject(kind="encounter", code=rest)
        billed = self._context.billed[int(rest) - 1]
        return Subject(kind="diagnosis", index=billed.position, code=billed.code)

    def _finding(self, own: _Own) -> Finding:
        subject = self._subject(own.subject)
        return Finding(
            rule_id=RAISED_BY_MODEL,
            rule_name="raised_in_review",
            rule_version=load(REVIEW).sha256[:12],
            category=own.row.category,
            severity=Severity.ADVICE,
            direction=own.row.direction,
            subject=subject,
            message=own.row.message.format(code=subject.code),
            evidence=tuple(own.spans),
            citations=tuple(Citation(id=rule) for rule in own.rules),
            recommendation=Recommendation(action=Action.NONE, text=_DO),
            source="model",
            confidence=_BELIEVED,
        )
