"""A document to its sections, sentences and mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from weakref import WeakKeyDictionary

from agent.context import Assertion, Mention, ReadDocument, Section, Sentence
from agent.models import Document
from agent.reading.assertion import assertion_of, doubted, in_earlier_year
from agent.reading.candidates import Candidates
from agent.reading.coordination import completed, coordinated, the_only_region
from agent.reading.cues import find_cues
from agent.reading.letters import stands_in
from agent.reading.lists import lists_of, under_headings
from agent.reading.match import Match, matches, with_past_conditions
from agent.reading.misspelt import has_misspelt, read_as, stands
from agent.reading.sections import sections
from agent.reading.senses import Senses
from agent.reading.sentences import sentences
from agent.reading.sides import side_of, side_of_statement
from agent.reading.spread import spread
from agent.reading.tokens import Vocabulary, offsets
from catalog import Catalog, CatalogView
from catalog.misspellings import misspellings
from catalog.sites import find_sites
from catalog.terms import load
from catalog.words import read_lexicon

#: 7th characters with the wordings that call for them, each after the letters it begins with.
_PHASES = (
    (
        "S",
        ("sequela", "late effect"),
        re.compile(r"\b(?:sequelae?|late effects?)\b", re.IGNORECASE),
    ),
    (
        "D",
        ("subsequent", "routine", "healing", "fracture", "cast", "follow", "aftercare"),
        re.compile(
            r"\b(?:subsequent encounter|routine healing|healing (?:well|fracture|appropriately)|"
            r"fracture (?:check|follow[- ]?up)|cast (?:removal|check)|"
            r"follow[- ]?up (?:of|for|on) (?:\w+ ){0,4}"
            r"(?:fracture|sprain|strain|injury|dislocation|laceration|contusion)|aftercare)\b",
            re.IGNORECASE,
        ),
    ),
)


class Reading:
    """What reading needs of one catalog: its vocabulary, and candidates for each date."""

    def __init__(self, catalog: Catalog) -> None:
        terms = load(catalog)
        self.vocabulary = Vocabulary(terms, misspellings(catalog, terms), {})
        self._candidates: dict[CatalogView, Candidates] = {}

    def candidates(self, view: CatalogView) -> Candidates:
        if view not in self._candidates:
            self._candidates[view] = Candidates(view, self.vocabulary.terms)
        return self._candidates[view]


_readings: WeakKeyDictionary[Catalog, Reading] = WeakKeyDictionary()


def reading_of(catalog: CatalogView) -> Reading:
    """What reading needs of the view's catalog, loaded once."""
    reading = _readings.get(catalog.catalog)
    if reading is None:
        reading = _readings[catalog.catalog] = Reading(catalog.catalog)
    return reading


def read(document: Document, catalog: CatalogView) -> ReadDocument:
    """Read one document. Offsets in the result point into the text as received."""
    reading = reading_of(catalog)
    text = document.body
    found = sections(text)
    spoken: list[Sentence] = [
        Sentence(start, end, section.kind)
        for section, body in found
        for start, end in sentences(text, body, section.end)
    ]
    candidates = reading.candidates(catalog)
    phase = encounter_phase(text)
    headed = under_headings((section for section, _ in found), spoken)
    senses = Senses.of(text)
    lists = headed | lists_of(text, spoken, reading.vocabulary)
    mentions = tuple(
        mention
        for sentence in spoken
        for mention in _mentions(
            document.id,
            text,
            sentence,
            reading.vocabulary,
            candidates,
            phase,
            lists.get(sentence.start),
            senses,
        )
    )
    listed: tuple[Section, ...] = tuple(section for section, _ in found)
    return ReadDocument(document.id, text, listed, tuple(spoken), mentions)


def encounter_phase(text: str) -> str:
    """The 7th character that the note's words call for: S sequela, D follow-up, else A.

    Official Guidelines I.C.19.a: A while the patient receives active treatment.
    """
    for phase, beginnings, wording in _PHASES:
        if stands_in(wording, beginnings, text):
            return phase
    return "A"


def _mentions(
    document_id: str,
    text: str,
    sentence: Sentence,
    vocabulary: Vocabulary,
    candidates: Candidates,
    phase: str,
    listed: Assertion | None,
    senses: Senses | None,
) -> Iterator[Mention]:
    tokens = vocabulary.tokens(text, sentence.start, sentence.end)
    if senses is not None:
        tokens = senses.read(tokens, sentence.start, sentence.end, vocabulary.terms)
    named = matches(tokens, vocabulary.terms)
    if not named:
        return
    cues = find_cues(tokens)
    doubts = doubted(tokens, cues)
    if doubts:
        named = matches(tokens, vocabulary.terms, doubts)
    found = with_past_conditions(named, tokens, vocabulary.terms)
    found += [m for m in spread(tokens, vocabulary.terms) if m.key not in {f.key for f in found}]
    places = offsets(text, sentence.start, sentence.end)
    year = candidates.view.date.year
    region = the_only_region(tokens)
    if region is not None:
        found = [completed(match, tokens, vocabulary.terms, region) for match in found]
    joined = [(match, list(coordinated(match, tokens, vocabulary.terms))) for match in found]
    shared = {(one.first, one.last) for _, further in joined for _, one in further}
    misspelt = has_misspelt(tokens)
    for match, further in joined:
        alone = (match.first, match.last) not in shared
        for whole, anchor in (*([(match, match)] if alone else []), *further):
            if misspelt and not stands(whole, tokens, text, places, sentence.section):
                continue
            side, first, last = side_of(anchor, tokens)
            if side is None and candidates.sided(whole.key):
                side = side_of_statement(tokens)
            codes = candidates.of(whole.key, side, phase)
            if not codes:
                continue
            first, last = min(first, whole.first), max(last, whole.last)
            start, end = places[first][0], places[last][1]
            put_right = read_as(tokens, first, last, text, places) if misspelt else ""
            yield Mention(
                document_id=document_id,
                start=start,
                end=end,
                text=text[start:end],
                sentence=sentence,
                assertion=assertion_of(
                    whole,
                    tokens,
                    cues,
                    sentence.section,
                    lifelong=codes[0].startswith(_reporting("lifelong")),
                    past=codes[0].startswith(_reporting("events"))
                    and in_earlier_year(whole, tokens, year),
                    act=codes[0].startswith(_reporting("acts")),
                    lasting=codes[0].startswith(_reporting("lasting")),
                    listed=listed,
                    of_relatives=codes[0].startswith(_reporting("of_relatives")),
                ),
                side=side,
                site=_site(
                    put_right or text[start:end]
                    if anchor is whole
                    else text[places[anchor.first][0] : places[anchor.last][1]],
                    codes[0],
                    candidates,
                ),
                concept=candidates.concept(whole.key),
                candidates=codes,
                score=_score(whole),
                read_as=put_right,
            )


@cache
def _reporting(kind: str) -> tuple[str, ...]:
    return tuple(map(str, read_lexicon("reporting.yaml")[kind]))


def _site(quote: str, code: str, candidates: Candidates) -> str | None:
    """The site that the words name, or else the code's title."""
    attributes = candidates.view.attributes(code)
    of_code = attributes.site if attributes else None
    named = [found.site for found in find_sites(quote)]
    return named[-1] if named and of_code not in named else of_code


def _score(match: Match) -> float:
    return round(1 - 0.5**match.words, 3)
