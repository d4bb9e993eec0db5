"""A billed code's side and site beside those that the chart states for the same condition.

The five rules of the family share one comparison, so that one mistake makes one finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from agent.context import Assertion, AuditContext, Billed, Mention, SectionKind, Side
from catalog import Attributes, CatalogView, compact
from catalog.sites import around

_SIDED = {"right": Side.RIGHT, "left": Side.LEFT}
_SILENT_SECTIONS = frozenset(
    (
        SectionKind.FAMILY_HISTORY,
        SectionKind.PAST_HISTORY,
        SectionKind.SOCIAL_HISTORY,
        SectionKind.MEDICATIONS,
        SectionKind.ALLERGIES,
    )
)


class Difference(Enum):
    """How claim and chart differ; each is the business of one rule."""

    SIDE_LEFT_OPEN = auto()
    SITE_LEFT_OPEN = auto()
    OTHER_SIDE = auto()
    OTHER_SITE = auto()
    SECOND_SIDE = auto()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the chart states instead: the mentions that state it and the codes for it.

    `codes` may be empty where the code that the chart supports is already on the claim.
    """

    difference: Difference
    mentions: tuple[Mention, ...]
    codes: tuple[str, ...]


class _Fit(Enum):
    """A documented site seen from the billed one."""

    SAME = auto()
    FINER = auto()
    BROADER = auto()
    APART = auto()
    UNSTATED = auto()


def compare(context: AuditContext, billed: Billed) -> Comparison | None:
    """The first difference between a billable code and the chart; None when there is none.

    Silent where the title has neither side nor site, and where the chart never affirms the
    condition with a side or site of its own.
    """
    attributes = context.catalog.attributes(billed.code)
    if attributes is None or (attributes.side is None and attributes.site is None):
        return None
    mentions = same_condition(context, attributes)
    if attributes.site is None:
        return _by_side(context, billed, attributes, mentions)
    fits: dict[_Fit, list[Mention]] = {fit: [] for fit in _Fit}
    for mention in mentions:
        fits[_fit(mention.site, attributes.site)].append(mention)
    here = [*fits[_Fit.SAME], *fits[_Fit.BROADER]]
    if here:
        return _by_side(context, billed, attributes, here)
    if fits[_Fit.FINER]:
        return _by_site(context, billed, attributes, fits[_Fit.FINER]) or _by_side(
            context, billed, attributes, fits[_Fit.FINER]
        )
    return _by_site(context, billed, attributes, fits[_Fit.APART])


def same_condition(context: AuditContext, attributes: Attributes) -> list[Mention]:
    """Affirmed mentions of the condition at any side and site, histories left out."""
    return [
        mention
        for mention in context.mentions
        if mention.assertion is Assertion.AFFIRMED
        and mention.sentence.section not in _SILENT_SECTIONS
        and attributes.frame
        and attributes.frame in set(_frames(context.catalog, mention))
    ]


def _frames(view: CatalogView, mention: Mention) -> Iterator[str]:
    """Frames of what was named. Only the best candidates: the rest are other readings."""
    yield mention.concept
    for code in mention.candidates[:2]:
        attributes = view.attributes(code)
        if attributes is not None:
            yield attributes.frame


def _fit(documented: str | None, billed: str) -> _Fit:
    if documented is None:
        return _Fit.UNSTATED
    if documented == billed:
        return _Fit.SAME
    if billed in around(documented):
        return _Fit.FINER
    return _Fit.BROADER if documented in around(billed) else _Fit.APART


def _by_site(
    context: AuditContext, billed: Billed, attributes: Attributes, mentions: list[Mention]
) -> Comparison | None:
    """The codes for the documented sites, none of which the claim has."""
    view = context.catalog
    found: list[tuple[Mention, tuple[str, ...]]] = []
    for mention in _assessed_first(mentions):
        codes = _codes_at(view, billed.code, attributes, mention.site, _wanted(mention, attributes))
        if not codes or billed.code in codes or context.billed_codes.issuperset(codes):
            continue
        if all(code[0] == billed.code[0] for code in codes):
            found.append((mention, codes))
    category = billed.code[:3]
    near = [pair for pair in found if pair[1][0][:3] == category] or found
    if not near:
        return None
    codes = tuple(dict.fromkeys(code for _, at in near for code in at))
    finer = all(_fit(m.site, attributes.site or "") is _Fit.FINER for m, _ in near)
    same_category = all(code[:3] == category for code in codes)
    difference = Difference.SITE_LEFT_OPEN if finer and same_category else Difference.OTHER_SITE
    return Comparison(difference, tuple(m for m, _ in near), codes)


def _by_side(
    context: AuditContext, billed: Billed, attributes: Attributes, mentions: list[Mention]
) -> Comparison | None:
    """The codes for the documented sides at the billed site."""
    stating = [m for m in mentions if m.side is not None]
    sides = {m.side for m in stating}
    if attributes.side is None or not sides:
        return None
    both = Side.BILATERAL in sides or sides >= {Side.RIGHT, Side.LEFT}
    wanted = Side.BILATERAL if both else next(iter(sides))
    codes = _codes_at(context.catalog, billed.code, attributes, attributes.site, wanted)
    if attributes.side == "unspecified":
        missing = not context.billed_codes.intersection(codes)
        return _comparison(Difference.SIDE_LEFT_OPEN, stating, codes) if missing else None
    if attributes.side == "bilateral":
        return None if both else _comparison(Difference.OTHER_SIDE, stating, codes)
    if _SIDED[attributes.side] not in sides and not both:
        rest = tuple(code for code in codes if code not in context.billed_codes)
        return Comparison(Difference.OTHER_SIDE, tuple(stating), rest) if codes else None
    documented_both = [m for m in stating if m.side is Side.BILATERAL] or _assessed(stating)
    both_there = {m.side for m in documented_both}
    if Side.BILATERAL not in both_there and not both_there >= {Side.RIGHT, Side.LEFT}:
        return None
    rest = tuple(code for code in codes if code not in context.billed_codes)
    return _comparison(Difference.SECOND_SIDE, documented_both, rest)


def _comparison(
    difference: Difference, mentions: Iterable[Mention], codes: tuple[str, ...]
) -> Comparison | None:
    return Comparison(difference, tuple(mentions), codes) if codes else None


def _wanted(mention: Mention, attributes: Attributes) -> Side | None:
    """The documented side; without one, the billed side, which the chart does not dispute."""
    return mention.side or _SIDED.get(attributes.side or "")


def _codes_at(
    view: CatalogView, code: str, attributes: Attributes, site: str | None, side: Side | None
) -> tuple[str, ...]:
    """Codes for the condition at a site and side: the nearest larger site that has any counts.

    Bilateral gives the bilateral code, or one for each side where there is none.
    """
    family = [c for c in view.of_frame(attributes.frame) if _same_ending(c, code)]
    for place in (site, *(around(site) if site else ())):
        at = [
            (c, a.side) for c in family if (a := view.attributes(c)) is not None and a.site == place
        ]
        at.sort(key=lambda pair: (pair[0][:3] != code[:3], pair[0]))
        if not at:
            continue
        if side is Side.BILATERAL:
            single = _first(at, "bilateral")
            return single or (*_first(at, "right"), *_first(at, "left"))
        wanted = side.value if side is not None else "unspecified"
        found = _first(at, wanted) or _first(at, None)
        if found:
            return found
    return ()


def _first(coded: list[tuple[str, str | None]], side: str | None) -> tuple[str, ...]:
    return tuple(code for code, at in coded if at == side)[:1]


def _same_ending(code: str, other: str) -> bool:
    """Whether both have no 7th character, or the same one."""
    one, two = compact(code), compact(other)
    return one[6:] == two[6:]


def _assessed(mentions: list[Mention]) -> list[Mention]:
    return [m for m in mentions if m.sentence.section is SectionKind.ASSESSMENT]


def _assessed_first(mentions: list[Mention]) -> list[Mention]:
    """Mentions of the assessment alone, where it has any: there the provider decides."""
    return _assessed(mentions) or mentions
