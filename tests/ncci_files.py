"""NCCI files of our own, laid out as CMS publishes them; pairs, units and dates are invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog import Catalog
from catalog.library.adding import add

PTP_NOTICE = (
    "CPT only copyright 2025 American Medical Association.  All rights reserved.\t\t\t\t\t\t\r\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
PTP_ROWS = (
    "20610\t76942\t\t20200101\t*\t1\tInvented reason one\r\n"
    "73562\t73560\t*\t19960101\t*\t0\tInvented reason two\r\n"
    "97110\t97150\t\t20200101\t20251231\t1\tInvented reason three\r\n"
    "99213\t36415\t\t20200101\t*\t9\tInvented reason four\r\n"
)
PTP = PTP_NOTICE + PTP_ROWS
MUE_NOTICE = (
    '"CPT codes, descriptions and other data only are copyright of their owner.\r\n\r\n'
    'No warranty is made.",,,\r\n'
    '"HCPCS/\r\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,'
    "MUE Rationale\r\n"
)
MUE = MUE_NOTICE + (
    "73562,2,3 Date of Service Edit: Clinical,Invented reason\r\n"
    "36415,1,2 Date of Service Edit: Policy,Invented reason\r\n"
    "97110,4,1 Line Edit,Invented reason\r\n"
)
PTP_NAME = "ccipra-v321r0-f1.txt"
MUE_NAME = "MCR_MUE_PractitionerServices_Eff_04-01-2026.csv"


@contextmanager
def catalog_with_ncci(folder: Path) -> Iterator[Catalog]:
    """A catalog whose library holds the invented files of the second quarter of 2026."""
    for name, text in ((PTP_NAME, PTP), (MUE_NAME, MUE)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
        with Catalog.open() as catalog:
            add(folder / name, catalog, folder / "library")
    with Catalog.open(library=folder / "library") as catalog:
        yield catalog
