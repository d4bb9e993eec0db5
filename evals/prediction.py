"""One gold case to one prediction, through the audit's own pipeline."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from agent.coding.ranking import ranked_candidates
from agent.context import Assertion, AuditContext, Coded, Coder, Mention, Reviewer
from agent.models import (
    Action,
    BilledDiagnosis,
    ChartBundle,
    Claim,
    Finding,
    ModelReview,
    ModelUsed,
    Severity,
    Status,
)
from agent.pipeline import check, read_and_code
from agent.proof import prove, verbatim
from agent.rules import Rule, RuleSet, as_set
from agent.rules.cited import in_force
from catalog import Catalog, CodeState
from evals.contracts import (
    GoldCase,
    PredictedCode,
    PredictedFinding,
    PredictedMention,
    PredictedSpan,
    Prediction,
    Usage,
)

_CANDIDATES = 50
_MENTION_CANDIDATES = 10
_NEVER = frozenset({CodeState.UNKNOWN, CodeState.MALFORMED})
_REFUSING = frozenset({Action.REMOVE, Action.REPLACE})


class NoCoder:
    """Proposes nothing, so that the rules can be measured alone."""

    name = "none"

    def propose(self, context: AuditContext) -> Coded:
        """No proposals."""
        return Coded(())


def predict(
    case: GoldCase,
    catalog: Catalog,
    coder: Coder,
    rules: RuleSet | Sequence[Rule],
    reviewer: Reviewer | None = None,
) -> Prediction:
    """What the pipeline makes of the case. Without `rules`, the coder's answer alone.

    A `reviewer` says of each finding what it makes of it, and raises others.
    """
    started = time.perf_counter()
    view = catalog.on(case.bundle.encounter.date_of_service)
    context, coded = read_and_code(case.bundle, view, coder)
    usage = _usage(coded.model)
    if coded.coder not in {"", coder.name}:
        # Another coder's answer must not be scored as the asked one's.
        return Prediction(
            case_id=case.case_id,
            error=f"the {coder.name} coder was not used; {coded.coder} would have taken its place",
            usage=_timed(usage, started),
        )
    audited = context if _has_claim(case) else _as_billed(context)
    chosen = as_set(rules)
    audited = replace(audited, own_entries=chosen.own_entries) if chosen.own_entries else audited
    findings = check(audited, chosen)
    reviewed = reviewer.review(audited, findings) if reviewer is not None else None
    if reviewed is not None:
        usage = _usage(coded.model, reviewed.model)
        if reviewed.model.without:
            return Prediction(
                case_id=case.case_id,
                error=f"the findings had no review: {reviewed.model.without[0].reason}",
                usage=_timed(usage, started),
            )
    verdicts = reviewed.verdicts if reviewed is not None else {}
    raised = reviewed.raised if reviewed is not None else ()
    refused = _refused(findings) if not _has_claim(case) else set()
    return Prediction(
        case_id=case.case_id,
        codes=tuple(
            PredictedCode(
                code=proposal.code,
                confidence=proposal.confidence,
                spans=tuple(_span(m, context) for m in proposal.mentions),
                kept=proposal.code not in refused,
                in_catalog=view.status(proposal.code).state not in _NEVER,
            )
            for proposal in context.proposals
        ),
        candidates=coded.candidates[:_CANDIDATES] or ranked_candidates(context, _CANDIDATES),
        mentions=tuple(_mention(m) for m in context.mentions),
        findings=tuple(
            _finding(finding, audited, verdicts.get(number))
            for number, finding in enumerate(findings, start=1)
        ),
        reviewed=reviewer is not None,
        raised=tuple(_finding(prove(finding, audited), audited) for finding in raised),
        abstained=_abstained(context),
        usage=_timed(usage, started),
    )


def _has_claim(case: GoldCase) -> bool:
    """Whether there is a claim to audit; a case with findings on file is audited as it is."""
    claim = case.bundle.claim
    return bool(claim.diagnoses or claim.lines) or case.findings is not None


def _as_billed(context: AuditContext) -> AuditContext:
    """The context with the proposals as its claim, in their order."""
    billed = tuple(BilledDiagnosis(code=proposal.code) for proposal in context.proposals)
    bundle: ChartBundle = context.bundle.model_copy(update={"claim": Claim(diagnoses=billed)})
    return replace(context, bundle=bundle)


def _refused(findings: Sequence[Finding]) -> set[str]:
    """Codes that a proved finding says in error must go; what is not proved a person decides."""
    return {
        finding.subject.code
        for finding in findings
        if finding.status is Status.PROVED
        and finding.severity is Severity.ERROR
        and finding.recommendation.action in _REFUSING
        and finding.subject.kind == "diagnosis"
        and finding.subject.code is not None
    }


def _span(mention: Mention, context: AuditContext) -> PredictedSpan:
    return PredictedSpan(
        document_id=mention.document_id,
        start=mention.start,
        end=mention.end,
        valid=verbatim(mention.span(), context),
    )


def _mention(mention: Mention) -> PredictedMention:
    return PredictedMention(
        document_id=mention.document_id,
        start=mention.start,
        end=mention.end,
        assertion=mention.assertion.value,
        candidates=mention.candidates[:_MENTION_CANDIDATES],
    )


def _finding(
    finding: Finding, context: AuditContext, review: ModelReview | None = None
) -> PredictedFinding:
    subject = finding.subject
    return PredictedFinding(
        rule_id=finding.rule_id,
        category=finding.category,
        status=finding.status,
        subject_kind=subject.kind,
        subject_code=subject.code,
        line=subject.index if subject.kind == "line" else None,
        action=finding.recommendation.action,
        fix=tuple(recommended.code for recommended in finding.recommendation.codes),
        confidence=finding.confidence,
        quotes=len(finding.evidence),
        quotes_valid=sum(verbatim(span, context) for span in finding.evidence),
        citations=len(finding.citations),
        citations_valid=sum(in_force(context, citation.id) for citation in finding.citations),
        verdict=review.verdict if review is not None else None,
    )


def _abstained(context: AuditContext) -> int:
    """Conditions read as present, each counted once, on which no proposal rests."""
    coded = [m for proposal in context.proposals for m in proposal.mentions]
    rested = {m.concept for m in coded}
    places = [(m.document_id, m.start, m.end) for m in coded]
    open_conditions = {
        m.concept
        for m in context.mentions
        if m.assertion is Assertion.AFFIRMED
        and m.concept not in rested
        and not any(d == m.document_id and s < m.end and m.start < e for d, s, e in places)
    }
    return len(open_conditions)


def _usage(*parts: ModelUsed | None) -> Usage:
    """What a model's parts in one case took together."""
    used = [part for part in parts if part is not None]
    return Usage(
        calls=sum(one.calls for one in used),
        prompt_tokens=sum(one.prompt_tokens for one in used),
        completion_tokens=sum(one.completion_tokens for one in used),
        cost_usd=sum(one.cost_usd or 0.0 for one in used),
    )


def _timed(usage: Usage, started: float) -> Usage:
    return usage.model_copy(update={"seconds": round(time.perf_counter() - started, 4)})
