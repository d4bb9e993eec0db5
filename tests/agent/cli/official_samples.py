"""Small official files of our own that are whole enough to be taken into the library."""

from __future__ import annotations

from commandline import ROOT

TABULAR = (ROOT / "tests/data/tabular.xml").read_text()
#: Whole from A to Z, as the importer asks, with subterms under one main term.
INDEX = "RowID,Letter,Level,Term,See,SeeAlso,NonEssModif,Code\n" + "".join(
    f"{number},{letter},{level},{term},,,,{code}\n"
    for number, (letter, level, term, code) in enumerate(
        [
            *((letter, 0, f"{letter}term", "R69") for letter in "ABCDEFGHIJKLMNO"),
            ("P", 0, "Pain", "R52"),
            ("P", 1, "back", "M54.9"),
            ("P", 2, "middle", "M54.6"),
            *((letter, 0, f"{letter}term", "R69") for letter in "QRSTUVWXYZ"),
        ],
        start=1,
    )
)
