"""Ages over 89, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.deidentify.identifiers import Identifier, Kind, Passage

_OVER = r"(?:9\d|1[0-2]\d)"
_WORDS = (
    r"(?:ninety(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    r"|(?:a|one)[ -]hundred(?:[ -](?:and[ -])?(?:one|two|three|four|five|six|seven|eight|nine"
    r"|ten))?)"
)
_UNIT = r"(?:[- ]?(?:years?|yrs?)\b|[- ]?y\.?[ /-]?o\b|[- ]?y\b)"
_AGE = rf"({_OVER}|{_WORDS})"
#: What makes a number a measurement, and no age.
_NO_UNIT = (
    r"(?![\w/]|\.\d|-\d|,\d)(?!\s*(?:%|°|mg|mcg|bpm|mm|lbs?\b|kg|degrees|beats|percent|cm\b"
    r"|units?\b"
    r"|pounds|inches|ml\b|minutes|mins?\b|hours|days|weeks|months|on (?:room|RA|[1-9]|O2"
    r"|oxygen)|RA\b"
    r"|over \d|systolic|packs?|meters|feet|steps|miles|F\b|C\b|sat))"
)
_STATE = (
    r"(?:[ ,:(=~-]|\b(?:is|was|now|at|age|aged|alive|living|still|died|dead|deceased|d\.|passed"
    r"|passed away"
    r"|the|ripe|old|of|about|almost|nearly|over|already|just|turned|turning|turns|will be|soon"
    r"|who|only|and"
    r"|healthy|well|a&w|A&W|doing|currently)(?![\w]))"
)
_WHO = (
    r"(?:patient|pt|he|she|who|widow(?:er)?|veteran|resident|gentleman|lady|woman|man|female|male"
    r"|(?:(?:great|step|half)[- ]?)*(?:grand)?(?:mother|father|parent|son|daughter|aunt|uncle"
    r"|mom|dad|ma|pa)"
    r"|wife|husband|spouse|sister|brother|sibling|twin|cousin|neighbou?r|friend|partner"
    r"|caregiver|M|F"
    r"|[MP]G[MF])"
)
_FORMS = (
    re.compile(rf"(?<![\w./-])({_OVER})(?:\.\d)?(?={_UNIT})", re.IGNORECASE),
    re.compile(
        rf"(?<![\w./-])({_OVER})(?= ?(?:M|F|male|female|man|woman|lady|gentleman)\b"
        rf"|[ -]?[ym]/?o\b|/[MF]\b)"
    ),
    re.compile(
        rf"\b(?:aged?(?:/sex)?|(?:died|passed|passed away|deceased|dead) at|at age|turned"
        rf"|turning|turns"
        rf"|lived (?:to|until)(?: be)?|made it to|reached|is now|DOB.{{0,14}}\("
        rf"|celebrated (?:his|her) )"
        rf"(?:[ :=]|\([^()\n]{{1,8}}\))*(?:the age of |age of |of |age |is |was |~)?{_AGE}"
        rf"(?:(?=th\b|st\b|nd\b|rd\b)|{_NO_UNIT})",
        re.IGNORECASE,
    ),
    re.compile(rf"(?<!\w){_WHO}\b{_STATE}{{1,8}}\b{_AGE}{_NO_UNIT}", re.IGNORECASE),
    re.compile(
        rf"\b(?:at|now|nearly|almost) {_AGE},? (?=(?:he|she|his|her|the patient|pt)\b)",
        re.IGNORECASE,
    ),
    re.compile(rf"\b({_OVER})(?=(?:th|st|nd|rd) (?:birthday|year))"),
    re.compile(rf"\b({_WORDS})(?=[- ](?:years?|yrs?|y/?o)\b)", re.IGNORECASE),
    re.compile(r"\b((?:super)?centenarian)\b", re.IGNORECASE),
)
_MEASURED = re.compile(
    r"\b(?:temp(?:erature)?|fever|tmax|T|BP|pulse|HR|rate|SpO2|sats?|saturat\w+|pressure"
    r"|weigh\w*|weight|sugar"
    r"|glucose)\b[^.\n;]{0,14}$",
    re.IGNORECASE,
)


def ages(passage: Passage) -> Iterator[Identifier]:
    """An age from 90 to 129 that reads as one, such as `94-year-old`, or `her aunt is 97`."""
    for pattern in _FORMS:
        for found in pattern.finditer(passage.text):
            if not _MEASURED.search(passage.text[max(0, found.start(1) - 24) : found.start(1)]):
                yield Identifier(found.start(1), found.end(1), Kind.AGE)
