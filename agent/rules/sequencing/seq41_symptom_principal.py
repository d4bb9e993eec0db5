"""SEQ41: a symptom as principal diagnosis of a stay that found what it came from."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.evidence import mentions_of, quotes
from agent.rules.integral import explained_by
from agent.rules.sequencing.lead import first_listed
from agent.rules.support.asserted import in_symptom_chapter


class SymptomPrincipal(Rule):
    """A symptom of chapter 18 is not the principal diagnosis once its cause is established.

    Catches: R07.9 (chest pain) as principal diagnosis of a stay that also reports I21.4 (NSTEMI).
    Right: I21.4 as principal diagnosis, and no code for the chest pain.
    Silent: outside inpatient stays (GDL01 says there that the symptom goes), when no diagnosis on
    the claim routinely includes the symptom by the list of GDL01, and when the chart does not
    affirm that diagnosis.
    """

    id = "SEQ41"
    name = "symptom_principal"
    category = Category.SEQUENCING
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:II.A", "OCG:I.B.5")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT})
    about = ("R",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        if first is None or not in_symptom_chapter(first.code):
            return
        explained = explained_by(context, first)
        if explained is None:
            return
        name, disease = explained
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} ({name.lower()}) is the principal diagnosis, and {disease.code} "
            f"({context.catalog.title(disease.code)}), which routinely includes it, is on the "
            "claim.",
            cite=["OCG:II.A"],
            also_cite=["OCG:I.B.5"],
            action=Action.RESEQUENCE,
            do=f"put {disease.code} first, if it occasioned the admission, and remove {first.code}",
            codes=[disease.code],
            evidence=quotes(mentions_of(context, disease.code))[:2],
            denial_risk=["CARC 16"],
        )
