"""Which replacement codes to offer, and how to say so."""

from __future__ import annotations

from collections.abc import Sequence

from agent.context import Assertion, AuditContext, Mention
from catalog import CodeStatus, compact

#: A recommendation longer than this helps nobody.
MOST = 12


def documented_first(
    context: AuditContext, codes: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Mention, ...]]:
    """Those of `codes` for which the chart speaks, with the mentions that do; both may be empty.

    Proposed codes come first; without any, the best candidates of affirmed mentions.
    """
    offered = frozenset(codes)
    proposals = [p for p in context.proposals if p.code in offered]
    if proposals:
        mentions = tuple(m for p in proposals for m in p.mentions)
        return tuple(p.code for p in proposals), mentions
    found: dict[str, None] = {}
    speaking: list[Mention] = []
    for mention in context.mentions:
        if mention.assertion is Assertion.AFFIRMED:
            best = next((c for c in mention.candidates if c in offered), None)
            if best is not None:
                found[best] = None
                speaking.append(mention)
    return tuple(found), tuple(speaking)


def unspecified(context: AuditContext, codes: Sequence[str]) -> tuple[str, ...]:
    """Those of `codes` whose title says that the detail is unspecified."""
    return tuple(c for c in codes if "unspecified" in context.catalog.title(c).lower())


def short_list(context: AuditContext, codes: Sequence[str]) -> tuple[str, ...]:
    """The codes when they are few enough to choose from, else the unspecified ones among them."""
    if len(codes) <= MOST:
        return tuple(codes)
    return unspecified(context, codes)[:MOST]


def nearest(context: AuditContext, code: str) -> tuple[str, ...]:
    """Billable codes that share at least four characters with the code, nearest first."""
    stem = compact(code)[:4]
    near = context.catalog.nearest_by_shape(code, limit=MOST)
    return tuple(c for c in near if compact(c).startswith(stem))


def in_its_place(
    context: AuditContext, status: CodeStatus
) -> tuple[tuple[str, ...], tuple[Mention, ...]]:
    """What to bill for a code that is not billable on the date, and the mentions that say so.

    Its replacements that the chart supports; else all of them; else the nearest valid codes.
    """
    supported, mentions = documented_first(context, status.replacements)
    codes = supported or short_list(context, status.replacements) or nearest(context, status.code)
    return codes, mentions


def either(codes: Sequence[str]) -> str:
    """Codes as a choice in words: `A, B or C`."""
    if len(codes) < 2:
        return "".join(codes)
    return f"{', '.join(codes[:-1])} or {codes[-1]}"
