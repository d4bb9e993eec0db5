"""What the stages hand each other: the read chart, the proposals, and the view a rule sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from agent.models import (
    BilledDiagnosis,
    ChartBundle,
    EvidenceSpan,
    Finding,
    ModelReview,
    ModelUsed,
)
from catalog import CatalogView, canonical
from catalog.citations import Authority


class Assertion(StrEnum):
    """How the note asserts a condition."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"
    PLANNED = "planned"


class Side(StrEnum):
    RIGHT = "right"
    LEFT = "left"
    BILATERAL = "bilateral"


class SectionKind(StrEnum):
    """What part of a note a passage belongs to; headings map to these in a data file."""

    CHIEF_COMPLAINT = "chief_complaint"
    HISTORY_OF_PRESENT_ILLNESS = "history_of_present_illness"
    PAST_HISTORY = "past_history"
    FAMILY_HISTORY = "family_history"
    SOCIAL_HISTORY = "social_history"
    REVIEW_OF_SYSTEMS = "review_of_systems"
    MEDICATIONS = "medications"
    ALLERGIES = "allergies"
    EXAM = "exam"
    RESULTS = "results"
    PROCEDURE = "procedure"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Section:
    """A headed passage; `start` is the first character of its heading, `end` is exclusive."""

    kind: SectionKind
    heading: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or list item, with the kind of section it stands in."""

    start: int
    end: int
    section: SectionKind


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition named in a document.

    `candidates` are codes that the catalog offers for the words and attributes, best first;
    they may be headers when the words do not determine a billable code.
    `concept` is the side-free, site-free key of what was named, equal for equal conditions.
    `read_as` is the text with its misspelt words put right; empty where all are read as written.
    """

    document_id: str
    start: int
    end: int
    text: str
    sentence: Sentence
    assertion: Assertion
    side: Side | None
    site: str | None
    concept: str
    candidates: tuple[str, ...]
    score: float
    read_as: str = ""

    @property
    def wording(self) -> str:
        """The words as they are read: as written, or with misspelt ones put right."""
        return self.read_as or self.text

    def span(self) -> EvidenceSpan:
        """The mention as evidence: exactly its own words."""
        return EvidenceSpan(
            document_id=self.document_id, start=self.start, end=self.end, quote=self.text
        )


class CopyKind(StrEnum):
    """Why a passage is taken to be copied."""

    EARLIER = "earlier"
    WITHIN = "within"
    STATED = "stated"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Copied:
    """A statement that seems to be copied; `text[start:end]` of its document.

    `source` is the earlier document, the line above, or the note's own words for it; `day` is that
    of the earlier document or of the signature below the statement.
    """

    start: int
    end: int
    kind: CopyKind
    source: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document after reading. `text` is as received; all offsets point into it."""

    id: str
    text: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    copies: tuple[Copied, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code that a coder proposes, with the mentions that support it."""

    code: str
    mentions: tuple[Mention, ...]
    beaten: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A mention that a coder gives no code, why, and the guideline's citation, if one says so."""

    mention: Mention
    reason: str
    citation: str = ""


@dataclass(frozen=True)
class Billed:
    """A billed diagnosis as rules see it: position from 1, raw entry, canonical dotted code."""

    position: int
    entry: BilledDiagnosis
    code: str


@dataclass(frozen=True)
class AuditContext:
    """What a coder and a rule see. Pure data and look-ups; nothing here changes.

    `unaided` is what is proposed without a model, when `proposals` are a model's; else None.
    """

    bundle: ChartBundle
    catalog: CatalogView
    documents: tuple[ReadDocument, ...]
    proposals: tuple[Proposal, ...] = field(default=())
    unaided: tuple[Proposal, ...] | None = None
    #: Conditions that a coder reads in words that the reader passed over. They are kept apart from
    #: the reader's mentions, so that they can add to what the rules find and never take from it.
    further_mentions: tuple[Mention, ...] = field(default=())
    #: Entries that a site's rules cite beside the rulebook's, by id.
    own_entries: Mapping[str, Authority] = field(default_factory=dict, compare=False)

    @cached_property
    def date(self) -> date:
        """The date of service that decides which rules are in force."""
        return self.bundle.encounter.date_of_service

    @cached_property
    def billed(self) -> tuple[Billed, ...]:
        """The claim's diagnoses in order, with canonical codes."""
        return tuple(
            Billed(position, entry, canonical(entry.code))
            for position, entry in enumerate(self.bundle.claim.diagnoses, start=1)
        )

    @cached_property
    def kept(self) -> dict[Any, Any]:
        """What rules worked out for this context and share; see `agent.rules.kept`."""
        return {}

    @cached_property
    def billed_codes(self) -> frozenset[str]:
        return frozenset(b.code for b in self.billed)

    @cached_property
    def billable(self) -> tuple[Billed, ...]:
        """Billed diagnoses that are billable on the date; others are for the validity rules."""
        return tuple(b for b in self.billed if self.catalog.is_billable(b.code))

    @cached_property
    def unbillable(self) -> tuple[Billed, ...]:
        """The other billed diagnoses: what the validity rules speak of. Most claims have none."""
        return tuple(b for b in self.billed if not self.catalog.is_billable(b.code))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """All mentions of all documents, in document order."""
        return tuple(m for document in self.documents for m in document.mentions)

    @cached_property
    def misspelt(self) -> tuple[Mention, ...]:
        """Mentions whose words are not read as they are written."""
        return tuple(m for m in self.mentions if m.read_as)

    @cached_property
    def copies(self) -> dict[tuple[str, int], tuple[Copied, ...]]:
        """Why statements are taken to be copied, by document and where the statement begins."""
        found: dict[tuple[str, int], tuple[Copied, ...]] = {}
        for document in self.documents:
            for copied in document.copies:
                place = (document.id, copied.start)
                found[place] = (*found.get(place, ()), copied)
        return found

    def copies_of(self, mention: Mention) -> tuple[Copied, ...]:
        """Why the statement of a mention is taken to be copied; none for most."""
        if not self.copies:
            return ()
        return self.copies.get((mention.document_id, mention.sentence.start), ())

    def with_further_mentions(self) -> AuditContext:
        """The same chart with the further mentions among the reader's, in order of place."""
        further = self.further_mentions
        documents = tuple(
            replace(d, mentions=tuple(sorted((*d.mentions, *there), key=lambda m: m.start)))
            for d in self.documents
            for there in [[m for m in further if m.document_id == d.id]]
        )
        return replace(self, documents=documents, further_mentions=())

    def text_of(self, document_id: str) -> str:
        """The text of a document as received; empty if there is no such document."""
        return next((d.text for d in self.documents if d.id == document_id), "")


@dataclass(frozen=True, slots=True)
class Coded:
    """A coder's answer: proposals best first, notices for the report, the model's part.

    `coder` names the coder that made the proposals when another took the asked one's place.
    `mentions` are conditions that the coder reads as not present, where the reader read nothing.
    `unaided` is what the offline coder proposes, where the coder has asked it; else None.
    `candidates` are the codes that it chose among, best first; empty when it does not rank them.
    `left_out` tells of mentions that it gives no code; empty when it does not say.
    """

    proposals: tuple[Proposal, ...]
    notices: tuple[str, ...] = ()
    model: ModelUsed | None = None
    coder: str = ""
    mentions: tuple[Mention, ...] = ()
    unaided: tuple[Proposal, ...] | None = None
    candidates: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """Findings worded, in the order given, notices for the report, and the model's part."""

    findings: tuple[Finding, ...]
    notices: tuple[str, ...]
    model: ModelUsed


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What a reviewer says of findings: verdicts by their position from 1, and what it raises.

    It hands back no finding that it was given, so that it can alter none.
    """

    verdicts: Mapping[int, ModelReview]
    raised: tuple[Finding, ...]
    notices: tuple[str, ...]
    model: ModelUsed


class Reviewer(Protocol):
    """Judges findings that are already fixed."""

    def review(self, context: AuditContext, findings: Sequence[Finding]) -> Reviewed | None:
        """What it makes of the chart and its findings; None when there is nothing to review."""
        ...


class Drafter(Protocol):
    """Words findings that are already fixed."""

    def draft(self, findings: Sequence[Finding]) -> Drafted | None:
        """The same findings, worded; None when there is nothing to word."""
        ...


class Coder(Protocol):
    """Reads a context and proposes codes. Offline and model coders are interchangeable."""

    @property
    def name(self) -> str: ...

    def propose(self, context: AuditContext) -> Coded:
        """Propose codes for the conditions that the documentation reports as present."""
        ...
