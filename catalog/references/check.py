"""Reference check: what an article, cheat sheet or superbill says of ICD-10-CM codes, compared with
the code set in force on a date.

Silence is no approval: a description that is no known name of any condition is not judged, and a
header spoken of as a category is not an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from catalog.entries import CodeState, CodeStatus
from catalog.references.mentions import Mention, Place, Shape, find_mentions
from catalog.references.titles import codes_described, disagreement, overlap, sides

if TYPE_CHECKING:
    from catalog.lookup import CatalogView


class RemarkKind(StrEnum):
    """What is wrong; the last six are of what the text says of a code rather than of the code."""

    UNKNOWN = "unknown"
    DELETED = "deleted"
    NOT_YET = "not_yet"
    HEADER = "header"
    SEVENTH = "missing_seventh_character"
    TITLE = "title_mismatch"
    SIDE_NOT_OFFERED = "side_not_offered"
    NO_SIDE_AXIS = "no_side_axis"
    SERIES_CHANGED = "series_changed"
    SITE_OUTSIDE_SERIES = "site_outside_series"
    SITE_OF_ANOTHER_CODE = "site_of_another_code"
    NOTE_ABSENT = "note_absent"


class Remark(NamedTuple):
    """One correction. `text[start:end] == code`, the code as written.

    `says` is the description found beside the code (or the words that are wrong), `title` the
    official title, `corrections` the codes billable on the date that should stand there.
    """

    start: int
    end: int
    code: str
    kind: RemarkKind
    says: str
    title: str
    corrections: tuple[str, ...]
    message: str


#: The text itself says that the code is not to be used.
_OUTDATED = re.compile(
    r"\b(?:outdated|older|obsolete|formerly|deprecated|deleted|retired|replac\w+|discontinued|"
    r"no longer|previously|prior to|expired|invalid|truncated|incomplete|rejected|non-?billable|"
    r"(?:not|isn['’]t)\s+(?:an?\s+)?(?:valid|billable|reportable|specific enough|accepted|exist)|"
    r"(?:does|did)\s+not\s+exist|non-?existent|became|split into|expanded (?:in)?to|until \d{4}|"
    r"(?:is|as|was)\s+an?\s+(?:header|category|subcategory|parent))\b",
    re.IGNORECASE,
)
#: The text itself says that the description is wrong for the code.
_DENIED = re.compile(
    r"\b(?:not|never|wrong\w*|incorrect\w*|mistak\w+|confus\w+|mislabel\w*|error)\b|≠",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(r"\b(?:not|never|avoid\w*|don['’]t|instead of)\b", re.IGNORECASE)
_REPORTING = re.compile(
    r"\b(?:use|using|assign\w*|report\w*|bill|billing|submit\w*|select|choose|"
    r"coded? (?:as|to|with)|code (?:is|it|this))\b",
    re.IGNORECASE,
)
_MOST_NAMED = 8


def check_text(text: str, view: CatalogView) -> tuple[Remark, ...]:
    """The remarks on a text by the code set in force on the view's date, in text order."""
    from catalog.references.statements import check_statements

    mentions = find_mentions(text, view)
    remarks = [
        remark
        for mention, after in zip_longest(mentions, mentions[1:])
        for remark in _check_mention(text, mention, view)
        if remark.kind is not RemarkKind.HEADER or not _heads(mention, after)
    ]
    remarks += check_statements(text, mentions, view)
    return tuple(sorted(remarks, key=lambda r: (r.start, r.end, list(RemarkKind).index(r.kind))))


def named(codes: tuple[str, ...]) -> str:
    """Codes for a sentence, the rest counted: `M54.30, M54.31, M54.32`."""
    shown = ", ".join(codes[:_MOST_NAMED])
    return shown + (f" and {len(codes) - _MOST_NAMED} more" if len(codes) > _MOST_NAMED else "")


def _check_mention(text: str, mention: Mention, view: CatalogView) -> Iterator[Remark]:
    written = text[mention.start : mention.end]
    sentence = text[slice(*mention.sentence)]
    if mention.shape is Shape.RANGE:
        return
    code = mention.codes[0]
    status = view.status(code)
    if not _OUTDATED.search(sentence):
        found = _state_remark(sentence, mention, status, view)
        if found is not None:
            kind, corrections, message = found
            yield Remark(
                mention.start,
                mention.end,
                written,
                kind,
                mention.says,
                status.title,
                corrections,
                message,
            )
    wrong = None
    if not _DENIED.search(sentence):
        wrong = disagreement(view, code, mention.says, prose=mention.place is not Place.TITLE)
    if wrong is not None:
        message = f"The official title of {code} is {status.title}."
        if wrong.described:
            message += f" The description given fits {named(wrong.described)}."
        yield Remark(
            mention.start,
            mention.end,
            written,
            RemarkKind.TITLE,
            mention.says,
            status.title,
            wrong.described,
            message,
        )


def _heads(mention: Mention, after: Mention | None) -> bool:
    """Whether the mention is a heading of the list below it: `E11 – ...` before `E11.9 – ...`."""
    return (
        after is not None
        and mention.entry
        and after.entry
        and after.codes[0] != mention.codes[0]
        and after.codes[0].startswith(mention.codes[0])
    )


_Found = tuple[RemarkKind, tuple[str, ...], str]


def _state_remark(
    sentence: str, mention: Mention, status: CodeStatus, view: CatalogView
) -> _Found | None:
    code, day = status.code, view.date
    narrowed = _narrowed(view, mention.says, status)
    if status.state in {CodeState.UNKNOWN, CodeState.MALFORMED}:
        fits = f" Nearest: {named(narrowed)}." if narrowed else ""
        return RemarkKind.UNKNOWN, narrowed, f"{code} is not an ICD-10-CM code.{fits}"
    if status.state is CodeState.DELETED:
        return (
            RemarkKind.DELETED,
            narrowed,
            f"{code} was deleted; it was valid until {status.valid_to}."
            + (f" In its place: {named(narrowed)}." if narrowed else ""),
        )
    if status.state is CodeState.NOT_YET:
        return (
            RemarkKind.NOT_YET,
            narrowed,
            f"{code} is valid from {status.valid_from}, not yet on {day}.",
        )
    if status.state is not CodeState.HEADER or mention.shape is Shape.SERIES:
        return None
    if mention.group or not _offered(sentence, mention, view):
        return None
    if _takes_seventh(view, code):
        return (
            RemarkKind.SEVENTH,
            narrowed,
            f"{code} cannot be reported without a 7th character: {named(narrowed)}.",
        )
    told = f"; it was billable until {status.valid_to}" if status.valid_to else ""
    return (
        RemarkKind.HEADER,
        narrowed,
        f"{code} is a header on {day} and cannot be reported{told}. Billable: {named(narrowed)}.",
    )


def _narrowed(view: CatalogView, says: str, status: CodeStatus) -> tuple[str, ...]:
    """The codes that a description fits, for an unknown one; else the replacements of its side."""
    described = codes_described(view, says)
    if status.state is CodeState.UNKNOWN:
        family = tuple(c for c in described if c[:3] == status.code[:3])
        return family or described or status.replacements
    named_sides = sides(says)
    sided = tuple(
        c
        for c in status.replacements
        if (found := view.attributes(c)) is not None and found.side in named_sides
    )
    return sided or status.replacements


def _takes_seventh(view: CatalogView, code: str) -> bool:
    children = view.children(code)
    return view.seventh_characters(code) is not None and all(
        child.kind == "extension" for child in children
    )


def _offered(sentence: str, mention: Mention, view: CatalogView) -> bool:
    """Whether a header is offered for reporting, not spoken of as a category."""
    if mention.entry and (mention.place is Place.TITLE or "." in mention.codes[0]):
        return True
    if _FORBIDDEN.search(sentence):
        return False
    if mention.place is Place.TITLE and overlap(view, mention.codes[0], mention.says):
        return True
    return "." in mention.codes[0] and bool(_REPORTING.search(sentence))
