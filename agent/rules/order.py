"""The order of diagnoses on the claim, judged against code first notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agent.context import AuditContext, Billed, Proposal
from agent.models import EvidenceSpan, ProviderQuery
from agent.rules.hypertensive import HYPERTENSIVE, hypertensive
from agent.rules.instructions import Instruction, instructions
from agent.rules.unsettled import unsettled_categories

MANIFESTATION = "manifestation"


def is_manifestation(context: AuditContext, billed: Billed) -> bool:
    """Whether the Medicare Code Editor flags the code as a manifestation on the date."""
    return MANIFESTATION in context.catalog.flags(billed.code)


@dataclass(frozen=True, slots=True)
class FirstCoded:
    """A billed code under a code first instruction, and where what comes first stands."""

    billed: Billed
    instruction: Instruction
    before: tuple[Billed, ...]
    after: tuple[Billed, ...]
    documented: tuple[Proposal, ...]


def code_first(context: AuditContext, billed: Billed) -> tuple[FirstCoded, ...]:
    """Each code first instruction for a billed code, with the codes it names on the claim.

    `documented` are proposals from the chart that it names and that are not billed.
    """
    asked = instructions(context.catalog, billed.code, "codeFirst")
    if not asked:
        return ()
    at = billed.position
    return tuple(
        FirstCoded(
            billed,
            instruction,
            _named(context, instruction, [b for b in context.billable if b.position < at]),
            _named(context, instruction, [b for b in context.billable if b.position > at]),
            tuple(
                p
                for p in context.proposals
                if instruction.names(p.code)
                and p.code not in context.billed_codes
                and not _other_combination(context, instruction, p.code)
            ),
        )
        for instruction in asked
        if not _may_be_met(context, instruction)
    )


def _may_be_met(context: AuditContext, instruction: Instruction) -> bool:
    """Whether a billed code that is not valid as written may be one that the note names."""
    unsettled = unsettled_categories(context)
    return bool(unsettled) and any(
        found.low[:3] <= category <= found.high[:3]
        for found in instruction.ranges
        for category in unsettled
    )


def _other_combination(context: AuditContext, instruction: Instruction, code: str) -> bool:
    """Whether the claim calls for another combination with hypertension, which the note names too.

    The chapter's rules ask for that one; two findings must not ask for two of them.
    """
    if not code.startswith(HYPERTENSIVE):
        return False
    called_for = hypertensive(context)
    return (
        called_for is not None and called_for.right != code and instruction.names(called_for.right)
    )


def ask_for_cause(evidence: Sequence[EvidenceSpan]) -> ProviderQuery | None:
    """A question to the provider for what lies behind a documented condition; None without words.

    The chart names no cause, so only the open choices are offered.
    """
    if not evidence:
        return None
    return ProviderQuery(
        title="Cause or underlying condition, where there is one",
        indicators=tuple(evidence),
        question="",
        options=(),
    )


def _named(
    context: AuditContext, instruction: Instruction, billed: Sequence[Billed]
) -> tuple[Billed, ...]:
    """The diagnoses that the instruction names: kept with the date, as instructions are."""
    known = context.catalog.kept.setdefault((_named, id(instruction)), {})
    for b in billed:
        if b.code not in known:
            known[b.code] = instruction.names(b.code)
    return tuple(b for b in billed if known[b.code])
