"""Terms to candidate codes: side, defaults where nothing more is said, 7th characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from agent.context import Side
from catalog import CatalogView, CodeState
from catalog.tabular.attributes import parse_title
from catalog.terms import LEXICAL, OTHER, Terms
from catalog.words import reader

MOST = 6
_WITHOUT = re.compile(r",?\s*(?:\bwithout\b|\bnot\b)[^,]*|,?\s*\buncomplicated\b", re.IGNORECASE)
_OPEN = re.compile(r"\bunspecified\b", re.IGNORECASE)
_LEFT_OPEN = re.compile(r"\bunspecified \w+(?: eyelids?| parts?)?", re.IGNORECASE)
_OTHER = re.compile(r"\bother\b", re.IGNORECASE)
_SIDES = re.compile(r"\b(right|left|bilateral)\b", re.IGNORECASE)
#: Titles of visual loss name the eye that sees beside the one that does not.
_EYE_LOST = re.compile(r"\b(?:(right|left) eye, normal vision|both eyes$)", re.IGNORECASE)
_BY_NAME = {"right": Side.RIGHT, "left": Side.LEFT, "bilateral": Side.BILATERAL}


@dataclass
class Candidates:
    """Candidate codes on one date. What has been worked out is kept, since notes repeat words."""

    view: CatalogView
    terms: Terms
    _resolved: dict[tuple[int, Side | None, str], tuple[str, ...]] = field(default_factory=dict)
    _concepts: dict[int, str] = field(default_factory=dict)
    _sided: dict[int, bool] = field(default_factory=dict)
    _defaults: dict[tuple[str, Side | None], str] = field(default_factory=dict)

    def of(self, key: int, side: Side | None, phase: str) -> tuple[str, ...]:
        """Codes for a key, best first: billable ones, then headers that the words leave open.

        `phase` is the 7th character for the kind of encounter: A, D or S.
        """
        asked = (key, side, phase)
        if asked not in self._resolved:
            self._resolved[asked] = self._resolve(key, side, phase)
        return self._resolved[asked]

    def concept(self, key: int) -> str:
        """A name for what a key stands for, equal at every side and site."""
        if key not in self._concepts:
            codes = [c for side in (None, Side.RIGHT) for c in self.of(key, side, "A")[:1]]
            parsed = [self.view.attributes(c) or parse_title(self.view.title(c)) for c in codes]
            told = next((a for a in parsed if a.site and a.frame), parsed[0] if parsed else None)
            self._concepts[key] = (told.frame if told else "") or (codes or [str(key)])[0]
        return self._concepts[key]

    def sided(self, key: int) -> bool:
        """Whether the classification tells right from left for what a key stands for."""
        if key not in self._sided:
            right, left = self.of(key, Side.RIGHT, "A"), self.of(key, Side.LEFT, "A")
            self._sided[key] = right[:1] != left[:1]
        return self._sided[key]

    def _resolve(self, key: int, side: Side | None, phase: str) -> tuple[str, ...]:
        ranked: dict[str, tuple[float, ...]] = {}
        terms = self.terms.at(key)
        best_rank = terms[0].rank
        for place, term in enumerate(terms):
            if term.rank == OTHER and best_rank < OTHER:
                continue
            for code in self._finished(term.code, side, phase):
                billable = self.view.is_billable(code)
                order = (
                    not billable,
                    _misfit(self._side(code), side),
                    term.rank != LEXICAL and best_rank == LEXICAL,
                    place,
                )
                if code not in ranked or order < ranked[code]:
                    ranked[code] = order
        fitting = [c for c in ranked if ranked[c][1] < _WRONG] or list(ranked)
        codes = sorted(fitting, key=lambda c: (*ranked[c], c))
        if side is Side.BILATERAL and codes:
            codes = self._both(codes)
        return tuple(codes[:MOST])

    def _both(self, codes: list[str]) -> list[str]:
        """Both sides first, where the classification has no bilateral code for the condition."""
        if any(self._side(code) is Side.BILATERAL for code in codes):
            return codes
        known = self.view.attributes(codes[0])
        both = self._variant(codes[0], known.site, Side.BILATERAL) if known else None
        if both is not None:
            return [both, *codes]
        for side in (Side.LEFT, Side.RIGHT):
            code = next((c for c in codes if self._side(c) is side), None)
            if code is not None:
                codes.remove(code)
                codes.insert(0, code)
        return codes

    def _finished(self, code: str, side: Side | None, phase: str) -> list[str]:
        """The billable codes that a term's code stands for on the date; else the header itself."""
        if self.view.is_billable(code):
            sided = self._at_side(code, side)
            return [code] if sided is None else [sided, code]
        status = self.view.status(code)
        if status.state is CodeState.NOT_YET or status.state is CodeState.DELETED:
            return list(status.replacements[:1])
        sides: list[Side | None] = (
            [Side.BILATERAL, Side.RIGHT, Side.LEFT] if side is Side.BILATERAL else [side]
        )
        found = {self._descend(code, one, phase) for one in sides}
        return sorted(c for c in found if self.view.is_billable(c)) or [code]

    def _at_side(self, code: str, side: Side | None) -> str | None:
        """The code for the same condition and site at a side, where this one leaves it open."""
        attributes = self.view.attributes(code)
        if side is None or attributes is None or attributes.side != "unspecified":
            return None
        return self._variant(code, attributes.site, side)

    def _variant(self, code: str, site: str | None, side: Side) -> str | None:
        """The one code that differs in its side alone. Titles for both sides mostly omit the site;
        several codes of a site differ in more (the fingers)."""
        fitting = [
            other
            for other in self.view.variants(code)
            if (found := self.view.attributes(other)) is not None
            and found.side == side.value
            and found.site in {site, None}
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _descend(self, code: str, side: Side | None, phase: str) -> str:
        """Follow the classification's defaults down from a header as far as they go."""
        while not self.view.is_billable(code):
            below = self._default_child(code, side, phase)
            if not below:
                return code
            code = below
        return code

    def _default_child(self, code: str, side: Side | None, phase: str) -> str:
        children = self.view.children(code)
        if not children:
            return ""
        if children[0].kind == "extension":
            wanted = [c.code for last in (phase, "0") for c in children if c.code.endswith(last)]
            if wanted:
                return wanted[0]
        asked = (code, side)
        if asked not in self._defaults:
            self._defaults[asked] = self._find_default(code, side)
        return self._defaults[asked]

    def _find_default(self, code: str, side: Side | None) -> str:
        """The child that adds nothing but the side, or that leaves open what the others add."""
        title = self.view.title(code)
        residual = _OTHER.search(title) is not None
        children = [
            child
            for child in self.view.children(code)
            if residual or not _OTHER.search(child.title) or _OPEN.search(child.title)
        ]
        extras = {
            c.code: _content(_LEFT_OPEN.sub(" ", c.title)) - _content(title) for c in children
        }
        # Titles for both sides mostly omit the site that those for one side name.
        one_sided = {Side.RIGHT, Side.LEFT}
        sided = [extras[c.code] for c in children if _stated_side(c.title) in one_sided]
        common = frozenset.intersection(*sided) if sided else frozenset()
        ranked = [
            (misfit, not _OPEN.search(child.title), place, child.code)
            for place, child in enumerate(children)
            if (misfit := _misfit(_stated_side(child.title), side)) < _WRONG
            and extras[child.code] <= common
        ]
        return min(ranked)[-1] if ranked else ""

    def _side(self, code: str) -> Side | None:
        attributes = self.view.attributes(code)
        if attributes is None or attributes.side is None:
            lost = _EYE_LOST.search(self.view.title(code))
            return _BY_NAME[(lost[1] or "bilateral").lower()] if lost else None
        return _BY_NAME.get(attributes.side)


_WRONG = 5
_UNTOLD = frozenset(["other", "type", "site", "organism", "part", "displacement", "female"])


def _misfit(stated: Side | None, wanted: Side | None) -> int:
    """How badly a code's side fits the documented one; `_WRONG` and over contradicts it."""
    if stated is wanted:
        return 0
    if stated is None:
        return 1
    if wanted is Side.BILATERAL:
        return 2
    return _WRONG


def _stated_side(title: str) -> Side | None:
    sides = {match.lower() for match in _SIDES.findall(title)}
    return _BY_NAME[sides.pop()] if len(sides) == 1 else None


def _content(title: str) -> frozenset[str]:
    """Content words of a title without what only says that nothing more is known.

    A fracture not said to be displaced or not counts as displaced (Official Guidelines I.C.19.c),
    and cancer of the breast as of a woman's breast.
    """
    return reader().key(_WITHOUT.sub("", title)) - _UNTOLD
