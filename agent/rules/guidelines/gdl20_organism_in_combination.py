"""GDL20: an organism code beside an infection whose own code names the organism."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from catalog.data_files import load_yaml


class OrganismInCombination(Rule):
    """The code of the infection tells the organism, so no code of B95 to B97 repeats it.

    Catches: A41.02 (sepsis due to MRSA) with B95.62; A41.51 (sepsis due to E. coli) with B96.20.
    Right: the infection's code alone.
    Silent: when another billed infection does not name its organism and a note asks for it, such
    as N39.0 (urinary tract infection) beside A41.51: B96.20 then stands for that one.
    """

    id = "GDL20"
    name = "organism_in_combination"
    category = Category.UNSUPPORTED_CODE
    severity = Severity.WARNING
    direction = Direction.OVER
    citations = ("OCG:I.C.1.e.1", "OCG:I.C.1.b", "TAB:*:title")
    needs_quote = False
    about = ("B95", "B96", "B97")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            if not billed.code.startswith(self.about) or _asked_for(context, billed):
                continue
            infection = _naming(context, billed)
            if infection is None:
                continue
            resistant = infection.code in ("A41.02", "J15.212")
            yield self.finding(
                context,
                diagnosis(billed),
                f"{infection.code} ({context.catalog.title(infection.code)}) names what "
                f"{billed.code} adds.",
                cite=["OCG:I.C.1.e.1" if resistant else "OCG:I.C.1.b"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REMOVE,
                do=f"remove {billed.code}, unless it belongs to another infection",
                evidence=quotes(mentions_of(context, infection.code)),
            )


def _naming(context: AuditContext, organism: Billed) -> Billed | None:
    """The billed infection whose code names the organism, or None."""
    naming = tuple(
        infection
        for written, infections in _pairs()
        if organism.code.startswith(written)
        for infection in infections
    )
    return next((b for b in context.billable if naming and b.code.startswith(naming)), None)


def _asked_for(context: AuditContext, organism: Billed) -> bool:
    """Whether a note of any billed code asks for the organism."""
    return any(
        reference.range.covers(organism.code)
        for billed in context.billable
        for kind in ("useAdditionalCode", "codeAlso")
        for reference in context.catalog.references(billed.code, kind)
    )


@cache
def _pairs() -> tuple[tuple[str, tuple[str, ...]], ...]:
    content = load_yaml(Path(__file__).parent / "organisms_named.yaml")
    return tuple((row["organism"], tuple(row["infections"])) for row in content["pairs"])
