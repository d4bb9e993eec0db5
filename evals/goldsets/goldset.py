"""A gold set as opened: cases to run, rows that were kept out, and how its codes stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from agent.errors import UsageError
from agent.models import ChartBundle, Document, Encounter, Setting
from catalog import Catalog, CodeState, canonical, well_formed
from evals.contracts import GoldCase, GoldCode, GoldSpan, RefusedRow

#: About where a chart says each code, by case id: pairs of characters, of its one document.
Places = Mapping[str, Mapping[str, tuple[tuple[int, int], ...]]]

_AT_HAND = frozenset({CodeState.BILLABLE, CodeState.HEADER})


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Cases in the order of the set. `name` is the adapter and path as given.

    `places` tells about where a chart says a code, where the set's own spans are of another text;
    it is for fitting alone and takes a while, so it is asked for when needed.
    """

    name: str
    split: str | None
    cases: tuple[GoldCase, ...]
    refused: tuple[RefusedRow, ...]
    places: Callable[[], Places] = field(default=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Gold codes by what they are on their case's date, and those that are not in the catalog."""

    counts: dict[str, int]
    outside: tuple[RefusedRow, ...]


def standing(cases: Iterable[GoldCase], catalog: Catalog) -> Standing:
    """How the gold codes stand on the dates. Codes outside the catalog stay in the gold set."""
    counts: Counter[str] = Counter()
    outside = []
    for case in cases:
        view = catalog.on(case.bundle.encounter.date_of_service)
        for gold in case.codes or ():
            state = view.status(gold.code).state
            counts[state.value] += 1
            if state not in _AT_HAND:
                outside.append(
                    RefusedRow(
                        source=case.case_id,
                        reason=f"{gold.code} is not in the catalog on {view.date} ({state.value}); "
                        "it counts as gold, and no coder can propose it",
                        counted=True,
                    )
                )
    return Standing(dict(sorted(counts.items())), tuple(outside))


def possible_code(written: str) -> str | None:
    """The code, dotted and in upper case; None for what cannot be one.

    >>> possible_code("s39.012a"), possible_code("back pain")
    ('S39.012A', None)
    """
    code = written.strip()
    if any(character.isspace() for character in code) or not well_formed(code):
        return None
    return canonical(code)


def one_note(case_id: str, text: str, day: date) -> ChartBundle:
    """A set's note as one professional encounter on the day: the sets state no setting."""
    return ChartBundle(
        bundle_id=case_id,
        encounter=Encounter(setting=Setting.PROFESSIONAL, service_from=day),
        documents=(Document(id=case_id, text=text),),
    )


def moved(case: GoldCase, day: date) -> GoldCase:
    """The case with its encounter on another day, for another code set.

    Raises ValueError when the patient was not born by then.
    """
    fields = case.bundle.model_dump()
    fields["encounter"] |= {"service_from": day, "service_to": None}
    try:
        return case.model_copy(update={"bundle": ChartBundle.model_validate(fields)})
    except ValidationError:
        raise ValueError(f"the encounter cannot be moved to {day}: born later") from None


def one_entry_a_code(codes: Iterable[GoldCode]) -> tuple[GoldCode, ...]:
    """The codes in code order, each once with all its spans."""
    spans: defaultdict[str, list[GoldSpan]] = defaultdict(list)
    for gold in codes:
        spans[gold.code] += gold.spans
    return tuple(GoldCode(code=code, spans=tuple(spans[code])) for code in sorted(spans))


def text_of(path: Path) -> str:
    """The file's characters as they are, so that offsets hold. Raises UsageError."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8; save it as UTF-8") from None
