"""Why the offline coder codes no mention that it leaves out, in the words of its own decisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.coding.measured import measured
from agent.coding.weighing import confirmed_only, is_act, is_symptom, never_proposed
from agent.context import (
    Assertion,
    AuditContext,
    Coded,
    LeftOut,
    Mention,
    Proposal,
    SectionKind,
)
from agent.models import Setting

_ASSESSED = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN])
_ABSENT = {
    Assertion.NEGATED: ("denied or ruled out", ""),
    Assertion.FAMILY: ("a relative's, not the patient's", ""),
    Assertion.HYPOTHETICAL: ("feared, advised or spoken of in general, not present", ""),
    Assertion.PLANNED: ("planned and not yet done: nothing to report at this encounter", ""),
}
#: Infections that are coded only when confirmed, and the guideline that says so.
_CONFIRMED = {
    "B20": "OCG:I.C.1.a.1",
    "Z21": "OCG:I.C.1.a.1",
    "U07.1": "OCG:I.C.1.g.1",
    "J09": "OCG:I.C.10.c",
    "J10": "OCG:I.C.10.c",
}
_SYMPTOM = "OCG:I.B.5"
_BMI, _WEEKS, _EXTERNAL = "Z68", "Z3A", tuple("VWXY")

#: Why a mention is left out: in words, and the guideline's citation or nothing.
Reason = tuple[str, str]


class Reasons:
    """The decisions against mentions, in the order in which they are made; the last one stands."""

    def __init__(self, context: AuditContext) -> None:
        self._context = context
        self._stay = context.bundle.encounter.setting is Setting.INPATIENT
        self._noted: dict[int, Reason] = {}

    def note(self, mentions: Iterable[Mention], reason: Reason) -> None:
        """Say why these mentions give no code."""
        self._noted.update((id(mention), reason) for mention in mentions)

    def left_out(self, proposals: Sequence[Proposal]) -> tuple[LeftOut, ...]:
        """Every mention that no proposal rests on, and every number without its code, with why."""
        used = {id(mention) for proposal in proposals for mention in proposal.mentions}
        codes = {proposal.code for proposal in proposals}
        numbers = [
            LeftOut(mention, *unfit(mention, mention.candidates[0]))
            for mention in measured(self._context)
            if mention.candidates[0] not in codes
        ]
        words = [
            LeftOut(mention, *self._reason(mention, codes))
            for mention in self._context.mentions
            if id(mention) not in used
        ]
        return tuple(words + numbers)

    def _reason(self, mention: Mention, codes: set[str]) -> Reason:
        if mention.assertion is Assertion.AFFIRMED and codes.intersection(mention.candidates):
            return f"said with {next(c for c in mention.candidates if c in codes)}", ""
        noted = self._noted.get(id(mention))
        if noted is not None:
            return noted
        if mention.assertion is Assertion.AFFIRMED:
            return "given up for a code that says more", "OCG:I.B.2"
        return absent(mention, stay=self._stay)


def absent(mention: Mention, *, stay: bool) -> Reason:
    """Why a mention is not of a condition to be coded, by how the note asserts it."""
    code = mention.candidates[0]
    if mention.assertion is Assertion.HISTORICAL:
        return "past, no longer present", "OCG:III.A" if stay else "OCG:IV.J"
    if mention.assertion is not Assertion.POSSIBLE:
        return _ABSENT[mention.assertion]
    if not stay:
        return "uncertain, and no inpatient stay", "OCG:IV.H"
    if confirmed_only(code):
        cited = (cites for family, cites in _CONFIRMED.items() if code.startswith(family))
        return "uncertain, and coded only when confirmed", next(cited, "")
    if is_act(code):
        return "a procedure that may come is no diagnosis", ""
    return "uncertain, and not among the diagnoses", "OCG:II.H"


def too_light(mention: Mention, cause: str, *, diagnosed: bool, stay: bool) -> Reason:
    """Why a mention that is present counts too little where it stands.

    `cause` are the words that its statement gives for the cause, `diagnosed` says whether a
    definitive diagnosis opens a line.
    """
    if is_symptom(mention.candidates[0]):
        if cause:
            return f'explained by "{cause}"', _SYMPTOM
        if diagnosed:
            return "a symptom beside a definitive diagnosis", _SYMPTOM
    if mention.sentence.section in _ASSESSED:
        return "treatment or background there, not a condition of its own", ""
    place = mention.sentence.section.value.replace("_", " ")
    where = "other parts of the note" if place == "other" else f"the {place}"
    return f"named only in {where}; the assessment does not take it up", (
        "OCG:III" if stay else "OCG:IV.J"
    )


def unfit(mention: Mention, code: str) -> Reason:
    """Why words that are weighty enough come to no code; `code` is their best billable one."""
    if not code:
        return f"the words come to no billable code, only to {mention.candidates[0]}", "OCG:I.B.2"
    if code.startswith(_EXTERNAL):
        return "an external cause: voluntary, and told with an injury", "OCG:I.C.20"
    if code.startswith(_BMI):
        return "a body mass index without a diagnosis of the provider's", "OCG:I.B.14"
    if code.startswith(_WEEKS):
        return "weeks of gestation without a condition of pregnancy", "OCG:I.C.21.c.11"
    if never_proposed(code):
        return f"these words alone do not support {code}", ""
    return f"one word is not enough for {code}, a status or a reason for the encounter", ""


def under_profile(
    offline: Coded, proposals: Sequence[Proposal], profile: str
) -> tuple[LeftOut, ...]:
    """What a profile's coder leaves out: as the offline one, and what the profile weighs less."""
    used = {id(mention) for proposal in proposals for mention in proposal.mentions}
    weighed = [
        LeftOut(mention, f"{proposal.code} is less probable than profile {profile} asks for")
        for proposal in offline.proposals
        for mention in proposal.mentions
    ]
    found = [left for left in (*offline.left_out, *weighed) if id(left.mention) not in used]
    return tuple(sorted(found, key=lambda left: (left.mention.document_id, left.mention.start)))
