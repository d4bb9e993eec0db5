"""How much a mention counts as the provider's own diagnosis, by where and how it stands."""

from __future__ import annotations

import re
from functools import cache

from agent.context import AuditContext, CopyKind, Mention, ReadDocument, SectionKind, Sentence
from catalog.words import read_lexicon

#: A diagnosis that opens a line or sentence of the assessment, as in a problem list with a plan.
HEADED = 0.85
_PLAN_HEADED = 0.75
#: Named in the running text of the assessment or plan.
ASSESSED = 0.6
_PLANNED = 0.5
#: Retold in the assessment as background (`with a history of ... who presents`).
_BACKGROUND = 0.3
#: So retold, where the assessment names nothing else.
BACKGROUND_ALONE = 0.5
#: A symptom in running text beside a diagnosis that opens a line: likely explained by it.
_SYMPTOM_BESIDE = 0.3
#: Anywhere in a note that has no assessment.
_UNHEADED = 0.5

_ELSEWHERE = {
    SectionKind.CHIEF_COMPLAINT: 0.35,
    SectionKind.PROCEDURE: 0.35,
    SectionKind.HISTORY_OF_PRESENT_ILLNESS: 0.3,
    SectionKind.PAST_HISTORY: 0.3,
    SectionKind.OTHER: 0.3,
    SectionKind.RESULTS: 0.2,
    SectionKind.EXAM: 0.2,
    SectionKind.MEDICATIONS: 0.2,
    SectionKind.SOCIAL_HISTORY: 0.2,
    SectionKind.REVIEW_OF_SYSTEMS: 0.1,
    SectionKind.ALLERGIES: 0.1,
    SectionKind.FAMILY_HISTORY: 0.0,
}
#: Copies that the note itself says are of an earlier day.
_OF_THEN = frozenset([CopyKind.STATED, CopyKind.SIGNED])
_LEAD = re.compile(
    r"[\W\d]*(?:(?:acute|chronic|mild|moderate|severe|stable|new|known|recurrent|persistent|active|"
    r"worsening|improving|newly|diagnosed|well|poorly|controlled|uncontrolled|stage|grade|left|right|"
    r"bilateral|the|a|an|her|his|for|with|regarding|follow-?up|of|diagnosis|status|post|symptomatic|"
    r"presumed|early|late|advanced|primary|secondary|resolving|ongoing|\w{1,3}\d*)[\W\d]+)*",
    re.IGNORECASE,
)
_BACKGROUND_CUE = re.compile(
    r"\bhistory\b|\byear[- ]old\b|\bpresents?\b|\by\.?o\.?\b", re.IGNORECASE
)
_EXAMINED = re.compile(r"\b(?:exam|physical|wellness|check|well|annual|preventive)", re.IGNORECASE)
_CAUSE = re.compile(r"\b(?:due to|secondary to|caused by|because of|from|2/2)\b", re.IGNORECASE)
_LONGEST_HEAD = 140
_LONGEST_PROBLEM = 60


@cache
def _families(name: str) -> tuple[str, ...]:
    return tuple(map(str, read_lexicon("reporting.yaml")[name]))


def never_proposed(code: str) -> bool:
    """Whether words alone do not suffice to propose the code."""
    return code.startswith(_families("never_proposed"))


def is_examination(mention: Mention) -> bool:
    """Whether it names a routine examination: coded when the encounter is said to be for one."""
    return (
        mention.candidates[0].startswith(_families("examinations"))
        and _EXAMINED.search(mention.text) is not None
    )


def confirmed_only(code: str) -> bool:
    """Whether what is uncertain is not reported in an inpatient stay either."""
    return code.startswith(_families("confirmed_only"))


def is_act(code: str) -> bool:
    """Whether a code stands for something done, or for the status that it leaves."""
    return code.startswith(_families("acts"))


def single_valued(code: str) -> bool:
    """Whether a patient has one code of the category, as one body mass index."""
    return code.startswith(_families("single_valued"))


def is_symptom(code: str) -> bool:
    """Whether a code stands for a sign or symptom that a definitive diagnosis may explain."""
    return code.startswith(_families("symptoms")) and not code.startswith(_families("not_symptoms"))


def opens_line(mention: Mention, text: str) -> bool:
    """Whether the mention heads a list item or short statement: `1. Right thigh pain, worse.`"""
    sentence = mention.sentence
    lead = text[sentence.start : mention.start]
    return sentence.end - sentence.start <= _LONGEST_HEAD and _LEAD.fullmatch(lead) is not None


def explains(cause: Mention, symptom: Mention, text: str) -> bool:
    """Whether the statement gives the one as the cause of the other: `pain due to a herniation`."""
    return symptom.end <= cause.start and _CAUSE.search(text, symptom.end, cause.start) is not None


def weight(mention: Mention, context: AuditContext, *, diagnosed: bool) -> float:
    """How much a mention counts, 0 to 1. `diagnosed`: a definitive diagnosis opens a line.

    What the note itself says is of an earlier one tells of then, as a history does. What only
    stands word for word in an earlier note counts in full: what goes on is worded alike.
    """
    own = _weight(mention, context, diagnosed=diagnosed)
    if any(copied.kind in _OF_THEN for copied in context.copies_of(mention)):
        return min(own, _BACKGROUND)
    return own


def _weight(mention: Mention, context: AuditContext, *, diagnosed: bool) -> float:
    section = mention.sentence.section
    text = context.text_of(mention.document_id)
    if section is SectionKind.OTHER and not _assessed(mention, context):
        return _UNHEADED
    if section not in {SectionKind.ASSESSMENT, SectionKind.PLAN}:
        return _ELSEWHERE[section]
    in_plan = section is SectionKind.PLAN
    if opens_line(mention, text):
        return _PLAN_HEADED if in_plan else HEADED
    if in_background(mention, context):
        return _BACKGROUND
    if diagnosed and is_symptom(mention.candidates[0]):
        return _SYMPTOM_BESIDE
    return _PLANNED if in_plan else ASSESSED


def in_background(mention: Mention, context: AuditContext) -> bool:
    """Whether the statement retells it before it comes to the point."""
    text = context.text_of(mention.document_id)
    return _BACKGROUND_CUE.search(text, mention.sentence.start, mention.start) is not None


def standing_of(sentence: Sentence, document: ReadDocument) -> float:
    """How much words of a sentence count where no mention was read, 0 to 1.

    A short statement of the assessment or plan names a problem, as a list does.
    """
    section = sentence.section
    short = sentence.end - sentence.start <= _LONGEST_PROBLEM
    if section is SectionKind.ASSESSMENT:
        return HEADED if short else ASSESSED
    if section is SectionKind.PLAN:
        return _PLAN_HEADED if short else _PLANNED
    if section is SectionKind.OTHER and not _has_assessment(document):
        return _UNHEADED
    return _ELSEWHERE[section]


def _assessed(mention: Mention, context: AuditContext) -> bool:
    return _has_assessment(next(d for d in context.documents if d.id == mention.document_id))


def _has_assessment(document: ReadDocument) -> bool:
    return any(s.kind in {SectionKind.ASSESSMENT, SectionKind.PLAN} for s in document.sections)
