"""Small files of our own making in the form of the official Index and tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from catalog.index.build import Edition, compile_index, compile_table
from catalog.index.entries import IndexFileError
from catalog.index.store import connect

INDEX_XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2024</version>
  <title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
  <letter>
    <title>A</title>
    <mainTerm><title>Ache</title><see>Pain</see></mainTerm>
    <mainTerm><title>Amyloid heart</title><code>E85.4</code><manif>I43</manif></mainTerm>
    <mainTerm><title>Anguish</title><see>Misery</see></mainTerm>
    <mainTerm>
      <title>Arthritis, arthritic<nemod>(acute) (chronic)</nemod></title>
      <code>M19.90</code>
      <term level="1">
        <title>in</title>
        <term level="2"><title>infection NEC</title><seecat>M01</seecat></term>
      </term>
      <term level="1"><title>jaw</title><code>M26.6-</code></term>
      <term level="1"><title>jaw</title><code>M26.64-</code></term>
    </mainTerm>
  </letter>
  <letter>
    <title>B</title>
    <mainTerm>
      <title>Brill<nemod>(-Zinsser) disease (recrudescent)</nemod> NEC</title><code>A75.1</code>
    </mainTerm>
    <mainTerm><title>Bonnier's syndrome</title><subcat>H81.8</subcat></mainTerm>
  </letter>
  <letter>
    <title>D</title>
    <mainTerm>
      <title>Diabetes, diabetic<nemod>(mellitus) (sugar)</nemod></title>
      <code>E11.9</code>
      <term level="1">
        <title>due to</title>
        <term level="2"><title>surgery</title><code>E13.9</code></term>
      </term>
      <term level="1">
        <title>type 2</title>
        <code>E11.9</code>
        <term level="2">
          <title>with</title>
          <term level="3"><title>arthropathy NEC</title><code>E11.618</code></term>
          <term level="3"><title>chronic kidney disease</title><code>E11.22</code></term>
        </term>
      </term>
    </mainTerm>
  </letter>
  <letter>
    <title>F</title>
    <mainTerm>
      <title>Fracture, pathological</title><code>M84.40</code>
      <term level="1"><title>rib</title><code>M84.48</code></term>
    </mainTerm>
    <mainTerm>
      <title>Fracture, traumatic</title><code>T14.8</code>
      <term level="1">
        <title>femur, femoral</title><code>S72.9-</code>
        <term level="2"><title>neck</title><see>Fracture, femur, upper end, neck</see></term>
        <term level="2">
          <title>upper end</title><code>S72.00-</code>
          <term level="3"><title>neck</title><code>S72.00-</code></term>
        </term>
      </term>
      <term level="1"><title>rib</title><code>S22.3-</code></term>
      <term level="1"><title>wrist</title><code>S62.10-</code></term>
    </mainTerm>
  </letter>
  <letter>
    <title>M</title>
    <mainTerm><title>Misery</title><see>Anguish</see></mainTerm>
  </letter>
  <letter>
    <title>P</title>
    <mainTerm>
      <title>Pain<nemod>(s)</nemod></title><seeAlso>Painful</seeAlso><code>R52</code>
      <term level="1"><title>leg</title><see>Pain, limb, lower</see></term>
      <term level="1">
        <title>joint</title><code>M25.50</code>
        <term level="2"><title>knee</title><code>M25.56-</code></term>
      </term>
      <term level="1">
        <title>limb</title><code>M79.609</code>
        <term level="2"><title>lower</title><code>M79.60-</code></term>
      </term>
      <term level="1"><title>low back</title><code>M54.50</code></term>
      <term level="1"><title>score > 7 # high</title><code>R52</code></term>
    </mainTerm>
    <mainTerm><title>Painful</title><seeAlso>Pain</seeAlso></mainTerm>
    <mainTerm><title>Poisoning</title><see>categories T36-T50</see></mainTerm>
  </letter>
  <letter>
    <title>S</title>
    <mainTerm>
      <title>Sciatica<nemod>(infective)</nemod></title><code>M54.3-</code>
      <term level="1"><title>with lumbago</title><code>M54.4-</code></term>
    </mainTerm>
    <mainTerm><title><nemod>(taser)</nemod></title><code>T75.4</code></mainTerm>
  </letter>
</ICD10CM.index>
"""

EXTERNAL_XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2024</version>
  <title>ICD-10-CM External Cause of Injuries Index</title>
  <letter>
    <title>F</title>
    <mainTerm>
      <title>Fall, falling<nemod>(accidental)</nemod></title><code>W19</code>
      <term level="1"><title>ladder</title><code>W11</code></term>
    </mainTerm>
    <mainTerm><title>Late effect</title><see>with 7th character S</see><code>Y35</code></mainTerm>
  </letter>
</ICD10CM.index>
"""

INDEX_CSV = """RowID,Letter,Level,Term,See,SeeAlso,NonEssModif,Code
1,P,0,Pain,,Painful,(s),R52
2,P,1,low  back,,,,M54.50
3,P,1,"leg, legs","Pain, limb,  lower",,,
4,P,0,Painful,,Pain,,
5,R,0,Rheumatic heart, category,,,I01
6,R,0,Roger disease,,,(maladie de),Q21.0
7,Z,0,Zoster,,,,B02.9
"""

NEOPLASM_XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2026</version>
  <indexHeading>
    <head col="1">Neoplasm</head>
    <head col="2">Malignant Primary</head>
    <head col="3">Malignant Secondary</head>
    <head col="4">Ca in situ</head>
    <head col="5">Benign</head>
    <head col="6">Uncertain Behavior</head>
    <head col="7">Unspecified Behavior</head>
  </indexHeading>
  <letter>
    <title>N</title>
    <mainTerm>
      <title>Neoplasm, neoplastic</title>
      <cell col="2">C80.1</cell><cell col="3">C79.9</cell><cell col="4">D09.9</cell>
      <cell col="5">D36.9</cell><cell col="6">D48.9</cell><cell col="7">D49.9</cell>
      <term level="1">
        <title>blood</title>
        <cell col="2">-</cell><cell col="3">-</cell><cell col="4">-</cell>
        <cell col="5">-</cell><cell col="6">-</cell><cell col="7">-</cell>
      </term>
      <term level="1">
        <title>breast<nemod>(connective tissue)</nemod></title>
        <cell col="2">C50.9-</cell><cell col="3">C79.81</cell><cell col="4">D05.-</cell>
        <cell col="5">D24.-</cell><cell col="6">D48.6-</cell><cell col="7">D49.3</cell>
        <term level="2">
          <title>areola *</title>
          <cell col="2">C50.0-</cell><cell col="3">C79.81</cell><cell col="4">D05.-</cell>
          <cell col="5">D24.-</cell><cell col="6">D48.6-</cell><cell col="7">D49.3</cell>
        </term>
        <term level="2"><title>male</title><see>Neoplasm, breast</see></term>
      </term>
    </mainTerm>
  </letter>
</ICD10CM.index>
"""

DRUG_XML = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index>
  <version>2026</version>
  <indexHeading>
    <head col="1">Substance</head>
    <head col="2">Poisoning Accidental (unintentional)</head>
    <head col="3">Poisoning Intentional self-harm</head>
    <head col="4">Poisoning Assault</head>
    <head col="5">Poisoning Undetermined</head>
    <head col="6">Adverse effect</head>
    <head col="7">Underdosing</head>
  </indexHeading>
  <letter>
    <title>A</title>
    <mainTerm>
      <title>Acetic</title>
      <term level="1">
        <title>acid</title>
        <cell col="2">T54.2X1</cell><cell col="3">T54.2X2</cell><cell col="4">T54.2X3</cell>
        <cell col="5">T54.2X4</cell><cell col="6">--</cell><cell col="7">--</cell>
      </term>
    </mainTerm>
    <mainTerm>
      <title>Aspirin<nemod>(tablets)</nemod></title>
      <cell col="2">T39.011</cell><cell col="3">T39.012</cell><cell col="4">T39.013</cell>
      <cell col="5">T39.014</cell><cell col="6">T39.015</cell><cell col="7">T39.016</cell>
    </mainTerm>
    <mainTerm><title>ASA</title><see>Aspirin</see></mainTerm>
  </letter>
</ICD10CM.index>
"""

#: Expanded, this would grow to some billion letters.
BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><ICD10CM.index><version>&a9;</version></ICD10CM.index>"
)


def written(folder: Path, text: str, name: str = "official.xml") -> Path:
    """A file with the text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refusal_of(read: Callable[[Path], Iterable[object]], path: Path) -> IndexFileError | None:
    """The error with which a reader refuses a file, or None if it reads the file to its end."""
    try:
        for _ in read(path):
            pass
    except IndexFileError as refusal:
        return refusal
    return None


def compiled_index(folder: Path, text: str, edition: Edition | None = None) -> sqlite3.Connection:
    """A connection to an Index compiled from the text."""
    compile_index(written(folder, text), folder / "index.sqlite", edition)
    return connect(folder / "index.sqlite")


def compiled_table(folder: Path, text: str) -> sqlite3.Connection:
    """A connection to a table compiled from the text."""
    compile_table(written(folder, text), folder / "table.sqlite")
    return connect(folder / "table.sqlite")


#: The billable codes of a small Tabular List of our own.
BILLABLE = (
    *("M25.561", "M25.562", "M25.569", "M54.30", "M54.31", "M54.41", "M54.50", "C50.911"),
    *("T39.015A", "T39.015D"),
)


def complete(code: str) -> Sequence[str]:
    """Billable codes below a code, as the Tabular List would give them."""
    return [one for one in BILLABLE if one.startswith(code) and one != code]
