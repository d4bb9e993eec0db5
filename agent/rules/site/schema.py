"""What a site's YAML pack may hold: authority entries, and rules that need no program."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from agent.models import Action, Category, Direction, Setting, Severity
from catalog.policies import DiagnosisRange


class _Closed(BaseModel):
    """Closed to unknown keys, so that a misspelt one is an error and not a silent gap."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _with_words(text: str) -> str:
    if not text.strip():
        raise ValueError("say it in words; it must not be empty")
    return text.strip()


Text = Annotated[str, AfterValidator(_with_words)]
Codes = Annotated[tuple[DiagnosisRange, ...], Field(min_length=1)]
PackName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
RuleId = Annotated[str, Field(pattern=r"^[A-Z]{2,6}[0-9]{2,3}$")]
AuthorityId = Annotated[str, Field(pattern=r"^(SITE:[\w.-]+|POL:[a-z0-9_-]+:[a-z0-9_-]+)$")]


class SiteEntry(_Closed):
    """One citable rule of the site's own, dated."""

    id: AuthorityId
    title: Text
    section: str = ""
    text: Text
    source: Text
    effective_from: date
    effective_to: date | None = None


class NotTogether(_Closed):
    """A diagnosis of `codes` may not stand on a claim with one of `others`."""

    codes: Codes
    others: Codes


class Requires(_Closed):
    """A diagnosis of `codes` asks for one of `any_of` beside it."""

    codes: Codes
    any_of: Codes


class NotFirst(_Closed):
    """A diagnosis of `codes` may not be the first one."""

    codes: Codes


class NeedsWords(_Closed):
    """A diagnosis of `codes` asks for one of the `words` somewhere in the documentation."""

    codes: Codes
    words: Annotated[tuple[Text, ...], Field(min_length=1)]


class Age(_Closed):
    """A diagnosis of `codes` is for patients from `least` to `most` completed years."""

    codes: Codes
    least: Annotated[int, Field(ge=0, le=124)] = 0
    most: Annotated[int, Field(ge=0, le=124)] = 124

    @model_validator(mode="after")
    def _in_order(self) -> Age:
        if self.most < self.least:
            raise ValueError("most must not be below least")
        return self


class OneSex(_Closed):
    """A diagnosis of `codes` is for patients of that sex."""

    codes: Codes
    only: Literal["female", "male"]


Check = NotTogether | Requires | NotFirst | NeedsWords | Age | OneSex
_CHECKS = ("not_together", "requires", "not_first", "needs_words", "age", "sex")


class SiteRule(_Closed):
    """One rule: what it says, on whose authority, and exactly one check."""

    id: RuleId
    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    severity: Severity
    message: Annotated[Text, Field(description="`{code}` and `{other}` stand for the codes.")]
    do: Text
    citations: Annotated[tuple[str, ...], Field(min_length=1)]
    catches: Text
    silent: str = ""
    category: Category | None = None
    direction: Direction = Direction.NEUTRAL
    action: Action | None = None
    settings: tuple[Setting, ...] = ()
    not_together: NotTogether | None = None
    requires: Requires | None = None
    not_first: NotFirst | None = None
    needs_words: NeedsWords | None = None
    age: Age | None = None
    sex: OneSex | None = None

    @model_validator(mode="after")
    def _one_check(self) -> SiteRule:
        given = [name for name in _CHECKS if getattr(self, name) is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {', '.join(_CHECKS)}")
        return self

    @property
    def check(self) -> Check:
        """The one check that is given."""
        found: Check = next(c for name in _CHECKS if (c := getattr(self, name)) is not None)
        return found


class SitePack(_Closed):
    """The file as a whole."""

    pack: PackName
    title: Text
    authority: tuple[SiteEntry, ...] = ()
    rules: Annotated[tuple[SiteRule, ...], Field(min_length=1)]
