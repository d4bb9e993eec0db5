"""Who wrote a document: the provider, another clinician, or a laboratory or imaging service."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import cache
from pathlib import Path

from agent.context import AuditContext, Mention
from agent.rules.kept import kept
from catalog.data_files import load_yaml

_AUTHORS = Path(__file__).parent / "authors.yaml"


class Writer(Enum):
    PROVIDER = auto()
    CLINICIAN = auto()
    REPORT = auto()


@kept
def writers(context: AuditContext) -> dict[str, Writer]:
    """Documents by id, with who wrote each; the provider, where nothing says otherwise."""
    return {d.id: _writer(d.type, d.author or "") for d in context.bundle.documents}


def written_only_by(context: AuditContext, mentions: tuple[Mention, ...], writer: Writer) -> bool:
    """Whether there are mentions, and all stand in documents of that kind of writer."""
    known = writers(context)
    return bool(mentions) and all(known[m.document_id] is writer for m in mentions)


def has_provider(context: AuditContext) -> bool:
    """Whether the provider wrote any document of the bundle."""
    return Writer.PROVIDER in writers(context).values()


def _writer(kind: str, author: str) -> Writer:
    told = f"{kind} {author}".replace("-", " ").replace("_", " ")
    if _words("provider").search(told):
        return Writer.PROVIDER
    if _words("clinician").search(told):
        return Writer.CLINICIAN
    return Writer.REPORT if _words("report").search(told) else Writer.PROVIDER


@cache
def _words(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load_yaml(_AUTHORS)[key])})", re.IGNORECASE)
