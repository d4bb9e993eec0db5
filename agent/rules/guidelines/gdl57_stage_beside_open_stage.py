"""GDL57: a pressure ulcer billed with its stage, and once more without one."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext, Billed
from agent.models import Category, Direction, Finding, Severity
from agent.rules.answers import billed_under, take_out
from agent.rules.base import Rule
from agent.rules.guidelines.pressure_ulcer import IN_WORDS, site_of, stage_of

#: Sites so broad that two codes of them are commonly two ulcers.
_ANY_SITE = ("L89.89", "L89.9", "L89.00", "L89.10", "L89.20", "L89.30", "L89.50", "L89.60")


class StageBesideOpenStage(Rule):
    """One site has a pressure ulcer with a stage, and one unstageable or of unspecified stage.

    Catches: L89.159 (sacral region, unspecified stage) or L89.150 (unstageable) beside L89.153
    (sacral region, stage 3).
    Right: L89.153 alone. A stage that debridement reveals replaces unstageable, and a documented
    stage leaves nothing unspecified.
    A warning, since a patient may have two ulcers at one site.
    Silent: for two numbered stages of a site, which a stay may need both of, and for sites that
    the code leaves open.
    """

    id = "GDL57"
    name = "pressure_ulcer_with_and_without_stage"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.12.a.2", "OCG:I.C.12.a.3", "TAB:*:title")
    needs_quote = False
    about = ("L89",)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        ulcers = billed_under(context, ("L89",), _ANY_SITE)
        for billed in ulcers:
            stage = stage_of(billed.code)
            if stage not in {"open", "unstageable"}:
                continue
            known = _staged(ulcers, billed, stage)
            if known is not None:
                yield take_out(
                    self,
                    context,
                    billed,
                    f"{billed.code} ({IN_WORDS[stage]}) stands beside {known.code}, which gives "
                    "the "
                    "stage of a pressure ulcer of that site.",
                    cite=["OCG:I.C.12.a.2"],
                    also_cite=["OCG:I.C.12.a.3", f"TAB:{billed.code}:title"],
                    beside=known,
                    do=f"remove {billed.code}, unless the record tells of two ulcers there",
                    confidence=0.85,
                )


def _staged(ulcers: list[Billed], billed: Billed, stage: str) -> Billed | None:
    better = {"1", "2", "3", "4"} | ({"deep", "unstageable"} if stage == "open" else set())
    return next(
        (
            other
            for other in ulcers
            if site_of(other.code) == site_of(billed.code) and stage_of(other.code) in better
        ),
        None,
    )
