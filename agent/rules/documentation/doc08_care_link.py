"""DOC08: a complication of care without a word that the care brought it about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Mention
from agent.models import Action, Category, Direction, Finding, ProviderQuery, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import code_set
from agent.rules.needs import Need
from agent.rules.quoting import sentence
from catalog.data_files import load_yaml

_LINKS = Path(__file__).parent / "care_links.yaml"
#: How far around a condition the words are looked for.
_REACH = 200


class CareLink(Rule):
    """A complication of care is coded where the provider ties the condition to the care.

    Catches: J95.821 (acute postprocedural respiratory failure) billed, "acute respiratory failure,
    on BiPAP" and nothing that ties it to a procedure.
    Right: J96.00; or J95.821, once the provider says that the procedure brought it about.
    Not all that follows an operation is a complication of it.
    Silent: when any word near the condition may tie it to care, a device or a graft, when no
    condition of the code is found in the chart (SUP01), and when there is no documentation.
    Always for review: reading finds words, and cannot prove that they are missing.
    """

    id = "DOC08"
    name = "complication_without_link"
    category = Category.DOCUMENTATION
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.B.16", "TAB:*:title")
    needs_quote = True
    unprovable = "an absence cannot be quoted; a coder must read the chart for the link"
    needs = frozenset({Need.DOCUMENTATION})
    about = ("D78", "E36", "E89", "G97", "H59", "H95", "I97", "J95", "K91", "K94", "K95", "L76",
             "M96", "N98", "N99", "T8")  # fmt: skip

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        listed = code_set(_LINKS, "complications")
        for billed in context.billable:
            if billed.code not in listed:
                continue
            mentions = _condition(context, view.title(billed.code))
            if not mentions or any(_linked(context, m) for m in mentions):
                continue
            spans = tuple(dict.fromkeys(sentence(context, m) for m in mentions[:3]))
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) is billed, and nothing was found that "
                "ties the condition to the care.",
                cite=["OCG:I.B.16"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.QUERY,
                do="ask the provider how the condition relates to the care; without a link, report "
                "the condition alone",
                evidence=spans,
                confidence=0.7,
                query=ProviderQuery(
                    title="Relationship of a condition to a procedure or device",
                    indicators=spans,
                    question="",
                    options=(
                        "A complication of the procedure or device",
                        "Expected after it, and no complication",
                        "Not related to it",
                    ),
                ),
            )


def _condition(context: AuditContext, title: str) -> list[Mention]:
    """Affirmed mentions whose own words stand in the complication's title."""
    low = title.lower()
    return [
        m
        for m in context.mentions
        if m.assertion is Assertion.AFFIRMED and len(m.text) > 4 and _bare(m.text) in low
    ]


def _bare(text: str) -> str:
    """The words without "acute" and the like, which titles put elsewhere."""
    return re.sub(r"^(?:acute|chronic|new|mild|severe) ", "", text.lower())


def _linked(context: AuditContext, mention: Mention) -> bool:
    text = context.text_of(mention.document_id)
    start = max(0, min(mention.sentence.start, mention.start - _REACH))
    return _link().search(text, start, max(mention.sentence.end, mention.end + _REACH)) is not None


@cache
def _link() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load_yaml(_LINKS)['links'])})", re.IGNORECASE)
