"""What became of every code that the notes of a Tabular release name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from catalog.codes import compact
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeMention, Role, code_mentions
from catalog.tabular.tabular_list import TabularList

_EXPLAINED = Path(__file__).with_name("unresolved_references.yaml")


class Unresolved(NamedTuple):
    """A code in a note that the release does not have, as printed, and why."""

    owner: str
    kind: str
    printed: str
    text: str
    reason: str


class Account(NamedTuple):
    """How many codes the notes name, by note kind and by role, and those that led nowhere."""

    by_kind: Mapping[str, int]
    by_role: Mapping[Role, int]
    unresolved: tuple[Unresolved, ...]


def account(release: TabularList) -> Account:
    """Read every note of the release again and look each code up."""
    codes = {
        compact(code)
        for (code,) in release.query(
            "SELECT code FROM entry WHERE kind NOT IN ('chapter', 'block')"
        )
    }
    kinds: Counter[str] = Counter()
    roles: Counter[Role] = Counter()
    unresolved = []
    for owner, kind, text, mention in mentions(release):
        kinds[kind] += 1
        roles[mention.role] += 1
        if not {mention.range.low, mention.range.high} <= codes:
            printed = text[mention.start : mention.end]
            reason = _reasons().get((owner, kind, printed), "the release has no such code")
            unresolved.append(Unresolved(owner, kind, printed, text, reason))
    return Account(kinds, roles, tuple(unresolved))


def mentions(release: TabularList) -> Iterator[tuple[str, str, str, CodeMention]]:
    """Owner, kind and text of each note with each code it names, in printed order."""
    for owner, kind, text in release.query("SELECT owner, kind, text FROM note ORDER BY id"):
        for mention in code_mentions(text):
            yield owner, kind, text, mention


@cache
def _reasons() -> dict[tuple[str, str, str], str]:
    return {
        (row["owner"], row["kind"], row["printed"]): row["reason"]
        for row in load_yaml(_EXPLAINED)["references"]
    }
