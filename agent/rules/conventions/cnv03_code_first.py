"""CNV03: a code whose note says that another is coded first."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.evidence import mentions_of, quotes
from agent.rules.instructions import lines_naming
from agent.rules.order import FirstCoded, ask_for_cause, code_first, is_manifestation


class CodeFirst(Rule):
    """A code first note sets the order: the condition that it names comes before.

    Catches: I50.9 (heart failure) before I11.0 (hypertensive heart disease with heart failure);
    Z3A.20 (weeks of gestation) with no obstetric code; an adverse effect code, T36.0X5A, listed
    before the effect itself.
    Right: I11.0 then I50.9; the obstetric code then Z3A.20; L27.0 then T36.0X5A.
    Severity: error for the wrong order; warning where the note says "if applicable", "if known" or
    "any" and both are on the claim in the wrong order, and where a condition that must be there, or
    that the chart documents, is not on the claim; advice where a conditional note names a condition
    that the chart documents.
    Silent: when a code that the note names comes before; when the note is conditional and nothing
    that it names is documented; when the list is open ("such as") and something stands before; and
    for manifestation codes (CNV02, SEQ03), unacceptable principal diagnoses (SEQ01), and O94 in the
    lead (SEQ29).
    """

    id = "CNV03"
    name = "code_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("TAB:*:codeFirst", "OCG:I.A.13", "OCG:I.B.7")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if is_manifestation(context, billed) or _barred_from_leading(context, billed):
                continue
            for entry in code_first(context, billed):
                finding = self._judge(context, entry)
                if finding is not None:
                    yield finding
                    break

    def _judge(self, context: AuditContext, entry: FirstCoded) -> Finding | None:
        instruction = entry.instruction
        if entry.before:
            return None
        if entry.after:
            return self._late(context, entry)
        if entry.documented:
            advice = Severity.ADVICE if instruction.conditional else Severity.WARNING
            return self._missing(context, entry, advice)
        if instruction.conditional:
            return None
        if instruction.demanded and (not instruction.open or entry.billed.position == 1):
            return self._missing(context, entry, Severity.WARNING)
        return None

    def _late(self, context: AuditContext, entry: FirstCoded) -> Finding:
        billed, first = entry.billed, entry.after[0]
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} stands before {first.code}, diagnosis {first.position}, which the note "
            f"at {entry.instruction.owner} says is coded first.",
            cite=[entry.instruction.citation],
            also_cite=["OCG:I.A.13", "OCG:I.B.7"],
            action=Action.RESEQUENCE,
            do=f"put {first.code} before {billed.code}",
            codes=[first.code, billed.code],
            evidence=quotes(
                [*mentions_of(context, first.code), *mentions_of(context, billed.code)]
            ),
            severity=Severity.WARNING if entry.instruction.conditional else None,
        )

    def _missing(self, context: AuditContext, entry: FirstCoded, severity: Severity) -> Finding:
        billed = entry.billed
        codes = list(dict.fromkeys(p.code for p in entry.documented))
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} has the note “code first {_line(context, entry, codes)}”, and no such "
            "code stands before it.",
            cite=[entry.instruction.citation],
            also_cite=["OCG:I.A.13", "OCG:I.B.7"],
            action=Action.ADD if codes else Action.QUERY,
            do=f"add {either(codes)} before {billed.code}"
            if codes
            else f"report what the note names before {billed.code}, if the record documents it",
            codes=codes,
            evidence=quotes(
                [
                    *(m for p in entry.documented for m in p.mentions),
                    *mentions_of(context, billed.code),
                ]
            ),
            severity=severity,
            query=None if codes else ask_for_cause(quotes(mentions_of(context, billed.code))),
            direction=Direction.UNDER,
        )


def _line(context: AuditContext, entry: FirstCoded, codes: list[str]) -> str:
    """The line of the note that names the documented code, or else its first line."""
    for code in codes[:1]:
        for note in lines_naming(context.catalog, entry.billed.code, "codeFirst", code):
            return _short(note.text)
    return entry.instruction.text


def _short(line: str) -> str:
    """The line without a list of codes that is longer than its words."""
    words, _, codes = line.partition(" (")
    return words if len(codes) > len(words) else line


def _barred_from_leading(context: AuditContext, billed: Billed) -> bool:
    """Whether the code leads, and the editor or another rule refuses that anyway."""
    if billed.position != 1:
        return False
    if context.bundle.encounter.setting is Setting.INPATIENT:
        return "unacceptable" in context.catalog.flags(billed.code)
    return billed.code == "O94"
