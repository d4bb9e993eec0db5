"""GDL89: a fracture billed as open or nondisplaced, when the chart does not say so."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.guidelines.fracture_words import FRACTURES, MAY_BE_IN_PLACE, MAY_BE_OPEN
from agent.rules.needs import Need
from agent.rules.wording import in_chart


class FractureDefault(Rule):
    """A fracture is closed and displaced unless the record says otherwise.

    Catches: S52.571B (open fracture) or S52.514A (nondisplaced fracture) billed, when the chart
    speaks of a fracture of the radius, and of neither an open wound at it nor its position.
    Right: S52.571A; S52.511A, displaced. Always for review: reading finds words, and cannot prove
    that they are missing.
    Silent: when any words may stand for an open or an undisplaced fracture, and when the chart
    does not name the fracture at all (the support rules speak then).
    """

    id = "GDL89"
    name = "fracture_default_not_taken"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.19.c", "TAB:*:title")
    needs_quote = True
    unprovable = "an absence cannot be quoted; a coder must read the chart for the kind of fracture"
    about = FRACTURES
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            if not billed.code.startswith(self.about):
                continue
            title = view.title(billed.code).lower()
            if "open fracture" in title and not in_chart(context, MAY_BE_OPEN):
                word, default, wanted = (
                    "open",
                    "closed",
                    title.replace("open fracture", "closed fracture"),
                )
            elif title.startswith("nondisplaced") and not in_chart(context, MAY_BE_IN_PLACE):
                word, default, wanted = "nondisplaced", "displaced", title.removeprefix("non")
            else:
                continue
            spans = _named(context, billed)
            if not spans:
                continue
            wanted = wanted.split(" type ")[0]
            codes = [
                c
                for c in view.billable_below(billed.code[:5])
                if view.title(c).lower().split(" type ")[0] == wanted
            ]
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is {'an' if word == 'open' else 'a'} {word} fracture; no words "
                "of the "
                f"chart were found that say so, and the default is {default}.",
                cite=["OCG:I.C.19.c"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REPLACE if codes else Action.QUERY,
                do=f"read the chart for it; else replace with {codes[0]}"
                if codes
                else f"read the chart for it; else bill the fracture as {default}",
                codes=codes[:1],
                evidence=spans,
                direction=Direction.OVER if word == "open" else None,
                denial_risk=["CARC 16"],
                confidence=0.6,
            )


def _named(context: AuditContext, billed: Billed) -> tuple[EvidenceSpan, ...]:
    """Where the chart names the fracture, whatever kind the coder takes it for."""
    own = mentions_of(context, billed.code)
    near = [m for p in context.proposals if p.code[:5] == billed.code[:5] for m in p.mentions]
    return quotes(own or near)[:3]
