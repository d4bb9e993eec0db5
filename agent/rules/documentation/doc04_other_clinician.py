"""DOC04: a diagnosis that only a clinician other than the provider documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.context import Assertion, AuditContext, Mention
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import CodeSet, code_set
from agent.rules.documentation.written_by import (
    Writer,
    has_provider,
    writers,
    written_only_by,
)
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.title_words import share_a_word, telling_words, words_of

_AUTHORS = Path(__file__).parent / "authors.yaml"
_MALNUTRITION = CodeSet(["E40-E46"])


class OtherClinician(Rule):
    """A diagnosis rests on the provider's documentation, and only another clinician names it.

    Catches: E43 (severe malnutrition) billed, which the dietitian's note alone documents; L89.153
    billed, which only the nurses' notes name.
    Right: the diagnosis once the provider documents it, after a query.
    Silent: for what other clinicians may document (body mass index, coma and stroke scales, social
    determinants, blood alcohol, underimmunization), when a document of the provider names the
    condition, when the bundle holds none of the provider's documents, and when neither type nor
    author of a document tells who wrote it.
    """

    id = "DOC04"
    name = "other_clinician_alone"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.14", "OCG:I.A.19")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        if not has_provider(context):
            return
        allowed = code_set(_AUTHORS, "clinicians_may")
        for billed in context.billable:
            mentions = _of_its_kind(context, billed.code)
            if billed.code in allowed or not written_only_by(context, mentions, Writer.CLINICIAN):
                continue
            affirmed = [m for m in mentions if m.assertion is Assertion.AFFIRMED]
            if not affirmed or _worded_by_provider(context, billed.code):
                continue
            spans = tuple(dict.fromkeys(sentence(context, m) for m in affirmed[:3]))
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) is documented by another "
                "clinician than the provider alone.",
                cite=["OCG:I.B.14"],
                also_cite=["OCG:I.A.19"],
                action=Action.QUERY,
                do="ask the provider whether the patient has the condition",
                evidence=spans,
                denial_risk=["CARC 16"],
                query=ProviderQuery(
                    title="Clinical meaning of what another clinician noted",
                    indicators=spans,
                    question="",
                    options=(),
                ),
            )


def _of_its_kind(context: AuditContext, code: str) -> tuple[Mention, ...]:
    """Mentions of any condition of the code's category; malnutrition is one kind in seven."""
    malnutrition = code in _MALNUTRITION
    return tuple(
        m
        for m in context.mentions
        if any(c[:3] == code[:3] or (malnutrition and c in _MALNUTRITION) for c in m.candidates[:1])
    )


def _worded_by_provider(context: AuditContext, code: str) -> bool:
    """Whether a telling word of the title stands in the provider's own text, in whatever form."""
    known = writers(context)
    words = frozenset(
        word
        for document in context.documents
        if known[document.id] is Writer.PROVIDER
        for word in words_of(document.text)
    )
    return share_a_word(telling_words(context.catalog, code), words)
