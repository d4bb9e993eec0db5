"""SEQ19: a code of G89 before the site of the pain, with no word of pain control."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.chart_words import occurs
from agent.rules.code_groups import billed_of
from agent.rules.evidence import mentions_of, quotes
from agent.rules.needs import Need
from agent.rules.sequencing.lead import first_listed


class PainBeforeSite(Rule):
    """G89 leads where pain control is the reason for the encounter; else the site of pain leads.

    Catches: G89.29 (other chronic pain) first, M54.50 (low back pain) second, at a visit to have
    the back pain worked up.
    Right: M54.50, then G89.29.
    Advice, since the reason for the encounter is read from words.
    Silent: when any document speaks of pain control, pain management, a pain clinic, injections or
    blocks, opioids or stimulators; for neoplasm related and postprocedural pain.
    """

    id = "SEQ19"
    name = "pain_before_site"
    category = Category.SEQUENCING
    severity = Severity.ADVICE
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.6.b.1",)
    needs_quote = False
    about = ("G89.11", "G89.21", "G89.29")
    needs = frozenset({Need.DOCUMENTATION, Need.SPECIALTY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        first = first_listed(context)
        sites = billed_of(context, "site_of_pain")
        if first is None or not first.code.startswith(self.about) or not sites:
            return
        specialty = (context.bundle.encounter.rendering_specialty or "").lower()
        if "pain" in specialty or "anesth" in specialty or occurs(context, "pain_control"):
            return
        yield self.finding(
            context,
            diagnosis(first),
            f"{first.code} leads before {sites[0].code} "
            f"({context.catalog.title(sites[0].code)}), and no document speaks of pain control.",
            cite=["OCG:I.C.6.b.1"],
            action=Action.RESEQUENCE,
            do=f"put {sites[0].code} before {first.code}, unless pain control was the reason for "
            "the encounter",
            codes=[sites[0].code, first.code],
            evidence=quotes(mentions_of(context, sites[0].code))[:2],
            confidence=0.8,
        )
