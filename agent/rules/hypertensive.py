"""Hypertension with heart and kidney disease: which combination code the claim calls for."""

from __future__ import annotations

from dataclasses import dataclass

from agent.context import AuditContext, Billed
from agent.models import Action, EvidenceSpan
from agent.rules.code_groups import billed_of, billed_with
from agent.rules.evidence import mentions_of, quotes
from agent.rules.kept import kept
from agent.rules.relation import Relation, relation

#: The combination codes: hypertension with heart disease, kidney disease, both.
HYPERTENSIVE = ("I11", "I12", "I13")


@dataclass(frozen=True, slots=True)
class Hypertensive:
    """Hypertension codes of a claim that its heart or kidney codes turn into another code.

    `hypertension` are its codes of I10 to I12; one combination code, `right`, says it all.
    """

    hypertension: tuple[Billed, ...]
    heart: tuple[Billed, ...]
    kidney: tuple[Billed, ...]
    right: str

    @property
    def wrong(self) -> tuple[Billed, ...]:
        """The hypertension codes that the combination takes the place of."""
        return tuple(b for b in self.hypertension if b.code != self.right)

    @property
    def lead(self) -> Billed:
        return self.wrong[0]

    @property
    def action(self) -> Action:
        """The combination may be on the claim already, beside the code that it replaces."""
        return Action.REPLACE if self.wrong == self.hypertension else Action.REMOVE

    def done(self) -> str:
        """What to do, in words."""
        codes = " and ".join(b.code for b in self.wrong)
        if self.action is Action.REMOVE:
            return f"remove {codes}; {self.right} is on the claim"
        return f"replace {codes} with {self.right}"

    def beside(self) -> str:
        """The codes that show what the hypertension goes with; in words."""
        others = (*self.heart[:1], *self.kidney[:1]) or self.hypertension[-1:]
        return " and ".join(b.code for b in others if b != self.lead) or self.right


@kept
def hypertensive(context: AuditContext) -> Hypertensive | None:
    """The combination that the claim calls for and does not have; None when all is well.

    A heart or kidney disease that the chart says is unrelated to the hypertension does not count.
    """
    plain = billed_with(context, "I10", "I11", "I12")
    if not plain or billed_with(context, "I13"):
        return None
    heart = tuple(b for b in billed_of(context, "hypertensive_heart") if _linked(context, plain, b))
    kidney = tuple(b for b in billed_with(context, "N18") if _linked(context, plain, b))
    of_heart = bool(heart or billed_with(context, "I11"))
    of_kidney = bool(kidney or billed_with(context, "I12"))
    right = _combination(context, heart, kidney, of_heart=of_heart, of_kidney=of_kidney)
    already = len(plain) == 1 and plain[0].code[:3] == right[:3]
    if not right or already or all(b.code == right for b in plain):
        return None
    return Hypertensive(plain, heart, kidney, right)


def _combination(
    context: AuditContext,
    heart: tuple[Billed, ...],
    kidney: tuple[Billed, ...],
    *,
    of_heart: bool,
    of_kidney: bool,
) -> str:
    failing = any(b.code.startswith("I50") for b in heart) or bool(billed_with(context, "I11.0"))
    if kidney:
        last_stage = any(b.code in ("N18.5", "N18.6") for b in kidney)
    else:
        last_stage = bool(billed_with(context, "I12.0"))
    if of_heart and of_kidney:
        if failing:
            return "I13.2" if last_stage else "I13.0"
        return "I13.11" if last_stage else "I13.10"
    if of_heart:
        return "I11.0" if failing else "I11.9"
    if of_kidney:
        return "I12.0" if last_stage else "I12.9"
    return ""


def evidence(context: AuditContext, found: Hypertensive) -> tuple[EvidenceSpan, ...]:
    """Words of the chart for the hypertension and for what goes with it."""
    billed = (found.lead, *found.heart[:1], *found.kidney[:1])
    return tuple(span for b in billed for span in quotes(mentions_of(context, b.code))[:1])


def _linked(context: AuditContext, hypertension: tuple[Billed, ...], other: Billed) -> bool:
    there = mentions_of(context, other.code)
    here = tuple(m for b in hypertension for m in mentions_of(context, b.code))
    return relation(context, here, there)[0] is not Relation.UNRELATED
