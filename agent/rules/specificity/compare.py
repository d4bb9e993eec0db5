"""A billed code's side and site beside those that the chart states for the same condition.

The five rules of the family share one comparison, so that one mistake makes one finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from agent.context import Assertion, AuditContext, Billed, Mention, SectionKind, Side
from agent.models import EvidenceSpan
from agent.rules.kept import kept
from agent.rules.quoting import stating
from agent.rules.specificity.sides import side_axis, side_of
from agent.rules.specificity.stated import the_only_side
from agent.rules.support.asserted import affirmed, unaffirmed
from agent.rules.support.assessed import superseded_by
from agent.rules.support.title_words import (
    share_a_word,
    telling_words,
    without_places,
    words_of_chart,
)
from catalog import CatalogView, compact
from catalog.sites import around

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
    """What the chart states instead: a side or sites, the words for it, and the codes.

    `codes` may be empty where the code that the chart supports is already on the claim. `direct`
    is False where the chart gives the side to the site and not to the condition itself.
    """

    difference: Difference
    stated: str
    evidence: tuple[EvidenceSpan, ...]
    codes: tuple[str, ...]
    direct: bool = True

    @property
    def rationale(self) -> str:
        """What a reader should know about the evidence; empty when it speaks for itself."""
        if self.direct:
            return ""
        return "The chart states the side for the site, and gives the condition no side of its own."

    @property
    def confidence(self) -> float:
        return 1.0 if self.direct else 0.8


class _Fit(Enum):
    """A documented site seen from the billed one."""

    SAME = auto()
    FINER = auto()
    BROADER = auto()
    APART = auto()
    UNSTATED = auto()


@kept
def compare(context: AuditContext, billed: Billed) -> Comparison | None:
    """The first difference between a billable code and the chart; None when there is none.

    Silent where the code has neither side nor site, where a note of the code sends the documented
    condition to another (SUP07), and where the chart never affirms the condition
    with a side or site of its own.
    """
    place = place_of(context.catalog, billed.code)
    if place is None or superseded_by(context, billed) is not None:
        return None
    mentions = same_condition(context, place)
    at_site, elsewhere, finer = _by_fit(context.catalog, billed.code, place, mentions)
    if at_site and any(m.side is not None for m in at_site):
        return _by_side(context, billed, place, at_site)
    if at_site or not mentions:
        # A condition that the chart never affirms is no matter of sides.
        if not mentions and not _may_be_there(context, billed):
            return None
        return _by_side_of_site(context, billed, place)
    return _by_site(context, billed, place, finer or elsewhere)


def _may_be_there(context: AuditContext, billed: Billed) -> bool:
    """Whether the chart affirms the condition, or has a word of it that was read as nothing."""
    if affirmed(context, billed.code):
        return True
    if unaffirmed(context, billed) is not None:
        return False
    telling = without_places(telling_words(context.catalog, billed.code))
    return share_a_word(telling, words_of_chart(context))


def _by_fit(
    view: CatalogView, code: str, place: Place, mentions: list[Mention]
) -> tuple[list[Mention], list[Mention], list[Mention]]:
    """Mentions at the billed site or one that holds it, at others, and at parts of it.

    A part for which the classification has no code of its own is at the billed site: the ankle in
    "ankle and joints of foot".
    """
    if place.site is None:
        return mentions, [], []
    own = {code, *side_axis(view, code).values()}
    at_site, elsewhere, finer = [], [], []
    for mention in mentions:
        fit = _fit(mention.site, place.site)
        if fit is _Fit.FINER and not own.issuperset(_codes_at(view, code, place, mention)):
            finer.append(mention)
        elif fit is _Fit.APART:
            elsewhere.append(mention)
        elif fit is not _Fit.UNSTATED:
            at_site.append(mention)
    return at_site, elsewhere, finer


@dataclass(frozen=True, slots=True)
class Place:
    """Side and site of a code, and the frames under which its condition is known."""

    side: str | None
    site: str | None
    frames: frozenset[str]


def place_of(view: CatalogView, code: str) -> Place | None:
    """Side and site of a code; None when the classification gives it neither."""
    side = side_of(view, code)
    relatives = (code, *side_axis(view, code).values())
    known = [a for c in relatives if (a := view.attributes(c)) is not None]
    site = next((a.site for a in known if a.site is not None), None)
    if side is None and site is None:
        return None
    return Place(side, site, frozenset(a.frame for a in known if a.frame))


def same_condition(context: AuditContext, place: Place) -> list[Mention]:
    """Affirmed mentions of the condition at any side and site, histories left out."""
    return [
        mention
        for mention in context.mentions
        if mention.assertion is Assertion.AFFIRMED
        and mention.sentence.section not in _SILENT_SECTIONS
        and not place.frames.isdisjoint(_frames(context.catalog, mention))
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
    context: AuditContext, billed: Billed, place: Place, mentions: list[Mention]
) -> Comparison | None:
    """The codes for the documented sites, none of which the claim has."""
    found: list[tuple[Mention, tuple[str, ...]]] = []
    for mention in _on_the_billed_side(_assessed(mentions) or mentions, place):
        codes = _codes_at(context.catalog, billed.code, place, mention)
        if not codes or billed.code in codes or context.billed_codes.issuperset(codes):
            continue
        if all(code[0] == billed.code[0] for code in codes):
            found.append((mention, codes))
    category = billed.code[:3]
    near = [pair for pair in found if pair[1][0][:3] == category] or found
    if not near:
        return None
    codes = tuple(dict.fromkeys(code for _, at in near for code in at))
    finer = all(_fit(m.site, place.site or "") is _Fit.FINER for m, _ in near)
    same_category = all(code[:3] == category for code in codes)
    difference = Difference.SITE_LEFT_OPEN if finer and same_category else Difference.OTHER_SITE
    nearest = [m for m, _ in near]
    sites = ", ".join(dict.fromkeys(m.site for m in nearest if m.site))
    return Comparison(difference, sites, stating(context, nearest), codes)


def _by_side(
    context: AuditContext, billed: Billed, place: Place, mentions: list[Mention]
) -> Comparison | None:
    """The codes for the documented sides at the billed site."""
    sided = [m for m in mentions if m.side is not None]
    sides = _sides(sided)
    if place.side is None or not sides:
        return None
    both = _both(sides)
    found = _judged(context, billed, place, Side.BILATERAL if both else next(iter(sides)))
    if found is None or found[0] is not Difference.SECOND_SIDE:
        return _comparison(context, found, sides, sided)
    listed = [m for m in sided if m.side is Side.BILATERAL] or _assessed(sided)
    return _comparison(context, found, sides, listed) if _both(_sides(listed)) else None


def _judged(
    context: AuditContext, billed: Billed, place: Place, documented: Side
) -> tuple[Difference, tuple[str, ...]] | None:
    """What a documented side means for the billed one, and the codes that the claim lacks."""
    codes = _on_side(side_axis(context.catalog, billed.code), documented)
    lacking = tuple(code for code in codes if code not in context.billed_codes)
    if place.side == "unspecified":
        return (Difference.SIDE_LEFT_OPEN, lacking) if lacking else None
    if place.side == documented.value:
        return None
    if documented is Side.BILATERAL:
        return (Difference.SECOND_SIDE, lacking) if lacking else None
    return Difference.OTHER_SIDE, lacking


def _by_side_of_site(context: AuditContext, billed: Billed, place: Place) -> Comparison | None:
    """The side that the chart gives the billed site, where it gives the condition none.

    Notes often name the side once, at the site ("right shoulder: positive Hawkins"), and the
    condition without it. Only a chart that knows a single side of the site counts.
    """
    if place.side is None or place.site is None:
        return None
    found = the_only_side(context, place.site)
    if found is None or found[0] is Side.BILATERAL:
        return None
    side, spans = found
    judged = _judged(context, billed, place, side)
    if judged is None:
        return None
    return Comparison(judged[0], side.value, spans[:3], judged[1], direct=False)


def _sides(mentions: list[Mention]) -> set[Side]:
    return {m.side for m in mentions if m.side is not None}


def _both(sides: set[Side]) -> bool:
    return Side.BILATERAL in sides or sides >= {Side.RIGHT, Side.LEFT}


def _on_side(axis: dict[str, str], side: Side) -> tuple[str, ...]:
    """The code of a side; both codes where a bilateral one is wanted and there is none."""
    if side is Side.BILATERAL and "bilateral" not in axis:
        return tuple(axis[s] for s in ("right", "left") if s in axis)
    return (axis[side.value],) if side.value in axis else ()


def _comparison(
    context: AuditContext,
    judged: tuple[Difference, tuple[str, ...]] | None,
    sides: set[Side],
    mentions: Iterable[Mention],
) -> Comparison | None:
    if judged is None:
        return None
    said = " and ".join(sorted(side.value for side in sides))
    return Comparison(judged[0], said, stating(context, mentions), judged[1])


def _codes_at(view: CatalogView, code: str, place: Place, mention: Mention) -> tuple[str, ...]:
    """Codes for the condition at a mention's site and side; the nearest larger site counts too.

    Without a documented side the billed one is kept, since the chart does not dispute it.
    """
    site = mention.site
    side = mention.side.value if mention.side is not None else place.side or "unspecified"
    seventh = compact(code)[6:]
    family = [
        (other, attributes)
        for frame in sorted(place.frames)
        for other in view.of_frame(frame)
        if other[7:] == seventh and (attributes := view.attributes(other)) is not None
    ]
    for wanted in (site, *around(site)) if site is not None else ():
        at = [other for other, attributes in family if attributes.site == wanted]
        at.sort(key=lambda other: (other[:3] != code[:3], other))
        for other in at:
            axis = side_axis(view, other)
            if not axis:
                return (other,)
            return (
                _on_side(axis, Side(side))
                if side != "unspecified"
                else tuple(axis[s] for s in ("unspecified",) if s in axis)
            )
    return ()


def _on_the_billed_side(mentions: list[Mention], place: Place) -> list[Mention]:
    """Mentions on the side that was billed, if there are any: the others are other conditions."""
    return [m for m in mentions if m.side is not None and m.side.value == place.side] or mentions


def _assessed(mentions: list[Mention]) -> list[Mention]:
    return [m for m in mentions if m.sentence.section is SectionKind.ASSESSMENT]
