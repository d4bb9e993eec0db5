"""GDL68: weeks of gestation that the chart states and the claim leaves out, or has otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.needs import Need
from agent.rules.wording import said

_ABORTIVE = ("O00", "O01", "O02", "O03", "O04", "O05", "O06", "O07", "O08")
#: Obstetric codes of the time up to delivery; O85-O92 and O94 are for the time after.
_AFTER = (*_ABORTIVE, "O80", "O82", "O85", "O86", "O87", "O88", "O89", "O90", "O91", "O92", "O94")
_WEEKS = re.compile(
    r"\b(?:at |is |now )?(?<![\d.])(?P<weeks>[1-4]?\d)"
    r"(?: ?\+ ?[0-6]| [0-6]/7|w[0-6]d)?[ -]*"
    r"(?:weeks?|wks?)?(?:,? (?:and )?[0-6] days?)?[ -]*"
    r"(?:of )?(?:gestation(?:al age)?|pregnan(?:t|cy)|iup|intrauterine pregnancy|ega)\b",
    re.IGNORECASE,
)
_ELSEWHEN = re.compile(
    r"\b(?:born|birth|newborn|preterm|mother|by|until|placed|diagnosed|had|noted|performed|seen|start\w*|began|develop\w*|bled|"
    r"anatomy|after|since|delivered|previous\w*|prior|last pregnancy|history|return|"
    r"repeat|will|plan\w*|should|ultrasound|scan|induc\w+)\b",
    re.IGNORECASE,
)
_FIRST, _LAST = 8, 42


class WeeksOfGestation(Rule):
    """The provider states the weeks of the pregnancy, and the claim has no Z3A code or another.

    Catches: O24.410 (gestational diabetes) billed alone, "32 weeks pregnant" documented; Z3A.30
    billed when the chart says 32 weeks.
    Right: Z3A.32 after the obstetric code. Days beyond the full weeks do not count.
    Advice, since the week is additional information.
    Silent: when the chart gives several weeks or only those of another time, for pregnancies that
    ended before term or in the codes of the puerperium, and outside weeks 8 to 42.
    """

    id = "GDL68"
    name = "weeks_of_gestation"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("OCG:I.C.21.c.11", "OCG:I.C.15.a.7", "TAB:*:title")
    needs_quote = True
    about = ("O",)
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        obstetric = billed_under(context, ("O",), _AFTER)
        documented = _documented(context)
        if not obstetric or len(documented) != 1:
            return
        weeks, spans = next(iter(documented.items()))
        right = f"Z3A.{weeks:02d}"
        billed = billed_under(context, ("Z3A",))
        told = [b for b in context.billed if b.code.startswith("Z3A")]
        # A Z3A code that is not valid is for the validity rules.
        if len(told) > 1 or told != billed or any(b.code == right for b in billed):
            return
        subject = billed[0] if billed else obstetric[0]
        yield self.finding(
            context,
            diagnosis(subject),
            f"The chart states {weeks} weeks of gestation, and "
            + (f"{subject.code} is billed." if billed else "no Z3A code is billed."),
            cite=["OCG:I.C.21.c.11"],
            also_cite=["OCG:I.C.15.a.7", f"TAB:{right}:title"],
            action=Action.REPLACE if billed else Action.ADD,
            do=f"replace with {right}" if billed else f"add {right}",
            codes=[right],
            evidence=spans[:3],
            severity=Severity.WARNING if billed else None,
            direction=Direction.NEUTRAL if billed else None,
            confidence=0.85,
        )


def _documented(context: AuditContext) -> dict[int, list[EvidenceSpan]]:
    """Weeks of the present pregnancy, as far as they can be a Z3A code, with the words."""
    found: dict[int, list[EvidenceSpan]] = {}
    for words in said(context, _WEEKS):
        before = words.sentence[: words.match.start("weeks")]
        if _ELSEWHEN.search(before):
            continue
        weeks = int(words.match["weeks"])
        if _FIRST <= weeks <= _LAST:
            found.setdefault(weeks, []).append(words.span)
    return found
