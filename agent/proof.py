"""The two proofs: words at their offsets, and rules in force on the date of service.

A finding that passes is `proved`; any other is `needs_review` and says why. Nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import RAISED_BY_MODEL, Citation, EvidenceSpan, Finding, Status
from agent.rules.base import Rule
from agent.rules.cited import cited
from agent.rules.registry import rule_named
from catalog.citations import Authority


def prove(finding: Finding, context: AuditContext, rule: Rule | None = None) -> Finding:
    """The finding with its status, the reasons for review, and its citations filled in.

    `rule` is the one that made it; without it, the shipped rule of the finding's id.
    """
    rule = rule or rule_named(finding.rule_id)
    reasons = tuple(
        dict.fromkeys(
            [
                *finding.review_reasons,
                *_rule_reasons(finding, rule),
                *_subject_reasons(finding, context),
                *_evidence_reasons(finding, context, rule),
                *_citation_reasons(finding, context, rule),
                *_recommendation_reasons(finding, context),
            ]
        )
    )
    return finding.model_copy(
        update={
            "status": Status.NEEDS_REVIEW if reasons else Status.PROVED,
            "review_reasons": reasons,
            "citations": tuple(_filled(citation, context) for citation in finding.citations),
        }
    )


def verbatim(span: EvidenceSpan, context: AuditContext) -> bool:
    """Whether the document holds exactly the quote at exactly the offsets."""
    document = context.bundle.document(span.document_id)
    return bool(
        document is not None
        and span.quote.strip()
        and span.start < span.end <= len(document.body)
        and document.body[span.start : span.end] == span.quote
    )


def _rule_reasons(finding: Finding, rule: Rule | None) -> Iterator[str]:
    if finding.rule_id == RAISED_BY_MODEL:
        yield "the model alone raised it, in review; no rule of the audit found it"
        return
    if rule is None:
        yield f"there is no rule {finding.rule_id}"
        return
    if finding.rule_version != rule.version():
        yield f"the finding was not made by the present version of {rule.id}"
    if (finding.rule_name, finding.category) != (rule.name, rule.category):
        yield f"name or category are not those of {rule.id}"
    if rule.unprovable:
        yield rule.unprovable


def _subject_reasons(finding: Finding, context: AuditContext) -> Iterator[str]:
    subject = finding.subject
    if subject.kind == "diagnosis":
        billed = next((b for b in context.billed if b.position == subject.index), None)
        if subject.index is not None and (billed is None or billed.code != subject.code):
            yield "the claim has no such diagnosis at that position"
    elif subject.kind == "line":
        lines = context.bundle.claim.lines
        if subject.index is None or not 1 <= subject.index <= len(lines):
            yield "the claim has no such line"
    elif subject.kind == "procedure":
        procedures = context.bundle.claim.procedures
        if subject.index is None or not 1 <= subject.index <= len(procedures):
            yield "the claim has no such procedure"
    elif subject.kind == "document" and context.bundle.document(subject.document_id or "") is None:
        yield "the bundle has no such document"


def _evidence_reasons(finding: Finding, context: AuditContext, rule: Rule | None) -> Iterator[str]:
    if rule is not None and rule.needs_quote and not finding.evidence:
        yield "no words of the chart are quoted"
    if not all(verbatim(span, context) for span in finding.evidence):
        yield "a quote is not in the chart at its stated place"
    query = finding.provider_query
    if query is not None and not all(verbatim(span, context) for span in query.indicators):
        yield "an indicator of the provider query is not in the chart at its stated place"


def _citation_reasons(finding: Finding, context: AuditContext, rule: Rule | None) -> Iterator[str]:
    if not finding.citations:
        yield "no rule is cited"
    for citation in finding.citations:
        if rule is not None and not rule.may_cite(citation.id):
            yield f"{rule.id} does not rest on {citation.id}"
        found = cited(context, citation.id)
        if found is None:
            yield f"{citation.id} does not resolve"
        elif not _bears_on(citation, finding, context):
            yield f"{citation.id} does not bear on the codes of the finding"
        elif not found.in_force(context.date):
            yield (
                f"{citation.id} is known as of {found.release} only; "
                f"check it in the release in force on {context.date}"
            )


def _bears_on(citation: Citation, finding: Finding, context: AuditContext) -> bool:
    """Whether a Tabular note stands at or above a code that the finding is about.

    A title says nothing of the codes below it, so it must be the title of such a code.
    """
    family, _, rest = citation.id.partition(":")
    if family != "TAB":
        return True
    owner, _, kind = rest.rpartition(":")
    subject = finding.subject.code if finding.subject.kind == "diagnosis" else None
    codes = [subject] if subject else [billed.code for billed in context.billed]
    codes += [recommended.code for recommended in finding.recommendation.codes]
    if owner in codes or kind == "title":
        return owner in codes
    view = context.catalog
    return any(owner == entry.code for code in codes for entry in view.ancestors(code))


def _recommendation_reasons(finding: Finding, context: AuditContext) -> Iterator[str]:
    for recommended in finding.recommendation.codes:
        if not context.catalog.is_billable(recommended.code):
            yield f"recommended {recommended.code} is not billable on {context.date}"


def _filled(citation: Citation, context: AuditContext) -> Citation:
    found = cited(context, citation.id)
    if found is None:
        return citation
    # One citation for all findings of a date that rest on the same rule.
    known: tuple[Authority, Citation] | None = context.catalog.kept.get((_filled, citation.id))
    if known is None or known[0] is not found:
        known = context.catalog.kept[_filled, citation.id] = (found, _of(found))
    return known[1]


def _of(found: Authority) -> Citation:
    return Citation(
        id=found.id,
        authority=found.authority,
        title=found.title,
        section=found.section,
        release=found.release,
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        source=found.source,
        text=found.text,
        official_text=found.official_text,
        official_place=found.official_place,
    )
