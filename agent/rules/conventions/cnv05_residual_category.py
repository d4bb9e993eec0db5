"""CNV05: a residual category billed for a condition that has a place of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.context import Assertion, AuditContext, Billed, Mention, Proposal
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.evidence import quotes
from agent.rules.needs import Need
from catalog import CatalogView, Note
from catalog.sites import within

_RESIDUAL = re.compile(r"not be used if the condition can be classified elsewhere", re.IGNORECASE)
_PAIN = re.compile(r"\bpain\b", re.IGNORECASE)
#: Words of a lesion of the kind that the residual category stands for, and of its treatment.
_LESION = re.compile(
    r"\b(?:lesion|dysfunction|sublux|biomechanic|somatic|segmental|misalign|chiropract|osteopath|"
    r"manipulat|adjustment)",
    re.IGNORECASE,
)
# Chapters of diseases and injuries of the body's parts, where a region can be compared.
_REGIONAL = "GMQS"


class ResidualCategory(Rule):
    """Some categories may be used only if the condition cannot be classified elsewhere.

    Catches: M99.86 (other biomechanical lesions of lower extremity) when the note documents
    osteoarthritis of the right knee and no such lesion; the note at M99 bars it.
    Right: M17.11, unilateral primary osteoarthritis, right knee.
    Advice only, when the note documents the residual condition in words of its own as well, or when
    the specific code is on the claim already: the two may then be different conditions.
    A warning, when the note documents no more than pain of the region and has no word of a lesion.
    Silent: when no specific condition of the same region is documented; and for pain and other
    symptoms where the note speaks of a lesion, for it may be what causes them.
    """

    id = "CNV05"
    name = "residual_category"
    category = Category.RESIDUAL_CATEGORY
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("TAB:*:notes", "OCG:I.A.9.a")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for billed in context.billable:
            note = _residual_note(context.catalog, billed.code)
            if note is None:
                continue
            specific = [p for p in context.proposals if _same_region(context, billed, p, note)]
            if not specific and not _lesion_told(context):
                specific = [
                    p
                    for p in context.proposals
                    if _same_region(context, billed, p, note, pain=True)
                ]
                if specific:
                    yield self._finding(context, billed, note, specific, Severity.WARNING)
            elif specific:
                yield self._finding(context, billed, note, specific)

    def _finding(
        self,
        context: AuditContext,
        billed: Billed,
        note: Note,
        specific: list[Proposal],
        severity: Severity | None = None,
    ) -> Finding:
        own = _residual_words(context, note.owner)
        codes = list(dict.fromkeys(p.code for p in specific))
        on_claim = [c for c in codes if c in context.billed_codes]
        doubtful = bool(own or on_claim)
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} may not be used for a condition that can be classified elsewhere "
            f"(note at {note.owner}); the chart documents {either(codes)} in the same region.",
            cite=[note.citation],
            also_cite=["OCG:I.A.9.a"],
            action=Action.NONE if doubtful else Action.REPLACE,
            do=f"check that {billed.code} stands for another condition than {either(codes)}; "
            "if not, remove it"
            if doubtful
            else f"replace with {either(codes)}",
            codes=codes,
            evidence=quotes([*(m for p in specific for m in p.mentions), *own]),
            denial_risk=[] if doubtful else ["CARC 50"],
            severity=Severity.ADVICE if doubtful else severity,
        )


def _residual_note(view: CatalogView, code: str) -> Note | None:
    return next((note for note in view.notes(code, "notes") if _RESIDUAL.search(note.text)), None)


def _lesion_told(context: AuditContext) -> bool:
    return any(_LESION.search(document.text) for document in context.documents)


def _residual_words(context: AuditContext, owner: str) -> tuple[Mention, ...]:
    """Affirmed mentions for which the catalog offers a code of the residual category."""
    return tuple(
        mention
        for mention in context.mentions
        if mention.assertion is Assertion.AFFIRMED
        and any(candidate.startswith(owner) for candidate in mention.candidates)
    )


def _same_region(
    context: AuditContext, billed: Billed, proposal: Proposal, note: Note, *, pain: bool = False
) -> bool:
    """Whether the proposal is a condition of its own, outside the category, in the same region."""
    view = context.catalog
    if proposal.code[0] not in _REGIONAL or proposal.code.startswith(note.owner):
        return False
    if (not pain and _PAIN.search(view.title(proposal.code))) or not view.is_billable(
        proposal.code
    ):
        return False
    region = view.attributes(billed.code)
    if region is None or region.site is None:
        return False
    attributes = view.attributes(proposal.code)
    sites = [attributes.site if attributes else None, *(m.site for m in proposal.mentions)]
    return any(site is not None and within(site, region.site) for site in sites)
