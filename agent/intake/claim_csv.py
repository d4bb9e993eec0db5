"""`claim.csv`: a claim as a biller makes it in a spreadsheet.

The first row names the columns; each further row is one fact, and its `record` says which:

    record,value,poa,modifiers,units,charge,pointers,date
    setting,professional
    service_from,2026-05-04
    sex,female
    age,45
    diagnosis,M54.31
    line,99213,,25,1,120.00,A

`record` is a field of the encounter or the patient, `bundle_id`, `diagnosis`, `line`, or
`procedure` for an ICD-10-PCS code. Diagnoses, lines and procedures keep their order. Pointers are
letters or numbers, one or more; modifiers likewise.
Dates are YYYY-MM-DD, or MM/DD/YYYY as American spreadsheets save them.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from agent.errors import BundleError
from agent.intake.refusal import Place, shown, written
from agent.models import Encounter, Patient

COLUMNS = ("record", "value", "poa", "modifiers", "units", "charge", "pointers", "date")

_ENCOUNTER = tuple(Encounter.model_fields)
_PATIENT = tuple(Patient.model_fields)
_RECORDS = ("bundle_id", *_ENCOUNTER, *_PATIENT, "diagnosis", "line", "procedure")
_DATES = {"service_from", "service_to", "birth_date"}
_TWO_DIGITS = {"place_of_service", "discharge_status"}
_LINE_COLUMNS = {
    "value": "procedure",
    "modifiers": "modifiers",
    "units": "units",
    "charge": "charge",
    "pointers": "diagnosis_pointers",
    "date": "service_date",
}
_DIAGNOSIS_COLUMNS = {"value": "code", "poa": "poa"}
_AMERICAN_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SEPARATORS = re.compile(r"[\s,;:|/]+")

#: Place in the bundle to the row of the file that gave it.
Rows = dict[Place, int]


def read_claim_csv(text: str, source: str) -> tuple[dict[str, Any], Rows]:
    """The bundle's fields, less documents, and the row that each came from.

    Raises BundleError naming the row and column. Values are checked later, with the bundle.
    """
    fields: dict[str, Any] = {"encounter": {}, "patient": {}}
    claim: dict[str, list[Any]] = {"diagnoses": [], "lines": [], "procedures": []}
    rows: Rows = {}
    for number, row in _rows(text, source):
        record = row["record"].lower().replace(" ", "_")
        if record == "diagnosis":
            rows["claim", "diagnoses", len(claim["diagnoses"])] = number
            claim["diagnoses"].append(_columns(row, _DIAGNOSIS_COLUMNS, number, source))
        elif record == "line":
            rows["claim", "lines", len(claim["lines"])] = number
            claim["lines"].append(_line(_columns(row, _LINE_COLUMNS, number, source)))
        elif record == "procedure":
            rows["claim", "procedures", len(claim["procedures"])] = number
            claim["procedures"].append(
                _columns(row, {"value": "code"}, number, source).get("code", "")
            )
        elif record in _RECORDS:
            group = _group(record)
            place: Place = (group, record) if group else (record,)
            if place in rows:
                raise BundleError(source, f"row {number}", f"{record} is given twice; keep one")
            rows[place] = number
            given = _columns(row, {"value": record}, number, source)
            target = fields[group] if group else fields
            if record in given:
                target[record] = _typed(record, given[record])
        else:
            raise BundleError(
                source, f"row {number}, column record", f"expected one of {', '.join(_RECORDS)}"
            )
    return {**fields, "claim": claim}, rows


def place_in_csv(place: Place, rows: Rows) -> str:
    """A place in the bundle as a row and column of the file; the path itself if it has none."""
    columns = {field: column for column, field in _LINE_COLUMNS.items()} | {"code": "value"}
    for length in range(len(place), 0, -1):
        row = rows.get(place[:length])
        if row is not None:
            inner = place[length] if len(place) > length else "value"
            return f"row {row}, column {columns.get(str(inner), inner)}"
    return written(place).removeprefix("encounter.").removeprefix("patient.")


def _rows(text: str, source: str) -> list[tuple[int, dict[str, str]]]:
    """Rows by the file's own row number, blank ones left out, every column present."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise BundleError(source, "file", f"not CSV: {error}") from None
    header = [name.strip().lower() for name in table[0]] if table else []
    if header[:1] != ["record"] or "value" not in header:
        raise BundleError(source, "row 1", f"expected the column names {', '.join(COLUMNS)}")
    for name in header:
        if name and name not in COLUMNS:
            raise BundleError(
                source, f"row 1, column {shown(name)}", f"the columns are {', '.join(COLUMNS)}"
            )
    if len(set(filter(None, header))) < len(list(filter(None, header))):
        raise BundleError(source, "row 1", "a column is named twice; keep one of them")
    found = []
    for number, cells in enumerate(table[1:], start=2):
        values = [cell.strip() for cell in cells]
        if not any(values):
            continue
        if any(values[len(header) :]):
            raise BundleError(
                source, f"row {number}", f"has more than the {len(header)} named columns"
            )
        row = dict.fromkeys(COLUMNS, "") | dict(zip(header, values, strict=False))
        found.append((number, row))
    return found


def _columns(
    row: dict[str, str], wanted: dict[str, str], number: int, source: str
) -> dict[str, Any]:
    """The wanted columns that are filled, under the bundle's names; others must be empty."""
    for column, value in row.items():
        if value and column != "record" and column not in wanted:
            raise BundleError(
                source,
                f"row {number}, column {column}",
                f"does not belong to a {row['record'].lower()} row; leave it empty",
            )
    return {field: row[column] for column, field in wanted.items() if row[column]}


def _line(given: dict[str, Any]) -> dict[str, Any]:
    line = dict(given)
    if "modifiers" in line:
        line["modifiers"] = [m for m in _SEPARATORS.split(line["modifiers"]) if m]
    if "diagnosis_pointers" in line:
        line["diagnosis_pointers"] = _pointers(line["diagnosis_pointers"])
    if "charge" in line:
        line["charge"] = line["charge"].removeprefix("$").replace(",", "").strip()
    if "service_date" in line:
        line["service_date"] = _date(line["service_date"])
    return line


def _pointers(text: str) -> list[Any]:
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) == 1 and parts[0].isalpha():
        parts = list(parts[0])
    return [int(part) if re.fullmatch(r"[0-9]{1,4}", part) else part for part in parts]


def _group(record: str) -> str:
    if record in _ENCOUNTER:
        return "encounter"
    return "patient" if record in _PATIENT else ""


def _typed(record: str, value: str) -> Any:
    if record == "age" and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if record in _DATES:
        return _date(value)
    if record in _TWO_DIGITS:
        return value.zfill(2)
    return value.lower() if record in {"setting", "sex"} else value


def _date(value: str) -> str:
    found = _AMERICAN_DATE.fullmatch(value)
    if found is None:
        return value
    month, day, year = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}"
