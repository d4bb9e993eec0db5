"""DOC05: a diagnosis of a stay that only a laboratory or imaging report names."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import Assertion, AuditContext, SectionKind
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.documentation.written_by import Writer, writers
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from agent.rules.support.asserted import about
from catalog.tabular.notes import CodeRange

#: Results of tests: what a laboratory or an image shows, and no condition of the patient as such.
_FINDINGS = (CodeRange("R70", "R79"), CodeRange("R80", "R82"), CodeRange("R83", "R97"))


class ReportAlone(Rule):
    """In the inpatient setting, a result is coded once the provider says that it matters.

    Catches: J98.11 (atelectasis) billed for a stay, which the radiology report alone names; R79.89
    (abnormal blood chemistry) billed, and the value stands among the results alone.
    Right: the diagnosis once the provider documents it, after a query where tests or treatment
    followed.
    Silent: outside inpatient stays, where a physician's interpretation may be coded (IV.K); when
    the provider's own text names the condition outside a list of results; and when nothing tells
    that a document is a report or a passage a list of results.
    """

    id = "DOC05"
    name = "report_alone"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:III.B", "OCG:I.A.19")
    needs_quote = True
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        known = writers(context)
        for billed in context.billable:
            mentions = about(context, billed.code)
            finding = any(r.covers(billed.code) for r in _FINDINGS)
            reported = [
                m
                for m in mentions
                if known[m.document_id] is Writer.REPORT
                or (finding and m.sentence.section is SectionKind.RESULTS)
            ]
            affirmed = [m for m in reported if m.assertion is Assertion.AFFIRMED]
            if not affirmed or len(reported) < len(mentions):
                continue
            spans = tuple(dict.fromkeys(sentence(context, m) for m in affirmed[:3]))
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({context.catalog.title(billed.code)}) stands among results alone; "
                "no provider says what it means.",
                cite=["OCG:III.B"],
                also_cite=["OCG:I.A.19"],
                action=Action.QUERY,
                do="ask the provider whether the finding is a diagnosis, if it was followed up; "
                f"else remove {billed.code}",
                evidence=spans,
                denial_risk=["CARC 16"],
                query=ProviderQuery(
                    title="Clinical meaning of a test result",
                    indicators=spans,
                    question="",
                    options=(),
                ),
            )
