"""MedCodER: outpatient notes with the characters that each code rests on.

`text.csv` has the columns `Document ID` and `medical_record_text`; `diagnosis.csv` has
`Document ID`, `ICD10`, `Diagnosis`, `Start`, `End`, where `Diagnosis` quotes the note from `Start`
to `End`. A row whose quote is not there is kept out whole, code and all: which part of it is wrong
cannot be told from the row.

Baksi and others: MedCodER, 2024 (Zenodo 13308316).
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from agent.errors import UsageError
from evals.contracts import GoldCase, GoldCode, GoldSpan, RefusedRow
from evals.goldsets.goldset import GoldSet, one_entry_a_code, one_note, possible_code, text_of

#: A day within fiscal year 2024, the code set of the annotation.
CODED_ON = date(2024, 6, 17)
_ID, _TEXT = "Document ID", "medical_record_text"
_CODE, _QUOTE, _START, _END = "ICD10", "Diagnosis", "Start", "End"
_LONGEST_FIELD = 10_000_000


def open_medcoder(path: Path, split: str | None, on: date | None) -> GoldSet:
    """The folder's cases. Raises UsageError for a folder that is not of the set's form."""
    if split is not None:
        raise UsageError("--split: a MedCodER folder is one split; leave --split out")
    if not path.is_dir():
        raise UsageError(f"medcoder:{path}: there is no such folder")
    refused: list[RefusedRow] = []
    texts = _texts(path / "text.csv", refused)
    codes = _codes(path / "diagnosis.csv", texts, refused)
    refused += [
        RefusedRow(
            source=f"text.csv, document {document}",
            reason="no usable row of diagnosis.csv names this note; it may not have been coded",
        )
        for document in texts
        if document not in codes
    ]
    cases = tuple(
        GoldCase(
            case_id=document,
            bundle=one_note(document, text, on or CODED_ON),
            codes=one_entry_a_code(codes[document]),
        )
        for document, text in texts.items()
        if document in codes
    )
    return GoldSet(f"medcoder:{path}", None, cases, tuple(refused))


def _texts(table: Path, refused: list[RefusedRow]) -> dict[str, str]:
    """The usable notes by document id, in the order of the table."""
    texts: dict[str, str] = {}
    rows = list(_rows(table, (_ID, _TEXT)))
    for line, row in rows:
        document, text = (row[_ID] or "").strip(), row[_TEXT]
        if not document:
            reason = "the document id is missing"
        elif document in texts:
            reason = "the document id was given before; the first stands"
        elif not (text or "").strip():
            reason = "the text is empty"
        else:
            texts[document] = text
            continue
        refused.append(RefusedRow(source=f"{table.name}, line {line}", reason=reason))
    return texts


def _codes(
    table: Path, texts: dict[str, str], refused: list[RefusedRow]
) -> dict[str, list[GoldCode]]:
    """The codes by document; rows that cannot be used go to `refused`."""
    found: defaultdict[str, list[GoldCode]] = defaultdict(list)
    seen: Counter[tuple[str, GoldCode]] = Counter()
    for line, row in _rows(table, (_ID, _CODE, _QUOTE, _START, _END)):
        document = (row[_ID] or "").strip()
        gold = _gold(row, texts[document]) if document in texts else "no usable note has this id"
        if isinstance(gold, GoldCode):
            seen[document, gold] += 1
            if seen[document, gold] == 1:
                found[document].append(gold)
                continue
            gold = "the same code was given to the same characters before"
        refused.append(RefusedRow(source=f"{table.name}, line {line}", reason=gold))
    return dict(found)


def _gold(row: dict[str, str], text: str) -> GoldCode | str:
    """The row's code with its span, or why it cannot be used."""
    code = possible_code(row[_CODE] or "")
    if code is None:
        return "the code has not the shape of an ICD-10-CM code"
    try:
        start, end = int(row[_START]), int(row[_END])
    except (TypeError, ValueError):
        return "Start and End are not both whole numbers"
    if not 0 <= start < end <= len(text):
        return "Start and End do not lie in the note"
    if text[start:end] != row[_QUOTE]:
        return "the note does not hold the words of Diagnosis from Start to End"
    return GoldCode(
        code=code, spans=(GoldSpan(document_id=row[_ID].strip(), start=start, end=end),)
    )


def _rows(table: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table by column, each with the number of its last line."""
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.DictReader(io.StringIO(text_of(table).removeprefix("\ufeff"), newline=""))
    try:
        absent = [name for name in columns if name not in (reader.fieldnames or ())]
        if absent:
            raise UsageError(f"{table}: the column {absent[0]} is missing")
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        raise UsageError(f"{table}: line {reader.line_num} is not CSV") from None
