"""Whether a sentence denies a condition, or puts it in the past, in so many words."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from agent.context import Assertion, AuditContext, Mention
from agent.rules.quoting import saying
from catalog.data_files import load_yaml

_YEAR = r"\b(?:19|20)\d\d\b"
_AFTER_REACH = 48


def plainly(context: AuditContext, mention: Mention) -> bool:
    """Whether a cue for the mention's assertion stands close to it and acts on nothing else.

    Reading reaches far, and rightly so for a coder who only looks for what is present. A finding
    that contradicts the claim needs the nearer view.
    """
    pattern = _pattern(mention.assertion.value)
    if pattern is None:
        return True
    before, after = pattern
    text = context.text_of(mention.document_id)
    ahead = text[mention.sentence.start : mention.start]
    behind = text[mention.end : min(mention.sentence.end, mention.end + _AFTER_REACH)]
    opening, *own = saying(context, mention)
    if own and before.search(f"{opening.quote.rstrip(':')} "):
        return True
    # A mention may hold its own cue ("history of breast cancer").
    return bool(before.search(ahead) or after.search(behind) or before.match(mention.text))


@cache
def _pattern(assertion: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    if assertion not in {Assertion.NEGATED.value, Assertion.HISTORICAL.value}:
        return None
    cues = load_yaml(Path(__file__).parent / "plain_cues.yaml")
    own = cues[assertion]
    word = rf"(?!(?:{_any(cues['stops'])})\b)[^\s.;:]+"
    before = rf"(?<!\w)(?:{_any(own['before'])}):?\s+(?:{word}\s+){{0,{own['most_between']}}}\(?$"
    relating = rf"(?:\s*[;:](?=\s+(?:{_any(cues['relating'])}|{_any(own['after'])})\b))?"
    after = rf"^{relating}(?:[\s,]+(?!but\b)[\w-]+){{0,5}}?[\s,]+(?:{_any(own['after'])})\b"
    if assertion == Assertion.HISTORICAL.value:
        after = rf"{after}|^[^.;]{{0,14}}{_YEAR}"
    return re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


def _any(phrases: list[str]) -> str:
    return "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
