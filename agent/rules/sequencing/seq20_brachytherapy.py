"""SEQ20: brachytherapy led by the code for an encounter for radiation therapy."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need
from agent.rules.sequencing.antineoplastic import BRACHYTHERAPY, EXTERNAL_BEAM, given


class Brachytherapy(Rule):
    """For implanted radioactive sources the malignancy leads, and Z51.0 is not assigned.

    Catches: Z51.0, C61 on a claim whose line is 77778 (interstitial brachytherapy).
    Right: C61 alone.
    Silent: when a line is for external beam radiation as well, and without such lines.
    """

    id = "SEQ20"
    name = "brachytherapy"
    category = Category.SEQUENCING
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.2.e.2",)
    needs_quote = False
    about = ("Z51.0",)
    needs = frozenset({Need.LINES})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        therapy = billed_with(context, "Z51.0")
        source = given(context, BRACHYTHERAPY)
        if not therapy or source is None or given(context, EXTERNAL_BEAM):
            return
        malignancy = billed_with(context, "C")
        yield self.finding(
            context,
            diagnosis(therapy[0]),
            f"Z51.0 is billed for {source}, which implants or inserts radioactive sources.",
            cite=["OCG:I.C.2.e.2"],
            action=Action.REMOVE,
            do="remove Z51.0, and list "
            f"{malignancy[0].code if malignancy else 'the malignancy'} first",
            evidence=quotes(mentions_of(context, malignancy[0].code)) if malignancy else (),
            denial_risk=["CARC 11"],
        )
