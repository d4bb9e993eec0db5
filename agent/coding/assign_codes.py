"""Step 3: a candidate for each statement, searched for again where none fits, with its rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from agent.coding.answer import (
    MOST_CODES,
    Assignment,
    Choice,
    Choices,
    assignment_form,
)
from agent.coding.asking import Inquiry
from agent.coding.form import Fault, Ungrounded, grounded
from agent.coding.locate import Located, Locator
from agent.coding.parts import Part
from agent.coding.shown_rules import shown_rules
from agent.coding.statements import Proved, Rejected
from agent.context import AuditContext
from agent.model import InvalidAnswer
from catalog.citations import Authority
from prompts import load

ASSIGN = "assign_codes"
#: Searches that the model may ask for after the first.
_FURTHER_ROUNDS = 2
#: Statements in one question.
_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Assigned:
    """A statement with the code chosen for it, and the ids of the rules that were given for it."""

    statement: Proved
    code: str
    rules: tuple[str, ...]


@dataclass(slots=True)
class _Open:
    """A statement in work: what is offered for it now, and all that ever was."""

    number: int
    statement: Proved
    codes: tuple[str, ...]
    seen: list[str] = field(default_factory=list)
    candidates: tuple[Located, ...] = ()
    choices: list[Choice] = field(default_factory=list)

    @property
    def unfit(self) -> bool:
        """Whether the model says that none of the candidates fits."""
        return bool(self.choices) and all(c.candidate == "none" for c in self.choices)

    @property
    def line(self) -> int:
        return self.statement.line

    @property
    def quote(self) -> str:
        return self.statement.quote

    @property
    def attributes(self) -> str:
        """What the reading said of it, as the question shows it."""
        told = self.statement
        return ", ".join(
            filter(
                None,
                (
                    told.assertion.value,
                    told.side.value if told.side else "",
                    told.acuity,
                    f"{told.encounter} encounter" if told.encounter else "",
                ),
            )
        )


def assign_codes(
    inquiry: Inquiry,
    part: Part,
    statements: Sequence[Proved],
    context: AuditContext,
    locator: Locator,
) -> tuple[Assigned, ...]:
    """The codes that the model chooses for the statements, in the order of the statements."""
    wanted = [
        _Open(number, statement, locator.first(statement, part.document))
        for number, statement in enumerate(statements, start=1)
    ]
    found: list[Assigned] = []
    for start in range(0, len(wanted), _AT_ONCE):
        found += _batch(inquiry, wanted[start : start + _AT_ONCE], context, locator)
    return tuple(found)


def _batch(
    inquiry: Inquiry, batch: list[_Open], context: AuditContext, locator: Locator
) -> Iterator[Assigned]:
    """One question, then one for each further search, about what is still open."""
    asked = batch
    for searches_left in range(_FURTHER_ROUNDS, -1, -1):
        _ask(inquiry, asked, context, last=not searches_left)
        again = []
        for one in asked:
            if not one.unfit or not searches_left:
                continue
            words = " ".join(one.choices[0].search_for.split())
            codes = locator.again(words, one.statement, one.seen) if words else ()
            if codes:
                one.codes = codes
                again.append(one)
        asked = again
        if not asked:
            break
    for one in batch:
        if not one.choices:
            inquiry.tally.unsettled += 1
        elif one.unfit:
            inquiry.tally.without_code += 1
        by_number = {candidate.number: candidate.code for candidate in one.candidates}
        for choice in one.choices:
            if choice.candidate != "none":
                rules = tuple(dict.fromkeys(choice.rules))
                yield Assigned(one.statement, by_number[choice.candidate], rules)


def _ask(inquiry: Inquiry, asked: Sequence[_Open], context: AuditContext, *, last: bool) -> None:
    """Ask for choices; a statement without a valid one has none afterwards."""
    numbers = count(1)
    for one in asked:
        one.choices = []
        one.seen += one.codes
        one.candidates = tuple(
            Located(next(numbers), code, context.catalog.title(code)) for code in one.codes
        )
    codes = [code for one in asked for code in one.codes]
    rules = shown_rules(context, codes, (one.statement.assertion for one in asked))
    choices = Choices(
        {one.number: tuple(c.number for c in one.candidates) for one in asked},
        tuple(rule.id for rule in rules),
    )
    if inquiry.exhausted:
        return
    try:
        inquiry.settle(
            ASSIGN,
            question_about(asked, rules, last=last),
            assignment_form(choices),
            lambda answer: _examine(answer, asked, choices),
        )
    except InvalidAnswer:
        # The statements stand, and are counted as unsettled: a code for them needs review.
        return


def question_about(asked: Sequence[_Open], rules: Sequence[Authority], *, last: bool) -> str:
    """The question as the model reads it."""
    return load(ASSIGN).render("question", statements=asked, rules=rules, last=last)


def _examine(answer: Assignment, asked: Sequence[_Open], choices: Choices) -> list[Rejected]:
    """Keep the valid choices for what is still open; tell what is wrong or missing."""
    open_now = {one.number: one for one in asked if not one.choices}
    rejected = []
    settled = {one.number for one in asked} - set(open_now)
    for position, part in enumerate(answer.parts(), start=1):
        if isinstance(part, Choice) and part.statement in settled:
            continue
        try:
            choice = grounded(part, choices)
        except Ungrounded as ungrounded:
            rejected.append(Rejected(ungrounded.fault, f"Choice {position}: {ungrounded}"))
            continue
        one = open_now.get(choice.statement)
        if one is not None and len(one.choices) < MOST_CODES:
            one.choices.append(choice)
    if not rejected:
        rejected = [
            Rejected(Fault.MISSING, f"Statement {number}: no choice was given.")
            for number, one in open_now.items()
            if not one.choices
        ]
    return rejected
