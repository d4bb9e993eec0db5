"""GDL94: a fracture billed as closed or nondisplaced that the chart calls the opposite."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.guidelines.fracture_words import DISPLACED, FRACTURES, NONDISPLACED, OPEN, stated
from agent.rules.needs import Need


class FractureKind(Rule):
    """The chart calls the fracture open or displaced, and the claim the opposite.

    Catches: S52.571A (initial encounter for closed fracture) billed, "open fracture of the right
    distal radius" documented; S82.64XA (nondisplaced) for "displaced fracture of the lateral
    malleolus", and the reverse.
    Right: S52.571B; S82.61XA.
    Silent: when more than one fracture is on the claim, when the chart has words for both, and
    for codes that do not tell.
    """

    id = "GDL94"
    name = "fracture_kind_not_as_documented"
    category = Category.SPECIFICITY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.c", "OCG:I.C.19.c.1", "OCG:I.B.2", "TAB:*:title")
    needs_quote = True
    about = FRACTURES
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        fractures = [b for b in context.billed if b.code.startswith(self.about)]
        if len(fractures) != 1 or not context.catalog.is_billable(fractures[0].code):
            return
        billed = fractures[0]
        title = context.catalog.title(billed.code).lower()
        opened = stated(context, OPEN)
        if opened and "closed fracture" in title and "initial encounter" in title:
            right = [f"{billed.code[:-1]}B"]
            yield self._finding(context, billed, "closed", "open", right, opened)
        displaced, in_place = stated(context, DISPLACED), stated(context, NONDISPLACED)
        if bool(displaced) == bool(in_place):
            return
        if displaced and title.startswith("nondisplaced"):
            wanted = title.removeprefix("non")
            yield self._other(context, billed, wanted, "nondisplaced", "displaced", displaced)
        elif in_place and title.startswith("displaced"):
            yield self._other(context, billed, f"non{title}", "displaced", "nondisplaced", in_place)

    def _other(
        self,
        context: AuditContext,
        billed: Billed,
        wanted: str,
        said: str,
        found: str,
        spans: list[EvidenceSpan],
    ) -> Finding:
        view = context.catalog
        codes = [c for c in view.billable_below(billed.code[:5]) if view.title(c).lower() == wanted]
        return self._finding(context, billed, said, found, codes[:1], spans)

    def _finding(
        self,
        context: AuditContext,
        billed: Billed,
        said: str,
        found: str,
        codes: list[str],
        spans: list[EvidenceSpan],
    ) -> Finding:
        codes = [c for c in codes if context.catalog.is_billable(c)]
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} is a {said} fracture; the chart calls it {found}.",
            cite=["OCG:I.C.19.c"],
            also_cite=["OCG:I.C.19.c.1", "OCG:I.B.2", f"TAB:{billed.code}:title"],
            action=Action.REPLACE if codes else Action.QUERY,
            do=f"replace with {codes[0]}" if codes else f"bill the code of the {found} fracture",
            codes=codes,
            evidence=spans[:3],
            direction=Direction.UNDER if found == "open" else None,
            denial_risk=["CARC 16"],
            confidence=0.9,
        )
