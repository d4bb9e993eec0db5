"""What the parts of the harness hand each other: gold cases in, predictions between, scores out.

All models are strict: an unknown field is an error that names it. Offsets are character offsets
(Python string indices) into a document's text as received, `end` exclusive.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field, model_validator

from agent.models import Action, Category, ChartBundle, Status, Strict, Verdict


class GoldSpan(Strict):
    """Where the chart says it."""

    document_id: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class GoldCode(Strict):
    """A code that human coders gave the encounter; `spans` may be unknown, then empty."""

    code: str = Field(description="ICD-10-CM, dotted, upper case.")
    spans: tuple[GoldSpan, ...] = ()


class GoldFinding(Strict):
    """A finding that the audit must make.

    A reported finding matches when its category is `category` or one of `accepted`, and its
    subject's code or one of its recommended codes is `code` or one of `accepted_codes`, or its
    subject is the line `line`.
    The fix is right when the action is `action` and the recommended codes hold every one of `fix`.
    """

    category: Category
    accepted: tuple[Category, ...] = Field(
        default=(), description="Other categories under which an auditor may file the same error."
    )
    code: str | None = Field(
        default=None, description="The code at fault as billed, or the one missed."
    )
    accepted_codes: tuple[str, ...] = Field(
        default=(),
        description="Other codes under which an auditor may file the same error, such as the other "
        "code of a pair that may not stand together.",
    )
    line: int | None = Field(default=None, ge=1, description="Claim line at fault, from 1.")
    action: Action | None = Field(default=None, description="None where any action will do.")
    fix: tuple[str, ...] = ()
    kind: str = Field(default="", description="Kind of injected error, for seeded sets.")
    declared: bool = Field(
        default=False,
        description="Known of the bundle before any error was injected: a reported finding that "
        "matches it is neither right nor wrong, and it is not missed when nobody reports it.",
    )


class GoldCase(Strict):
    """One encounter with what people found: a line of a native gold set."""

    schema_version: Literal["1"] = "1"
    case_id: str = Field(min_length=1)
    cluster: str | None = Field(
        default=None,
        description="Cases made of one note share it: intervals resample clusters, not cases. "
        "Null when the case stands alone.",
    )
    bundle: ChartBundle
    codes: tuple[GoldCode, ...] | None = Field(
        default=None, description="All codes of the encounter; null when the case has none on file."
    )
    findings: tuple[GoldFinding, ...] | None = Field(
        default=None, description="All findings of the audit; null when the case has none on file."
    )

    @model_validator(mode="after")
    def _something_to_score(self) -> GoldCase:
        if self.codes is None and self.findings is None:
            raise ValueError("give codes, findings, or both: there is nothing to score otherwise")
        return self


class GoldLine(Strict):
    """What people found in one encounter, without the chart: a line of a run's `gold.jsonl`."""

    case_id: str = Field(min_length=1)
    cluster: str | None = None
    codes: tuple[GoldCode, ...] | None = None
    findings: tuple[GoldFinding, ...] | None = None


class RefusedRow(Strict):
    """A gold row that was kept out: where it stands and why. Never any words of a chart."""

    source: str = Field(description="File name and line, or case id.")
    reason: str
    counted: bool = Field(
        default=False,
        description="True for a row that is in the gold set and only told of, such as a code that "
        "is not in the catalog on the date.",
    )


class PredictedSpan(Strict):
    """Evidence that a prediction rests on; `valid` when the quote stood verbatim at the offsets."""

    document_id: str
    start: int
    end: int
    valid: bool = True


class PredictedCode(Strict):
    """A code that the coder chose, with its confidence, evidence and fate under the rules."""

    code: str
    confidence: float = Field(ge=0.0, le=1.0)
    spans: tuple[PredictedSpan, ...] = ()
    kept: bool = Field(default=True, description="False when a rule refused it.")
    in_catalog: bool = Field(default=True, description="False for a code that never was.")


class PredictedMention(Strict):
    """A condition that reading found, and the codes that the catalog offers for it, best first."""

    document_id: str
    start: int
    end: int
    assertion: str
    candidates: tuple[str, ...] = Field(description="At most ten.")


class PredictedFinding(Strict):
    """A finding of the audit, without words of the chart."""

    rule_id: str
    category: Category
    status: Status
    subject_kind: str
    subject_code: str | None = None
    line: int | None = None
    action: Action
    fix: tuple[str, ...] = ()
    confidence: float = 1.0
    quotes: int = Field(default=0, description="Evidence spans given.")
    quotes_valid: int = 0
    citations: int = 0
    citations_valid: int = Field(default=0, description="Resolved and in force on the date.")
    verdict: Verdict | None = Field(
        default=None, description="What the model says of it in review; null where nothing."
    )


class Usage(Strict):
    """What one case cost.

    `saved_usd` is the part of `cost_usd` for answers that were on record from an earlier run: it
    was paid then, and not again.
    """

    seconds: float = 0.0
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0
    saved_usd: float = 0.0


class Prediction(Strict):
    """What one audit of one case gave: a line of `predictions.jsonl`.

    Holds offsets and codes, never words of the chart. `seconds` and money stand in `usage` alone,
    so that two runs of the same inputs differ nowhere else.
    """

    case_id: str
    codes: tuple[PredictedCode, ...] = ()
    candidates: tuple[str, ...] = Field(
        default=(), description="Codes offered for the whole chart, best first, at most fifty."
    )
    mentions: tuple[PredictedMention, ...] = ()
    findings: tuple[PredictedFinding, ...] = ()
    reviewed: bool = Field(default=False, description="Whether a model was asked for a review.")
    raised: tuple[PredictedFinding, ...] = Field(
        default=(), description="What the model raised in review, apart from the rules' findings."
    )
    abstained: int = Field(default=0, description="Conditions for which no code was chosen.")
    error: str = Field(default="", description="Why the audit failed; empty when it did not.")
    usage: Usage = Usage()


class RunConfig(Strict):
    """What decides a run's predictions, besides data and versions."""

    coder: Literal["offline", "model", "none"] = "offline"
    rules: bool = True
    index: bool = Field(default=True, description="Whether the Alphabetic Index may be used.")
    semantic: bool = Field(default=False, description="Whether codes are sought by meaning too.")
    profile: str | None = None
    model: str | None = None
    base_url: str | None = None
    deidentify: bool | None = Field(
        default=None, description="Whether the model sees surrogates for identifiers."
    )
    shift_dates: bool = Field(
        default=False, description="Whether the model sees dates moved alike, not crossed out."
    )
    mode: str | None = Field(
        default=None,
        description="How the model is asked: json_schema, tools or responses; auto finds one out.",
    )
    temperature: float | None = None
    model_seed: int | None = None
    answer_tokens: int | None = Field(default=None, description="The longest answer asked for.")
    review: bool = Field(
        default=False, description="Whether the model is asked for its review of the findings."
    )
    on: str | None = Field(default=None, description="Date of the code set, when asked for.")
    seed: int = 0


class Manifest(Strict):
    """What a run rests on. Two runs with the same `digest` give the same predictions."""

    schema_version: Literal["1"] = "1"
    goldset: str = Field(description="As given: adapter:path, and split.")
    split: str | None = None
    data_sha256: str = Field(description="Of the cases as read, in order.")
    cases: int
    refused: tuple[RefusedRow, ...] = ()
    gold_codes: dict[str, int] = Field(
        default_factory=dict,
        description="Gold codes by their standing on the date: billable, header, deleted, "
        "not_yet, unknown. A coder proposes billable codes only.",
    )
    config: RunConfig
    releases: dict[str, str] = Field(description="Release name to SHA-256.")
    rules: dict[str, str] = Field(description="Rule id to version.")
    prompts: dict[str, str] = Field(default_factory=dict)
    profile_sha256: str | None = None
    tool_version: str
    code_sha256: str = Field(description="Of the reading, coding and lexicon sources.")
    git_commit: str | None = None
    digest: str = Field(description="SHA-256 over all of the above but the commit and the path.")
    started: datetime


class Estimate(Strict):
    """A figure with its 95% interval.

    `value` is null where the set has nothing to measure it on; `low` and `high` are null where no
    interval makes sense.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = Field(default=None, description="What the figure counts over.")


#: `scores.json`: stable dotted keys, such as `codes.micro.f1`, to estimates. One flat object.
Scores = dict[str, Estimate]

#: A row of a table, by column.
Row = dict[str, str | float | int | None]

#: A table of `tables.json`, under its name: rows alike in their columns.
Table = list[Row]
