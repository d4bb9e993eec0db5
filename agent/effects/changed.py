"""The claims that findings speak of: the billed one, a code removed, replaced, added or moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from agent.models import Action, ChartBundle, Finding
from catalog import canonical


@dataclass(frozen=True, slots=True)
class Coded:
    """A diagnosis of a claim, with the POA indicator it was billed with."""

    code: str
    poa: str | None = None


@dataclass(frozen=True, slots=True)
class ChangedClaim:
    """The diagnoses of a claim as findings would have them, in order."""

    findings: tuple[str, ...]
    change: str
    followed: bool
    diagnoses: tuple[Coded, ...]


def billed_diagnoses(bundle: ChartBundle) -> tuple[Coded, ...]:
    """The diagnoses as billed, by their canonical codes."""
    return tuple(Coded(canonical(d.code), d.poa) for d in bundle.claim.diagnoses)


def changed_claims(billed: tuple[Coded, ...], findings: Sequence[Finding]) -> list[ChangedClaim]:
    """Each different claim once, with all findings that speak of it, in the order of findings.

    A recommendation that offers several codes makes a claim for each. One that names none, or asks
    for a query, makes the claim without the disputed code: what stands and falls with it.
    """
    found: dict[tuple[Coded, ...], ChangedClaim] = {}
    for finding in findings:
        for claim in _of(finding, billed):
            if claim.diagnoses == billed:
                continue
            if finding.follows and not claim.followed:
                continue  # the finding that it follows says what is to be done with the code
            known = found.get(claim.diagnoses)
            if known is None:
                found[claim.diagnoses] = claim
            else:
                found[claim.diagnoses] = replace(
                    known,
                    findings=(*known.findings, *claim.findings),
                    followed=known.followed or claim.followed,
                )
    return list(found.values())


def _of(finding: Finding, billed: tuple[Coded, ...]) -> Iterator[ChangedClaim]:
    recommended = finding.recommendation
    codes = [canonical(code.code) for code in recommended.codes]
    disputed = finding.subject.index if finding.subject.kind == "diagnosis" else None
    place = disputed - 1 if disputed and disputed <= len(billed) else None
    action = recommended.action
    if action is Action.ADD and codes:
        for code in codes:
            added = (*billed, Coded(code))
            yield ChangedClaim((finding.id,), f"with {code} added", True, added)
    elif action is Action.RESEQUENCE and set(codes) <= {d.code for d in billed} and codes:
        moved = _in_order(codes, billed)
        yield ChangedClaim((finding.id,), f"with {' before '.join(codes)}", True, moved)
    elif action is Action.REPLACE and codes and place is not None:
        for code in codes:
            other = (*billed[:place], Coded(code, billed[place].poa), *billed[place + 1 :])
            words = f"{billed[place].code} replaced by {code}"
            yield ChangedClaim((finding.id,), words, True, other)
    elif place is not None:
        left = (*billed[:place], *billed[place + 1 :])
        followed = action is Action.REMOVE
        yield ChangedClaim((finding.id,), f"without {billed[place].code}", followed, left)


def _in_order(codes: Sequence[str], billed: tuple[Coded, ...]) -> tuple[Coded, ...]:
    """The diagnoses with the named codes, at the places that these have now, in the order named."""
    rank = {code: n for n, code in enumerate(codes)}
    places = [n for n, diagnosis in enumerate(billed) if diagnosis.code in rank]
    ordered = sorted((billed[n] for n in places), key=lambda diagnosis: rank[diagnosis.code])
    moved = list(billed)
    for n, diagnosis in zip(places, ordered, strict=True):
        moved[n] = diagnosis
    return tuple(moved)
