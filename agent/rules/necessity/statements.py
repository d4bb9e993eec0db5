"""What policies say of a claim line: packs, and Medicare's coverage articles where at hand.

A bundle does not tell which contractor's articles hold for it. So the articles that list a
procedure on the day are taken together: what is said of a line is what all of them say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agent.context import AuditContext, Billed
from agent.models import ClaimLine
from agent.rules.kept import kept
from catalog.codes import compact
from catalog.coverage.articles import Article
from catalog.policies import PolicyItem, PolicyPack, packs

_MOST_NAMED = 4


@dataclass(frozen=True)
class Item:
    """An item of a pack with its pack."""

    pack: PolicyPack
    policy: PolicyItem

    @property
    def citation(self) -> str:
        return self.pack.citation(self.policy)


@kept
def packs_at_hand(context: AuditContext) -> tuple[PolicyPack, ...]:
    """The packs, asked for once an audit: that looks at the environment."""
    return packs()


def items(context: AuditContext, line: ClaimLine) -> tuple[Item, ...]:
    """Items of packs that list the procedure and are in force on the line's day."""
    key = items, id(line)  # a line lives as long as its context
    found: tuple[Item, ...] | None = context.kept.get(key)
    if found is None:
        day = line.service_date or context.date
        found = context.kept[key] = tuple(
            Item(pack, policy)
            for pack in packs_at_hand(context)
            for policy in pack.items_for(line.procedure, day)
        )
    return found


def articles(context: AuditContext, line: ClaimLine) -> tuple[Article, ...]:
    """Articles in force on the line's day that list the procedure and any diagnosis.

    None where another payer than Medicare is named.
    """
    key = articles, id(line)
    found: tuple[Article, ...] | None = context.kept.get(key)
    if found is None:
        found = context.kept[key] = _articles(context, line)
    return found


def _articles(context: AuditContext, line: ClaimLine) -> tuple[Article, ...]:
    day = line.service_date or context.date
    return tuple(
        article
        for article in _listing(context, line)
        if article.effective_from <= day <= article.effective_to
        and (article.covered or article.noncovered)
    )


def supported(found: Sequence[Article], billed: Sequence[Billed]) -> bool:
    """Whether some article has one of the diagnoses among the covered ones, or lists no covered."""
    return any(
        not article.covered or any(article.supports(b.code) for b in billed) for article in found
    )


def excluded(found: Sequence[Article], billed: Sequence[Billed]) -> bool:
    """Whether each article names one of the diagnoses as not covered, and none as covered."""
    return bool(found) and all(
        any(article.excludes(b.code) for b in billed)
        and not any(article.supports(b.code) for b in billed)
        for article in found
    )


def one_of_two(article: Article, billed: Sequence[Billed]) -> bool:
    """Whether the article asks for a diagnosis of each of two groups, and one alone is there."""
    codes = {compact(b.code) for b in billed}
    paired = [group for pair in article.pairs for group in pair]
    alone = article.covered.difference(*paired)
    if not paired or codes & alone:
        return False
    has = [(bool(codes & first), bool(codes & second)) for first, second in article.pairs]
    return any(any(pair) for pair in has) and not any(all(pair) for pair in has)


def named(found: Sequence[Article]) -> str:
    """The articles as CMS numbers them, with the states of a single one."""
    names = ", ".join(article.named for article in found[:_MOST_NAMED])
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    return f"{names}{more}"


def cited(found: Sequence[Article]) -> list[str]:
    """The first of the articles as citations."""
    return [article.citation for article in found[:_MOST_NAMED]]


def listed(context: AuditContext, line: ClaimLine) -> list[tuple[str, str, date, date]]:
    """Every policy that lists the procedure: citation, name, first and last day."""
    found = [
        (pack.citation(item), f"The policy {pack.title}", *pack.days(item))
        for pack in packs_at_hand(context)
        for item in pack.listing(line.procedure)
    ]
    found += [
        (a.citation, f"Medicare's article {a.named}", a.effective_from, a.effective_to)
        for a in _listing(context, line)
    ]
    return found


def _listing(context: AuditContext, line: ClaimLine) -> tuple[Article, ...]:
    payer = (context.bundle.encounter.payer or "medicare").lower()
    coverage = context.catalog.catalog.releases.coverage(context.date)
    if coverage is None or "medicare" not in payer:
        return ()
    return coverage.listing(line.procedure)
