"""Everything that is true without a chart: codes, notes, dates, authorities.

>>> from datetime import date
>>> from catalog import Catalog
>>> Catalog.open().on(date(2021, 9, 30)).status("M54.5").state
<CodeState.BILLABLE: 'billable'>
"""

from catalog.codes import canonical, compact, pad, well_formed
from catalog.entries import (
    CodeState,
    CodeStatus,
    Conflict,
    Entry,
    Note,
    Reference,
    SeventhCharacters,
)
from catalog.lookup import Catalog, CatalogView
from catalog.release import Release
from catalog.tabular.attributes import Attributes
from catalog.tabular.tabular_list import TabularList

__all__ = [
    "Attributes",
    "Catalog",
    "CatalogView",
    "CodeState",
    "CodeStatus",
    "Conflict",
    "Entry",
    "Note",
    "Reference",
    "Release",
    "SeventhCharacters",
    "TabularList",
    "canonical",
    "compact",
    "pad",
    "well_formed",
]
