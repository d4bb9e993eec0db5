"""The codes that a chart may need, best first: what a coder, of whatever kind, chooses among."""

from __future__ import annotations

from itertools import chain, islice

from agent.coding.near import best_first, near_codes
from agent.coding.offer import billable, in_turn
from agent.coding.weighing import weight
from agent.context import Assertion, AuditContext, Mention

_ABSENT = frozenset(
    {Assertion.NEGATED, Assertion.FAMILY, Assertion.HYPOTHETICAL, Assertion.PLANNED}
)


def ranked_candidates(context: AuditContext, limit: int = 50) -> tuple[str, ...]:
    """At most `limit` billable codes for all documents together, best first, none twice.

    First the codes proposed, by confidence. Then the best candidate of each mention, those that
    weigh most first; a header stands for the billable codes below it. Then by turns the mentions'
    further candidates, the entries of the Alphabetic Index that the notes' words lead to, and the
    titles that they come near to.
    """
    catalog = context.catalog
    proposed = (p.code for p in sorted(context.proposals, key=lambda p: -p.confidence))
    read = [list(billable(m.candidates, catalog)) for m in _weightiest(context)]
    further = list(in_turn([codes[1:] for codes in read]))
    near = near_codes(context.documents, catalog)
    entered, titled = best_first(near.entered), best_first(near.titled)
    ranked = chain(
        proposed, in_turn([codes[:1] for codes in read]), in_turn([further, entered, titled])
    )
    return tuple(islice(dict.fromkeys(ranked), limit))


def _weightiest(context: AuditContext) -> list[Mention]:
    return sorted(
        context.mentions,
        key=lambda m: (m.assertion in _ABSENT, -weight(m, context, diagnosed=True), m.start),
    )
