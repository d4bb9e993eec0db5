"""The contracts: what goes in (`ChartBundle`) and what comes out (`AuditReport`).

Every model is strict: an unknown field is an error that names it. Offsets are character offsets
(Python string indices) into a document's text as received.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from agent.bundle import (
    BilledDiagnosis,
    ChartBundle,
    Claim,
    ClaimLine,
    Document,
    Encounter,
    Patient,
    Setting,
    Sex,
    Strict,
)
from agent.outcomes import Change, DrgAssigned, Effects, HccCarried

__all__ = [
    "Action",
    "AuditReport",
    "BilledDiagnosis",
    "Category",
    "Change",
    "ChartBundle",
    "Citation",
    "Claim",
    "ClaimLine",
    "Direction",
    "Document",
    "DocumentUsed",
    "DrgAssigned",
    "Effects",
    "Encounter",
    "EvidenceSpan",
    "Finding",
    "HccCarried",
    "ModelReview",
    "ModelUsed",
    "Patient",
    "ProposedCode",
    "ProviderQuery",
    "Recommendation",
    "RecommendedCode",
    "ReleaseUsed",
    "RuleUsed",
    "Setting",
    "Severity",
    "Sex",
    "Stage",
    "Status",
    "Strict",
    "Subject",
    "Verdict",
    "WithoutModel",
]

#: Rule id of a finding that a model raised in review: no rule of the audit stands behind it.
RAISED_BY_MODEL = "REVIEW"


class Category(StrEnum):
    """An auditor's taxonomy of findings."""

    VALIDITY = "validity"
    SPECIFICITY = "specificity"
    LATERALITY = "laterality"
    SEVENTH_CHARACTER = "seventh_character"
    EXCLUDES = "excludes"
    ETIOLOGY_MANIFESTATION = "etiology_manifestation"
    SEQUENCING = "sequencing"
    UNSUPPORTED_CODE = "unsupported_code"
    MISSED_CODE = "missed_code"
    UNCERTAIN_DIAGNOSIS = "uncertain_diagnosis"
    SYMPTOM_INTEGRAL = "symptom_integral"
    RESIDUAL_CATEGORY = "residual_category"
    MEDICAL_NECESSITY = "medical_necessity"
    DEMOGRAPHIC_EDIT = "demographic_edit"
    PROCEDURE_EDIT = "procedure_edit"
    MODIFIER = "modifier"
    UNITS = "units"
    PRESENT_ON_ADMISSION = "present_on_admission"
    DOCUMENTATION = "documentation"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


class Direction(StrEnum):
    """Whether the claim as billed says more (`over`) or less (`under`) than the chart."""

    OVER = "over"
    UNDER = "under"
    NEUTRAL = "neutral"


class Status(StrEnum):
    PROVED = "proved"
    NEEDS_REVIEW = "needs_review"


class Action(StrEnum):
    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"
    RESEQUENCE = "resequence"
    QUERY = "query"
    NONE = "none"


class Verdict(StrEnum):
    """What a model says of a finding that it is shown."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CANNOT_TELL = "cannot_tell"


class EvidenceSpan(Strict):
    """Words of the chart: `text[start:end] == quote` in the document, always."""

    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    quote: str


class Citation(Strict):
    """An id that resolves to a rule in force on the date of service.

    A rule writes only `id`; proof fills the rest from the catalog.
    """

    id: str
    authority: str = ""
    title: str = ""
    section: str = ""
    release: str = ""
    effective_from: date | None = None
    effective_to: date | None = None
    source: str = Field(default="", description="The official document to open.")
    text: str = Field(default="", description="What the rule says, in our words or the note's.")
    official_text: str = Field(
        default="",
        description="The section's text in the edition in force, where the user has added that.",
    )
    official_place: str = Field(default="", description="Edition and page of that text.")


class Subject(Strict):
    """What a finding is about. `index` counts from 1 in claim order.

    A `procedure` is an ICD-10-PCS code of the claim; CPT and HCPCS codes stand on lines.
    """

    kind: Literal["diagnosis", "line", "procedure", "document", "encounter"]
    index: int | None = None
    code: str | None = None
    document_id: str | None = None


class RecommendedCode(Strict):
    code: str
    title: str = ""


class Recommendation(Strict):
    """One action. Every code in `codes` is billable on the date of service."""

    action: Action
    codes: tuple[RecommendedCode, ...] = ()
    text: str = ""


class ProviderQuery(Strict):
    """A compliant question to the provider: indicators from the chart, no leading, no payment."""

    title: str
    indicators: tuple[EvidenceSpan, ...]
    question: str
    options: tuple[str, ...]


class ModelReview(Strict):
    """What a model says of a finding. It stands beside the finding and changes nothing of it."""

    by: str = Field(description="The model.")
    verdict: Verdict
    evidence: tuple[EvidenceSpan, ...] = Field(
        default=(), description="The words of the chart that the model gives for its verdict."
    )


class Finding(Strict):
    """One thing that is wrong or missing, with its two proofs."""

    id: str = ""
    follows: str | None = Field(
        default=None, description="The finding that is the root cause of this one, such as F001."
    )
    rule_id: str
    rule_name: str
    rule_version: str = Field(description="Digest of the rule's own source; pins what was run.")
    category: Category
    severity: Severity
    direction: Direction
    status: Status = Status.NEEDS_REVIEW
    review_reasons: tuple[str, ...] = Field(
        default=(), description="Why the finding is not proved; empty when it is."
    )
    subject: Subject
    message: str
    rationale: str = ""
    evidence: tuple[EvidenceSpan, ...] = ()
    remarks: tuple[str, ...] = Field(
        default=(),
        description="What to know of the quoted words, such as that one is misspelt. Advice only.",
    )
    citations: tuple[Citation, ...] = ()
    recommendation: Recommendation
    denial_risk: tuple[str, ...] = Field(default=(), description="CARC codes to expect.")
    provider_query: ProviderQuery | None = None
    source: Literal["rule", "model"] = "rule"
    worded_by: Literal["template", "model"] = Field(
        default="template", description="Whose words message, rationale and question are."
    )
    confidence: float = Field(default=1.0, ge=0.0, le=1.0)
    review: ModelReview | None = Field(
        default=None, description="What a model says of the finding, where one was asked."
    )


class ProposedCode(Strict):
    """A code that the coder proposes for the encounter, as reported."""

    code: str
    title: str = ""
    evidence: tuple[EvidenceSpan, ...]
    remarks: tuple[str, ...] = Field(
        default=(), description="What to know of these words, such as that one is misspelt."
    )
    beaten: tuple[str, ...] = Field(default=(), description="Candidates it was chosen over.")
    citations: tuple[str, ...] = ()
    confidence: float = Field(ge=0.0, le=1.0)


class ReleaseUsed(Strict):
    """A dated source that the report rests on."""

    name: str
    effective_from: date
    effective_to: date | None
    in_force: bool
    sha256: str
    parts: tuple[str, ...] = Field(
        default=(), description="What of the catalog comes from it, such as notes or edits."
    )


class RuleUsed(Strict):
    id: str
    version: str
    set_severity: Severity | None = Field(
        default=None, description="What the configuration has set in the place of the rule's own."
    )


class NotAsked(Strict):
    """Rules that could not be asked, for want of something in the bundle."""

    lacking: str
    rules: tuple[str, ...]


class DocumentUsed(Strict):
    id: str
    sha256: str
    characters: int


#: What a model may do in an audit: read the notes, assign codes, review findings, word them.
Stage = Literal["read", "assign", "review", "draft"]


class WithoutModel(Strict):
    """A stage that had no model, and why. It was done without one, or left out."""

    stage: Stage
    reason: str
    document_id: str | None = Field(
        default=None, description="The note; null for the chart as a whole."
    )
    start: int | None = Field(default=None, description="Where the part of the note begins.")
    end: int | None = None


class ModelUsed(Strict):
    """The model's part in a report: what was asked, and what it took."""

    name: str
    base_url: str
    prompts: dict[str, str] = Field(default_factory=dict, description="Template name to hash.")
    calls: int = 0
    transport_retries: int = 0
    validation_reasks: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    deidentified: bool = Field(
        default=False, description="Whether surrogates stood for identifiers in what was sent."
    )
    dates_shifted: bool = Field(
        default=False, description="Whether dates were moved alike, which is not Safe Harbor."
    )
    cached_prompt_tokens: int = Field(
        default=0,
        description="Of the prompt tokens, those that the endpoint had read before.",
    )
    unaccounted_calls: int = Field(
        default=0,
        description="Calls of whose tokens the endpoint told nothing, such as ones that timed out.",
    )
    cost_usd: float | None = Field(
        default=None, description="By the user's price table; null when the model has no price."
    )
    seconds: float = Field(default=0.0, description="Waited for answers, pauses left out.")
    without: tuple[WithoutModel, ...] = Field(
        default=(), description="Stages of the audit that had no model, where and why."
    )


class AuditReport(Strict):
    """The one object that comes out."""

    schema_version: Literal["1"] = "1"
    tool_version: str
    bundle_id: str
    bundle_sha256: str
    date_of_service: date
    setting: Setting
    documents: tuple[DocumentUsed, ...]
    releases: tuple[ReleaseUsed, ...]
    rules: tuple[RuleUsed, ...]
    not_asked: tuple[NotAsked, ...] = Field(
        default=(), description="What the bundle lacks, with the rules that then could not run."
    )
    rules_off: tuple[str, ...] = Field(
        default=(), description="Rules that the configuration switched off: nothing was asked."
    )
    coder: str
    model: ModelUsed | None = None
    notices: tuple[str, ...] = Field(
        default=(), description="What could not be checked, and what fell back, in plain words."
    )
    billed: tuple[BilledDiagnosis, ...]
    proposals: tuple[ProposedCode, ...]
    findings: tuple[Finding, ...]
    effects: Effects | None = Field(
        default=None,
        description="What the disputed codes carry; worked out last, and no part of any finding.",
    )
