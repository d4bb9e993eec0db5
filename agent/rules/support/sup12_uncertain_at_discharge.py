"""SUP12: a diagnosis that is uncertain at discharge of a stay, and is not coded."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Mention, SectionKind
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule
from agent.rules.code_sets import CodeSet
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.asserted import is_status, is_symptom

#: Infections that are coded only when confirmed (Official Guidelines I.C.1.a, d, f, g; I.C.10.c).
_CONFIRMED_ONLY = CodeSet(["B20", "Z21", "A92.5", "U07.1", "J09", "J10"])


class UncertainAtDischarge(Rule):
    """In the inpatient setting, a diagnosis still probable at discharge is coded as if it existed.

    Catches: a stay whose discharge diagnoses hold "probable aspiration pneumonia", which is not
    billed.
    Right: J69.0, when the doubt still stands at discharge.
    Silent: outside inpatient stays, where uncertain diagnoses are not coded (SUP03); when any
    document affirms or denies the condition, or a code of its category is billed; outside the
    assessment and the discharge diagnoses; for symptoms; and for infections that have to be
    confirmed (HIV, COVID-19, Zika, influenza).
    """

    id = "SUP12"
    name = "uncertain_at_discharge"
    category = Category.MISSED_CODE
    severity = Severity.WARNING
    direction = Direction.UNDER
    citations = ("OCG:II.H", "OCG:III.C", "TAB:*:title")
    needs_quote = True
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        told: set[str] = set()
        for mention in context.mentions:
            code = _codable(context, mention)
            if code is None or code in told:
                continue
            told.add(code)
            yield self.finding(
                context,
                Subject(kind="encounter", code=code),
                f"{code} ({context.catalog.title(code)}) is uncertain in the final assessment and "
                "not billed; in this setting it is coded as if it existed.",
                cite=["OCG:III.C"],
                also_cite=["OCG:II.H", f"TAB:{code}:title"],
                action=Action.ADD,
                do=f"add {code}, if the doubt still stood at discharge",
                codes=[code],
                evidence=[sentence(context, mention)],
                severity=None if _at_discharge(context, mention) else Severity.ADVICE,
            )


def _codable(context: AuditContext, mention: Mention) -> str | None:
    """The code for an uncertain condition of the final assessment that nothing else speaks of."""
    if mention.assertion is not Assertion.POSSIBLE or not mention.candidates:
        return None
    if mention.sentence.section is not SectionKind.ASSESSMENT:
        return None
    code = mention.candidates[0]
    view = context.catalog
    if not view.is_billable(code) or is_symptom(code) or is_status(code):
        return None
    if code in _CONFIRMED_ONLY or any(b.code[:3] == code[:3] for b in context.billed):
        return None
    if any(view.excludes1(code, b.code) for b in context.billable):
        return None
    said_otherwise = any(
        other.assertion is not Assertion.POSSIBLE
        and any(candidate[:3] == code[:3] for candidate in other.candidates)
        for other in context.mentions
    )
    return None if said_otherwise else code


def _at_discharge(context: AuditContext, mention: Mention) -> bool:
    """Whether the mention stands in a discharge document, or under a heading that says so."""
    document = context.bundle.document(mention.document_id)
    if document is not None and "discharge" in document.type.lower():
        return True
    read = next(d for d in context.documents if d.id == mention.document_id)
    return any(
        section.start <= mention.start < section.end
        and any(word in section.heading.lower() for word in ("discharge", "final"))
        for section in read.sections
    )
