"""The coder's worksheet: how each proposal came from the note's words, and why other words did not.

Nothing is decided here. The steps are told from the mentions, the catalog and the conventions that
the coder followed: words, what they mean, Index entry, Tabular code, rules. Why something is not
coded the coder has said itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.coding.left_out import absent
from agent.context import Assertion, AuditContext, LeftOut, Mention, Proposal
from agent.models import Setting
from catalog import CatalogView
from catalog.citations import resolve
from catalog.index.lookup import IndexMatch
from catalog.terms import LEXICAL, terms_of
from catalog.words import TOKEN, Kind, is_word, reader

#: 7th characters of injuries and their aftercare, as Official Guidelines I.C.19.a has them.
_PHASES = {"A": "active treatment", "D": "routine care after it", "S": "a sequela"}
_SIDES = {Kind.RIGHT: "right", Kind.LEFT: "left", Kind.BILATERAL: "bilateral"}


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the note: where they stand (line from 1) and what they mean.

    `read_as` has misspelt words put right; empty where all are as written.
    """

    document_id: str
    line: int
    quote: str
    meaning: str
    read_as: str = ""


@dataclass(frozen=True, slots=True)
class Coding:
    """One proposal: the words it rests on, the way to its code, and the rules that were followed.

    `index` are entries of the Alphabetic Index that lead from the words to the code, as citations;
    None without an Index in the library. `known_by` says what gives the words their code.
    """

    code: str
    title: str
    category: str
    words: tuple[Words, ...]
    known_by: str
    index: tuple[str, ...] | None
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotCoded:
    """Words for a condition that brought about no code, and why."""

    words: Words
    reason: str


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What was coded, best first, and what was not, in order of place."""

    coded: tuple[Coding, ...]
    not_coded: tuple[NotCoded, ...]


def worksheet(context: AuditContext, left_out: Sequence[LeftOut] = ()) -> Worksheet:
    """The worksheet of a chart whose context holds its proposals.

    `left_out` are the coder's own reasons for what it did not code.
    """
    return Worksheet(
        tuple(_coding(proposal, context) for proposal in context.proposals),
        tuple(_not_coded(context, left_out)),
    )


def _coding(proposal: Proposal, context: AuditContext) -> Coding:
    view = context.catalog
    return Coding(
        code=proposal.code,
        title=view.title(proposal.code),
        category=f"{proposal.code[:3]} {view.title(proposal.code[:3])}",
        words=tuple(_words(mention, context) for mention in proposal.mentions),
        known_by=_known_by(proposal, view),
        index=_index(proposal, view),
        rules=tuple(_rules(proposal, context)),
    )


def _words(mention: Mention, context: AuditContext) -> Words:
    text = context.text_of(mention.document_id)
    line = text.count("\n", 0, mention.start) + 1
    quote = " ".join(mention.text.split())
    read_as = " ".join(mention.read_as.split())
    return Words(mention.document_id, line, quote, meaning_of(read_as or quote), read_as)


def meaning_of(phrase: str) -> str:
    """The words as the catalog knows them: abbreviations in full, small words left out.

    >>> meaning_of("HTN of the R side")
    'hypertension right'
    """
    found: dict[str, None] = {}
    before = ""
    for surface in TOKEN.findall(phrase):
        if is_word(surface):
            word = reader().after(before, surface)
            before = surface.lower()
            as_written = len(word.tokens) == 1 and before.startswith(word.tokens[0])
            told = [before] if as_written else word.tokens or [_SIDES.get(word.kind, "")]
            found.update(dict.fromkeys(told))
    return " ".join(word for word in found if word)


def _known_by(proposal: Proposal, view: CatalogView) -> str:
    """What gives the proposal's words its code: a title, or the lexicon's reading of them."""
    for mention in proposal.mentions:
        for term in terms_of(view.catalog, mention.wording):
            if proposal.code.startswith(term.code):
                if term.rank == LEXICAL:
                    return "clinical wording in the lexicon"
                return f"title or inclusion term at {term.code}"
    return "words of the title"


def _index(proposal: Proposal, view: CatalogView) -> tuple[str, ...] | None:
    """The Index entries that lead from the words to the code, best first; at most two."""
    index = view.index
    if index is None:
        return None
    found: dict[str, None] = {}
    for mention in proposal.mentions:
        for phrase in dict.fromkeys((meaning_of(mention.wording), mention.wording)):
            matches = [m for m in index.lookup(phrase) if _leads(m, proposal.code)]
            found.update(dict.fromkeys(m.citation for m in matches[:1]))
            if matches:
                break
    return tuple(found)[:2]


def _leads(match: IndexMatch, code: str) -> bool:
    return not match.left_over and (code in match.codes or code in match.manifestations)


def _rules(proposal: Proposal, context: AuditContext) -> Iterator[str]:
    """The conventions and guidelines that the code follows, each with its citation."""
    view, code = context.catalog, proposal.code
    entry, attributes = view.entry(code), view.attributes(code)
    if attributes is not None and attributes.side is not None:
        said = {m.side for m in proposal.mentions if m.side is not None}
        if said:
            yield f"side as documented: {attributes.side} [OCG:I.B.13]"
        else:
            yield "no side is documented [OCG:I.B.13]"
    if entry is not None and entry.kind == "extension":
        phase = _PHASES.get(code[-1])
        if phase and code[0] in "ST":
            yield f"7th character {code[-1]}: {phase} [OCG:I.C.19.a]"
        else:
            yield f"7th character {code[-1]} from the category's table"
    if entry is not None and "unspecified" in entry.title.lower():
        yield "nothing more is documented: the unspecified code [OCG:I.A.9.b]"
    if any(m.assertion is Assertion.POSSIBLE for m in proposal.mentions):
        yield "uncertain at discharge, coded as if it existed [OCG:II.H]"
    for citation in proposal.citations:
        _, owner, *kind = citation.split(":")
        if kind == ["useAdditionalCode"]:
            yield f"asked for by the use additional code note at {owner} [{citation}]"
            continue
        authority = resolve(view, citation)
        yield f"{authority.title if authority else 'combination'} [{citation}]"
    others = [c for c in proposal.beaten if view.is_billable(c)]
    if others:
        yield f"chosen over {', '.join(others[:4])}"


def _not_coded(context: AuditContext, left_out: Sequence[LeftOut]) -> Iterator[NotCoded]:
    """Every mention that no proposal rests on, once for each wording and reason."""
    seen: set[tuple[str, str]] = set()
    for left in left_out or _untold(context):
        words = _words(left.mention, context)
        reason = f"{left.reason} [{left.citation}]" if left.citation else left.reason
        if (words.meaning, reason) not in seen:
            seen.add((words.meaning, reason))
            yield NotCoded(words, reason)


def _untold(context: AuditContext) -> Iterator[LeftOut]:
    """What a coder that gives no reasons left out: all that the note asserts is said by that."""
    used = {mention for proposal in context.proposals for mention in proposal.mentions}
    stay = context.bundle.encounter.setting is Setting.INPATIENT
    for mention in context.mentions:
        if mention in used:
            continue
        if mention.assertion is Assertion.AFFIRMED:
            yield LeftOut(mention, "the coder chose no code for it")
        else:
            yield LeftOut(mention, *absent(mention, stay=stay))
