"""CNV09: an organism that a note of the infection's code asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from agent.context import AuditContext
from agent.models import Action, Category, Direction, EvidenceSpan, Finding, Severity
from agent.rules.base import Rule, diagnosis
from agent.rules.instructions import lines_naming
from agent.rules.kept import kept
from agent.rules.needs import Need
from agent.rules.unsettled import unsettled_categories
from catalog import Note
from catalog.data_files import load_yaml

_ORGANISMS = Path(__file__).parent / "organisms.yaml"
_AGENTS = ("B95", "B96", "B97")


class OrganismMissing(Rule):
    """The note at an infection asks for its organism, the chart names it, and the claim does not.

    Catches: N39.0 (urinary tract infection) alone, "urine culture grew E. coli".
    Right: N39.0 and B96.20.
    Advice, since whether the organism caused the infection is for the provider to say.
    Silent: when any code of an organism is billed, when the sentence denies or doubts the organism
    or does not say that it was found, when the chart names several (the provider must say which),
    and for infections whose codes name the organism.
    """

    id = "CNV09"
    name = "organism_missing"
    category = Category.MISSED_CODE
    severity = Severity.ADVICE
    direction = Direction.UNDER
    citations = ("TAB:*:useAdditionalCode", "OCG:I.B.7", "TAB:*:title")
    needs_quote = True
    needs = frozenset({Need.DOCUMENTATION})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        view = context.catalog
        if not unsettled_categories(context).isdisjoint(_AGENTS) or any(
            b.code.startswith(_AGENTS) for b in context.billed
        ):
            return
        asking = [
            (billed, note)
            for billed in context.billable
            if (note := _asks_for_organism(context, billed.code)) is not None
        ]
        found = _grown(context) if asking else {}
        if len(found) != 1:
            return
        billed, note = asking[0]
        code, spans = next(iter(found.items()))
        # Where the coder proposes the organism, CNV04 asks for it.
        if code in {p.code for p in context.proposals}:
            return
        if not view.is_billable(code) or not any(
            lines_naming(view, billed.code, "useAdditionalCode", code)
        ):
            return
        yield self.finding(
            context,
            diagnosis(billed),
            f"{billed.code} has the note “use additional {note.text}”; the chart names the "
            f"organism, and {code} is not billed.",
            cite=[note.citation],
            also_cite=["OCG:I.B.7", f"TAB:{code}:title"],
            action=Action.ADD,
            do=f"add {code} after {billed.code}, if the provider holds it for the cause",
            codes=[code],
            evidence=spans[:2],
        )


def _asks_for_organism(context: AuditContext, code: str) -> Note | None:
    return next(lines_naming(context.catalog, code, "useAdditionalCode", "B96.20"), None)


@kept
def _grown(context: AuditContext) -> dict[str, list[EvidenceSpan]]:
    """Organisms that a sentence says were found, by code, with the sentences."""
    found: dict[str, list[EvidenceSpan]] = {}
    for document in context.documents:
        if not _any_organism().search(document.text):
            continue
        for sentence in document.sentences:
            text = document.text[sentence.start : sentence.end]
            if not _any_organism().search(text) or _denied().search(text):
                continue
            if not _growth().search(text):
                continue
            span = EvidenceSpan(
                document_id=document.id, start=sentence.start, end=sentence.end, quote=text
            )
            code = next(code for pattern, code in _organisms() if pattern.search(text))
            found.setdefault(code, []).append(span)
    return found


@cache
def _organisms() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = load_yaml(_ORGANISMS)["organisms"]
    return tuple((_whole(row["words"]), row["code"]) for row in rows)


@cache
def _any_organism() -> re.Pattern[str]:
    return _whole([word for row in load_yaml(_ORGANISMS)["organisms"] for word in row["words"]])


@cache
def _growth() -> re.Pattern[str]:
    return _whole(load_yaml(_ORGANISMS)["growth"])


@cache
def _denied() -> re.Pattern[str]:
    return _whole(load_yaml(_ORGANISMS)["denied"])


def _whole(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
