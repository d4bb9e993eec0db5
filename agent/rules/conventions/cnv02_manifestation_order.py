"""CNV02: a manifestation before its etiology, or without one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.evidence import mentions_of, quotes
from agent.rules.order import FirstCoded, ask_for_cause, code_first, is_manifestation

# Codes that tell no disease: they cannot be the etiology of a manifestation.
_NO_DISEASE = "RVWXYZ"


class ManifestationOrder(Rule):
    """A manifestation code follows the code of the disease that it is a manifestation of.

    Catches: I10, F02.80 (dementia in other diseases classified elsewhere), G30.9 (Alzheimer's
    disease) in this order; F02.80 with I10 before it and no disease that causes dementia anywhere.
    Right: G30.9 before F02.80.
    Silent: when the etiology comes first; when the manifestation is first-listed (SEQ03 says so);
    and when the note's list is open ("such as"), nothing that it names is documented, and another
    disease stands before the manifestation, which may be the etiology.
    """

    id = "CNV02"
    name = "manifestation_order"
    category = Category.ETIOLOGY_MANIFESTATION
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("TAB:*:codeFirst", "OCG:I.A.13")
    needs_quote = False

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if billed.position == 1 or not is_manifestation(context, billed):
                continue
            listed = code_first(context, billed)
            if not listed or any(entry.before for entry in listed):
                continue
            late = next((entry for entry in listed if entry.after), None)
            documented = any(entry.documented for entry in listed)
            if late is not None:
                yield self._late(context, late)
            elif documented or not _may_be_etiology(context, billed, listed):
                yield self._missing(context, billed, listed)

    def _late(self, context: AuditContext, entry: FirstCoded) -> Finding:
        billed, etiology = entry.billed, entry.after[0]
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is a manifestation and stands before its etiology {etiology.code}, "
            f"diagnosis {etiology.position}.",
            cite=[entry.instruction.citation],
            also_cite=["OCG:I.A.13"],
            action=Action.RESEQUENCE,
            do=f"put {etiology.code} before {billed.code}",
            codes=[etiology.code, billed.code],
            evidence=quotes(
                [*mentions_of(context, etiology.code), *mentions_of(context, billed.code)]
            ),
            denial_risk=["CARC 16"],
        )

    def _missing(
        self, context: AuditContext, billed: Billed, listed: tuple[FirstCoded, ...]
    ) -> Finding:
        documented = [p for entry in listed for p in entry.documented]
        codes = list(dict.fromkeys(p.code for p in documented))
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is a manifestation, and the disease behind it is not on the claim.",
            cite=[entry.instruction.citation for entry in listed[:1]],
            also_cite=["OCG:I.A.13"],
            action=Action.ADD if codes else Action.QUERY,
            do=f"add {either(codes)} before {billed.code}"
            if codes
            else f"find the disease behind {billed.code} in the record, or ask the provider, and "
            "report it first",
            codes=codes,
            evidence=quotes(
                [*(m for p in documented for m in p.mentions), *mentions_of(context, billed.code)]
            ),
            denial_risk=["CARC 16"],
            direction=Direction.UNDER,
            query=None if codes else ask_for_cause(quotes(mentions_of(context, billed.code))),
        )


def _may_be_etiology(context: AuditContext, billed: Billed, listed: tuple[FirstCoded, ...]) -> bool:
    """Whether a disease before the manifestation could be what an open list leaves unnamed."""
    if not any(entry.instruction.open for entry in listed):
        return False
    return any(
        other.position < billed.position
        and other.code[0] not in _NO_DISEASE
        and not is_manifestation(context, other)
        for other in context.billable
    )
