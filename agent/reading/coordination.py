"""Conditions that share a word: `right knee and hip pain` names two."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from agent.reading.match import Match
from agent.reading.tokens import COMMA, JOIN, Token
from catalog.compositions import one_word
from catalog.sites import sites
from catalog.terms import Terms
from catalog.words import Kind

_MASK = (1 << 64) - 1
_BETWEEN = frozenset([int(Kind.SKIP), int(Kind.RIGHT), int(Kind.LEFT), COMMA, JOIN])
_JOINING = frozenset(["and", "or", "/", "&", ","])
_REGION_WORDS = frozenset(["lumbar", "cervical", "thoracic", "lumbosacral"])
_LEVEL = re.compile(r"[ctl]\d{1,2}[-/]")
_FURTHEST = 5
_MOST = 3


def coordinated(
    match: Match, tokens: Sequence[Token], terms: Terms
) -> Iterator[tuple[Match, Match]]:
    """Further conditions that a match shares its words with: sites or findings joined to its own.

    Each comes as a match over the whole phrase, and one over what is joined, where its side stands.
    """
    for own, step in ((match.first, -1), (match.last, 1)):
        alike = _alike(tokens[own])
        if alike is None or (alike is _is_finding and match.first == match.last):
            continue
        at = own
        for _ in range(_MOST):
            at = _joined(at, step, tokens, alike)
            if at < 0:
                break
            numbers = tokens[at].numbers[0] - tokens[own].numbers[0]
            key = (match.key + numbers) & _MASK
            if key not in terms.packed:
                break
            whole = match._replace(first=min(at, match.first), last=max(at, match.last), key=key)
            yield whole, whole._replace(first=at, last=at)


def the_only_region(tokens: Sequence[Token]) -> int | None:
    """The number of the region of the spine that a statement names; None unless it is only one."""
    regions = {n for t in tokens if t.numbers and _names_region(t) for n in t.numbers}
    return regions.pop() if len(regions) == 1 else None


def completed(match: Match, tokens: Sequence[Token], terms: Terms, region: int) -> Match:
    """The match with the region of the spine that its statement names elsewhere.

    `L4-5: herniated disc with radiculopathy` is a lumbar herniation.
    """
    key = (match.key + region) & _MASK
    named = any(_names_region(token) for token in tokens[match.first : match.last + 1])
    return match if named or key not in terms.packed else match._replace(key=key)


def _names_region(token: Token) -> bool:
    return token.word in _REGION_WORDS or _LEVEL.match(token.word) is not None


def _joined(at: int, step: int, tokens: Sequence[Token], alike: Callable[[Token], bool]) -> int:
    """The place of what is joined to the word at `at`, going `step`; -1 when there is nothing."""
    place, joined = at + step, False
    while 0 <= place < len(tokens) and abs(place - at) < _FURTHEST:
        token = tokens[place]
        if joined and alike(token):
            return place
        if token.kind not in _BETWEEN:
            return -1
        joined = joined or token.word in _JOINING
        place += step
    return -1


def _alike(token: Token) -> Callable[[Token], bool] | None:
    """What a word is joined to: sites to a site, findings to a finding; nothing to another word."""
    return next((kind for kind in (_is_site, _is_finding) if kind(token)), None)


def _is_site(token: Token) -> bool:
    return _is_word(token) and (token.word in sites().names or token.numbers[0] in one_word().sites)


def _is_finding(token: Token) -> bool:
    return _is_word(token) and token.numbers[0] in one_word().findings


def _is_word(token: Token) -> bool:
    return token.kind == Kind.CONTENT and len(token.numbers) == 1
