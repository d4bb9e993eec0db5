"""Names of people: after titles, labels and relations, before credentials, and by the census."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.census import POSSESSIVE, listed_name, own_given, own_name, pair
from agent.deidentify.facts import facts, listed
from agent.deidentify.identifiers import Identifier, Kind, Passage
from agent.deidentify.name_patterns import UPPER, name_patterns
from agent.deidentify.vocabulary import Word, has_clinical_ending, known

_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]{2,})*")
_MORE = re.compile(rf",?[ ]{UPPER}(?:\.|(?![\w'’-]))")
_HEAD = re.compile(r"(?:['’]s|['’])?[- ]+(?:[\w-]+ )?([\w-]+)")


def names(passage: Passage) -> Iterator[Identifier]:
    """Names of people, whole: `Dr. Maria de la Cruz`, `SMITH, JOHN A`, `her son Tom`."""
    patterns = name_patterns()
    for cue in ("title", "credential", "label"):
        for found in patterns[cue].finditer(passage.text):
            if cue != "credential" or known(found["n"]) not in (Word.CLINICAL, Word.ENGLISH):
                yield from _trimmed(passage, *found.span("n"), sure=True)
    for cue in ("before_likely", "subject_likely"):
        for found in patterns[cue].finditer(passage.text):
            yield from _likely(passage, *found.span("n"), vouched=False)
    for cue in ("before", "relative", "relation_after", "subject", "identified", "owner"):
        for found in patterns[cue].finditer(passage.text):
            for likely in _likely(passage, *found.span("n")):
                yield likely
                if cue in {"before", "relative"}:
                    yield from _others(passage, likely.end)
    for found in patterns["middle"].finditer(passage.text):
        first, last = (_PART.findall(found["n"])[n] for n in (0, -1))
        excluded = listed("cues", "not_names") | listed("cues", "before_letters")
        if not {first.lower(), last.lower()} & excluded and not first.isupper():
            yield from _likely(passage, *found.span("n"))
    for found in patterns["initials"].finditer(passage.text):
        yield from _initialled(passage, found)
    for found in patterns["credential_first"].finditer(passage.text):
        if listed_name(_PART.findall(found["n"])[0]):
            yield from _likely(passage, *found.span("n"))
    for found in patterns["field"].finditer(passage.text):
        yield from _field(passage, *found.span("n"))
    for found in patterns["title_low"].finditer(passage.text):
        words = list(_PART.finditer(passage.text, *found.span("n")))
        kept = words[: 2 if len(words) > 1 and own_name(words[1][0]) else 1]
        if listed_name(kept[0][0]):
            yield Identifier(kept[0].start(), kept[-1].end(), Kind.NAME)
    for cue in ("turned", "run"):
        for found in patterns[cue].finditer(passage.text):
            yield from _by_census(passage, *found.span("n"))
    for name in passage.names:
        for part in parts(name):
            yield from repeats(passage, part)


def parts(name: str) -> tuple[str, ...]:
    """The words of a name that are worth looking for elsewhere: no initials, no credentials."""
    credentials = {c.lower().replace(".", "") for c in facts("cues")["credentials"]}
    dropped = credentials | listed("cues", "titles") | listed("cues", "particles")
    dropped |= listed("cues", "suffixes") | listed("cues", "not_names")
    found = (POSSESSIVE.sub("", word) for word in _PART.findall(name))
    return tuple(word for word in found if len(word) > 2 and word.lower() not in dropped)


def repeats(passage: Passage, part: str) -> Iterator[Identifier]:
    """Where a part of a name that is known from elsewhere stands again."""
    written = {part.title(), part.upper(), part, part.capitalize()}
    if own_name(part):
        written.add(part.lower())
    either = "|".join(map(re.escape, sorted(written)))
    for found in re.finditer(rf"(?<![^\W_])(?:{either})(?![^\W_])", passage.text):
        start, end = found.span()
        if not eponymous(passage, start, end):
            yield Identifier(start, end, Kind.NAME)


def eponymous(passage: Passage, start: int, end: int) -> bool:
    """Whether the name names a condition, sign or instrument there, and not a person."""
    whole = POSSESSIVE.sub("", passage.text[start:end]).lower()
    word = whole.split("-")[-1]
    if passage.in_condition(start, end) and not own_name(word):
        return True
    head = _HEAD.match(passage.text, end)
    following = [w for w in re.findall(r"[\w-]+", head[0].lower()) if w != "s"] if head else []
    heads = listed("eponyms", "heads")
    eponyms = listed("eponyms", "eponyms") | listed("words", "eponyms")
    named = any(part in eponyms or part.removesuffix("s") in eponyms for part in whole.split("-"))
    headed = any(w in heads for w in following[: 2 if named else 1])
    # `Bancroft's filariasis`
    condition = named and any(has_clinical_ending(w) for w in following[:2])
    return condition or (headed and (named or not own_name(word)))


def _trimmed(passage: Passage, start: int, end: int, *, sure: bool) -> Iterator[Identifier]:
    """The name up to the first word that cannot be part of one."""
    kept = _leading_names(passage.text, start, end)
    if not kept:
        return
    last = kept[-1]
    if len(kept) == 1 and eponymous(passage, kept[0].start(), last.end()) and not sure:
        return
    stop = last.end()
    if len(last[0]) == 1 and passage.text[stop : stop + 1] == ".":
        stop += 1
    if all(len(word[0]) == 1 for word in kept):
        return
    yield Identifier(
        kept[0].start(), _without_possessive(passage.text, kept[0].start(), stop), Kind.NAME
    )


def _likely(
    passage: Passage, start: int, end: int, *, vouched: bool = True
) -> Iterator[Identifier]:
    """After a weak cue: what begins with a name of the census, or with a word unknown to us.

    After a cue that does not vouch for a person, a word of the census must be among two, or alone.
    """
    kept = _leading_names(passage.text, start, end)
    if not kept or eponymous(passage, kept[0].start(), kept[-1].end()):
        return
    first = kept[0]
    if passage.in_condition(first.start(), kept[-1].end()) or _shouted(passage.text, kept):
        return
    whole = next((word for word in kept if len(word[0]) > 1), first)
    initial = whole is not first and whole[0].lower() not in listed("cues", "after_initials")
    unknown = (vouched or initial) and len(whole[0]) > 2 and not whole[0].isupper()
    unknown = unknown and known(whole[0]) is not Word.CLINICAL
    if not vouched and len(kept) == 1 and not own_name(first[0]):
        return
    if unknown or any(listed_name(word[0]) for word in kept):
        yield from _trimmed(passage, start, end, sure=False)


def _others(passage: Passage, end: int) -> Iterator[Identifier]:
    """More names in a list that began with one: `her sons Tom, Ali and Ben`."""
    another = name_patterns()["and_another"].match(passage.text, end)
    while another:
        name = next(_likely(passage, *another.span("n")), None)
        if name is None:
            return
        yield name
        another = name_patterns()["and_another"].match(passage.text, name.end)


def _initialled(passage: Passage, found: re.Match[str]) -> Iterator[Identifier]:
    """`F. Cook`, `J. R. de Leon`: an initial and a surname of the census; no organism, no side."""
    words = _PART.findall(found["s"])
    surname = words[-1]
    excluded = listed("cues", "after_initials") | listed("cues", "not_names")
    plain = surname.lower() in excluded or surname.isupper() or len(surname) < 3
    if plain or passage.in_condition(*found.span()) or eponymous(passage, *found.span("s")):
        return
    if listed_name(surname) or len(words) > 1:
        yield Identifier(*found.span("n"), Kind.NAME)


def _field(passage: Passage, start: int, end: int) -> Iterator[Identifier]:
    """All that stands in a field or a line: two words or more, one of them no other word."""
    words = list(_PART.finditer(passage.text, start, end))
    kept = _leading_names(passage.text, start, end)
    whole = len(words) > 1 and len(kept) == len(words)
    # Turned round, with a comma, it is a name also where the census is less sure.
    known = listed_name if "," in passage.text[start:end] else own_name
    if whole and any(known(w[0]) for w in kept) and not passage.in_condition(start, end):
        yield Identifier(start, end, Kind.NAME)


def _by_census(passage: Passage, start: int, end: int) -> Iterator[Identifier]:
    """With no cue: a given name beside a surname, or a name that is no other word."""
    not_names = listed("cues", "not_names") | listed("cues", "titles")
    words = list(_PART.finditer(passage.text, start, end))
    for place, word in enumerate(words):
        low = POSSESSIVE.sub("", word[0]).lower()
        if low in not_names:
            continue
        rest = words[place + 1 :]
        beside = next((w for w in rest if len(w[0]) > 1 and not _is_particle(w[0])), None)
        if beside is not None and _are_one(passage, word, beside, initial=len(rest[0][0]) == 1):
            stop = _without_possessive(passage.text, word.start(), beside.end())
            more = _MORE.match(passage.text, stop)
            yield Identifier(word.start(), more.end() if more else stop, Kind.NAME)
        elif _alone(passage, word, low):
            stop = word.start() + len(POSSESSIVE.sub("", word[0]))
            yield Identifier(word.start(), stop, Kind.NAME, sure=False)


def _are_one(
    passage: Passage, word: re.Match[str], beside: re.Match[str], *, initial: bool
) -> bool:
    """Whether two words are the given name and the surname of one person."""
    first, second = (POSSESSIVE.sub("", w[0]).lower() for w in (word, beside))
    if {first, second} & listed("cues", "not_names"):
        return False
    start, end = word.start(), beside.end()
    if passage.in_condition(start, end) or eponymous(passage, start, end):
        return False
    if not beside[0][0].isupper() or known(beside[0]) is Word.CLINICAL:
        return False
    # An initial between them, or a given name that is no other word, vouches for a rare surname.
    return pair(first, second) or (listed_name(first) if initial else own_given(first, second))


def _is_particle(word: str) -> bool:
    return word.lower() in listed("cues", "particles")


def _alone(passage: Passage, word: re.Match[str], low: str) -> bool:
    start, end = word.span()
    return (
        len(low) > 3
        and own_name(low)
        and not word[0].isupper()
        and not passage.in_condition(start, end)
        and not listed("eponyms", "eponyms").issuperset(low.split("-"))
        and not eponymous(passage, start, end)
    )


def _leading_names(text: str, start: int, end: int) -> list[re.Match[str]]:
    kept: list[re.Match[str]] = []
    stop_words = listed("cues", "not_names")
    credentials = {c.replace(".", "") for c in facts("cues")["credentials"]}
    for word in _PART.finditer(text, start, end):
        low = POSSESSIVE.sub("", word[0]).lower()
        single = len(low) == 1 and kept
        if (low in stop_words or word[0] in credentials) and not single:
            break
        kept.append(word)
    particles = listed("cues", "particles")
    while kept and kept[-1][0].lower() in particles:
        kept.pop()
    return kept


def _without_possessive(text: str, start: int, end: int) -> int:
    found = POSSESSIVE.search(text[start:end])
    return start + found.start() if found else end


def _shouted(text: str, words: list[re.Match[str]]) -> bool:
    """Whether the words stand in capitals like all of their line, as headings do."""
    line_start = text.rfind("\n", 0, words[0].start()) + 1
    line_end = text.find("\n", words[0].start())
    line = text[line_start : line_end if line_end >= 0 else len(text)]
    return line.isupper() and not all(own_name(w[0]) for w in words)
