"""The question of the review: the claim, the proposals and the findings, as they may be sent.

Of the chart itself nothing is sent but what stands in the numbered lines. What words of ours repeat
of it, such as a finding's message, is sent only where it holds no identifier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agent.coding.answer import Shown
from agent.coding.numbered import shown as shown_as
from agent.coding.parts import Part
from agent.context import AuditContext, Proposal
from agent.deidentify import Shared, holds_identifier
from agent.models import EvidenceSpan, Finding
from agent.review.answer import Offered
from agent.review.raisable import Raisable
from prompts import load

REVIEW = "review_findings"
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.]{2,7}")
_MODIFIER = re.compile(r"[A-Z0-9]{2}")
#: What stands on a claim, as the question calls it: lines are what a note has.
_NAMED = {"diagnosis": "diagnosis", "line": "service", "procedure": "procedure"}
_LONGEST_QUOTE = 200
_PLACES = 3


class _Rule(NamedTuple):
    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about one part of the notes. `findings` are those asked about, by number."""

    part: Part
    number: int
    parts: int
    findings: dict[int, Finding]
    raisable: tuple[Raisable, ...]


def unbilled(context: AuditContext) -> tuple[Proposal, ...]:
    """The proposals whose code is not on the claim."""
    return tuple(p for p in context.proposals if p.code not in context.billed_codes)


def offered(asked: Asked, context: AuditContext) -> Offered:
    """What an answer may choose among."""
    named = {
        "diagnosis": frozenset(f"diagnosis {b.position}" for b in context.billed),
        "proposal": frozenset(f"proposal {p.code}" for p in unbilled(context)),
    }
    rows = [row for row in asked.raisable if named[row.of]]
    return Offered(
        Shown({line.number: line for line in asked.part.lines}),
        {number: bool(finding.evidence) for number, finding in asked.findings.items()},
        {row.category: named[row.of] for row in rows},
        {row.category: frozenset(row.rule_ids) for row in rows},
    )


def question(asked: Asked, context: AuditContext, shared: Shared) -> str:
    """The words of the question."""
    of = offered(asked, context).subjects
    rows = [row for row in asked.raisable if row.category in of]
    return load(REVIEW).render(
        "question",
        number=asked.number,
        parts=asked.parts,
        diagnoses=[
            {
                "position": b.position,
                "code": _code(b.code),
                "title": context.catalog.title(b.code),
                "poa": b.entry.poa,
            }
            for b in context.billed
        ],
        lines=list(_services(context)),
        procedures=[_code(code.upper()) for code in context.bundle.claim.procedures],
        proposals=[
            {
                "code": p.code,
                "title": context.catalog.title(p.code),
                "evidence": [m.span() for m in p.mentions],
            }
            for p in unbilled(context)
        ],
        findings=[_finding(n, f, context, shared) for n, f in asked.findings.items()],
        categories=rows,
        rules=_rules(asked.findings.values(), rows),
        places=lambda spans: _places(spans, asked.part, shared),
    )


def may_send(finding: Finding, context: AuditContext, shared: Shared) -> bool:
    """Whether what the finding says holds no identifier of the chart."""
    if not shared.deidentified:
        return True
    told = _message(finding, context, shared)
    known = (row.original for row in shared.table)
    return not (
        holds_identifier(told)
        or any(re.search(rf"(?<!\w){re.escape(original)}(?!\w)", told) for original in known)
    )


def _message(finding: Finding, context: AuditContext, shared: Shared) -> str:
    """The message on one line without chat markup, with the date of service as it is shared."""
    told = finding.message.replace(context.date.isoformat(), shared.date)
    return shown_as(" ".join(told.split()))


def _finding(
    number: int, finding: Finding, context: AuditContext, shared: Shared
) -> dict[str, object]:
    return {
        "number": number,
        "category": finding.category.value,
        "subject": _subject(finding),
        "message": _message(finding, context, shared),
        "evidence": finding.evidence,
        "action": finding.recommendation.action.value,
        "codes": ", ".join(c.code for c in finding.recommendation.codes),
        "rules": ", ".join(c.id for c in finding.citations),
    }


def _subject(finding: Finding) -> str:
    subject = finding.subject
    if subject.kind in _NAMED and subject.index:
        return f"{_NAMED[subject.kind]} {subject.index}"
    return f"about {_code(subject.code)}" if subject.code else "about the encounter"


def _code(written: str) -> str:
    """A code as the claim has it, unless what stands there cannot be one."""
    return written if _CODE.fullmatch(written) else "(not of the form of a code)"


def _services(context: AuditContext) -> Iterable[dict[str, object]]:
    """The service lines: no charge and no date."""
    for position, line in enumerate(context.bundle.claim.lines, start=1):
        modifiers = [m for m in line.modifiers if _MODIFIER.fullmatch(m)]
        yield {
            "position": position,
            "procedure": "-".join([_code(line.procedure.upper()), *modifiers]),
            "pointers": ", ".join(f"diagnosis {n}" for n in line.diagnosis_pointers),
        }


def _places(spans: Sequence[EvidenceSpan], part: Part, shared: Shared) -> str:
    """Where words stand, and the words as they are shared."""
    told = []
    for span in spans[:_PLACES]:
        text = shared.texts.get(span.document_id, "")[span.start : span.end]
        words = " ".join(shown_as(text).split())[:_LONGEST_QUOTE]
        line = _line(span, part)
        told.append(f'line {line}, "{words}"' if line else f'elsewhere in the chart, "{words}"')
    return ": " + "; ".join(told) if told else ""


def _line(span: EvidenceSpan, part: Part) -> int:
    if span.document_id != part.document.id:
        return 0
    holding = (n for n in part.lines if n.start <= span.start < n.start + len(n.text))
    return next((line.number for line in holding), 0)


def _rules(findings: Iterable[Finding], rows: Iterable[Raisable]) -> list[_Rule]:
    """Every rule that findings rest on or that may be named, once, as the report has it."""
    cited = [_Rule(c.id, c.title, c.text) for finding in findings for c in finding.citations]
    cited += [_Rule(r.id, r.title, r.text) for row in rows for r in row.rules]
    told: dict[str, _Rule] = {}
    for rule in cited:
        if rule.title:
            text = "" if rule.title.endswith(rule.text) else " ".join(rule.text.split())
            told.setdefault(rule.id, rule._replace(text=text))
    return list(told.values())
