"""CNV12: a code for multiple sites, where the chart or the claim says which."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import CodeSet
from agent.rules.evidence import quotes
from catalog.data_files import load_yaml

#: Below this the coder's reading is too uncertain to contradict the claim.
_CONFIDENT = 0.7
_TWO = 2


class MultipleSites(Rule):
    """Sites that are documented are coded one by one; "multiple" is for sites that are not named.

    Catches: R10.85 (abdominal pain of multiple sites) billed, "right upper quadrant pain and left
    lower quadrant pain" documented; R10.85 beside R10.11.
    Right: R10.11 and R10.32.
    Silent: before 1 October 2025, when this guideline began; for chapters with guidelines of their
    own on multiple sites (neoplasms, musculoskeletal diseases, injuries); and when fewer than two
    sites are documented and none is billed.
    """

    id = "CNV12"
    name = "multiple_sites"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.B.20", "TAB:*:title")
    needs_quote = False
    effective_from = date(2025, 10, 1)
    about = ("K31.A15", "R10.85")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        for billed in context.billable:
            sites = _sites().get(billed.code)
            if sites is None:
                continue
            apart = [b.code for b in context.billable if b.code in sites]
            documented = [
                p for p in context.proposals if p.confidence >= _CONFIDENT and p.code in sites
            ]
            codes = list(dict.fromkeys([*apart, *(p.code for p in documented)]))
            if not apart and len(codes) < _TWO:
                continue
            missing = [code for code in codes if code not in context.billed_codes]
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} ({view.title(billed.code)}) leaves open the sites, which "
                f"{'the claim' if apart else 'the chart'} names: {', '.join(codes)}.",
                cite=["OCG:I.B.20"],
                also_cite=[f"TAB:{billed.code}:title"],
                action=Action.REPLACE if missing else Action.REMOVE,
                do=f"replace {billed.code} with {' and '.join(missing)}"
                if missing
                else f"remove {billed.code}",
                codes=missing,
                evidence=quotes([m for p in documented for m in p.mentions[:1]]),
            )


@cache
def _sites() -> dict[str, CodeSet]:
    path = Path(__file__).parent / "multiple_sites.yaml"
    return {code: CodeSet(sites) for code, sites in load_yaml(path)["codes"].items()}
