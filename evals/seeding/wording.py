"""The data behind the kinds: conditions, histories, symptoms, studies, and sentences of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from catalog import canonical
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references

_FOLDER = Path(__file__).parent

#: What sentences do, and under which of these the frames of `wordings.yaml` stand.
_SAID = ("negated", "ruled_out", "possible", "stated")
_SAID_BY = {key: key for key in _SAID} | {"personal": "stated", "family": "stated"}


@dataclass(frozen=True)
class Condition:
    """A condition to bill wrongly: its code, what would name it, and sentences of ours about it.

    `sentences` maps what a sentence does (`negated`, `possible`, `stated`, ...) to its wordings.
    """

    code: str
    words: tuple[str, ...]
    sentences: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def named_in(self, text: str) -> bool:
        """Whether any word of the condition occurs in the text."""
        return _any(self.words, text)


@dataclass(frozen=True)
class History(Condition):
    """A condition of the past or the family, with the history code that is right for it."""

    history_code: str = ""


@dataclass(frozen=True)
class IntegralSymptom(Condition):
    """A symptom of diagnoses; `by_side` gives its code by side where it has sides."""

    diagnoses: tuple[CodeRange, ...] = ()
    by_side: dict[str, str] = field(default_factory=dict)

    def symptom_for(self, diagnosis: str, side: str | None) -> str | None:
        """The symptom's code beside the diagnosis; None where it is none of its symptoms."""
        if not _covers(self.diagnoses, diagnosis):
            return None
        return self.by_side.get(side or "") if self.by_side else self.code


@dataclass(frozen=True)
class Combination:
    """Combination codes, and the code of the plain disease."""

    codes: tuple[CodeRange, ...]
    plain: str
    suffix: str

    def plain_for(self, code: str) -> str | None:
        """The code of the plain disease; None for a code that is no combination of the list."""
        if not _covers(self.codes, code):
            return None
        return self.plain or canonical(code[:3] + self.suffix)


@dataclass(frozen=True)
class Residual:
    """A residual subcategory, and the codes of conditions that are classified elsewhere."""

    codes: str
    instead_of: tuple[CodeRange, ...]

    def takes(self, code: str) -> bool:
        """Whether the note bars the subcategory for a condition of this code."""
        return _covers(self.instead_of, code) and not code.startswith(self.codes[:3])


@dataclass(frozen=True)
class Study:
    """An imaging study of a region."""

    procedure: str
    other_modality: str
    region: str
    sided: bool
    ranges: tuple[CodeRange, ...]
    words: tuple[str, ...]
    other_words: tuple[str, ...]
    sentence: str

    def serves(self, code: str) -> bool:
        """Whether the study is commonly done for the diagnosis."""
        return _covers(self.ranges, code)

    def named_in(self, text: str) -> bool:
        """Whether the text names the region."""
        return _any(self.words, text)

    def other_named_in(self, text: str) -> bool:
        """Whether the text names the other modality."""
        return _any(self.other_words, text)

    def statement(self, side: str | None) -> str:
        """The sentence that documents the study."""
        return self.sentence.format(side=side)


@cache
def conditions() -> tuple[Condition, ...]:
    """Conditions of `conditions.yaml`, in its order, as are all of the below in theirs."""
    frames = ("negated", "ruled_out", "possible")
    return tuple(Condition(*_core(row, frames)) for row in _rows("conditions", "conditions"))


@cache
def external_causes() -> tuple[Condition, ...]:
    """Causes of injuries; the code is a stem without placeholder and 7th character."""
    return tuple(Condition(*_core(row)) for row in _rows("external_causes", "causes"))


@cache
def personal_histories() -> tuple[History, ...]:
    """Conditions that are over."""
    return _histories("personal")


@cache
def family_histories() -> tuple[History, ...]:
    """Conditions of relatives."""
    return _histories("family")


@cache
def integral_symptoms() -> tuple[IntegralSymptom, ...]:
    """Symptoms that belong to diagnoses."""
    return tuple(
        IntegralSymptom(*_core(row), _ranges(row["diagnoses"]), row.get("by_side", {}))
        for row in _rows("integral_symptoms", "pairs")
    )


@cache
def combinations() -> tuple[Combination, ...]:
    """Combination codes."""
    return tuple(
        Combination(_ranges(row["codes"]), row.get("plain", ""), row.get("suffix", ""))
        for row in _rows("combinations", "combinations")
    )


@cache
def residual_categories() -> tuple[Residual, ...]:
    """Residual subcategories that a note bars."""
    return tuple(
        Residual(row["codes"], _ranges(row["instead_of"]))
        for row in _rows("residual_categories", "categories")
    )


@cache
def studies() -> tuple[Study, ...]:
    """Imaging studies."""
    return tuple(
        Study(
            row["procedure"],
            row["other_modality"],
            row["region"],
            row["sided"],
            _ranges(row["serves"]),
            tuple(row["words"]),
            tuple(row["other_words"]),
            row["statement"],
        )
        for row in _rows("studies", "studies")
    )


def never_poa_exempt(code: str) -> bool:
    """Whether the code lies in a range without any code exempt from POA reporting."""
    return _covers(_never_exempt(), code)


@cache
def _never_exempt() -> tuple[CodeRange, ...]:
    return _ranges(_rows("poa", "never_exempt"))


def _histories(whose: str) -> tuple[History, ...]:
    return tuple(
        History(*_core(row, (whose,)), row["history_code"]) for row in _rows("histories", whose)
    )


@cache
def _rows(file: str, key: str) -> list[Any]:
    rows: list[Any] = load_yaml(_FOLDER / f"{file}.yaml")[key]
    return rows


def _core(
    row: dict[str, Any], frames: tuple[str, ...] = ()
) -> tuple[str, tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Code, words and sentences of a row; `frames` are keys of `wordings.yaml` to fill as well."""
    sentences = {key: list(row[key]) for key in _SAID if key in row}
    for frame in frames:
        name = row["name"]
        capital = name[0].upper() + name[1:]
        sentences.setdefault(_SAID_BY[frame], []).extend(
            wording.format(name=name, Name=capital) for wording in _rows("wordings", frame)
        )
    said = {key: tuple(found) for key, found in sentences.items()}
    return row.get("code", row.get("symptom", "")), tuple(row["words"]), said


def _ranges(texts: Iterable[str]) -> tuple[CodeRange, ...]:
    return tuple(found for text in texts for found in references(text))


def _covers(ranges: tuple[CodeRange, ...], code: str) -> bool:
    return any(found.covers(code) for found in ranges)


def _any(words: tuple[str, ...], text: str) -> bool:
    return any(re.search(word, text, re.IGNORECASE) for word in words)
