"""SEQ03: a manifestation code as principal or first-listed diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import ask_for_cause, code_first
from agent.rules.sequencing.lead import MANIFESTATION, first_listed


class ManifestationFirst(Rule):
    """A manifestation is never first-listed: the disease behind it is.

    Catches: F02.80 (dementia in other diseases classified elsewhere) as diagnosis 1 with G30.9
    (Alzheimer's disease) as diagnosis 2, or with no such disease on the claim.
    Right: G30.9, then F02.80.
    Silent: when the manifestation comes later (CNV02 judges its order there).
    """

    id = "SEQ03"
    name = "manifestation_first"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("MCE:manifestation_principal", "OCG:I.A.13", "TAB:*:codeFirst")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or MANIFESTATION not in context.catalog.flags(first.code):
            return
        listed = code_first(context, first)
        behind = [b for entry in listed for b in entry.after][:1]
        documented = [p for entry in listed for p in entry.documented]
        missing = list(dict.fromkeys(p.code for p in documented))
        if behind:
            action, codes = Action.RESEQUENCE, [behind[0].code, first.code]
            do = f"put {behind[0].code} first and {first.code} after it"
            mentions = [*mentions_of(context, behind[0].code)]
        elif missing:
            action, codes = Action.ADD, missing
            do = f"add {either(missing)} before {first.code}"
            mentions = [m for p in documented for m in p.mentions]
        else:
            action, codes, mentions = Action.QUERY, [], []
            do = (
                "find the disease behind it in the record, or ask the provider, and report it first"
            )
        inpatient = context.bundle.encounter.setting is Setting.INPATIENT
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} is a manifestation code and cannot be "
            f"{'the principal' if inpatient else 'the first-listed'} diagnosis.",
            cite=["MCE:manifestation_principal" if inpatient else "OCG:I.A.13"],
            also_cite=["OCG:I.A.13", *(entry.instruction.citation for entry in listed)],
            action=action,
            do=do,
            codes=codes,
            evidence=quotes([*mentions, *mentions_of(context, first.code)]),
            query=None if codes else ask_for_cause(quotes(mentions_of(context, first.code))),
            denial_risk=["CARC 16"],
        )
