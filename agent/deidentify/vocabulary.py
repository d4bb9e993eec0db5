"""What is known of a word: clinical, English, a name that is also a word, a name, or nothing."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from agent.deidentify.census import POSSESSIVE
from agent.deidentify.facts import facts, listed

_SHORTEST_REST = 3
_SHORTEST_DERIVED = 6
#: Endings that drugs, procedures, conditions and adverbs have, and hardly a name.
_ENDING = re.compile(
    r"(?:itis|itic|osis|oses|iasis|otic|a?emias?|a?emic|ectom(?:y|ies)|ostom(?:y|ies)|otom(?:y|ies)"
    r"|plast(?:y|ies)"
    r"|scop(?:y|ies|ic)|graph(?:y|ies|ic|ically)|grams?|pathy|pathies|pathic|omas|algias?|algic"
    r"|urias?|uric|plegi[ac]"
    r"|paresis|ologists?|ological|ologically|ology|rrh(?:o?ea|age|agic)|megaly|penia|philia"
    r"|phobi[ac]|lysis|lytics?"
    r"|troph(?:y|ic)|metr(?:y|ic)|ically|iz(?:ed|ing|ation)|ations?|ative|actions?|ically|ially"
    r"|nesses|fulness"
    r"|genic|cytic|cytes?|derma|plasia|plastic|esthesia|ceps|vascular|thelial|[^a]mab|umab|tinib"
    r"|ciclib|parib"
    r"|navir|buvir|asvir|clovir|statin|[aeio]pril|sartan|olol|dipine|azoles?|cillin|mycin|micin"
    r"|floxacin|cycline|prazole"
    r"|gliptin|gliflozin|glutide|tirzepatide|parin|rubicin|xaban|setron|triptan|zepam|zolam"
    r"|dronate|thiazides?|semide"
    r"|afil|lukast|atadine|atidine|barbital|caine|phylline|olone|asone|sonide|statins?|profen"
    r"|coxib|curium|formin"
    r"|glitazone|peridone|piprazole|apine|tidine|amine|amide|idine|zosin|terol|tropium|kinase"
    r"|mide|steride|globins?|globulins?|oxide|ates?d"
    r"|ingly|edly|ically|ately|ously|fully|lessly|ively)$"
)
_BEGINNING = re.compile(
    r"(?:hyper|hypo|peri|intra|inter|post|pre|sub|supra|infra|retro|trans|neuro|cardio|gastro"
    r"|hepato|nephro"
    r"|osteo|ha?emo|immuno|radio|micro|macro|mono|poly|multi|para|endo|exo|extra|anti|non|un"
    r"|re|de|dis|over|out"
    r"|under|bi|tri|broncho|thoraco|lympho|myo|arthro|veno|arterio|electro|echo|psycho|thermo"
    r"|ultra|semi|co|cranio|cervico|lumbo|dorso|naso|oro|latero|antero|postero|fibro|dermo"
    r"|cysto|uro|pneumo)(?=.{3})"
)


#: `PatientName`, `McCarthy`
_CAMEL = re.compile(r"[^\W\d_a-z][a-zà-ÿ]+")


class Word(Enum):
    """What a word is known for, from the least likely name to the likeliest."""

    CLINICAL = 0
    ENGLISH = 1
    TERM = 2  # a name of the census, and a word of the catalog
    BOTH = 3  # a name of the census, and a word of English
    EPONYM = 4  # a name of the census by which a condition, sign or test is known
    UNKNOWN = 5
    NAME = 6  # a name of the census or a city, and no other word


@cache
def _plain() -> tuple[frozenset[str], frozenset[str]]:
    """Words of catalog and charts, and the same with those of English."""
    named = listed("census_names", "givens") | listed("census_names", "surnames")
    charts = listed("chart_words", "brands") | listed("chart_words", "chart")
    clinical = listed("words", "clinical") | (charts - named)
    return clinical, clinical | listed("words", "english")


@cache
def _both() -> frozenset[str]:
    return frozenset().union(
        *(
            listed("census_names", f"{which}_{why}")
            for which in ("given", "surname")
            for why in ("words", "terms")
        )
    )


@cache
def _eponyms() -> frozenset[str]:
    return (
        listed("words", "eponyms")
        | listed("eponyms", "eponyms")
        | listed("chart_words", "chart")
        | listed("chart_words", "brands")
    )


@cache
def _abbreviations() -> frozenset[str]:
    """Abbreviations of the lexicon in their own case, such as `SABA`, which is a surname too."""
    return frozenset(facts("words")["abbreviations"].split())


@cache
def _names() -> frozenset[str]:
    return listed("census_names", "givens") | listed("census_names", "surnames")


@cache
def known(word: str) -> Word:
    """What is known of a word as written, without regard to its case or a possessive."""
    if word in _abbreviations():
        return Word.CLINICAL
    low = POSSESSIVE.sub("", word).lower().replace("’", "'")
    bare = low.replace("'", "")
    clinical, plain = _plain()
    if bare in _names():
        return Word.EPONYM if bare in _eponyms() else Word.NAME
    if bare in _both() and bare in plain:
        return Word.TERM if bare in clinical else Word.BOTH
    if bare in _both():
        return Word.EPONYM if bare in _eponyms() else Word.NAME
    if bare in clinical:
        return Word.CLINICAL
    if bare in listed("eponyms", "eponyms"):
        return Word.CLINICAL
    if bare in plain:
        return Word.ENGLISH
    parts = low.split("-") if "-" in low else _CAMEL.findall(word)
    if len(parts) > 1:
        halves = [known(half) for half in parts if len(half) >= _SHORTEST_REST]
        return max(halves, key=_rank, default=Word.ENGLISH)
    return _derived(bare, clinical, plain)


def has_clinical_ending(low: str) -> bool:
    """Whether a word ends as conditions, procedures and drugs do, such as `filariasis`."""
    return len(low) > _SHORTEST_DERIVED and bool(_ENDING.search(low))


def _rank(word: Word) -> int:
    return word.value


def _derived(low: str, clinical: frozenset[str], plain: frozenset[str]) -> Word:
    """By the word without an ending or a beginning, or by an ending alone."""
    for stem in _stems(low):
        if stem in clinical:
            return Word.CLINICAL
        if stem in plain:
            return Word.ENGLISH
    if has_clinical_ending(low):
        return Word.CLINICAL
    begun = _BEGINNING.match(low)
    if begun:
        rest = low[begun.end() :]
        long = len(rest) >= _SHORTEST_REST + (2 if begun.end() == 2 else 0)
        if long and (rest in plain or any(s in plain for s in _stems(rest))):
            return Word.CLINICAL
    return Word.UNKNOWN


def _stems(low: str) -> tuple[str, ...]:
    if low.endswith("ies"):
        return (low[:-3] + "y", low[:-1])
    if low.endswith("es"):
        return (low[:-1], low[:-2], low[:-2] + "is")
    if low.endswith("s") and not low.endswith("ss"):
        return (low[:-1],)
    if low.endswith("ed"):
        return (low[:-1], low[:-2])
    if low.endswith("ing"):
        return (low[:-3], low[:-3] + "e")
    if low.endswith("ly"):
        return (low[:-2],)
    return ()
