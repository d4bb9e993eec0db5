"""GDL28: an unspecified malignancy beside one whose site is known."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_of, billed_with
from agent.rules.evidence import mentions_of, quotes


class UnspecifiedMalignancy(Rule):
    """C80.0 and C80.1 are for malignancies of which no site, or no primary site, can be told.

    Catches: C80.0 (disseminated, unspecified) with C34.90 and C79.51; C80.1 (primary site unknown)
    with C50.911.
    Right: the codes of the primary and of the known secondary sites.
    Silent: for C80.1 beside metastases alone, which is how an unknown primary is coded, and for
    C80.2 (of a transplanted organ).
    """

    id = "GDL28"
    name = "unspecified_malignancy"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.2.j", "OCG:I.C.2.k", "TAB:*:title")
    needs_quote = False
    about = ("C80.0", "C80.1")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in billed_with(context, *self.about):
            known = billed_of(context, "primary_malignancy")
            if billed.code == "C80.0":
                known = (*known, *billed_of(context, "secondary_malignancy"))
            if known:
                yield self._finding(context, billed, known[0])

    def _finding(self, context: AuditContext, billed: Billed, known: Billed) -> Finding:
        disseminated = billed.code == "C80.0"
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is for a malignancy whose {'sites are' if disseminated else 'site is'} "
            f"not known, and {known.code} ({context.catalog.title(known.code)}) is billed.",
            cite=["OCG:I.C.2.j" if disseminated else "OCG:I.C.2.k"],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.REMOVE,
            do=f"remove {billed.code}, and report each known site"
            if disseminated
            else f"remove {billed.code}, unless the provider documents a second cancer of unknown "
            "site",
            evidence=quotes(mentions_of(context, known.code)),
        )
