"""EDT05: the imaging billed is of another kind than the imaging documented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext, SectionKind
from agent.models import (
    Action,
    Category,
    Direction,
    EvidenceSpan,
    Finding,
    Severity,
    Subject,
)
from agent.reading.letters import stands_in
from agent.rules.base import Rule
from agent.rules.needs import Need
from catalog.data_files import load_yaml
from catalog.policies import PolicyItem, PolicyPack, packs

_STUDY_SECTIONS = frozenset((SectionKind.RESULTS, SectionKind.PROCEDURE))


class ImagingModality(Rule):
    """The chart documents one kind of imaging of the region, and a code for another is billed.

    Catches: 73700 (CT of the lower extremity) billed, "MRI of the right lower leg without contrast"
    documented; MRI of the lower extremity is in 73718-73723.
    Right: the code whose modality, region and contrast are those of the report.
    Silent: when the chart names the billed modality other than as advised, when it names the other
    one only as done before, done elsewhere, advised or declined, and when no policy lists the
    procedure. When the study was only ordered, or the billed one is advised, the finding is a
    warning.
    """

    id = "EDT05"
    name = "imaging_modality_contradicts_note"
    category = Category.PROCEDURE_EDIT
    severity = Severity.ERROR
    direction = Direction.NEUTRAL
    citations = ("POL:*", "CARC:16")
    needs_quote = True
    needs = frozenset({Need.LINES, Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        for number, line in enumerate(context.bundle.claim.lines, start=1):
            day = line.service_date or context.date
            for pack in packs():
                for policy in pack.items_for(line.procedure, day):
                    if policy.modality is None:
                        continue
                    advised = _named(context, pack, policy.modality)
                    if advised and _done_or_asked(context, pack, policy.modality):
                        continue
                    for other in pack.items:
                        same_region = set(other.regions) & set(policy.regions)
                        if (
                            other.modality in {None, policy.modality}
                            or not same_region
                            or not pack.in_force(other, day)
                        ):
                            continue
                        done, ordered = _documented(context, pack, other)
                        if not done and (advised or not ordered):
                            continue
                        billed, documented = (
                            pack.modalities[policy.modality].label,
                            pack.modalities[other.modality or ""].label,
                        )
                        yield self.finding(
                            context,
                            Subject(kind="line", index=number, code=line.procedure),
                            f"{line.procedure} is {billed}; the chart documents {documented} and "
                            f"{billed} {'as advised at most' if advised else 'not at all'}.",
                            cite=[pack.citation(policy), pack.citation(other)],
                            also_cite=["CARC:16"],
                            action=Action.REPLACE,
                            do=f"replace procedure {line.procedure}: {other.title} is in "
                            f"{other.procedures[0]}-{other.procedures[-1]}; choose by region and "
                            "contrast as reported",
                            evidence=(done or ordered)[:3],
                            denial_risk=["CARC 16"],
                            severity=Severity.ERROR if done and not advised else Severity.WARNING,
                        )


def _named(context: AuditContext, pack: PolicyPack, modality: str) -> bool:
    """Whether any document names the modality, in whatever way."""
    words = pack.modalities[modality].words
    beginnings = [word.lower() for word in words]
    return any(stands_in(_words(words), beginnings, d.text) for d in context.documents)


def _done_or_asked(context: AuditContext, pack: PolicyPack, modality: str) -> bool:
    """Whether any document names the modality other than as something advised."""
    pattern = _words(pack.modalities[modality].words)
    for document in context.documents:
        for match in pattern.finditer(document.text):
            around = next((s for s in document.sentences if s.start <= match.start() < s.end), None)
            if around is None or not _cue("conditional").search(
                document.text, around.start, around.end
            ):
                return True
    return False


def _documented(
    context: AuditContext, pack: PolicyPack, policy: PolicyItem
) -> tuple[list[EvidenceSpan], list[EvidenceSpan]]:
    """Sentences that name modality and region: of studies done, and of studies only ordered."""
    modality = _words(pack.modalities[policy.modality or ""].words)
    region = _words(tuple(w for name in policy.regions for w in pack.regions[name].words))
    done: list[EvidenceSpan] = []
    ordered: list[EvidenceSpan] = []
    for document in context.documents:
        for sentence in document.sentences:
            text = document.text[sentence.start : sentence.end]
            named = modality.search(text)
            if not (named and region.search(text)):
                continue
            if _cue("elsewhere").search(text) or (
                sentence.section not in _STUDY_SECTIONS and _not_done(text, named.start())
            ):
                continue
            span = EvidenceSpan(
                document_id=document.id, start=sentence.start, end=sentence.end, quote=text
            )
            planned = sentence.section is SectionKind.PLAN or _cue("ordered").search(text)
            (ordered if planned else done).append(span)
    return done, ordered


def _not_done(text: str, study: int) -> bool:
    """Whether a sentence has the study that it names at `study` as advised, declined or denied."""
    return bool(
        _cue("conditional").search(text)
        or _cue("undone").search(text)
        or _cue("denied").search(text, 0, study)
    )


@cache
def _cue(name: str) -> re.Pattern[str]:
    return _words(tuple(load_yaml(Path(__file__).parent / "imaging_cues.yaml")[name]))


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, whole, in any case; an all-capitals word only as it stands."""
    forms = "|".join(re.escape(w) if w.isupper() else f"(?i:{re.escape(w)})" for w in words)
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)")
