"""The coder's worksheet: how each proposal came from the note's words, and why other words did not.

Nothing is decided here. The steps are told from the mentions, the catalog and the conventions that
the coder followed: words, what they mean, Index entry, Tabular code, rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from agent.coding.proposing import reported_assertions
from agent.coding.weighing import explains, is_symptom, never_proposed
from agent.context import Assertion, AuditContext, Mention, Proposal, SectionKind
from agent.models import Setting
from catalog import CatalogView
from catalog.citations import resolve
from catalog.index.lookup import IndexMatch
from catalog.terms import LEXICAL, terms_of
from catalog.words import TOKEN, Kind, is_word, reader

#: 7th characters of injuries and their aftercare, as Official Guidelines I.C.19.a has them.
_PHASES = {"A": "active treatment", "D": "routine care after it", "S": "a sequela"}
_SIDES = {Kind.RIGHT: "right", Kind.LEFT: "left", Kind.BILATERAL: "bilateral"}
_ASSESSED = frozenset([SectionKind.ASSESSMENT, SectionKind.PLAN])
_NOT_PRESENT = {
    Assertion.NEGATED: "denied or ruled out",
    Assertion.HISTORICAL: "past, no longer present [OCG:I.C.21.c.4]",
    Assertion.FAMILY: "a relative's, not the patient's",
    Assertion.HYPOTHETICAL: "feared, advised or spoken of in general, not present",
    Assertion.PLANNED: "planned and not yet done: nothing to report at this encounter",
    Assertion.POSSIBLE: "uncertain, and no inpatient stay [OCG:IV.H]",
}


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


def worksheet(context: AuditContext) -> Worksheet:
    """The worksheet of a chart whose context holds its proposals."""
    return Worksheet(
        tuple(_coding(proposal, context) for proposal in context.proposals),
        tuple(_not_coded(context)),
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
        authority = resolve(view, citation)
        yield f"{authority.title if authority else 'combination'} [{citation}]"
    others = [c for c in proposal.beaten if view.is_billable(c)]
    if others:
        yield f"chosen over {', '.join(others[:4])}"


def _not_coded(context: AuditContext) -> Iterator[NotCoded]:
    """Every mention that no proposal rests on, once for each wording and reason."""
    used = {mention for proposal in context.proposals for mention in proposal.mentions}
    codes = {proposal.code for proposal in context.proposals}
    seen: set[tuple[str, str]] = set()
    for mention in context.mentions:
        if mention in used:
            continue
        reason = _reason(mention, codes, context)
        words = _words(mention, context)
        if (words.meaning, reason) not in seen:
            seen.add((words.meaning, reason))
            yield NotCoded(words, reason)


def _reason(mention: Mention, codes: set[str], context: AuditContext) -> str:
    inpatient = context.bundle.encounter.setting is Setting.INPATIENT
    if mention.assertion in _NOT_PRESENT and not (
        inpatient and mention.assertion is Assertion.POSSIBLE
    ):
        return _NOT_PRESENT[mention.assertion]
    first = mention.candidates[0]
    if codes.intersection(mention.candidates):
        code = next(c for c in mention.candidates if c in codes)
        return f"said with {code}"
    if is_symptom(first) and (cause := _cause(mention, context)):
        return f'explained by "{cause}" [OCG:I.B.5]'
    if not any(context.catalog.is_billable(code) for code in mention.candidates):
        return f"the words come to no billable code, only to {first}"
    if never_proposed(first):
        return f"these words alone do not support {first}"
    if is_symptom(first) and any(not is_symptom(code) for code in codes):
        return "a symptom beside a definitive diagnosis [OCG:I.B.5]"
    if mention.sentence.section in _ASSESSED:
        return "treatment or background there, not a condition of its own"
    return f"not taken up by the assessment: named only in {_section(mention)}"


def _cause(mention: Mention, context: AuditContext) -> str:
    """The words of the diagnosis that the statement gives as the symptom's cause, if it does."""
    text = context.text_of(mention.document_id)
    return next(
        (
            " ".join(other.text.split())
            for other in _beside(mention, context.mentions)
            if other.assertion in reported_assertions(context)
            and not is_symptom(other.candidates[0])
            and explains(other, mention, text)
        ),
        "",
    )


def _beside(mention: Mention, mentions: Iterable[Mention]) -> Sequence[Mention]:
    return [
        other
        for other in mentions
        if other.document_id == mention.document_id
        and other.sentence == mention.sentence
        and other is not mention
    ]


def _section(mention: Mention) -> str:
    section = mention.sentence.section.value.replace("_", " ")
    return "other parts of the note" if section == "other" else f"the {section}"
