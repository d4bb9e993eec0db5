"""Policy packs: dated YAML that says which diagnoses support which procedures.

A pack lies in `catalog/policies/*.yaml`. Its items are citable as `POL:<policy>:<item>`. A pack
marked `illustrative` is nobody's policy, and its citations say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from catalog.citations import Authority, AuthorityError
from catalog.data_files import load_yaml
from catalog.tabular.notes import CodeRange, references

_FOLDER = Path(__file__).parent / "policies"


class PolicyError(AuthorityError):
    """A policy pack is not written as it must be; the message names file and field."""


class _Closed(BaseModel):
    """Closed to unknown fields, so that a misspelt one is an error and not a silent gap."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_range(text: str) -> str:
    found = list(references(text))
    if len(found) != 1:
        raise ValueError(f"expected a code or a range such as M54 or M50-M54, not {text!r}")
    return text


DiagnosisRange = Annotated[str, AfterValidator(_one_range)]
Procedure = Annotated[str, Field(pattern=r"^[0-9A-Z][0-9]{3}[0-9A-Z]$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$")]


class Vocabulary(_Closed):
    """An imaging modality or a body region: our label, and the words that name it in a chart."""

    label: str
    words: tuple[str, ...] = Field(min_length=1)


class PolicyItem(_Closed):
    """One coverage statement: the procedures, and the diagnoses that support them."""

    id: Name
    title: str
    procedures: tuple[Procedure, ...] = Field(min_length=1)
    supporting: tuple[DiagnosisRange, ...] = Field(min_length=1)
    unspecified_denied: tuple[DiagnosisRange, ...] = Field(
        default=(), description="Ranges in which a code for an unspecified site or side is denied."
    )
    modality: Name | None = None
    regions: tuple[Name, ...] = ()
    effective_from: date | None = Field(default=None, description="Default: the pack's.")
    effective_to: date | None = None

    def supports(self, code: str) -> bool:
        """Whether the diagnosis is among those that support the procedures."""
        return any(r.covers(code) for r in _ranges(self.supporting))

    def denies_unspecified(self, code: str) -> bool:
        """Whether the diagnosis lies where codes for an unspecified site or side are denied."""
        return any(r.covers(code) for r in _ranges(self.unspecified_denied))


class PolicyPack(_Closed):
    """A policy of one payer (or an illustrative one), with its items and its dates."""

    policy: Name
    title: str
    illustrative: bool
    publisher: str
    source: str
    effective_from: date
    effective_to: date | None
    modalities: dict[Name, Vocabulary] = {}
    regions: dict[Name, Vocabulary] = {}
    items: tuple[PolicyItem, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _names_are_known(self) -> PolicyPack:
        ids = [item.id for item in self.items]
        if len(ids) != len(set(ids)):
            raise ValueError("items: every id must be different")
        for item in self.items:
            if item.modality is not None and item.modality not in self.modalities:
                raise ValueError(f"items: {item.id}: modality {item.modality!r} is not listed")
            if unknown := [name for name in item.regions if name not in self.regions]:
                raise ValueError(f"items: {item.id}: region {unknown[0]!r} is not listed")
        return self

    def citation(self, item: PolicyItem) -> str:
        """The citation id of an item of this pack."""
        return f"POL:{self.policy}:{item.id}"

    def in_force(self, item: PolicyItem, day: date) -> bool:
        """Whether the item applies on the day."""
        start, end = self._dates(item)
        return start <= day <= (end or date.max)

    def items_for(self, procedure: str, day: date) -> Iterator[PolicyItem]:
        """Items in force on the day that list the procedure."""
        for item in self.items:
            if procedure in item.procedures and self.in_force(item, day):
                yield item

    def authority(self, item: PolicyItem) -> Authority:
        """The item as a citable rule, in our words."""
        start, end = self._dates(item)
        caution = "Illustrative, not a payer's policy. " if self.illustrative else ""
        return Authority(
            id=self.citation(item),
            authority="Illustrative policy pack" if self.illustrative else self.publisher,
            title=f"{self.title}: {item.title}",
            section=item.id,
            text=(
                f"{caution}{item.title} ({', '.join(item.procedures)}): supported by "
                f"{', '.join(item.supporting)}."
            ),
            effective_from=start,
            effective_to=end,
            release=f"{self.policy}, from {self.effective_from}",
            source=self.source,
        )

    def _dates(self, item: PolicyItem) -> tuple[date, date | None]:
        return item.effective_from or self.effective_from, item.effective_to or self.effective_to


def load_pack(path: Path) -> PolicyPack:
    """Read one pack. Raises PolicyError naming the file and the first faulty field."""
    import yaml

    try:
        content = load_yaml(path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        raise PolicyError(f"{path.name}: {where}: not well-formed YAML") from None
    try:
        return PolicyPack.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the pack"
        raise PolicyError(f"{path.name}: {field}: {first['msg']}") from None


@cache
def packs() -> tuple[PolicyPack, ...]:
    """The shipped packs, in the order of their file names."""
    loaded = tuple(load_pack(path) for path in sorted(_FOLDER.glob("*.yaml")))
    names = [pack.policy for pack in loaded]
    if len(names) != len(set(names)):
        raise PolicyError("two policy packs share a name; every `policy` must be different")
    return loaded


@cache
def policy_items() -> dict[str, Authority]:
    """Citable policy items by id (`POL:<policy>:<item>`)."""
    return {pack.citation(item): pack.authority(item) for pack in packs() for item in pack.items}


@cache
def _ranges(texts: tuple[str, ...]) -> tuple[CodeRange, ...]:
    return tuple(found for text in texts for found in references(text))
