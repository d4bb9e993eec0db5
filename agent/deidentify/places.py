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
from agent.deidentify.vocabulary import Word, known

_WORD = r"[A-ZÀ-Þ][\w'’.-]{0,40}"
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
    r"|lives? (?:near|outside(?: of)?|just outside(?: of)?|alone in|with [a-z' ]{2,30} in)"
    r"|(?:drove|flew|driven|commutes?|came|airlifted|flown|transported)(?: here| in| up"
    r"| down)? from"
    r"|staying in|vacation(?:ed|ing)? in|stationed (?:in|at)|incarcerated (?:in|at)|home to"
    r"|native to"
    r"|visiting|city:|town:|town of|city of|village of|birthplace:|transfer(?:red)? from|home in"
    r"|relocat(?:ed|ing) to)"
)
#: Where care was given: a department may follow as well as a hospital.
_CARE = (
    r"(?:(?:seen|treated|evaluated|followed|hospitali[sz]ed|admitted|presented|transferred"
    r"|transported|airlifted"
    r"|discharged|moved|returned|referred|taken|brought|done|performed|delivered|operated on"
    r"|surgery|records"
    r"|imaging|labs)[ ](?:here[ ])?(?:at|to|from|in|by))"
)
_WORK = (
    r"(?:work(?:s|ing|ed)? (?:at|for)|employed (?:by|at|with)|employer ?:|employee of|retired from"
    r"|job at|student at|attends|teaches at)"
)


_AT = re.compile(
    r"(?:\bat|\baddress(?: is)?|\bon|\blives|\bresides|\bhome|\bto|\baddr\.?)[ ]?:?[ ]+$",
    re.IGNORECASE,
)
#: Before a word that is also a city, and after it.
_IN = re.compile(r"\b(?:in|from|near|to|outside|around|via|city of|visiting)[ \n]$")
_STATE_AFTER = re.compile(r", [A-Z][A-Z]\b")


@cache
def cities(which: str) -> frozenset[str]:
    """Cities of the list in lower case: `sure`, or `unsure` where the word means more."""
    return frozenset(city.strip().lower() for city in facts("cities")[which].split(","))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = facts("places")
    street = "|".join(sorted(lists["streets"], key=len, reverse=True))
    full = "|".join(sorted(lists["state_names"], key=len, reverse=True))
    state = rf"(?:{'|'.join(lists['states'])}|{full})"
    city = rf"{_WORD}(?:[ ]{_WORD}){{0,2}}"
    ends = "|".join(re.escape(o) for o in sorted(lists["organisations"], key=len, reverse=True))
    return {
        "street": re.compile(
            rf"(?<![\w./-])\d{{1,6}}(?:-\d{{1,4}})?[A-Za-z]?(?:[ ]1/2)?[ ]"
            rf"(?:(?:[NSEW]{{1,2}}|North|South|East|West)\b\.?[ ])?"
            rf"(?:(?:{_WORD}|\d{{1,3}}(?:st|nd|rd|th))[ ]){{0,5}}(?:{street}"
            rf"|{street.upper()})\b\.?(?:[ ]\d{{1,4}}\b)?"
            rf"(?:[ ](?:[NSEW]{{1,2}}|North|South|East|West)\b)?{_UNIT}"
        ),
        "house": re.compile(
            rf"(?<![\w./#-])\d{{1,6}}(?:-\d{{1,4}})?[A-Z]?[ ](?P<c>{_WORD}(?:[ ]{_WORD}){{0,4}}?)"
            rf"(?P<u>{_UNIT})(?P<after>[,;)\n^|]|$|\.(?:\s|$)|[ ]{{2}}|[ ](?:in|on)\b)"
        ),
        "city_zip": re.compile(rf"(?:,[ ]*|\n)(?P<c>{city})[ ](?P<z>{_ZIP})(?![\w-])"),
        "holy": re.compile(
            rf"\b(?:Our Lady(?:[ ]of(?:[ ]the)?(?:[ ]{_WORD}){{1,2}})?"
            rf"|(?:Holy|Sacred|Blessed|Immaculate)[ ]{_WORD})"
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
        "care": re.compile(rf"(?i:\b{_CARE})[ \n]+(?:(?i:the)[ ])?(?P<c>{city}(?:['’]s)?)"),
        "caps": re.compile(r"(?<![\w'’-])[A-Z][\w'’.-]*(?:[ ][A-Z][\w'’.-]*){0,3}"),
        "town": re.compile(
            r"(?:(?<=[a-z,:] )|(?<=\()|(?<=  ))(?P<c>(?:[A-Z][a-z]+ ){1,2}"
            r"(?:Springs|Heights|Beach|Grove|Hills|Rapids|Bluffs?|Valley|Mesa|City|Bay"
            r"|Junction|Creek|Mills"
            r"|Township|Borough|Harbor))\b"
            r"|\b(?P<g>(?:Cape|Lake|Fort|Mount|San|Santa|Los|Las) [A-Z][a-z]+)\b"
            r"|\b(?:in|from|near|to|at|outside|around) (?P<f>[A-Z][a-z]+(?:ville|burg|burgh"
            r"|boro|borough"
            r"|haven|bury|ington|ford|wood|dale|mont|shire|stead|worth|brook|field))\b"
        ),
        "zip_after": re.compile(rf"(?:,?[ \n]+|,)(?P<z>{_ZIP})(?![\w-]|[.,]\d)"),
        "county": re.compile(rf"(?P<c>{_WORD}(?:[ ]{_WORD})?)[ ](?:County|Parish|Township)\b"),
    }


def places(passage: Passage) -> Iterator[Identifier]:
    """Addresses and what follows them, and names of places with something that says so."""
    behind = _patterns()["zip_after"]
    for place in (*_addresses(passage), *_towns(passage), *_organisations(passage)):
        yield place
        code = behind.match(passage.text, place.end)
        if code:
            yield Identifier(*code.span("z"), Kind.PLACE)
    for form in ("zip", "state_zip", "zip4"):
        for found in _patterns()[form].finditer(passage.text):
            yield Identifier(*found.span("z"), Kind.PLACE)


def _addresses(passage: Passage) -> Iterator[Identifier]:
    for form in ("street", "box", "numbered", "saint", "holy"):
        for found in _patterns()[form].finditer(passage.text):
            end = found.start() + len(found[0].rstrip("."))
            yield Identifier(found.start(), end, Kind.PLACE)
    for found in _patterns()["house"].finditer(passage.text):
        if _is_house(passage, found):
            yield Identifier(found.start(), found.start("after"), Kind.PLACE)


def _is_house(passage: Passage, found: re.Match[str]) -> bool:
    """Whether words behind a number name a street: no clinical one, and more than one or a cue."""
    written = [word.strip(".,") for word in found["c"].split()]
    words = [known(word) for word in written]
    named = words[0] in (Word.UNKNOWN, Word.NAME)
    if (Word.CLINICAL in words and not named) or passage.in_condition(*found.span("c")):
        return False
    if written[0].lower() in listed("clinical_numbers", "units"):
        return False
    cue = _AT.search(passage.text[max(0, found.start() - 24) : found.start()])
    if cue or found["u"]:
        return True
    line = passage.text[: found.start()].endswith("\n")
    few = len(words) == 1 and not (line and words[0] in (Word.UNKNOWN, Word.NAME))
    return not few and found["after"] in {",", "\n", "  ", "^", "|"}


def _towns(passage: Passage) -> Iterator[Identifier]:
    """Towns beside a state or a word for living there, of the list, and by their form."""
    patterns, text = _patterns(), passage.text
    unsure = set(facts("places")["unsure_states"])
    for found in patterns["city"].finditer(text):
        if found["z"]:
            yield Identifier(*found.span("z"), Kind.PLACE)
        parted = "," in text[found.end("c") : found.start("s")]
        if found["z"] or (parted and found["s"] not in unsure):
            yield from _named(passage, *found.span("c"))
    for found in patterns["city_zip"].finditer(text):
        if found["c"].strip(".") not in {
            *facts("places")["states"],
            *facts("places")["state_names"],
        }:
            yield Identifier(*found.span("c"), Kind.PLACE)
        yield Identifier(*found.span("z"), Kind.PLACE)
    for form in ("residence", "county"):
        for found in patterns[form].finditer(text):
            yield from _named(passage, *found.span("c"), leading=form == "county", county=True)
    for found in patterns["town"].finditer(text):
        place = found.span(next(name for name in "cgf" if found[name]))
        if text[slice(*place)].lower() not in _states():
            yield from _named(passage, *place, leading=True, county=True)
    for found in patterns["caps"].finditer(text):
        yield from _listed_cities(passage, found)


def _listed_cities(passage: Passage, run: re.Match[str]) -> Iterator[Identifier]:
    """Cities of the list among words with capitals; the longest that begins at each word."""
    words = [
        (run.start() + w.start(), run.start() + w.end()) for w in re.finditer(r"[^ ]+", run[0])
    ]
    n = 0
    while n < len(words):
        taken = next((m for m in range(len(words), n, -1) if _is_city(passage, words[n:m])), n)
        if taken > n:
            last = passage.text[slice(*words[taken - 1])]
            end = words[taken - 1][0] + len(last.rstrip(".-'’"))
            yield Identifier(words[n][0], end, Kind.PLACE, sure=False)
        n = max(taken, n + 1)


def _is_city(passage: Passage, words: list[tuple[int, int]]) -> bool:
    start, end = words[0][0], words[-1][1]
    name = passage.text[start:end].rstrip(".-'’")
    low = name.lower()
    if name.isupper() or passage.in_condition(start, end):
        return False
    if low in listed("census_names", "given_words") | listed("eponyms", "eponyms"):
        return False
    if low in cities("sure"):
        return True
    before, after = passage.text[max(0, start - 16) : start], passage.text[end : end + 4]
    cued = bool(_IN.search(before)) and passage.text[end : end + 2] not in {"'s", "’s"}
    return low in cities("unsure") and (cued or bool(_STATE_AFTER.match(after)))


def _organisations(passage: Passage) -> Iterator[Identifier]:
    for form in ("work", "organisation"):
        for found in _patterns()[form].finditer(passage.text):
            yield from _named(passage, *found.span("c"), leading=form == "organisation")
    for found in _patterns()["care"].finditer(passage.text):
        # One word may be a department; two, or one that ends in `'s`, are a hospital's name.
        for named in _named(passage, *found.span("c")):
            words = passage.text[named.start : named.end].split()
            if len(words) > 1 or words[0].endswith(("'s", "’s")):
                yield named


def _named(
    passage: Passage, start: int, end: int, *, leading: bool = False, county: bool = False
) -> Iterator[Identifier]:
    """The words of the place that are a name; general words at either end are none."""
    words = list(re.finditer(r"\S+", passage.text[start:end]))
    general = (listed("places", "general") | listed("cues", "not_names") | _states()) - {"st"}
    if leading:
        general -= {"good", "white", "black", "first"}

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
    # A department, such as `Peritoneal Dialysis`, is nobody's.
    department = not county and all(known(plain(w)) is Word.CLINICAL for w in words)
    if last > first and not department and not passage.in_condition(first, last):
        yield Identifier(first, last, Kind.PLACE)


def _states() -> frozenset[str]:
    return listed("places", "state_names")
