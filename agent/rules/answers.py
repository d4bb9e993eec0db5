"""Findings of the forms that many rules give: take a code out, put one before another, add one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.context import AuditContext, Billed
from agent.models import Action, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.choices import either
from agent.rules.evidence import mentions_of, quotes

#: A code that is at odds with the rest of a claim is refused as invalid information.
_INVALID = ("CARC 16",)


def begins(code: str, beginnings: tuple[str, ...], but: tuple[str, ...] = ()) -> bool:
    """Whether a dotted code begins with one of the first and with none of the second."""
    return code.startswith(beginnings) and not (but and code.startswith(but))


def billed_under(
    context: AuditContext, beginnings: tuple[str, ...], but: tuple[str, ...] = ()
) -> list[Billed]:
    """The billable diagnoses of the claim whose codes begin so, in claim order."""
    return [b for b in context.billable if begins(b.code, beginnings, but)]


def bearing(citations: Iterable[str], codes: Sequence[str]) -> list[str]:
    """The citations without Tabular notes that stand neither at nor above one of the codes."""
    kept = []
    for citation in citations:
        family, _, rest = citation.partition(":")
        owner, _, kind = rest.rpartition(":")
        if family != "TAB" or any(
            code == owner or (kind != "title" and code.startswith(owner)) for code in codes
        ):
            kept.append(citation)
    return kept


def take_out(
    rule: Rule,
    context: AuditContext,
    billed: Billed,
    message: str,
    *,
    cite: Iterable[str],
    also_cite: Iterable[str] = (),
    beside: Billed | None = None,
    do: str = "",
    severity: Severity | None = None,
    confidence: float = 1.0,
) -> Finding:
    """The billed code does not belong on the claim, because of the code `beside` it if given."""
    return rule.finding(
        context,
        diagnosis(billed),
        message,
        cite=cite,
        also_cite=bearing(also_cite, [billed.code]),
        action=Action.REMOVE,
        do=do or f"remove {billed.code}",
        evidence=quotes(mentions_of(context, beside.code))[:3] if beside else (),
        denial_risk=_INVALID,
        severity=severity,
        confidence=confidence,
    )


def put_before(
    rule: Rule,
    context: AuditContext,
    first: Billed,
    behind: Billed,
    message: str,
    *,
    cite: Iterable[str],
    also_cite: Iterable[str] = (),
    severity: Severity | None = None,
    confidence: float = 1.0,
) -> Finding:
    """`first` stands after `behind` on the claim and is coded before it. Told of `behind`."""
    return rule.finding(
        context,
        diagnosis(behind),
        message,
        cite=cite,
        also_cite=bearing(also_cite, [first.code, behind.code]),
        action=Action.RESEQUENCE,
        do=f"put {first.code} before {behind.code}",
        codes=[first.code, behind.code],
        evidence=quotes(mentions_of(context, first.code))[:3],
        denial_risk=_INVALID,
        severity=severity,
        confidence=confidence,
    )


def replace_by(
    rule: Rule,
    context: AuditContext,
    billed: Billed,
    codes: Iterable[str],
    message: str,
    *,
    cite: Iterable[str],
    also_cite: Iterable[str] = (),
    why: str = "",
    severity: Severity | None = None,
    direction: Direction | None = None,
    confidence: float = 1.0,
) -> Finding:
    """Another code, or one of several, takes the billed one's place."""
    offered = [code for code in codes if context.catalog.is_billable(code)]
    return rule.finding(
        context,
        diagnosis(billed),
        message,
        cite=cite,
        also_cite=bearing(also_cite, [billed.code, *offered]),
        action=Action.REPLACE if offered else Action.QUERY,
        do=f"replace with {either(offered)}{why}" if offered else f"find the code to report{why}",
        codes=offered,
        evidence=quotes(mentions_of(context, billed.code))[:3],
        denial_risk=_INVALID,
        severity=severity,
        direction=direction,
        confidence=confidence,
    )


def add_to(
    rule: Rule,
    context: AuditContext,
    billed: Billed,
    codes: Iterable[str],
    message: str,
    *,
    cite: Iterable[str],
    also_cite: Iterable[str] = (),
    do: str,
    severity: Severity | None = None,
    confidence: float = 1.0,
) -> Finding:
    """The billed code lacks one beside it. `codes` are those to choose from; often none is sure."""
    offered = [code for code in codes if context.catalog.is_billable(code)]
    return rule.finding(
        context,
        diagnosis(billed),
        message,
        cite=cite,
        also_cite=bearing(also_cite, [billed.code, *offered]),
        action=Action.ADD,
        do=do,
        codes=offered,
        evidence=quotes(mentions_of(context, billed.code))[:3],
        denial_risk=_INVALID,
        severity=severity,
        confidence=confidence,
    )


def not_first(
    rule: Rule,
    context: AuditContext,
    first: Billed,
    lead: Billed | None,
    message: str,
    *,
    cite: Iterable[str],
    also_cite: Iterable[str] = (),
    do: str,
) -> Finding:
    """`first` leads the claim and may not. `lead` could; without one `do` says what to report."""
    if lead is not None:
        return put_before(rule, context, lead, first, message, cite=cite, also_cite=also_cite)
    return rule.finding(
        context,
        diagnosis(first),
        message,
        cite=cite,
        also_cite=bearing(also_cite, [first.code]),
        action=Action.QUERY,
        do=do,
        evidence=quotes(mentions_of(context, first.code))[:3],
        denial_risk=_INVALID,
    )
