"""POA10: an indicator that stands for insufficient documentation."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of
from agent.rules.needs import Need
from agent.rules.present_on_admission.reporting import (
    APPENDIX,
    infections_of,
    listed,
    marked,
)
from agent.rules.present_on_admission.told import told_of
from agent.rules.quoting import sentence


class InsufficientDocumentation(Rule):
    """U says that the record is unclear, and an unclear record calls for a query first.

    Catches: E87.1 (low sodium) marked U.
    Right: the provider asked, then Y, N or W; U only where no answer can be had.
    Silent: when the chart says when the condition began (POA05, POA06), for chronic conditions
    (POA07), organisms of infections that were present (POA13), what is had from birth (POA14), and
    exempt codes.
    """

    id = "POA10"
    name = "poa_insufficient_documentation"
    category = Category.PRESENT_ON_ADMISSION
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = (APPENDIX,)
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    needs = frozenset({Need.POA})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in marked(context, "U"):
            told = told_of(context, billed)
            if bool(told.before) != bool(told.after) or _follows(context, billed):
                continue
            spans = tuple(
                dict.fromkeys(sentence(context, m) for m in mentions_of(context, billed.code)[:3])
            )
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is marked U; an indicator of insufficient documentation is for "
                "rare cases, after a query.",
                cite=[APPENDIX],
                action=Action.QUERY,
                do="ask the provider whether it was present on admission",
                evidence=spans,
                query=ProviderQuery(
                    title="Whether a documented condition was present on admission",
                    indicators=spans,
                    question="",
                    options=(
                        "Present when the order to admit was given",
                        "Not present then; began during the stay",
                        "Cannot be determined clinically",
                    ),
                )
                if spans
                else None,
            )


def _follows(context: AuditContext, billed: Billed) -> bool:
    """Whether the indicator follows from what the code is, so that no query is needed."""
    if billed.code in listed("chronic") or billed.code in listed("from_birth"):
        return True
    infections = infections_of(context, billed) if billed.code in listed("organisms") else ()
    return bool(infections) and all(b.entry.poa == "Y" for b in infections)
