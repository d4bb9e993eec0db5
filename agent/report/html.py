"""The report as one HTML file that needs nothing else: no fonts, scripts or images from elsewhere.

Templates, style and script are package data in `templates/`. Autoescape is on; a content policy in
the page allows only the style and the script that it ships, so that chart text can never run.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from agent.models import RAISED_BY_MODEL, Severity
from agent.report import carried, phrases
from agent.report.manual import Manual, manual
from agent.report.page import Page, findings_on
from agent.report.phrases import Audited
from agent.report.usage import run_usage_phrase, usage_phrase
from agent.report.verdicts import verdict_phrase
from agent.rules import Rule, RuleSet, rule_named
from catalog import Catalog

_TEMPLATES = Path(__file__).parent / "templates"


def to_html(
    audited: Sequence[Audited],
    catalog: Catalog | None = None,
    unaudited: Sequence[str] = (),
    rules: RuleSet | None = None,
) -> str:
    """One page for one or several audits, in the order given.

    `unaudited` says of each bundle without a report why it has none. The catalog gives billed
    codes their titles and their standing on the date of service; without `catalog` the user's is
    opened. `rules` are those that ran, where a site's own are among them.
    """
    if catalog is None:
        with Catalog.open() as opened:
            return to_html(audited, opened, unaudited, rules)
    named = rule_named if rules is None else rules.named
    style, script = _asset("report.css"), _asset("report.js")
    page = Page(audited, catalog)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=page,
            rule_named=named,
            manual_of=lambda rule_id: _manual_of(named(rule_id)),
            unaudited=unaudited,
            style=Markup(style),
            script=Markup(script),
            policy=(
                f"default-src 'none'; style-src '{_digest(style)}'; "
                f"script-src '{_digest(script)}'; base-uri 'none'; form-action 'none'"
            ),
            summary=phrases.summary([f.finding for f in page.findings]),
            used=run_usage_phrase(report for _, report in audited),
            tool_version=version("chartaudit"),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        plain=phrases.one_line,
        words=lambda name: name.replace("_", " "),
    )
    environment.globals.update(
        carried=carried,
        citation_section=phrases.citation_section,
        citation_title=phrases.citation_title,
        counted=phrases.counted,
        document_line=phrases.document_line,
        encounter=phrases.encounter,
        findings_on=findings_on,
        paragraphs=phrases.paragraphs,
        period=phrases.period,
        raised_by_model=RAISED_BY_MODEL,
        review_count=phrases.review_count,
        severities=list(Severity),
        severity_count=phrases.severity_count,
        subject_label=phrases.subject_label,
        subject_phrase=phrases.subject_phrase,
        summary_of=phrases.summary,
        codes_billed=phrases.codes_billed,
        usage_of=usage_phrase,
        verdict_phrase=verdict_phrase,
    )
    return environment


def _manual_of(rule: Rule | None) -> Manual | None:
    return manual(rule) if rule else None


@cache
def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    return f"sha256-{b64encode(sha256(content.encode()).digest()).decode()}"
