"""A bundle's documents as they may leave the machine: surrogates in place of identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from agent.context import AuditContext
from agent.deidentify.ages import ages
from agent.deidentify.casing import as_sentences
from agent.deidentify.dates import WrittenDate, dates, written_dates
from agent.deidentify.dating import crossed_out, moved, moved_day, shift_days
from agent.deidentify.email_address import email_address
from agent.deidentify.identifiers import Detector, Identifier, Kind, Passage
from agent.deidentify.internet_address import internet_address
from agent.deidentify.names import names, parts, repeats
from agent.deidentify.places import places
from agent.deidentify.presumed_names import presumed_names
from agent.deidentify.presumed_numbers import presumed_numbers
from agent.deidentify.record_numbers import record_numbers
from agent.deidentify.social_security import social_security
from agent.deidentify.surrogate import Surrogates, age_surrogate
from agent.deidentify.telephone import telephone
from agent.deidentify.times_of_day import times_of_day
from agent.deidentify.web_address import web_address

DETECTORS: tuple[Detector, ...] = (
    email_address,
    web_address,
    social_security,
    telephone,
    dates,
    internet_address,
    record_numbers,
    ages,
)
#: Those that go by the case of words see lines in capitals or small letters as sentences.
BY_CASE: tuple[Detector, ...] = (places, names, presumed_names)
_WORD = re.compile(r"[^\W_]+")
_LONGEST_CODE = 5


@dataclass(frozen=True, slots=True)
class Replaced:
    """One row of the table that leads back: what stood there, and what stands for it."""

    document_id: str
    start: int
    end: int
    kind: Kind
    original: str
    surrogate: str


@dataclass(frozen=True, slots=True)
class Shared:
    """The texts to send by document id, the date of service to tell, and the table, kept here.

    Each text is as long as the original, so a place in one is the same place in the other.
    """

    texts: Mapping[str, str]
    date: str
    table: tuple[Replaced, ...] = field(default=(), repr=False)
    deidentified: bool = True

    def original(self, document_id: str, start: int, end: int) -> str:
        """The words of the original at a place of the shared text."""
        made = list(self.texts[document_id])
        for row in self.table:
            if row.document_id == document_id:
                made[row.start : row.end] = row.original
        return "".join(made[start:end])


def as_received(context: AuditContext) -> Shared:
    """The documents unchanged, for an endpoint on this machine."""
    texts = {document.id: document.text for document in context.documents}
    return Shared(texts, context.date.isoformat(), deidentified=False)


def deidentified(context: AuditContext, *, shift_dates: bool = False) -> Shared:
    """The documents with a surrogate for every identifier that is found.

    The bundle's own hash decides the surrogates: the same bundle gives the same texts.
    """
    seed = sha256(context.bundle.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()
    passages = {document.id: _passage(document.id, context) for document in context.documents}
    found = find(passages.values())
    days = shift_days(tuple(passages.values()), seed) if shift_dates else None
    words = frozenset(w.lower() for p in passages.values() for w in _WORD.findall(p.text))
    surrogates = Surrogates(seed, words)
    texts, table = {}, []
    for (document_id, passage), identifiers in zip(passages.items(), found, strict=True):
        made = list(passage.text)
        written = tuple(written_dates(passage))
        for one in identifiers:
            original = passage.text[one.start : one.end]
            new = _surrogate(original, one, passage, written, surrogates, days)
            made[one.start : one.end] = new
            table.append(Replaced(document_id, one.start, one.end, one.kind, original, new))
        texts[document_id] = "".join(made)
    day = str(context.date.year) if days is None else moved_day(context.date, days).isoformat()
    return Shared(texts, day, tuple(table))


def holds_identifier(text: str) -> bool:
    """Whether words of ours, such as a finding's message, hold an identifier of the chart."""
    return any(find([Passage(text, date.max)]))


def find(passages: Iterable[Passage]) -> tuple[tuple[Identifier, ...], ...]:
    """The identifiers of each passage, apart from each other and in order.

    A name that is sure in one passage is looked for in all.
    """
    passages = tuple(passages)
    found = [[one for detect in DETECTORS for one in detect(p)] for p in passages]
    for passage, identifiers in zip(passages, found, strict=True):
        written = {passage.text, as_sentences(passage.text)}
        for text in sorted(written):
            cased = replace(passage, text=text)
            identifiers += [one for detect in BY_CASE for one in detect(cased)]
        identifiers += times_of_day(passage, tuple(identifiers))
        identifiers += presumed_numbers(passage, tuple(identifiers))
    known = dict.fromkeys(
        part
        for passage, identifiers in zip(passages, found, strict=True)
        for one in identifiers
        if one.kind is Kind.NAME and one.sure
        for part in parts(passage.text[one.start : one.end])
    )
    for passage, identifiers in zip(passages, found, strict=True):
        identifiers += [one for part in known for one in repeats(passage, part)]
    return tuple(tuple(_apart(identifiers)) for identifiers in found)


def _passage(document_id: str, context: AuditContext) -> Passage:
    document = next(d for d in context.documents if d.id == document_id)
    bundle = context.bundle
    codes = {bundle.bundle_id, *(d.id for d in bundle.documents)}
    return Passage(
        text=document.text,
        day=context.date,
        names=tuple(d.author for d in bundle.documents if d.author),
        codes=tuple(
            sorted(c for c in codes if len(c) >= _LONGEST_CODE and any(x.isdigit() for x in c))
        ),
        conditions=tuple((m.start, m.end) for m in document.mentions),
    )


def _apart(identifiers: Iterable[Identifier]) -> Iterator[Identifier]:
    """Overlapping identifiers become one, of the kind of the longest."""
    merged: list[Identifier] = []
    longest = 0
    for one in sorted(identifiers):
        size = one.end - one.start
        if merged and one.start < merged[-1].end:
            last = merged[-1]
            kind = one.kind if size > longest else last.kind
            merged[-1] = Identifier(last.start, max(last.end, one.end), kind)
            longest = max(longest, size)
        elif size:
            merged.append(one)
            longest = size
    yield from merged


def _surrogate(
    original: str,
    one: Identifier,
    passage: Passage,
    written: tuple[WrittenDate, ...],
    surrogates: Surrogates,
    days: int | None,
) -> str:
    if one.kind is Kind.AGE:
        return age_surrogate(original)
    if one.kind is not Kind.DATE:
        return surrogates.of(original, one.kind)
    if days is not None:
        whole = [w for w in written if (w.start, w.end) == (one.start, one.end)]
        made = moved(passage, whole[0], days) if whole else None
        if made is not None:
            return made
    return crossed_out(original, passage, written, one)
