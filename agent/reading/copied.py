"""Copied text: statements that stand word for word in an earlier note, or that the note says are
copied.

Nothing is taken away. A mark tells the auditor where else the words stand; whether they still hold
is for a person to judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from agent.context import Copied, CopyKind, ReadDocument, Sentence
from catalog.words import read_lexicon

#: Words of the shortest statement that is hardly written twice; of three and more in a row.
_SHORTEST, _SHORTEST_RUN, _RUN = 8, 12, 3
_LEAST_CHARACTERS = 30
_ENDING = 24
#: Most words after a mark that opens what stands below it.
_BESIDE_A_MARK = 6
_NUMBER = re.compile(r"^[\W_]*(?:\d{1,2}[.)]\s*)?")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_DATE = re.compile(r"\b(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})/(\d{1,2})/(\d{4}|\d{2}))\b")
_CENTURY = 2000


def with_copies(
    documents: Sequence[ReadDocument], dates: Mapping[str, date | None]
) -> tuple[ReadDocument, ...]:
    """The documents with their copied passages; `dates` are the documents' own, by id."""
    several = len({day for day in dates.values() if day is not None}) > 1
    keyed = {d.id: _keys(d) for d in documents if several or _may_repeat(d)}
    found = []
    for document in documents:
        copies = list(_stated_or_signed(document, dates.get(document.id)))
        if document.id in keyed:
            copies += _within(document, keyed[document.id])
        if several:
            copies += _from_earlier(document, documents, dates, keyed)
        copies.sort(key=lambda copied: copied.start)
        found.append(replace(document, copies=tuple(copies)) if copies else document)
    return tuple(found)


def _may_repeat(document: ReadDocument) -> bool:
    """Whether two long statements end alike: seldom, and soon seen."""
    ends = [
        document.text[s.end - _ENDING : s.end].rstrip(" .;").lower()[-_ENDING // 2 :]
        for s in document.sentences
        if s.end - s.start >= _LEAST_CHARACTERS
    ]
    return len(set(ends)) < len(ends)


def _keys(document: ReadDocument) -> list[str]:
    return [_key(document.text, sentence) for sentence in document.sentences]


def _stated_or_signed(document: ReadDocument, own: date | None) -> Iterator[Copied]:
    low = document.text.lower()
    content = read_lexicon("copied.yaml")
    if any(mark in low for mark in content["marks"]):
        yield from _stated(document)
    if own is not None and any(opening in low for opening in content["signatures"]):
        yield from _signed(document, own)


def _key(text: str, sentence: Sentence) -> str:
    """A statement without capitals, further blanks, and its number in a list."""
    words = text[sentence.start : sentence.end].lower().split()
    return _NUMBER.sub("", " ".join(words)).rstrip(" .;")


def _within(document: ReadDocument, keys: Sequence[str]) -> Iterator[Copied]:
    """Long statements that the document has made before."""
    first: dict[str, Sentence] = {}
    for key, sentence in zip(keys, document.sentences, strict=True):
        if len(key) < _LEAST_CHARACTERS or _words(key) < _SHORTEST:
            continue
        if key in first:
            line = document.text.count("\n", 0, first[key].start) + 1
            yield Copied(sentence.start, sentence.end, CopyKind.WITHIN, f"line {line}")
        else:
            first[key] = sentence


def _from_earlier(
    document: ReadDocument,
    documents: Sequence[ReadDocument],
    dates: Mapping[str, date | None],
    keyed: Mapping[str, Sequence[str]],
) -> Iterator[Copied]:
    """Statements of documents of earlier days, those of the latest first; each statement once."""
    own = dates.get(document.id)
    if own is None:
        return
    earlier = [
        (day, other)
        for other in documents
        if (day := dates.get(other.id)) is not None and day < own
    ]
    taken: set[int] = set()
    for day, other in sorted(earlier, key=lambda e: e[0], reverse=True):
        for place in _alike(keyed[document.id], keyed[other.id]):
            if place not in taken:
                taken.add(place)
                sentence = document.sentences[place]
                yield Copied(sentence.start, sentence.end, CopyKind.EARLIER, other.id, day)


def _alike(keys: Sequence[str], others: Sequence[str]) -> Iterator[int]:
    """Places of statements that others have too: long ones, and runs of short ones in one order."""
    places: dict[str, list[int]] = {}
    for at, key in enumerate(others):
        if key:
            places.setdefault(key, []).append(at)
    place = 0
    while place < len(keys):
        run = max((_run(keys, place, others, at) for at in places.get(keys[place], ())), default=0)
        words = sum(_words(key) for key in keys[place : place + run])
        if run >= _RUN and words >= _SHORTEST_RUN:
            yield from range(place, place + run)
        else:
            yield from (n for n in range(place, place + run) if _words(keys[n]) >= _SHORTEST)
        place += max(run, 1)


def _run(keys: Sequence[str], place: int, others: Sequence[str], at: int) -> int:
    """How many statements are the same one after another, from `place` and `at` on."""
    length = 0
    while (
        place + length < len(keys)
        and at + length < len(others)
        and keys[place + length] == others[at + length]
    ):
        length += 1
    return length


def _words(key: str) -> int:
    return key.count(" ") + 1 if key else 0


def _stated(document: ReadDocument) -> Iterator[Copied]:
    """Statements that the note says are copied, with the words by which it does."""
    marks, _ = _wordings()
    until = -1
    said = ""
    for sentence in document.sentences:
        mark = marks.search(document.text, sentence.start, sentence.end)
        if mark is not None:
            opens = _opens(document.text, sentence, mark)
            words = document.text[sentence.start : sentence.end] if opens else mark.group()
            said = " ".join(words.split()).strip("[(")
            until = _end_of(document, sentence) if opens else sentence.end
        if sentence.start < until:
            yield Copied(sentence.start, sentence.end, CopyKind.STATED, said)


def _opens(text: str, sentence: Sentence, mark: re.Match[str]) -> bool:
    """Whether a statement with a mark only opens what stands below it."""
    before, after = text[sentence.start : mark.start()], text[mark.end() : sentence.end]
    if after.endswith(":"):
        return True
    led = any(letter.isalpha() for letter in before)
    goes_on = after[:1] in {"]", ")"} and any(letter.isalpha() for letter in after)
    return not led and not goes_on and len(after.split()) <= _BESIDE_A_MARK


def _end_of(document: ReadDocument, sentence: Sentence) -> int:
    """Where what stands below a statement ends: at a blank line, or with the section."""
    section = next(s for s in document.sections if s.start <= sentence.start < s.end)
    blank = _BLANK_LINE.search(document.text, sentence.end, section.end)
    return blank.start() if blank else section.end


def _signed(document: ReadDocument, own: date) -> Iterator[Copied]:
    """Statements above a signature of an earlier day that stands amid the note."""
    first = 0
    for signature in _wordings()[1].finditer(document.text):
        line_end = document.text.find("\n", signature.start())
        line_end = len(document.text) if line_end < 0 else line_end
        day = _date_in(document.text[signature.start() : line_end])
        follows = any(s.start >= line_end for s in document.sentences)
        if day is not None and day < own and follows:
            for sentence in document.sentences:
                if first <= sentence.start < signature.start():
                    yield Copied(sentence.start, sentence.end, CopyKind.SIGNED, "", day)
        first = line_end


def _date_in(line: str) -> date | None:
    found = _DATE.search(line)
    if found is None:
        return None
    if found[1]:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        year, month, day = int(found[6]), int(found[4]), int(found[5])
    try:
        return date(year if year > 99 else _CENTURY + year, month, day)
    except ValueError:
        return None


@cache
def _wordings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Marks of copied text, and openings of signatures."""
    content = read_lexicon("copied.yaml")
    marks, signatures = (
        "|".join(sorted(map(re.escape, content[name]), key=len, reverse=True))
        for name in ("marks", "signatures")
    )
    return (
        re.compile(rf"(?<!\w)(?:{marks})\b", re.IGNORECASE),
        re.compile(rf"^[ \t\W]*(?:{signatures})\b", re.IGNORECASE | re.MULTILINE),
    )
