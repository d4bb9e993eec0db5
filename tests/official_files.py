"""Small files of our own in the form of the official ones, so that importers are tested anywhere.

The codes and titles are invented for the purpose or shortened; the columns are the official ones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from catalog.code_sets.addenda import Addenda, is_addenda, read_addenda
from catalog.library.archives import members

LINES = (
    ("M54", False, "Back pain", "Pain in the back"),
    ("M545", False, "Low back pain", "Pain low in the back"),
    ("M5450", True, "Low back pain, unsp", "Pain low in the back, unspecified"),
    ("M5459", True, "Other low back pain", "Other pain low in the back"),
    ("M546", True, "Thoracic pain", "Pain in the thoracic spine"),
)

ORDER_ADDENDA = """\
Delete:      1 M545    Low back pain                                                Pain low in the back
Add:         0 M545    Low back pain                                                Pain low in the back
Add:         1 M5450   Low back pain, unsp                                          Pain low in the back, unspecified
Add:         1 M5459   Other low back pain                                          Other pain low in the back
Revise from: 1 M546    Thoracic pain                                                Thoracic pain
Revise to:   1 M546    Thoracic pain                                                Pain in the thoracic spine

Headers
      1 headers in icd10cm_order_{before}.txt
      2 headers in icd10cm_order_{after}.txt
      1 additions
      0 deletions
      0 revisions

Codes
      2 codes in icd10cm_order_{before}.txt
      3 codes in icd10cm_order_{after}.txt
      2 additions
      1 deletions
      1 revisions
"""  # noqa: E501 (the official columns are as wide as they are)

CONTENTS = """\
ICD-10-CM Official Guidelines for Coding and Reporting ..............1
Section I. Conventions and chapter specific guidelines ..............3
  A. Conventions ..............3
     1. The lists ..............3
     2. Notes of two kinds that are told apart by a very long heading that
        takes two lines ..............3
        a. First kind ..............3
        b. Second kind ..............3
  B. General ..............4
     1. Finding a code ..............4
Section II. Principal diagnosis ..............4
  A. Symptoms ..............4
Appendix I ..............4
"""

BODY = """\
Section I. Conventions and chapter specific guidelines
Applies everywhere.
A. Conventions
1. The lists
There are two lists. See Section I.B.1.
Section II. is for another setting, as this sentence says.

A second paragraph, which speaks of non-
billable codes and of F02.81- codes.
2. Notes of two kinds that are told apart by a very long heading that
takes two lines
a. First kind
1) Deepest rule
(a) Rule in brackets
Text in brackets.
(i) Rule with a numeral
(ii) Another with a numeral
(b) Rule after it
c. is not a heading here.
b. Second kind
Words on the second kind.
\f{head}B. General
1. Finding a code
Look it up, then verify it: 7th character included.
Section II. Principal diagnosis
A. Symptoms
Not listed first.
Appendix I
Reporting at admission
Exempt codes are listed elsewhere.
"""


def order_text(lines: Iterable[tuple[str, bool, str, str]] = LINES) -> str:
    """An order file: fixed columns, every line ended as the official ones are."""
    return "".join(
        f"{number:05} {code:<7} {billable:d} {short:<60} {title}\r\n"
        for number, (code, billable, short, title) in enumerate(lines, start=1)
    )


def code_text(lines: Iterable[tuple[str, bool, str, str]] = LINES) -> str:
    """The code file that belongs to an order file."""
    return "".join(f"{code:<7} {title}\r\n" for code, billable, _, title in lines if billable)


def archive(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """A zip of the files, at `path`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return path


def order_zip(path: Path, before: str = "2025", after: str = "2026") -> Path:
    """The official zip: order file, code file, addenda and a PDF that is not read."""
    return archive(
        path,
        {
            "Code Descriptions/order.txt": order_text(),
            "Code Descriptions/codes.txt": code_text(),
            "Code Descriptions/addenda.txt": ORDER_ADDENDA.format(before=before, after=after),
            "Code Descriptions/about.pdf": b"%PDF-1.7 not read",
        },
    )


def fullest_addenda(path: Path) -> Addenda:
    """The addenda of an official zip: those that list headers too, where there are two."""
    lists = [
        read_addenda(member.name, member.read().decode())
        for member in members(path.name, path.read_bytes())
        if is_addenda(member.head)
    ]
    return max(lists, key=lambda found: found.headers is not None)


def workbook(rows: Sequence[Sequence[str | int]], *, prolog: str = "") -> bytes:
    """An Excel workbook of one sheet: texts shared, numbers as they are."""
    texts: list[str] = []
    xml_rows = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in zip("ABCDEF", row, strict=False):
            reference = f"{column}{number}"
            if isinstance(value, int):
                cells.append(f'<c r="{reference}"><v>{value}</v></c>')
            else:
                texts.append(f"<si><t>{escape(value)}</t></si>")
                cells.append(f'<c r="{reference}" t="s"><v>{len(texts) - 1}</v></c>')
        xml_rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archived:
        archived.writestr("xl/workbook.xml", f"<workbook {space}/>")
        archived.writestr("xl/sharedStrings.xml", f"{prolog}<sst {space}>{''.join(texts)}</sst>")
        archived.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {space}><sheetData>{''.join(xml_rows)}</sheetData></worksheet>",
        )
    return target.getvalue()


CONVERSION_ROWS: tuple[tuple[str | int, ...], ...] = (
    ("This table shows new codes, which will become effective October 1, 2025.",),
    ("Current code assignment", "Effective", "Previous Code(s) Assignment"),
    ("M54.50 ", 2021, "M54.5"),
    ("U07.0", 43922, "J68.0, J68.9; J80"),
    ("H36.811", 2023, "H35.20-H35.23"),
    ("Z17.21", 2024, "None"),
)

POA_TEXT = (
    "Order26\tPOAexemptCode\tDescription\r\n"
    "00001\tB90.0\tLate effects of an infection\r\n"
    '00002\tS30.1XXS\t"Bruise of the wall, sequela"\r\n'
    "00003\tZ99.2\tDependence on a machine\r\n"
)

CHANGES_TEXT = (
    "change,code,billable_2026,billable_2027,long_title_2026,long_title_2027\n"
    "added,M5451,,1,,Vertebrogenic low back pain\n"
    "deleted,M5459,1,,Other pain low in the back,\n"
    "flag,M546,1,0,Pain in the thoracic spine,Pain in the thoracic spine\n"
    'title,M5450,1,1,"Pain low in the back, unspecified","Pain low down, unspecified"\n'
)


def guidelines_text(dates: str = "(October 1, 2025 - September 30, 2026)", body: str = BODY) -> str:
    """Guidelines of four pages with running heads, contents and sections on three levels."""
    title = "ICD-10-CM Official Guidelines for Coding and Reporting"

    def head(page: int) -> str:
        return f"{title}\nFY 2026\nPage {page} of 4\n"

    filler = "".join(f"{letter}. Rule {letter}\nText.\n" for letter in "BCDEFGHIJKLM")
    text = body.format(head=head(4)).replace("Appendix I\n", f"{filler}Appendix I\n")
    return f"{title}\nFY 2026\n{dates}\n\f{head(2)}{CONTENTS}\f{head(3)}{text}"
