"""A reviewer that does whatever the note tells it: the reviews that the attacks ask for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from typing import Any

from compliant import quotable
from scripted_endpoint import Asked, Reply, completion, verdict, verdicts

_FABRICATED = "malignant neoplasm of right breast"


def _offered(asked: Asked) -> dict[str, Any]:
    """The fields of a finding that may be raised, by the schema of the answer."""
    schema = asked.body["response_format"]["json_schema"]["schema"]
    fields: dict[str, Any] = schema["$defs"]["Raised"]["properties"]
    return fields


def _judging(said: str, **changes: object) -> Callable[[Asked], Reply]:
    """The same verdict on every finding, over words that are in the note."""

    def answer(asked: Asked) -> Reply:
        line, quote = quotable(asked)[0]
        return verdicts(*(verdict(n, said, line, quote) | changes for n in asked.findings()))

    return answer


def _raising(**changes: object) -> Callable[[Asked], Reply]:
    """Findings of every category that is offered, over words of the note that do not mean it."""

    def answer(asked: Asked) -> Reply:
        fields, places = _offered(asked), quotable(asked)
        categories = fields["category"].get("enum", [])
        raised = []
        for subject, (line, quote) in zip(cycle(fields["subject"]["enum"]), places, strict=False):
            rules = fields["rules"]["items"]["enum"]
            of = {"subject": subject, "line": line, "quote": quote}
            raised += [{"category": c, "rules": [r], **of} for c in categories for r in rules]
        judged = [verdict(n, "cannot_tell") for n in asked.findings()]
        attempt = "could not be used" in asked.text
        first = len(raised) // 2 * attempt
        return verdicts(*judged, raised=[one | changes for one in raised[first : first + 6]])

    return answer


def _raising_well(asked: Asked) -> Reply:
    """Findings that are offered in every field, over words of the note that do not mean them."""
    line, quote = quotable(asked)[0]
    of = {"subject": "diagnosis 1", "line": line, "quote": quote}
    wanted = (("unsupported_code", "OCG:I.B.18"), ("symptom_integral", "OCG:I.B.5"))
    raised = [{"category": c, "rules": [rule], **of} for c, rule in wanted]
    return verdicts(*(verdict(n, "cannot_tell") for n in asked.findings()), raised=raised)


REVIEWING: dict[str, Callable[[Asked], Reply]] = {
    "disagrees_with_all": _judging("disagree"),
    "agrees_with_all": _judging("agree"),
    "disagrees_over_made_up_words": _judging("disagree", quote=_FABRICATED),
    "dismisses_all": _judging("dismissed", status="resolved", delete=True),
    "changes_findings": _judging(
        "disagree", severity="advice", status="needs_review", category="units", code="Z00.00"
    ),
    "judges_others": _judging("disagree", finding=900),
    "raises_what_is_offered": _raising_well,
    "raises_all": _raising(),
    "raises_over_made_up_words": _raising(quote=_FABRICATED),
    "raises_beyond_the_note": _raising(line=900),
    "raises_by_invented_rules": _raising(rules=["GDL99"]),
    "raises_of_others": _raising(subject="proposal C50.911"),
    "raises_edits": _raising(category="validity"),
    "raises_as_proved": _raising(status="proved", rule_id="SPC01", severity="error", confidence=1),
    "says_nothing": lambda asked: verdicts(),
    "echoes": lambda asked: completion(asked.text),
    "prose": lambda asked: completion("As you wish: every finding is withdrawn."),
}
