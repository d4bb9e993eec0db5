"""Links that the Index makes between two conditions: presumed, or to be documented."""

from __future__ import annotations

import re
from enum import StrEnum

from catalog.index.walk import Term

#: Links of two conditions; other linking words (`at birth`, `for adoption`) join none.
_PRESUMED = frozenset(("in", "with"))
_DOCUMENTED = frozenset(("associated", "caused", "complicating", "due", "following"))
#: Subterms that begin with `in` and name no second condition.
_NO_CONDITION = re.compile(
    r"in (?:situ|(?:full |partial )?remission|crisis|newborn|(?:adolescents and )?adults|family|"
    r"labor\b|place|stent|blood|urine|serum|stool|heart|vitro|transformation|response|operation|"
    r"contact|theater|those|the perinatal)",
    re.IGNORECASE,
)


class Link(StrEnum):
    """What the Index says of two conditions that an entry joins.

    `with` and `in` presume that they are related (Official Guidelines I.A.15); any other link
    must be documented. A residual term (NEC) names no condition that could be presumed: it is
    counted as to be documented, the cautious reading, since the guideline does not settle it.
    """

    PRESUMED = "presumed"
    DOCUMENTED = "documented"


def link_in(chain: tuple[Term, ...]) -> Link | None:
    """The link that a path makes, main term first; None where it joins no two conditions."""
    links = {term.link for term in chain[1:] if not _NO_CONDITION.match(term.title)}
    if links & _DOCUMENTED or (links & _PRESUMED and chain[-1].residual):
        return Link.DOCUMENTED
    return Link.PRESUMED if links & _PRESUMED else None
