"""How well the offline coder agrees with human coders on two sets of notes.

    python -m evals.codes medcoder ../shared/gold/medcoder_dev
    python -m evals.codes codiesp ../shared/gold/codiesp/dev

Micro precision, recall and F1 over encounters, at the full code and at the category; where the set
gives the coders' spans, also the share of them that reading finds. Same input, same figures.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.coding import OfflineCoder
from agent.context import Assertion, AuditContext, ReadDocument
from agent.models import ChartBundle, Document, Encounter, Setting
from agent.reading import read
from catalog import Catalog, canonical

#: A day within the edition of the code set that the coders used.
_DATES = {"medcoder": date(2024, 6, 17), "codiesp": date(2018, 6, 1)}


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A human coder's code and the characters it rests on."""

    code: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class GoldNote:
    """A note with the codes that human coders gave it; `spans` may be empty."""

    id: str
    text: str
    codes: frozenset[str]
    spans: tuple[GoldSpan, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over all notes."""

    right: int
    proposed: int
    gold: int

    @property
    def precision(self) -> float:
        return self.right / self.proposed if self.proposed else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def medcoder(folder: Path) -> Iterator[GoldNote]:
    """The MedCodER notes of a folder with `text.csv` and `diagnosis.csv`."""
    spans: defaultdict[str, list[GoldSpan]] = defaultdict(list)
    for row in _rows(folder / "diagnosis.csv"):
        spans[row["Document ID"]].append(
            GoldSpan(canonical(row["ICD10"]), int(row["Start"]), int(row["End"]))
        )
    for row in _rows(folder / "text.csv"):
        found = tuple(spans[row["Document ID"]])
        yield GoldNote(
            row["Document ID"], row["medical_record_text"], frozenset(s.code for s in found), found
        )


def codiesp(folder: Path) -> Iterator[GoldNote]:
    """The CodiEsp case reports, in English, of a folder with a `*D.tsv` file."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    table = next(iter(sorted(folder.glob("*D.tsv"))))
    for line in table.read_text(encoding="utf-8").splitlines():
        name, code = line.split("\t")[:2]
        codes[name].add(canonical(code))
    for path in sorted((folder / "text_files_en").glob("*.txt")):
        yield GoldNote(path.stem, path.read_text(encoding="utf-8"), frozenset(codes[path.stem]))


SETS = {"medcoder": medcoder, "codiesp": codiesp}


@dataclass(frozen=True, slots=True)
class Coded:
    """A gold note beside what was read and proposed."""

    note: GoldNote
    document: ReadDocument
    proposed: frozenset[str]


def code_notes(notes: Iterable[GoldNote], catalog: Catalog, day: date) -> list[Coded]:
    """Read and code each note as one outpatient encounter on the date."""
    view, coder, found = catalog.on(day), OfflineCoder(), []
    for note in notes:
        bundle = ChartBundle(
            bundle_id=note.id,
            encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=day),
            documents=(Document(id=note.id, text=note.text),) if note.text else (),
        )
        documents = tuple(read(document, view) for document in bundle.documents)
        proposals = coder.propose(AuditContext(bundle, view, documents)).proposals
        found.append(Coded(note, documents[0], frozenset(p.code for p in proposals)))
    return found


def score(coded: Iterable[Coded], length: int) -> Score:
    """Micro counts with codes cut to `length` characters (3 for the category, 8 for all)."""
    right = proposed = gold = 0
    for one in coded:
        ours = {code[:length] for code in one.proposed}
        theirs = {code[:length] for code in one.note.codes}
        right += len(ours & theirs)
        proposed += len(ours)
        gold += len(theirs)
    return Score(right, proposed, gold)


def span_recall(coded: Iterable[Coded]) -> Counter[str]:
    """Of the coders' spans: how many any mention overlaps, affirms, and offers the code for."""
    counts: Counter[str] = Counter()
    for one in coded:
        for span in one.note.spans:
            over = [m for m in one.document.mentions if m.start < span.end and span.start < m.end]
            counts["spans"] += 1
            counts["overlapped"] += bool(over)
            counts["affirmed"] += any(m.assertion is Assertion.AFFIRMED for m in over)
            counts["code offered"] += any(span.code in m.candidates for m in over)
            counts["code first"] += any(m.candidates[0] == span.code for m in over)
    return counts


def main(arguments: list[str] | None = None) -> int:
    """Print the figures for one set; 2 when the folder does not hold it."""
    parser = argparse.ArgumentParser(prog="python -m evals.codes", description=__doc__)
    parser.add_argument("set", choices=sorted(SETS))
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        notes = list(SETS[chosen.set](chosen.folder))
    except (OSError, StopIteration, KeyError) as problem:
        print(f"{chosen.folder} does not hold the {chosen.set} set: {problem}", file=sys.stderr)
        return 2
    with Catalog.open() as catalog:
        coded = code_notes(notes, catalog, _DATES[chosen.set])
    print(f"{chosen.set}: {len(coded)} notes, offline coder")
    for name, length in (("full code", 8), ("category", 3)):
        found = score(coded, length)
        print(
            f"  {name:10} P {found.precision:.3f}  R {found.recall:.3f}  F1 {found.f1:.3f}"
            f"  ({found.right} right of {found.proposed} proposed, {found.gold} in the gold set)"
        )
    counts = span_recall(coded)
    if counts["spans"]:
        shares = (f"{name} {counts[name]}/{counts['spans']}" for name in counts if name != "spans")
        print("  spans      " + ", ".join(shares))
    return 0


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


if __name__ == "__main__":
    raise SystemExit(main())
