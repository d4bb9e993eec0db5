"""Words with a capital that nothing shows to be anything but a name: persons, places, firms.

Every detector beside this one finds identifiers by what they are. Here it is the other way round: a
word that begins with a capital is replaced unless catalog, charts or English explain it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from agent.deidentify.census import POSSESSIVE
from agent.deidentify.facts import facts, listed
from agent.deidentify.identifiers import Identifier, Kind, Passage
from agent.deidentify.names import eponymous
from agent.deidentify.vocabulary import Word, known

_CAPITAL = re.compile(r"(?<![\w@#/\\'’.-])[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*(?![\w@]|\.\w)")
_LOWER = re.compile(r"(?<![\w@#/\\'’.-])[a-zà-ÿ]{4,}(?![\w@/]|['’-]\w|\.\w)")
_JOINED = re.compile(r" (?:(?:of|the|de|la|del|&) ){0,2}|-|, ?|\^")
#: After an initial or a shortened word, a full stop joins too.
_STOPPED = re.compile(r"\. ?")
_SHORTENED = frozenset({"st", "mt", "ft", "ste", "dr", "mr", "mrs", "ms"})
#: Before a word inside a sentence: a word in small letters, and nothing else.
_INSIDE = re.compile(r"(?<![\w'’-])(?:[a-zà-ÿ][a-zà-ÿ'’-]*|\d{1,4}|I|[a-z]{1,3}/[a-z]{0,3}),? $")
_BEFORE = 24
#: Behind words of a sentence, as against a heading.
_TOLD = re.compile(r" ?\(| [a-zà-ÿ]{2}")
#: After the name of a drug, a device or a dressing.
_DOSED = re.compile(
    r"[ -]*(?:\(\w+\) ?)?"
    r"(?:[\d.,/-]+ ?(?:mg|mcg|g|gm|units?|u|ml|mL|meq|mEq|%|iu|IU|tabs?|caps?|puffs?|grams?)\b"
    r"|(?:XR|ER|SR|CR|LA|XL|DR|EC|HFA|Diskus|Respimat|HandiHaler|FlexPen|KwikPen|inhalers?|cream"
    r"|gel|patch(?:es)?|tab(?:let)?s?"
    r"|caps(?:ules?)?|ointment|lotion|eye ?drops|drops|injections?|infusions?|suspension|nasal"
    r"|nebs?|suppositor\w+|shampoo|powder|mesh|sutures?|dressings?|stents?|valves?|catheters?"
    r"|pump|insulin|p\.?r\.?n|b\.?i\.?d|t\.?i\.?d|q\.?\d|qhs|daily|nightly|as needed"
    r"|twice|once|every|stain|vaccines?|agar|implants?|prosthes[ie]s|screws?|plates?|graft)\b)"
)
_MONTHS = frozenset({"may", "april", "june", "august"})
_IN_TIME = re.compile(
    r"\b(?:in|since|last|this|next|until|till|of|early|late|mid|by|from|through|thru|during|every"
    r"|each|before|after|between|and|to|or|on|for|around|about|approximately|past|\d+)[ -]$"
)
_DAY_OR_YEAR = re.compile(r",? ?(?:of )?\d|-|/| (?:the|or|and|through|to|until) ")
#: Between names that stand in a list.
_AND = re.compile(r",? (?:and|or|&) ")
#: Before a word of the catalog that is a given name or a surname, and behind it: `w/ Rice,`.
_COMPANY = re.compile(r"(?<![\w'’-])(?:by|with|w/|from|to|attn|per|cc|via|for) $")
_PARTED = re.compile(
    r"[.,;:)\n]|$| \(| (?:and|or|at|in|on|who|is|was|has|will|if|when|after|today)\b"
)
_SHORT_NAMES = frozenset({"ng", "wu", "vu", "vo", "yu", "xu", "hu", "ho", "ko", "lu", "fu", "jo"})
_SHORTEST = 3
_LONGEST_ABBREVIATION = 6


@dataclass(slots=True)
class _Token:
    start: int
    end: int
    text: str
    word: Word
    inside: bool
    shouted: bool
    comma: bool
    taken: bool = False

    @property
    def low(self) -> str:
        return POSSESSIVE.sub("", self.text).lower()


def presumed_names(passage: Passage) -> Iterator[Identifier]:
    """Runs of capitalised words, cut to those that are names or stand beside one."""
    before: _Token | None = None
    for run in _runs(passage):
        eponym = len(run) > 1 and eponymous(passage, run[0].start, run[-1].end)
        told = bool(_TOLD.match(passage.text, run[-1].end))
        for place, token in enumerate(run):
            # In a sentence, a second word has its capital for a reason.
            unlikely = told and place > 0 and run[place - 1].word is not Word.CLINICAL
            token.inside |= unlikely and token.word in (Word.BOTH, Word.EPONYM)
            token.taken = not eponym and _presumed(passage, token)
        if before and run[0].word in (Word.TERM, Word.BOTH) and not run[0].taken:
            run[0].taken = bool(_AND.fullmatch(passage.text, before.end, run[0].start))
        for first, second in pairwise(run):
            # `T. Wu`
            second.taken |= len(first.text) == 1 and second.low in _SHORT_NAMES
        if any(token.taken for token in run):
            _beside(run)
            yield from _taken(passage, run)
        before = run[-1] if run[-1].taken else None
    yield from _in_small_letters(passage)


def _runs(passage: Passage) -> Iterator[list[_Token]]:
    text = passage.text
    run: list[_Token] = []
    shouts = _shouting(text)
    for found in _CAPITAL.finditer(text):
        start, end = found.span()
        shouted = any(first <= start < last for first, last in shouts)
        joined = bool(run) and _joined(text, run[-1], start)
        if run and not joined:
            yield run
            run = []
        first = (
            run[0].inside if run else bool(_INSIDE.search(text[max(0, start - _BEFORE) : start]))
        )
        inside = first and not shouted
        comma = bool(run) and "," in text[run[-1].end : start]
        run.append(_Token(start, end, found[0], known(found[0]), inside, shouted, comma))
    if run:
        yield run


def _joined(text: str, last: _Token, start: int) -> bool:
    """Whether nothing parts two words of a name."""
    short = len(last.text) == 1 or last.text.lower() in _SHORTENED
    if short and _STOPPED.fullmatch(text, last.end, start):
        return True
    return bool(_JOINED.fullmatch(text, last.end, start))


def _shouting(text: str) -> list[tuple[int, int]]:
    """The lines whose words are all, or nearly all, in capitals."""
    found, start = [], 0
    for line in text.split("\n"):
        upper = sum(c.isupper() for c in line)
        if upper > 12 and upper > 4 * sum(c.islower() for c in line):
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _presumed(passage: Passage, token: _Token) -> bool:
    """Whether a word on its own is taken for a name."""
    size = len(token.low)
    if token.text.startswith(("I'", "I’")):
        return False
    if token.low in _MONTHS:
        return _month_is_person(passage, token)
    if token.low in _SHORT_NAMES and not token.text.isupper():
        return token.inside and not _DOSED.match(passage.text, token.end)
    if size < _SHORTEST or token.word is Word.CLINICAL or _is_ordinary(token.low):
        return False
    if token.word is Word.TERM:
        return _in_company(passage, token)
    if token.text.isupper():
        likely = token.word is Word.NAME and size > _SHORTEST
        long = _LONGEST_ABBREVIATION - (2 if token.shouted else 0)
        if not (likely or (token.word is Word.UNKNOWN and size > long)):
            return False
    elif token.word in (Word.ENGLISH, Word.BOTH, Word.EPONYM):
        eponym = token.word is Word.EPONYM and "-" not in token.text
        inside = token.inside or (eponym and not token.shouted)
        if not inside:
            return False
        if listed("eponyms", "eponyms").issuperset(token.low.split("-")):
            return False
    return not _clinical_use(passage, token)


def _clinical_use(passage: Passage, token: _Token) -> bool:
    """Whether what stands around it makes it a drug, a device, a condition or a sign."""
    if passage.in_condition(token.start, token.end):
        return True
    if _DOSED.match(passage.text, token.end):
        return True
    return eponymous(passage, token.start, token.end)


def _in_company(passage: Passage, token: _Token) -> bool:
    """Whether a word of the catalog stands as a person does: `Reviewed w/ Rice.`"""
    before = passage.text[max(0, token.start - _BEFORE) : token.start]
    if token.text.isupper() or not token.inside or not _COMPANY.search(before):
        return False
    return bool(_PARTED.match(passage.text, token.end)) and not _clinical_use(passage, token)


def _month_is_person(passage: Passage, token: _Token) -> bool:
    """`her sibling May (kit 4)`: inside a sentence, with no word for a time before it, no day."""
    if not token.inside or token.text.isupper():
        return False
    before = passage.text[max(0, token.start - _BEFORE) : token.start]
    return not _IN_TIME.search(before) and not _DAY_OR_YEAR.match(passage.text, token.end)


def _is_ordinary(low: str) -> bool:
    return (
        low in listed("cues", "not_names")
        or low in listed("cues", "titles")
        or low in listed("cues", "relatives")
        or low in listed("places", "state_names")
        or low.replace(".", "") in _credentials()
    )


def _credentials() -> frozenset[str]:
    return frozenset(c.lower().replace(".", "") for c in facts("cues")["credentials"])


def _beside(run: list[_Token]) -> None:
    """Words beside a name belong to it, where they can be one: given names, initials, towns."""
    for n in range(1, len(run)):
        if run[n - 1].taken and not run[n].taken:
            run[n].taken = _can_be_part(run[n], run[n - 1], comma=run[n].comma)
    for n in range(len(run) - 2, -1, -1):
        if run[n + 1].taken and not run[n].taken:
            run[n].taken = _can_be_part(run[n], run[n + 1], comma=run[n + 1].comma)


def _can_be_part(token: _Token, name: _Token, *, comma: bool) -> bool:
    if len(token.text) == 1 or (token.low in _SHORT_NAMES and not comma):
        return True
    if token.low in _SHORTENED and not comma:
        return True
    if _is_ordinary(token.low) and not _can_begin(token):
        # `Brian White`, `Mae April`: a race or a month anywhere else.
        return (
            token.word in (Word.BOTH, Word.TERM)
            and name.word is Word.NAME
            and not token.text.isupper()
        )
    if token.word in (Word.BOTH, Word.TERM, Word.EPONYM, Word.NAME):
        return True
    if token.text.isupper() and not (name.text.isupper() and token.word is Word.UNKNOWN):
        return False
    if comma:
        return token.word is Word.UNKNOWN
    return token.word in (Word.ENGLISH, Word.UNKNOWN) or token.inside


def _can_begin(token: _Token) -> bool:
    """Whether a general word inside a sentence belongs to the name behind it: `at Home Depot`."""
    low = token.low
    person = low in listed("cues", "titles") or low in listed("cues", "relatives")
    return token.inside and not person and not token.text.isupper()


def _taken(passage: Passage, run: list[_Token]) -> Iterator[Identifier]:
    """The longest stretches of taken words; a possessive ending stays."""
    stretch: list[_Token] = []
    for token in [*run, None]:
        if token is not None and token.taken:
            stretch.append(token)
        elif stretch:
            last = stretch[-1]
            # `St. Brigid's` is the name of a place, possessive and all.
            of_place = stretch[0].low in _SHORTENED and len(stretch) > 1
            cut = None if of_place else POSSESSIVE.search(last.text)
            end = last.start + cut.start() if cut else last.end
            alone = len(stretch) == 1
            sure = any(t.word in (Word.NAME, Word.UNKNOWN) for t in stretch) and not alone
            yield Identifier(stretch[0].start, end, Kind.NAME, sure=sure)
            stretch = []


def _in_small_letters(passage: Passage) -> Iterator[Identifier]:
    """Names of the census that are no other word, where a note has no capitals."""
    for found in _LOWER.finditer(passage.text):
        if known(found[0]) is not Word.NAME or passage.in_condition(*found.span()):
            continue
        if not _DOSED.match(passage.text, found.end()) and not eponymous(passage, *found.span()):
            yield Identifier(*found.span(), Kind.NAME, sure=False)
