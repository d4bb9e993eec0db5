"""Policy packs: dated YAML that says which diagnoses support which procedures.

A pack lies in `catalog/policies/*.yaml`, or in the user's library. Its items are citable as
`POL:<policy>:<item>`. A pack marked `illustrative` is nobody's policy, and its citations say so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

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


class Ages(_Closed):
    """Completed years on the day of the service, both included."""

    least: Annotated[int, Field(ge=0, le=124)] = 0
    most: Annotated[int, Field(ge=0, le=124)] = 124


class PolicyItem(_Closed):
    """One coverage statement: the procedures, and the diagnoses that support them."""

    id: Name
    title: str
    procedures: tuple[Procedure, ...] = Field(min_length=1)
    supporting: tuple[DiagnosisRange, ...] = Field(min_length=1)
    unspecified_denied: tuple[DiagnosisRange, ...] = Field(
        default=(), description="Ranges in which a code for an unspecified site or side is denied."
    )
    not_supporting: tuple[DiagnosisRange, ...] = Field(
        default=(), description="Diagnoses that the policy names as not supporting the procedures."
    )
    second: tuple[DiagnosisRange, ...] = Field(
        default=(), description="Of these one is asked for beside a supporting diagnosis."
    )
    ages: Ages | None = None
    sex: Literal["female", "male"] | None = None
    most_units: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="Units of the procedures in one day."
    )
    modality: Name | None = None
    regions: tuple[Name, ...] = ()
    effective_from: date | None = Field(default=None, description="Default: the pack's.")
    effective_to: date | None = None

    def supports(self, code: str) -> bool:
        """Whether the diagnosis is among those that support the procedures."""
        return any(r.covers(code) for r in _ranges(self.supporting))

    def excludes(self, code: str) -> bool:
        """Whether the policy names the diagnosis as not supporting the procedures."""
        return any(r.covers(code) for r in _ranges(self.not_supporting))

    def is_second(self, code: str) -> bool:
        """Whether the diagnosis is among those that are asked for beside a supporting one."""
        return any(r.covers(code) for r in _ranges(self.second))

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
        for item in self.listing(procedure):
            if self.in_force(item, day):
                yield item

    def listing(self, procedure: str) -> Sequence[PolicyItem]:
        """Items that list the procedure, in force or not."""
        return self._by_procedure.get(procedure, ())

    @cached_property
    def _by_procedure(self) -> dict[str, list[PolicyItem]]:
        found: dict[str, list[PolicyItem]] = {}
        for item in self.items:
            for procedure in dict.fromkeys(item.procedures):
                found.setdefault(procedure, []).append(item)
        return found

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

    def days(self, item: PolicyItem) -> tuple[date, date]:
        """First and last day of the item."""
        start, end = self._dates(item)
        return start, end or date.max

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


def packs() -> tuple[PolicyPack, ...]:
    """The shipped packs and those that the user has added, each in the order of their files."""
    # The place of the library is asked for once, and not for every claim line.
    return _packs(os.environ.get("CHARTAUDIT_LIBRARY"))


def user_folder() -> Path:
    """Where packs lie that the user has added, in the user's library."""
    from catalog.library.installed import default_folder

    return default_folder() / "policies"


def add_pack(source: Path) -> PolicyPack:
    """Take a payer's pack into the user's library. Raises PolicyError naming file and field."""
    pack = load_pack(source)
    if any(pack.policy == load_pack(path).policy for path in _FOLDER.glob("*.yaml")):
        raise PolicyError(f"{source.name}: policy: {pack.policy} is shipped; choose another name")
    folder = user_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{pack.policy}.yaml").write_bytes(source.read_bytes())
    _packs.cache_clear()
    _items.cache_clear()
    return pack


@cache
def _packs(library: str | None) -> tuple[PolicyPack, ...]:
    files = [*sorted(_FOLDER.glob("*.yaml")), *sorted(user_folder().glob("*.yaml"))]
    loaded = tuple(load_pack(path) for path in files)
    names = [pack.policy for pack in loaded]
    if len(names) != len(set(names)):
        raise PolicyError("two policy packs share a name; every `policy` must be different")
    return loaded


def policy_items() -> dict[str, Authority]:
    """Citable policy items by id (`POL:<policy>:<item>`)."""
    return _items(os.environ.get("CHARTAUDIT_LIBRARY"))


@cache
def _items(library: str | None) -> dict[str, Authority]:
    return {
        pack.citation(item): pack.authority(item) for pack in _packs(library) for item in pack.items
    }


@cache
def _ranges(texts: tuple[str, ...]) -> tuple[CodeRange, ...]:
    return tuple(found for text in texts for found in references(text))
