"""SEQ42: the chronic form of a condition before its acute form."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.sequencing.acute_and_chronic import chronic_form_of


class ChronicBeforeAcute(Rule):
    """Where a condition is acute and chronic and each form has its code, the acute one is first.

    Catches: K86.1 (chronic pancreatitis) before K85.90 (acute pancreatitis).
    Right: K85.90, then K86.1.
    A warning where the chronic form leads the claim; else advice, for the order of later diagnoses
    changes nothing that is paid.
    Silent: for forms that one code joins (SPC07), for conditions outside a list of our own, for
    kidney failure unless the chronic form leads, and for pairs that an Excludes1 note forbids
    (CNV01).
    """

    id = "SEQ42"
    name = "chronic_before_acute"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.8",)
    needs_quote = False
    about = (
        "H10", "I27", "I62", "I88", "J31", "J32", "J35", "J37", "J41", "J42", "K29", "K72", "K86",
        "M1A", "N11", "N18", "N30", "N41", "N70", "N71", "N76",
    )  # fmt: skip

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for chronic in context.billable:
            forms = chronic_form_of(chronic.code)
            if forms is None:
                continue
            acute = next((b for b in context.billable if b.code in forms.acute), None)
            if acute is None or chronic.position > acute.position:
                continue
            leads = chronic.position == 1
            if forms.order_only_first and not leads:
                continue
            if context.catalog.excludes1(chronic.code, acute.code) is not None:
                continue
            yield self.finding(
                context,
                diagnosis(chronic),
                f"{chronic.code} stands before {acute.code}, the acute form of the same condition.",
                cite=["OCG:I.B.8"],
                action=Action.RESEQUENCE,
                do=f"put {acute.code} before {chronic.code}",
                codes=[acute.code, chronic.code],
                evidence=quotes(
                    [*mentions_of(context, acute.code)[:1], *mentions_of(context, chronic.code)[:1]]
                ),
                severity=None if leads else Severity.ADVICE,
            )
