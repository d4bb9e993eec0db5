"""CodiEsp: clinical case reports with diagnosis codes for the whole document.

A split is a folder with `<split>D.tsv` (document id, code, one a line, no heading) and the English
texts in `text_files_en/<document id>.txt`. `<split>X.tsv` gives spans in the Spanish text: gold
codes get none of them, but where they about stand in the English text is worked out for who fits a
profile. With `<split>P.tsv` it also tells that a text was coded and has no diagnosis.

Miranda-Escalada and others: Overview of automatic clinical coding, CLEF 2020; CC BY 4.0.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from agent.errors import UsageError
from evals.contracts import GoldCase, GoldCode, RefusedRow
from evals.goldsets.goldset import (
    GoldSet,
    Places,
    one_entry_a_code,
    one_note,
    possible_code,
    text_of,
)
from evals.goldsets.translated import Span, places

#: The set was coded with the CIE-10-ES of 2018, which follows the ICD-10-CM of fiscal year 2018.
CODED_ON = date(2018, 6, 1)
_TEXTS = "text_files_en"
#: Of the table of spans: document, kind, code, words, and where each piece of them stands.
_SPAN_COLUMNS = 5
_PIECE = re.compile(r"(\d+) (\d+)")


def open_codiesp(path: Path, split: str | None, on: date | None) -> GoldSet:
    """One split of the set. Raises UsageError naming the splits there are when it is not clear."""
    folder, name = _split_folder(path, split)
    texts, refused = _texts(folder / _TEXTS)
    codes = _codes(folder / f"{name}D.tsv", texts, refused)
    annotated = {
        row[0] for kind in "PX" for _, row in _rows(folder / f"{name}{kind}.tsv", required=False)
    }
    cases = []
    for document, text in texts.items():
        if not codes[document] and document not in annotated:
            refused.append(
                RefusedRow(
                    source=f"{_TEXTS}/{document}.txt",
                    reason="no usable gold code stands for this text; it may not have been coded",
                )
            )
            continue
        cases.append(
            GoldCase(
                case_id=document,
                bundle=one_note(document, text, on or CODED_ON),
                codes=one_entry_a_code(codes[document]),
            )
        )
    told = partial(_places, folder / f"{name}X.tsv", texts)
    return GoldSet(f"codiesp:{path}", name, tuple(cases), tuple(refused), told)


def _places(table: Path, texts: dict[str, str]) -> Places:
    """About where each text says each code; none where the table is missing."""
    spans: defaultdict[str, list[tuple[str | None, Span]]] = defaultdict(list)
    for _, row in _rows(table, required=False):
        if len(row) != _SPAN_COLUMNS or row[0] not in texts:
            continue
        pieces = [tuple(map(int, piece)) for piece in _PIECE.findall(row[-1])]
        for start, end in pieces:
            # Of words in several pieces it is not told which stand where. Those of a procedure
            # help to find the others.
            words = row[3] if len(pieces) == 1 else ""
            spans[row[0]].append((possible_code(row[2]), Span(words, start, end)))
    found: dict[str, dict[str, tuple[tuple[int, int], ...]]] = {}
    for document, coded in spans.items():
        stand: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        here = places([span for _, span in coded], texts[document])
        for (code, _), place in zip(coded, here, strict=True):
            if code is not None:
                stand[code].append(place)
        found[document] = {code: tuple(there) for code, there in stand.items()}
    return found


def _split_folder(path: Path, split: str | None) -> tuple[Path, str]:
    """The folder of the split and its name, whether `path` is it or holds it."""
    if not path.is_dir():
        raise UsageError(f"codiesp:{path}: there is no such folder")
    own = _name_of(path)
    if own is not None:
        if split not in {None, own}:
            raise UsageError(
                f"--split {split}: {path} is the split {own} itself; leave --split out"
            )
        return path, own
    splits = {
        inner.name: name
        for inner in sorted(path.iterdir())
        if inner.is_dir() and (name := _name_of(inner)) is not None
    }
    if not splits:
        raise UsageError(
            f"codiesp:{path}: holds no split; expected folders such as dev/ with devD.tsv and "
            f"{_TEXTS}/"
        )
    if split is None and len(splits) > 1:
        raise UsageError(f"codiesp:{path}: say which split: --split {' or '.join(splits)}")
    chosen = split if split is not None else next(iter(splits))
    if chosen not in splits:
        raise UsageError(f"--split {chosen}: {path} has the splits {', '.join(splits)}")
    return path / chosen, splits[chosen]


def _name_of(folder: Path) -> str | None:
    """The split that a folder holds, by its table of diagnoses; None when it holds none."""
    tables = sorted(folder.glob("*D.tsv"))
    named = [table for table in tables if table.name == f"{folder.name}D.tsv"]
    return next((t.name.removesuffix("D.tsv") for t in (*named, *tables)), None)


def _texts(folder: Path) -> tuple[dict[str, str], list[RefusedRow]]:
    """The usable texts by document id, in id order, and those that are not."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: is missing; the English texts lie there")
    texts, refused = {}, []
    for path in sorted(folder.glob("*.txt")):
        try:
            text = text_of(path)
        except UsageError:
            refused.append(RefusedRow(source=f"{_TEXTS}/{path.name}", reason="is not UTF-8"))
            continue
        if not text.strip():
            refused.append(RefusedRow(source=f"{_TEXTS}/{path.name}", reason="the text is empty"))
            continue
        texts[path.stem] = text
    return texts, refused


def _codes(
    table: Path, texts: dict[str, str], refused: list[RefusedRow]
) -> defaultdict[str, list[GoldCode]]:
    """The codes by document; rows that cannot be used go to `refused`."""
    found: defaultdict[str, list[GoldCode]] = defaultdict(list)
    seen = set()
    for number, row in _rows(table):
        code = possible_code(row[1]) if len(row) == 2 else None
        if len(row) != 2:
            reason = "expected a document id and a code, with a tab between them"
        elif row[0] not in texts:
            reason = "no usable text has this document id"
        elif code is None:
            reason = "the code has not the shape of an ICD-10-CM code"
        elif (row[0], code) in seen:
            reason = "the same code was given to this document before"
        else:
            seen.add((row[0], code))
            found[row[0]].append(GoldCode(code=code))
            continue
        refused.append(RefusedRow(source=f"{table.name}, line {number}", reason=reason))
    return found


def _rows(table: Path, *, required: bool = True) -> Iterator[tuple[int, list[str]]]:
    """The columns of each line that is not blank, with its number from 1."""
    if not required and not table.is_file():
        return
    for number, line in enumerate(text_of(table).removeprefix("\ufeff").split("\n"), start=1):
        if line.strip():
            yield number, [column.strip() for column in line.rstrip().split("\t")]
