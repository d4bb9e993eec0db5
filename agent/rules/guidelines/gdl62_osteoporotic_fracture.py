"""GDL62: a traumatic fracture code for a patient with known osteoporosis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.answers import begins, billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.wording import in_chart, said
from catalog.data_files import load_yaml

_FRACTURES = ("S12", "S22.0", "S32.0", "S42", "S52", "S62", "S72", "S82", "S92")
_SLIGHT = re.compile(
    r"\b(?:ground[- ]level fall|mechanical fall|(?:fall|fell) from (?:a )?standing(?: height)?|"
    r"(?:fell|fall) (?:out of|from) (?:the |her |his |a )?(?:bed|chair)|tripped|stumbled|slipped|"
    r"minor (?:fall|trauma)|fragility fracture)\b",
    re.IGNORECASE,
)
_FORCEFUL = re.compile(
    r"\b(?:mvc|mva|motor vehicle|car accident|motorcycle|bicycle|ladder|roof|stairs|struck by|"
    r"gunshot|assault\w*|crush\w*|high[- ](?:energy|speed|velocity)|scaffold\w*|horse)\b",
    re.IGNORECASE,
)
#: The M80 character for each character of a fracture under 19: active, healing, delayed, nonunion,
#: malunion, sequela.
_SEVENTH = {**dict.fromkeys("ABC", "A"), **dict.fromkeys("DEF", "D"), **dict.fromkeys("GHJ", "G")}
_SEVENTH |= {**dict.fromkeys("KMN", "K"), **dict.fromkeys("PQR", "P"), "S": "S"}
_SIDES = {"right": "1", "left": "2"}


class OsteoporoticFracture(Rule):
    """A patient with osteoporosis broke a bone in a slight fall, and the claim has an injury code.

    Catches: S72.001A (fracture of right femur) with M81.0 (osteoporosis) and W18.30XA (fall on the
    same level).
    Right: M80.051A, osteoporosis with current pathological fracture, right femur.
    Severity: a warning where the external cause or the chart tells of a slight fall; else advice to
    ask the provider.
    Silent: when the external cause or the chart tells of greater force, for open fractures, and for
    bones that osteoporosis seldom breaks, such as skull and ribs.
    """

    id = "GDL62"
    name = "traumatic_code_for_osteoporotic_fracture"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.13.d.2", "OCG:I.C.19.c.1", "TAB:*:title")
    needs_quote = False
    about = _FRACTURES

    def check(self, context: AuditContext) -> Iterator[Finding]:
        osteoporosis = _known(context)
        if osteoporosis is None or _forceful(context):
            return
        words = [s.span for s in said(context, _SLIGHT)]
        slight = bool(words or billed_under(context, tuple(_table()["slight"])))
        for billed in billed_under(context, _FRACTURES):
            if billed.code[-1] in "BCEFHJMNQRS":
                continue
            codes = _instead(context, billed)
            yield self.finding(
                context,
                diagnosis(billed),
                f"{billed.code} is a traumatic fracture; the patient has osteoporosis "
                + (
                    "and fell in a way that would not break a sound bone."
                    if slight
                    else "and nothing tells of a force that would break a sound bone."
                ),
                cite=["OCG:I.C.13.d.2"],
                also_cite=["OCG:I.C.19.c.1", *(f"TAB:{c}:title" for c in codes[:1] if slight)],
                action=Action.REPLACE if slight and codes else Action.QUERY,
                do=f"replace with {codes[0]}, unless the provider calls the fracture traumatic"
                if slight and codes
                else "ask the provider whether the fracture is due to osteoporosis",
                codes=codes if slight else [],
                evidence=[
                    *osteoporosis[:2],
                    *quotes(mentions_of(context, billed.code))[:1],
                    *words,
                ],
                severity=None if slight else Severity.ADVICE,
                confidence=0.85 if slight else 0.6,
            )


def _known(context: AuditContext) -> tuple[EvidenceSpan, ...] | None:
    """Words for osteoporosis, none where only the claim tells of it; None when nothing does."""
    spans = quotes(m for p in context.proposals if p.code[:3] in {"M80", "M81"} for m in p.mentions)
    return spans if spans or billed_under(context, ("M81",)) else None


def _forceful(context: AuditContext) -> bool:
    causes = billed_under(context, tuple(_table()["forceful"]), tuple(_table()["slight"]))
    return bool(causes) or in_chart(context, _FORCEFUL)


def _instead(context: AuditContext, billed: Billed) -> list[str]:
    view = context.catalog
    site = next((s for stem, s in _table()["sites"].items() if begins(billed.code, (stem,))), None)
    seventh = _SEVENTH.get(billed.code[-1])
    if site is None or seventh is None:
        return []
    attributes = view.attributes(billed.code)
    side = "A" if site == "8" else _SIDES.get((attributes.side if attributes else None) or "", "9")
    form = "8" if billed_under(context, ("M81.8",)) else "0"
    code = f"M80.{form}8X{seventh}" if site == "8" else f"M80.{form}{site}{side}{seventh}"
    return [code] if view.is_billable(code) else []


@cache
def _table() -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(Path(__file__).parent / "osteoporotic_fracture.yaml")
    return content
