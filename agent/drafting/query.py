"""Provider queries from templates."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from agent.context import AuditContext
from agent.drafting.linter import lint, open_choices
from agent.models import Finding, ProviderQuery

if TYPE_CHECKING:
    from jinja2 import Template


def draft(finding: Finding, context: AuditContext) -> Finding:
    """The finding with its provider query written out, where the rule asked for one.

    A rule gives the title (what is to be clarified), the indicators and the options that the chart
    supports; here come the question and the open choices. A query that the linter refuses is
    taken off the finding, which then says why among its review reasons.
    """
    if finding.provider_query is None:
        return finding
    query = complete(finding.provider_query, context)
    faults = lint(query)
    if faults:
        reason = f"no provider query could be drafted: {'; '.join(faults)}"
        return finding.model_copy(
            update={
                "provider_query": None,
                "review_reasons": (*finding.review_reasons, reason),
            }
        )
    return finding.model_copy(update={"provider_query": query})


def complete(query: ProviderQuery, context: AuditContext) -> ProviderQuery:
    """The query with a question, where it has none, and with the open choices at the end."""
    title = query.title.strip() or "Clarification of the documentation"
    question = query.question.strip() or _template().render(
        topic=title[:1].lower() + title[1:], date=context.bundle.encounter.service_from
    )
    clinical = [option for option in query.options if option not in open_choices()]
    return query.model_copy(
        update={
            "title": title,
            "question": question,
            "options": tuple(dict.fromkeys([*clinical, *open_choices()])),
        }
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("agent.drafting"),
        undefined=StrictUndefined,
        autoescape=False,  # plain text; the HTML report escapes what it shows
    )
    return environment.get_template("provider_query.j2")
