"""The report for a terminal. Chart text is never read as markup, and cannot steer the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.models import (
    AuditReport,
    ChartBundle,
    Effects,
    EvidenceSpan,
    Finding,
    Severity,
    Status,
    Verdict,
)
from agent.report.carried import CAUTION, HEADING, as_billed, changes_shown, sources
from agent.report.phrases import (
    Audited,
    citation_dates,
    citation_title,
    codes_billed,
    counted,
    encounter,
    notices_of,
    one_line,
    reading_phrase,
    release_phrase,
    review_count,
    severity_count,
    shared_notices,
    shortened,
    subject_label,
    subject_phrase,
    summary,
)
from agent.report.usage import run_usage_phrase, usage_phrase
from agent.report.verdicts import verdict_phrase

_SEVERITY_STYLE = {
    Severity.ERROR: "bold red",
    Severity.WARNING: "bold yellow",
    Severity.ADVICE: "bold blue",
}
_STATUS_STYLE = {Status.PROVED: "green", Status.NEEDS_REVIEW: "magenta"}
_QUOTE_LIMIT = 400
_ROOMY = 84
_CODES_SHOWN = 8
_INDENT = 4
_NO_MARGIN = Text("")

Row = tuple[str, Text]


def print_terminal(
    report: AuditReport, bundle: ChartBundle, console: Console, told: Sequence[str] = ()
) -> None:
    """Print one audit: findings in order, then what was noticed and what the audit rests on.

    Notices in `told` are told elsewhere, once for several audits.
    """
    console.print(_heading(report, bundle))
    for finding in report.findings:
        console.print()
        margin = Text(" " * (_INDENT if finding.follows else 0))
        console.print(margin + _finding_heading(finding))
        rows = _finding_rows(finding, bundle)
        _print_rows(_folded(rows) if finding.follows else rows, console, margin)
    if report.effects is not None:
        console.print()
        console.print(Text(HEADING, style="bold"))
        _print_rows(_effect_rows(report.effects), console)
    console.print()
    _print_rows(_footer_rows(report, told), console)


def print_table(audited: Sequence[Audited], console: Console) -> None:
    """Print many audits, one line each, and the notices that all of them have.

    The billed codes are shown only where there is room for them.
    """
    roomy = console.width >= _ROOMY
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1))
    table.add_column("bundle", overflow="fold")
    table.add_column("date", no_wrap=True)
    for name in ("error", "warn", "advice", "review"):
        table.add_column(name, justify="right", no_wrap=True)
    if roomy:
        table.add_column("billed", overflow="fold")
    for bundle, report in audited:
        found = report.findings
        table.add_row(
            Text(one_line(bundle.bundle_id)),
            Text(report.date_of_service.isoformat()),
            *(_figure(severity_count(found, s), _SEVERITY_STYLE[s]) for s in Severity),
            _figure(review_count(found), _STATUS_STYLE[Status.NEEDS_REVIEW]),
            *([Text(codes_billed(report))] if roomy else []),
        )
    console.print(table)
    console.print(Text(totals(audited)))
    if used := run_usage_phrase(report for _, report in audited):
        console.print(Text(used))
    _print_rows(_notice_rows(shared_notices([report for _, report in audited])), console)


def print_unaudited(reasons: Sequence[str], console: Console) -> None:
    """Print the bundles that have no report, each with the reason, so that none is missed."""
    console.print(Text(f"{counted(len(reasons), 'bundle')} not audited:", style="bold red"))
    for reason in reasons:
        console.print(Text(one_line(reason)), soft_wrap=True)


def totals(audited: Sequence[Audited]) -> str:
    """Bundles and findings of a run in one line."""
    findings = [finding for _, report in audited for finding in report.findings]
    return f"{counted(len(audited), 'bundle')}, {summary(findings)}"


def _figure(number: int, style: str) -> Text:
    return Text(str(number), style=style) if number else Text("-", style="dim")


def _heading(report: AuditReport, bundle: ChartBundle) -> Text:
    heading = Text(one_line(bundle.bundle_id), style="bold")
    heading.append(f"\n{encounter(bundle, report)}\n{summary(report.findings)}", style="not bold")
    return heading


def _finding_heading(finding: Finding) -> Text:
    return Text("  ").join(
        [
            Text(one_line(finding.rule_id), style="bold"),
            Text(finding.category.value),
            Text(finding.severity.value, style=_SEVERITY_STYLE[finding.severity]),
            Text(finding.status.value.replace("_", " "), style=_STATUS_STYLE[finding.status]),
            Text(one_line(finding.id), style="dim"),
            *([Text(f"follows {one_line(finding.follows)}")] if finding.follows else []),
            *([Text("worded by the model")] if finding.worded_by == "model" else []),
        ]
    )


def _effect_rows(effects: Effects) -> Iterable[Row]:
    if billed := as_billed(effects):
        yield "As billed", Text(one_line(billed))
    for shown in changes_shown(effects):
        text = Text(one_line(shown.words()))
        if "," in shown.findings:
            text.append(f"  {shown.findings}", style="dim")
        yield shown.findings.partition(",")[0], text
    yield from (("", Text(one_line(notice), style="yellow")) for notice in effects.notices)
    yield "", Text(one_line(f"{CAUTION} {sources(effects)}".strip()), style="dim")


def _folded(rows: Iterable[Row]) -> Iterable[Row]:
    """What is shown of a finding that follows from another; the other formats hold all of it."""
    return (row for row in rows if row[0] in {"Billed", "About", "Finding", "Do"})


def _finding_rows(finding: Finding, bundle: ChartBundle) -> Iterable[Row]:
    yield subject_label(finding), Text(subject_phrase(finding, bundle))
    yield "Finding", Text(one_line(finding.message))
    if finding.rationale:
        yield "Why", Text(one_line(finding.rationale))
    for n, span in enumerate(finding.evidence):
        yield "" if n else "Chart", _quote(span)
    yield from (("", Text(one_line(remark), style="magenta")) for remark in finding.remarks)
    for n, citation in enumerate(finding.citations):
        dates = citation_dates(citation)
        text = Text(f"{citation_title(citation)}{f', {dates}' if dates else ''}  ")
        yield "" if n else "Rule", text.append(one_line(citation.id), style="dim")
    yield "Do", _recommended(finding)
    if finding.denial_risk:
        yield "Denial risk", Text(", ".join(one_line(code) for code in finding.denial_risk))
    for n, reason in enumerate(finding.review_reasons):
        yield "" if n else "Review", Text(one_line(reason), style="magenta")
    if finding.review is not None:
        style = "magenta" if finding.review.verdict is not Verdict.AGREE else ""
        yield "Model", Text(verdict_phrase(finding), style=style)
        for span in finding.review.evidence:
            yield "", _quote(span)
    if finding.source == "model":
        yield "Source", Text(f"model, confidence {finding.confidence:.2f}")
    query = finding.provider_query
    if query is not None:
        yield "Query", Text(one_line(query.title), style="bold")
        for span in query.indicators:
            yield "", _quote(span)
        yield "", Text(one_line(query.question))
        for option in query.options:
            yield "", Text(f"[ ] {one_line(option)}")


def _quote(span: EvidenceSpan) -> Text:
    text = Text(f"{one_line(span.document_id)} {span.start}-{span.end}  ", style="dim")
    return text.append(f'"{shortened(one_line(span.quote), _QUOTE_LIMIT)}"', style="not dim italic")


def _recommended(finding: Finding) -> Text:
    recommendation = finding.recommendation
    text = Text(one_line(recommendation.text) or recommendation.action.value, style="bold")
    codes = recommendation.codes
    for code in codes[:_CODES_SHOWN]:
        text.append(f"\n{one_line(code.code)}  {one_line(code.title)}", style="not bold")
    if len(codes) > _CODES_SHOWN:
        text.append(f"\nand {len(codes) - _CODES_SHOWN} more", style="not bold")
    return text


def _footer_rows(report: AuditReport, told: Sequence[str]) -> Iterable[Row]:
    yield from _notice_rows([notice for notice in notices_of(report) if notice not in told])
    for n, release in enumerate(report.releases):
        yield (
            "" if n else "Releases",
            Text(
                release_phrase(release, report.date_of_service),
                style="" if release.in_force else "yellow",
            ),
        )
    yield "Read by", Text(reading_phrase(report))
    if report.model is not None:
        yield "Model", Text(usage_phrase(report.model))


def _notice_rows(notices: Sequence[str]) -> Iterable[Row]:
    # Each with its label: they are sentences, and would read on into each other.
    return (("Notice", Text(one_line(notice), style="yellow")) for notice in notices)


def _print_rows(rows: Iterable[Row], console: Console, margin: Text = _NO_MARGIN) -> None:
    """Labels on the left, values wrapped beside them; no line is wider than the console."""
    left = len("Denial risk") + 2
    for label, value in rows:
        room = console.width - left - len(margin)
        wrapped = value.wrap(console, max(room, 10), overflow="fold")
        for n, line in enumerate(wrapped):
            line.rstrip()
            name = Text((label if n == 0 else "").ljust(left), style="dim")
            console.print(margin + name + line, soft_wrap=True)
