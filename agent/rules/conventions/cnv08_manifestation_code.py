"""CNV08: a manifestation that is billed by another code, or not at all, beside its disease."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Billed, Mention
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_sets import CodeSet
from agent.rules.evidence import mentions_of, quotes
from catalog.data_files import load_yaml


class ManifestationCode(Rule):
    """Beside the disease that it comes with, a manifestation takes the code made for it.

    Catches: G30.9 (Alzheimer's disease) with F03.90 (unspecified dementia); G30.9 alone, dementia
    documented.
    Right: G30.9, then F02.80 (dementia in other diseases classified elsewhere).
    Silent: when the manifestation's code is billed (CNV02 judges its order), when the chart does
    not name the manifestation, and for manifestations outside a short list of our own.
    """

    id = "CNV08"
    name = "manifestation_code"
    category = Category.ETIOLOGY_MANIFESTATION
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.A.13", "OCG:I.A.15", "TAB:*:codeFirst", "TAB:*:title")
    needs_quote = False
    about = ("A81", "E74", "E83", "E85", "G10", "G20", "G30", "G31")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for pair in _pairs():
            etiology = next((b for b in context.billable if b.code in pair.etiology), None)
            there = any(b.code.startswith(pair.category) for b in context.billed)
            if etiology is None or there:
                continue
            plain = next((b for b in context.billable if pair.code_for(b.code)), None)
            if plain is not None:
                yield self._by_another(context, etiology, plain, pair)
            elif mentions := _named(context, pair):
                yield self._left_out(context, etiology, mentions, pair)

    def _by_another(
        self, context: AuditContext, etiology: Billed, plain: Billed, pair: _Pair
    ) -> Finding:
        code = pair.code_for(plain.code)
        return self.finding(
            context,
            diagnosis(plain),
            f"{plain.code} is billed beside {etiology.code}; {pair.name} in that disease is "
            f"{code}.",
            cite=["OCG:I.A.13"],
            also_cite=["OCG:I.A.15", f"TAB:{pair.category}:codeFirst"],
            action=Action.REPLACE,
            do=f"replace {plain.code} with {code}, after {etiology.code}",
            codes=[code],
            evidence=quotes(
                [*mentions_of(context, etiology.code)[:1], *mentions_of(context, plain.code)[:1]]
            ),
            denial_risk=["CARC 16"],
        )

    def _left_out(
        self, context: AuditContext, etiology: Billed, mentions: tuple[Mention, ...], pair: _Pair
    ) -> Finding:
        code = pair.code_for(mentions[0].candidates[0])
        return self.finding(
            context,
            diagnosis(etiology),
            f"{etiology.code} is billed without {code}, and the chart documents {pair.name}.",
            cite=["OCG:I.A.13"],
            also_cite=["OCG:I.A.15", f"TAB:{code}:title"],
            action=Action.ADD,
            do=f"add {code} after {etiology.code}",
            codes=[code],
            evidence=quotes(mentions)[:3],
            direction=Direction.UNDER,
        )


def is_manifestation_by_another(context: AuditContext, code: str) -> bool:
    """Whether a code is the plain form of what a billed disease brings about, so that it is not it.

    This rule then names the manifestation's code, and others need not speak of the plain one.
    """
    return any(
        pair.code_for(code) and any(b.code in pair.etiology for b in context.billable)
        for pair in _pairs()
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    name: str
    etiology: CodeSet
    category: str
    codes: tuple[tuple[str, str], ...]

    def code_for(self, plain: str) -> str:
        """The manifestation's code in the place of a plain one; empty for other codes."""
        return next((to + plain[len(of) :] for of, to in self.codes if plain.startswith(of)), "")


def _named(context: AuditContext, pair: _Pair) -> tuple[Mention, ...]:
    """Affirmed mentions whose best candidate is a billable plain code of the manifestation."""
    return tuple(
        m
        for m in context.mentions
        if m.assertion is Assertion.AFFIRMED
        and m.candidates
        and context.catalog.is_billable(pair.code_for(m.candidates[0]))
    )


@cache
def _pairs() -> tuple[_Pair, ...]:
    rows = load_yaml(Path(__file__).parent / "manifestations.yaml")["manifestations"]
    return tuple(
        _Pair(
            row["name"],
            CodeSet(row["etiology"]),
            row["category"],
            tuple(row["codes"].items()),
        )
        for row in rows
    )
