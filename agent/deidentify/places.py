"""Places smaller than a state: addresses, cities, counties, ZIP codes, organisations.

A ZIP code is replaced whole. Safe Harbor would let the first three digits stand where more than
20,000 people live, by the current census; that list changes, and coding has no use for the digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.deidentify.facts import facts, listed
from agent.deidentify.identifiers import Identifier, Kind, Passage

_WORD = r"[A-ZÀ-Þ][\w'’.-]*"
_ZIP = r"\d{5}(?:-\d{4})?"
_UNIT = (
    r"(?:,?[ ]*(?:(?:Apt|Apartment|Unit|Suite|Ste|Rm|Room|Bldg|Building|Floor|Fl|Lot|Trlr)\b\.?[ ]*"
    r"#?[ ]*[\w-]+|\#[ ]?[\w-]+))?"
)
_RESIDENCE = (
    r"(?:lives? in|living in|lived in|resid(?:es|ing|ent) (?:in|of)|resident of|moved "
    r"(?:here )?(?:from|to)|native of|born in"
    r"|raised in|grew up in|originally from|is from|comes from|came from|hometown(?: is|:)"
    r"|travel(?:l?ed)? (?:from|to)"
    r"|visiting|city:|town:|town of|city of|village of|birthplace:|transfer(?:red)? from|home in"
    r"|relocat(?:ed|ing) to)"
)
_WORK = (
    r"(?:work(?:s|ing|ed)? (?:at|for)|employed (?:by|at|with)|employer:|employee of|retired from"
    r"|job at|student at|attends|teaches at)"
)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = facts("places")
    street = "|".join(sorted(lists["streets"], key=len, reverse=True))
    full = "|".join(sorted(lists["state_names"], key=len, reverse=True))
    state = rf"(?:{'|'.join(lists['states'])}|{full})"
    city = rf"{_WORD}(?:[ ]{_WORD}){{0,2}}"
    ends = "|".join(re.escape(o) for o in sorted(lists["organisations"], key=len, reverse=True))
    cities = "|".join(re.escape(c) for c in sorted(lists["cities"], key=len, reverse=True))
    return {
        "street": re.compile(
            rf"(?<![\w./-])\d{{1,6}}[A-Za-z]?(?:[ ]1/2)?[ ](?:(?:[NSEW]{{1,2}}|North|South|East"
            rf"|West)\b\.?[ ])?"
            rf"(?:(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th))[ ]){{0,5}}(?:{street}"
            rf"|{street.upper()})\b\.?(?:[ ](?:[NSEW]{{1,2}})\b)?{_UNIT}"
        ),
        "box": re.compile(
            r"(?i)\b(?:P\.? ?O\.? ?Box|post office box|RR[ ]?\d+,? Box"
            r"|rural route \d+,? box)[ #]*[\w-]+"
        ),
        "numbered": re.compile(r"\b(?:Highway|Hwy|Route|Rte|County Road|CR|FM)\.? \d{1,4}\b"),
        "city": re.compile(
            rf"(?P<c>{city}),?[ \n]+(?P<s>{state})\b\.?,?(?:[ \n]+(?P<z>{_ZIP})(?![\w-]))?"
        ),
        "city_caps": re.compile(rf"(?P<c>{city}),[ ]?(?P<s>{state})\b"),
        "zip": re.compile(
            rf"(?i:\b(?:zip|zip ?code|postal code)\b)[\s:#]*(?:is[ ])?(?P<z>{_ZIP})(?!\w)"
        ),
        "state_zip": re.compile(rf"\b{state},?[ \n]+(?P<z>{_ZIP})(?![\w-])"),
        "zip4": re.compile(r"(?<![\w./-])(?P<z>\d{5}-\d{4})(?![\w-])"),
        "residence": re.compile(rf"(?i:\b{_RESIDENCE})[ \n]+(?P<c>{city})"),
        "work": re.compile(
            rf"(?i:\b{_WORK})[ \n]+(?:(?i:the)[ ])?(?P<c>{_WORD}(?:[ ](?:&[ ])?{_WORD}){{0,3}})"
        ),
        "organisation": re.compile(
            rf"(?P<c>{_WORD}(?:[ ](?:(?:of|the|and|&|at)[ ])*{_WORD}){{0,4}})[ ](?P<e>{ends})(?!\w)"
        ),
        "saint": re.compile(
            r"\b(?:St\.?|Saint|Mount|Mt\.?) [A-Z][a-z]+(?:['’]s?)?(?= (?:hospital|clinic|medical"
            r"|health))"
        ),
        "known": re.compile(rf"(?<![\w'’-])(?:{cities})(?!\w|['’]s|-\w)"),
        "county": re.compile(rf"(?P<c>{_WORD}(?:[ ]{_WORD})?)[ ](?:County|Parish|Township)\b"),
    }


def places(passage: Passage) -> Iterator[Identifier]:
    """Addresses and what follows them, and names of places with something that says so."""
    patterns, text = _patterns(), passage.text
    for form in ("street", "box", "numbered", "saint"):
        for found in patterns[form].finditer(text):
            yield Identifier(found.start(), found.end(), Kind.PLACE)
    for form in ("zip", "state_zip", "zip4"):
        for found in patterns[form].finditer(text):
            yield Identifier(*found.span("z"), Kind.PLACE)
    unsure = set(facts("places")["unsure_states"])
    for found in patterns["city"].finditer(text):
        if found["z"]:
            yield Identifier(*found.span("z"), Kind.PLACE)
            yield from _named(passage, *found.span("c"))
        elif "," in found[0] and found["s"] not in unsure:
            yield from _named(passage, *found.span("c"))
    for form in ("residence", "work", "organisation", "county"):
        for found in patterns[form].finditer(text):
            yield from _named(passage, *found.span("c"), leading=form in {"organisation", "county"})
    for found in patterns["known"].finditer(text):
        low = found[0].lower()
        one_word_name = low in listed("census_names", "given_words") or low in listed(
            "eponyms", "eponyms"
        )
        if not one_word_name and not passage.in_condition(*found.span()):
            yield Identifier(found.start(), found.end(), Kind.PLACE, sure=False)


def _named(
    passage: Passage, start: int, end: int, *, leading: bool = False
) -> Iterator[Identifier]:
    """The words of the place that are a name; general words at either end are none."""
    words = list(re.finditer(r"\S+", passage.text[start:end]))
    general = (listed("places", "general") | listed("cues", "not_names") | _states()) - {"st"}

    def plain(word: re.Match[str]) -> str:
        return word[0].strip(".,;:").lower()

    while words and plain(words[0]) in general:
        words.pop(0)
    if not leading:
        words = words[: next((n for n, w in enumerate(words) if plain(w) in general), len(words))]
    while words and not leading and plain(words[-1]) in general:
        words.pop()
    if not words:
        return
    first = start + words[0].start()
    last = start + words[-1].start() + len(words[-1][0].rstrip(".,;:"))
    if last > first and not passage.in_condition(first, last):
        yield Identifier(first, last, Kind.PLACE)


def _states() -> frozenset[str]:
    return listed("places", "state_names")
