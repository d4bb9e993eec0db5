"""Numbers that are one person's: records, accounts, plans, licences, devices, vehicles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from agent.deidentify.facts import facts
from agent.deidentify.identifiers import Identifier, Kind, Passage

_VEHICLE = re.compile(r"(?<!\w)(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)")
#: Form of the Medicare Beneficiary Identifier, as CMS publishes it.
_BENEFICIARY = re.compile(
    r"(?<!\w)[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?"
    r"[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?!\w)"
)
#: Unique device identification in its printed form: application identifiers in brackets.
_DEVICE = re.compile(r"\(01\)\d{14}(?:\s?\(\d{2}\)[\w./-]+)*")
#: Letters, a sign and figures, such as `S/34912679`; the names of code sets announce no serial.
_PREFIXED = re.compile(
    r"(?<![\w./-])(?![A-TV-Z]\d[0-9A-Z]\.[0-9A-Z]{1,4}(?!\w))(?!(?:CPT|HCPCS|ICD|ICD-10|DRG|MSDRG|WBC|PLT|RBC|NDC|LOINC|SNOMED|RXCUI|HCC"
    r"|CC|POS)[/#:.])"
    r"[A-Z][A-Z0-9]{0,5}[/#:.][A-Z0-9-]{0,6}\d{4,}(?:[/-]?[A-Z0-9]+){0,4}(?!\w|\.\d)"
)
#: Any word, `number`, and figures.
_NUMBER_OF = re.compile(
    r"(?<![\w-])(?!(?:cpt|icd|hcpcs|code|procedure|count|platelet|model|the|a|total|drg"
    r"|ndc)\b)[a-z]{2,15}"
    r"[ ](?:number|no\.|nbr|num|identifier|ID)(?:[ ]is|[ ]was|[:#\s]){1,3}"
    r"((?=(?:[\w./-]*\d){4})[A-Z0-9]+(?:[-./][A-Z0-9]+)*)(?![\w%])",
    re.IGNORECASE,
)
_PLATE = re.compile(
    r"(?i:\b(?:tags?|plates?|registration|reg|vehicle)\b)(?i:[\s:#]|\b(?:no|number|is|was|reads?)\b\.?"
    r"|\([A-Z]{2}\))*"
    r"((?=[A-Z -]{0,6}\d)[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4}){1,2})(?![\w%])"
)
#: More groups behind a number that was found after a cue.
_MORE = re.compile(r"(?:[ -][A-Z]{0,2}\d{3,5}(?![\w/.%]))+")
_TOKEN = r"(?:(?-i:[A-Z]{2,4})[ -])?(?=[\w./-]*\d)[A-Za-z0-9]+(?:[-./_][A-Za-z0-9]+)*"


@cache
def _cued() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """After a cue that needs nothing more, and after one that leaves room for doubt.

    The latter wants `#`, a colon or `number` beside it, or a token of five digits and letters.
    """
    said = r"(?:[#:=]|\b(?:no|number|num|nbr|id|code|identifier)\b\.?)"
    filler = rf"(?:{said}|[\s(]|\b(?:is|was|are)\b)*"
    long = r"(?=(?:[\w-]*\d){4}[\w-])|(?=[A-Z]{2,4} \d)"
    found = rf"{filler}({_TOKEN})(?![\w%])"
    return (
        re.compile(rf"(?<!\w)(?:{_any('numbers')})(?!\w)\.?{found}", re.IGNORECASE),
        re.compile(
            rf"(?<!\w)(?:{_any('numbered')})(?!\w)\.?\s*(?:{said}|{long}){found}", re.IGNORECASE
        ),
    )


def _any(field: str) -> str:
    return "|".join(sorted((re.escape(c) for c in facts("cues")[field]), key=len, reverse=True))


def record_numbers(passage: Passage) -> Iterator[Identifier]:
    """Whatever follows a cue such as `MRN`, and forms that no clinical value has."""
    for pattern in (_VEHICLE, _BENEFICIARY, _DEVICE, _PREFIXED):
        for found in pattern.finditer(passage.text):
            yield Identifier(found.start(), found.end(), Kind.RECORD)
    for pattern in (_NUMBER_OF, _PLATE):
        for found in pattern.finditer(passage.text):
            yield Identifier(found.start(1), found.end(1), Kind.RECORD)
    for found in (one for pattern in _cued() for one in pattern.finditer(passage.text)):
        if sum(c.isdigit() for c in found[1]) >= 2:
            more = _MORE.match(passage.text, found.end(1))
            yield Identifier(found.start(1), more.end() if more else found.end(1), Kind.RECORD)
    for code in passage.codes:
        for found in re.finditer(rf"(?<!\w){re.escape(code)}(?!\w)", passage.text):
            yield Identifier(found.start(), found.end(), Kind.RECORD)
