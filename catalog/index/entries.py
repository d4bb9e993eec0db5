"""Lines of the Alphabetic Index and rows of the tables, and the kinds of file they stand in.

Apart from the readers, so that look-ups load no reader of XML or CSV.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

#: Raised whenever the compiled tables or their content change, so that older files are rebuilt.
INDEX_FORMAT = 1


class IndexKind(StrEnum):
    """What an official file of this form is."""

    INDEX = "index"
    EXTERNAL_INDEX = "external_index"
    NEOPLASM = "neoplasm"
    DRUG = "drug"


class IndexFileError(Exception):
    """The file is not what it should be, or is damaged; the message names it and says why."""

    def __init__(self, path: Path, problem: str, expected: str) -> None:
        super().__init__(f"{path.name}: {problem}; expected {expected}")
        self.path = path
        self.problem = problem
        self.expected = expected


class IndexEntry(NamedTuple):
    """A line of the Alphabetic Index.

    `path` runs from the main term to the line's own term. `nonessential` are the line's own
    modifiers, in their parentheses, without effect on the code. `code` and `manifestation` may
    end in a dash: more characters follow, to be found in the Tabular List. `see` and `see_also`
    are as printed. `occurrence` is above 1 where the same path is printed more than once.
    """

    path: tuple[str, ...]
    nonessential: str = ""
    code: str | None = None
    manifestation: str | None = None
    see: str | None = None
    see_also: str | None = None
    occurrence: int = 1

    @property
    def printed_code(self) -> str | None:
        """The code as the Index prints it, a manifestation in brackets: `E85.4 [I43]`."""
        if self.manifestation is None:
            return self.code
        return f"{self.code or ''} [{self.manifestation}]".strip()


class Behaviour(StrEnum):
    """The columns of the Table of Neoplasms, in printed order."""

    MALIGNANT_PRIMARY = "malignant_primary"
    MALIGNANT_SECONDARY = "malignant_secondary"
    IN_SITU = "in_situ"
    BENIGN = "benign"
    UNCERTAIN = "uncertain"
    UNSPECIFIED = "unspecified"


class Intent(StrEnum):
    """The columns of the Table of Drugs and Chemicals, in printed order."""

    ACCIDENTAL = "accidental"
    SELF_HARM = "self_harm"
    ASSAULT = "assault"
    UNDETERMINED = "undetermined"
    ADVERSE_EFFECT = "adverse_effect"
    UNDERDOSING = "underdosing"


#: The columns of each table, as compiled; printed column 2 is the first.
COLUMNS: dict[IndexKind, tuple[str, ...]] = {
    IndexKind.NEOPLASM: tuple(Behaviour),
    IndexKind.DRUG: tuple(Intent),
}


class TableEntry(NamedTuple):
    """A row of a table: a neoplasm site or a substance, and its code in each column.

    `path` runs from the main term to the row's own term. `cells` has six codes in the order of
    the columns, None where the table prints a dash alone; a code may end in a dash: more
    characters follow, to be found in the Tabular List. Without cells, `see` says where to look.
    """

    path: tuple[str, ...]
    nonessential: str
    cells: tuple[str | None, ...]
    see: str | None = None
    see_also: str | None = None
    occurrence: int = 1
