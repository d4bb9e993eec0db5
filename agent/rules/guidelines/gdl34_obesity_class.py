"""GDL34: classes of obesity that contradict each other, or the body mass index."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from agent.context import AuditContext, Billed
from agent.models import Action, Category, Direction, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.code_groups import billed_with
from agent.rules.evidence import mentions_of, quotes

#: Classes by the body mass index of adults, as the National Institutes of Health draw them.
_RANGES = {"E66.811": ("Z68.30", "Z68.34"), "E66.812": ("Z68.35", "Z68.39")}
_CLASS_3 = "E66.813"
_FROM_40 = ("Z68.41", "Z68.45")
_MORBID = "E66.01"


class ObesityClass(Rule):
    """Class 3 takes the place of morbid obesity, and a class goes with its body mass index.

    Catches: E66.813 (class 3) with E66.01 (morbid obesity); E66.811 (class 1) with Z68.41.
    Right: E66.813 alone; the class that the provider documents with the index on record.
    Warning for class 3 beside morbid obesity; advice where class and index differ, for the class is
    the provider's to state.
    Silent: for other codes of obesity beside a class, which may tell its cause or effect, and for
    children's percentiles.
    """

    id = "GDL34"
    name = "obesity_class"
    category = Category.SPECIFICITY
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("OCG:I.C.4.b.1", "TAB:*:title")
    needs_quote = False
    about = ("E66.81",)
    effective_from = date(2024, 10, 1)

    def check(self, context: AuditContext) -> Iterator[Finding]:
        classes = billed_with(context, "E66.81")
        morbid = billed_with(context, _MORBID)
        if morbid and any(b.code == _CLASS_3 for b in classes):
            yield self._twice(context, morbid[0])
        index = next((b for b in billed_with(context, "Z68") if b.code < "Z68.5"), None)
        if index is None or len(classes) != 1:
            return
        low, high = _RANGES.get(classes[0].code, _FROM_40)
        if not low <= index.code <= high:
            yield self._differing(context, classes[0], index)

    def _twice(self, context: AuditContext, morbid: Billed) -> Finding:
        return self.finding(
            context,
            diagnosis(morbid),
            f"{morbid.code} (morbid obesity) and {_CLASS_3} (class 3) say one thing; the class is "
            "the more specific.",
            cite=["OCG:I.C.4.b.1"],
            also_cite=[f"TAB:{morbid.code}:title"],
            action=Action.REMOVE,
            do=f"remove {morbid.code}",
            evidence=quotes(mentions_of(context, morbid.code)),
            direction=Direction.OVER,
        )

    def _differing(self, context: AuditContext, billed: Billed, index: Billed) -> Finding:
        view = context.catalog
        return self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} ({view.title(billed.code)}) does not go with {index.code} "
            f"({view.title(index.code)}).",
            cite=["OCG:I.C.4.b.1"],
            also_cite=[f"TAB:{billed.code}:title"],
            action=Action.QUERY,
            do="compare both with the record, and ask the provider for the class if they differ "
            "there too",
            evidence=quotes(mentions_of(context, billed.code)),
            severity=Severity.ADVICE,
        )
