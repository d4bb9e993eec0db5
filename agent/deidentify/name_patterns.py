"""The forms of words in which notes tell names: what stands before, behind and around them."""

from __future__ import annotations

import re
from functools import cache

from agent.deidentify.facts import facts

UPPER = r"[A-ZÀ-ÖØ-Þ]"
#: A word with a capital, `O'Brien` and `Smith-Jones` included, or an initial.
_WORD = rf"{UPPER}[^\W\d_]*(?:['’-][^\W\d_]{{2,}})*"
_INITIAL = rf"{UPPER}\."
_GAP = r"[ \t]+"


@cache
def name_patterns() -> dict[str, re.Pattern[str]]:
    """A pattern for each cue; its group `n` is where a name may stand."""
    cues = facts("cues")
    particle = rf"(?:(?i:{_any(cues['particles'])})\.?{_GAP}){{0,2}}"
    suffix = rf"(?:,?{_GAP}(?i:{_any(cues['suffixes'])})\b\.?)?"
    part = rf"(?:{_INITIAL}|{particle}{_WORD})"
    run = rf"{part}(?:(?:{_GAP}|(?<=\.)){part}){{0,3}}{suffix}"
    middle = rf"(?:{_GAP}(?:{_WORD}|{_INITIAL}|{UPPER}\b))?"
    turned = rf"{particle}{_WORD}(?:{_GAP}{_WORD})?,[ \t]*{_WORD}{middle}"
    title = rf"(?i:\b(?:{_any(cues['titles'])}))\b\.?\s{{0,3}}"
    credentials = _any(cues["credentials"])
    credential = rf"(?:{credentials})(?![\w-])"
    line_begins = r"(?im:^[ \t>*•-]*|(?<=[\s(;,|.]))"
    label = rf"{line_begins}(?i:{_any(cues['labels'])})(?:'s)?(?:[ ](?i:name|full name))?"
    return {
        "title": re.compile(rf"{title}(?P<n>{run})"),
        "title_low": re.compile(
            r"(?<!\w)(?i:dr|mr|mrs|ms)\.? (?P<n>[a-z]{3,}(?: [a-z]{3,})?)(?!\w)"
        ),
        "credential": re.compile(
            rf"(?<![\w'’-])(?P<n>(?:{turned}|{run}))(?:,[ \t]*|[ \t]+)(?={credential})"
        ),
        "label": re.compile(
            rf"{label}[ \t]*(?:[:=]|[ ]-[ ])[ \t]*(?:\w{{2,4}}\.[ ])?(?P<n>(?:{turned}|{run}))"
        ),
        "credential_first": re.compile(rf"(?<![\w-])(?:{credentials})[ ](?P<n>{run})"),
        "field": re.compile(rf"(?m)(?:^|\|)[ \t]*(?P<n>{turned}|{run})[ \t]*(?=$|\||[ ]{{2}})"),
        "before": re.compile(
            rf"(?i:\b(?:{_any(cues['before_names'])}))[ \t,:]+(?:(?i:the|her|his|with|by){_GAP})?"
            rf"(?:(?i:{_any(cues['relatives'])})(?:,|{_GAP}){_GAP}?)?(?P<n>(?:{turned}|{run}))"
        ),
        "before_likely": re.compile(
            rf"(?i:\b(?:{_any(cues['before_likely'])})){_GAP}(?P<n>(?:{turned}|{run}))"
        ),
        "subject_likely": re.compile(
            rf"(?<![\w'’-])(?P<n>{run})[ ](?:{_any(cues['verbs_likely'])})\b"
        ),
        "identified": re.compile(
            rf"(?<![\w'’-])(?P<n>(?:{turned}|{run}))(?!\w)[ ]?[,;(|]?[ ]?"
            r"(?i:(?:DOB|D\.O\.B|MRN|M\.R\.N|date of birth|born|aged?|DOS|acct|SSN)\b(?!-))"
        ),
        "relative": re.compile(
            rf"(?i:\b(?:{_any(cues['relatives'])}))(?:[ ]?[(:,]|,?[ ]named|[ ]is)?[ ]?[ ]?"
            rf"(?P<n>{run})"
        ),
        "relation_after": re.compile(
            rf"(?P<n>{run})[ ]?[(,][ ]?(?i:(?:the|her|his|patient's|pt's|a)[ ])?"
            rf"(?i:{_any(cues['relatives'])})\b"
        ),
        "subject": re.compile(
            rf"(?<![\w'’-])(?P<n>{run})[ ](?:(?:{_any(cues['verbs'])})\b"
            r"|(?:is|was) an? (?:[a-z-]+,? ){0,3}\d)"
        ),
        "initials": re.compile(
            rf"(?<![\w'’.-])(?P<n>(?:{UPPER}\.[ ]?){{1,2}}(?P<s>{particle}{_WORD}))(?![\w’'-])"
        ),
        "and_another": re.compile(rf"(?:,[ ](?:and[ ])?|[ ](?:and|&)[ ])(?P<n>{run})"),
        "owner": re.compile(rf"(?<![\w'’-])(?P<n>{run})['’]s?[ ](?:{_any(cues['relatives'])})\b"),
        "middle": re.compile(
            rf"(?<![\w'’.-])(?P<n>{_WORD}[ ]{UPPER}\.[ ]?{_WORD})(?=,| [a-z(]|\.?$|\.\s)"
        ),
        "turned": re.compile(rf"(?<![\w'’-])(?P<n>{turned})(?![\w'’-])"),
        "run": re.compile(rf"(?<![\w'’-])(?P<n>{run})"),
    }


def _any(words: list[str]) -> str:
    return "|".join(re.escape(str(w)) for w in sorted(words, key=lambda w: -len(str(w))))
