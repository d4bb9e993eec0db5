"""The codes that the offline coder proposes for a note of one encounter."""

from __future__ import annotations

from datetime import date

from agent.coding import OfflineCoder
from agent.context import AuditContext, Proposal
from agent.models import ChartBundle, Document, Encounter, Setting
from agent.reading import read
from catalog import CatalogView


def proposals(
    view: CatalogView, text: str, setting: Setting = Setting.PROFESSIONAL
) -> tuple[Proposal, ...]:
    bundle = ChartBundle(
        bundle_id="case",
        encounter=Encounter(setting=setting, service_from=date(2026, 5, 4)),
        documents=(Document(id="note", text=text),),
    )
    documents = tuple(read(d, view) for d in bundle.documents)
    return OfflineCoder().propose(AuditContext(bundle, view, documents)).proposals


def codes(view: CatalogView, text: str, setting: Setting = Setting.PROFESSIONAL) -> list[str]:
    return [p.code for p in proposals(view, text, setting)]
