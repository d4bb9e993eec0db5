"""GDL97: a test billed as screening beside the sign or symptom that it is done for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.answers import billed_under
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from catalog.data_files import load_yaml


class ScreeningOfSymptom(Rule):
    """A screening is for people who seem well; a test because of a symptom is diagnostic.

    Catches: a line that points to both Z12.11 (screening for malignant neoplasm of colon) and
    K62.5 (rectal bleeding); Z12.31 (screening mammogram) first with N63.10 (lump in breast).
    Right: the symptom as the reason for the test, and no screening code.
    Severity: a warning where one line points to both, else advice: the symptom may be the matter
    of another service.
    Silent: for what the screening itself may find, and when the two are pointed to by different
    lines.
    """

    id = "GDL97"
    name = "screening_with_symptom"
    category = Category.MEDICAL_NECESSITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.21.c.5", "TAB:*:excludes1")
    needs_quote = False
    about = ("Z12", "Z13.6")

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for screening in billed_under(context, self.about):
            for symptom in billed_under(context, _symptoms(screening.code) or ("-",)):
                together = _on_one_line(context, screening, symptom)
                if together is False or (together is None and screening.position != 1):
                    continue
                yield self.finding(
                    context,
                    diagnosis(screening),
                    f"{screening.code} ({context.catalog.title(screening.code)}) is for people "
                    "without "
                    f"symptoms, and {symptom.code} ({context.catalog.title(symptom.code)}) is "
                    "billed " + ("for the same service." if together else "beside it."),
                    cite=["OCG:I.C.21.c.5"],
                    also_cite=["TAB:Z12:excludes1"] if screening.code.startswith("Z12") else [],
                    action=Action.REPLACE if together else Action.QUERY,
                    do=f"bill the test for {symptom.code}, if that is why it was done, and remove "
                    f"{screening.code}",
                    codes=[symptom.code] if together else [],
                    evidence=quotes(mentions_of(context, symptom.code))[:2],
                    denial_risk=["CARC 50"],
                    severity=None if together else Severity.ADVICE,
                    confidence=0.8 if together else 0.6,
                )
                break


def _on_one_line(context: AuditContext, screening: Billed, symptom: Billed) -> bool | None:
    """Whether a line points to both; None where no line points to anything."""
    pointed = [line.diagnosis_pointers for line in context.bundle.claim.lines]
    if not any(pointed):
        return None
    return any(screening.position in p and symptom.position in p for p in pointed)


@cache
def _symptoms(screening: str) -> tuple[str, ...]:
    rows = load_yaml(Path(__file__).parent / "screening_symptoms.yaml")["entries"]
    return tuple(
        symptom
        for row in rows
        if screening.startswith(tuple(row["screening"]))
        for symptom in row["symptoms"]
    )
