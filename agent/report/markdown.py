"""The report as Markdown, for tickets. All text from chart and claim is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.models import (
    AuditReport,
    ChartBundle,
    Effects,
    EvidenceSpan,
    Finding,
    ProviderQuery,
    Severity,
)
from agent.report.carried import CAUTION, HEADING, as_billed, changes_shown, sources
from agent.report.phrases import (
    Audited,
    citation_title,
    codes_billed,
    encounter,
    notices_of,
    one_line,
    period,
    reading_phrase,
    release_phrase,
    review_count,
    severity_count,
    shared_notices,
    subject_label,
    subject_phrase,
    summary,
)
from agent.report.usage import run_usage_phrase, usage_phrase
from agent.report.verdicts import verdict_phrase

#: Marks that Markdown, GitHub's extensions or HTML read: emphasis, code, links, tables, mentions.
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~#@!$^={}]|(?<=\w):(?=//)|(?<=www)\.")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&#64;", "#": "&#35;", "|": "&#124;"}


def to_markdown(report: AuditReport, bundle: ChartBundle) -> str:
    """One audit, ending with a line end."""
    return "\n".join(_bundle_lines(report, bundle, level=1)) + "\n"


def to_markdown_run(audited: Sequence[Audited], unaudited: Sequence[str] = ()) -> str:
    """Several audits in one document, under an index of them.

    `unaudited` says of each bundle without a report why it has none.
    """
    if len(audited) == 1 and not unaudited:
        return to_markdown(audited[0][1], audited[0][0])
    lines = ["# Coding audits", ""]
    lines += _table(
        ("Bundle", "Date of service", "Errors", "Warnings", "Advice", "To review", "Billed"),
        (
            (
                escaped(bundle.bundle_id),
                str(report.date_of_service),
                *(str(severity_count(report.findings, severity)) for severity in Severity),
                str(review_count(report.findings)),
                escaped(codes_billed(report)),
            )
            for bundle, report in audited
        ),
    )
    if unaudited:
        lines += ["", "## Not audited", "", *(f"- {escaped(reason)}" for reason in unaudited)]
    told = shared_notices([report for _, report in audited])
    lines += ["", *(f"- Notice: {escaped(notice)}" for notice in told)] if told else []
    if used := run_usage_phrase(report for _, report in audited):
        lines += ["", f"{escaped(used)}."]
    for bundle, report in audited:
        lines += ["", *_bundle_lines(report, bundle, level=2, told=told)]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Untrusted text as one line that Markdown shows as it is written."""
    return _SPECIAL.sub(_escape, one_line(text)).strip()


def _escape(found: re.Match[str]) -> str:
    mark = found.group()
    return _ENTITIES.get(mark) or (f"&#{ord(mark)};" if mark in ":." else f"\\{mark}")


def _bundle_lines(
    report: AuditReport, bundle: ChartBundle, level: int, told: Sequence[str] = ()
) -> Iterator[str]:
    yield f"{'#' * level} Coding audit: {escaped(bundle.bundle_id)}"
    yield ""
    yield f"{escaped(encounter(bundle, report))}. **{escaped(summary(report.findings))}.**"
    yield ""
    if report.billed:
        yield from _table(
            ("No.", "Billed", "POA", "Findings"),
            (
                (str(n), escaped(entry.code), entry.poa or "", _concerning(report, n))
                for n, entry in enumerate(report.billed, start=1)
            ),
        )
    else:
        yield "No diagnosis is billed."
    for finding in report.findings:
        yield ""
        yield from _finding_lines(finding, bundle, level + 1 + bool(finding.follows))
    if report.proposals:
        yield ""
        yield f"{'#' * (level + 1)} Codes that the chart supports"
        yield ""
        for proposal in report.proposals:
            quotes = "; ".join(_quote(span) for span in proposal.evidence)
            yield f"- **{escaped(proposal.code)}** {escaped(proposal.title)}: {quotes}"
    if report.effects is not None:
        yield from _effect_lines(report.effects, level + 1)
    yield ""
    yield f"{'#' * (level + 1)} What the audit rests on"
    yield ""
    yield from (
        f"- Notice: {escaped(notice)}" for notice in notices_of(report) if notice not in told
    )
    for release in report.releases:
        yield f"- {escaped(release_phrase(release, report.date_of_service))}"
    yield f"- {escaped(reading_phrase(report))}"
    if report.model is not None:
        yield f"- Model: {escaped(usage_phrase(report.model))}"
    yield f"- chartaudit {report.tool_version}, bundle sha256 `{report.bundle_sha256}`"


def _effect_lines(effects: Effects, level: int) -> Iterator[str]:
    yield ""
    yield f"{'#' * level} {HEADING}"
    yield ""
    if billed := as_billed(effects):
        yield f"As billed: {escaped(billed)}."
        yield ""
    yield from _table(
        ("Findings", "Claim", "DRG", "HCC"),
        (tuple(escaped(part) for part in shown) for shown in changes_shown(effects)),
    )
    yield ""
    yield from (f"- Notice: {escaped(notice)}" for notice in effects.notices)
    yield f"- {escaped(f'{CAUTION} {sources(effects)}')}"


def _concerning(report: AuditReport, position: int) -> str:
    return ", ".join(
        f"{finding.id} {finding.rule_id}"
        for finding in report.findings
        if finding.subject.kind == "diagnosis" and finding.subject.index == position
    )


def _finding_lines(finding: Finding, bundle: ChartBundle, level: int) -> Iterator[str]:
    status = finding.status.value.replace("_", " ")
    category = escaped(finding.category.value)
    yield (
        f"{'#' * level} {finding.id} {escaped(finding.rule_id)} {category}: "
        f"{finding.severity.value}, {status}"
        f"{', worded by the model' if finding.worded_by == 'model' else ''}"
        f"{f', follows {finding.follows}' if finding.follows else ''}"
    )
    yield ""
    yield f"- **{subject_label(finding)}:** {escaped(subject_phrase(finding, bundle))}"
    yield f"- **Finding:** {escaped(finding.message)}"
    if finding.rationale:
        yield f"- **Why:** {escaped(finding.rationale)}"
    yield from (f"- **Chart:** {_quote(span)}" for span in finding.evidence)
    yield from (f"- **Note:** {escaped(remark)}" for remark in finding.remarks)
    for citation in finding.citations:
        dates = period(citation.effective_from, citation.effective_to)
        further = [escaped(citation.official_place), dates]
        ending = f" ({', '.join([escaped(citation.id), *(part for part in further if part)])})"
        yield f"- **Rule:** {escaped(citation_title(citation))}{ending}"
    recommendation = finding.recommendation
    yield f"- **Do:** {escaped(recommendation.text or recommendation.action.value)}"
    for code in recommendation.codes:
        yield f"  - {escaped(code.code)} {escaped(code.title)}"
    if finding.denial_risk:
        yield f"- **Denial risk:** {escaped(', '.join(finding.denial_risk))}"
    yield from (f"- **To review:** {escaped(reason)}" for reason in finding.review_reasons)
    if finding.review is not None:
        words = "; ".join(_quote(span) for span in finding.review.evidence)
        yield f"- **Model:** {escaped(verdict_phrase(finding))}{f': {words}' if words else ''}"
    if finding.source == "model":
        yield f"- **Source:** model, confidence {finding.confidence:.2f}"
    if finding.provider_query is not None:
        yield ""
        yield from _query_lines(finding.provider_query)


def _query_lines(query: ProviderQuery) -> Iterator[str]:
    yield f"> **Query to the provider: {escaped(query.title)}**"
    yield ">"
    yield from (f"> - {_quote(span)}" for span in query.indicators)
    yield ">"
    yield f"> {escaped(query.question)}"
    yield ">"
    yield from (f"> - \\[ \\] {escaped(option)}" for option in query.options)


def _quote(span: EvidenceSpan) -> str:
    return f'"{escaped(span.quote)}" ({escaped(span.document_id)} {span.start}-{span.end})'


def _table(head: Sequence[str], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
