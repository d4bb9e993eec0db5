"""`chartaudit.toml`: the rules that run; the model to ask, its limits, budget and prices.

The key is never in the file: it comes from the environment, so that the file may be shared.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError

from agent.bundle import Strict
from agent.errors import UsageError
from agent.model import KEY_VARIABLES, checked_base_url
from agent.transport.endpoint import SEED, Endpoint
from agent.transport.limits import Limits
from agent.transport.manner import Mode
from agent.transport.prices import Price

FILE = "chartaudit.toml"
_DEFAULT = Limits()
_SECRETS = frozenset({"api_key", "apikey", "key", "secret", "password", "token", "authorization"})


class _Section(Strict):
    """A table of the file: closed to unknown keys, no number that is infinite or none."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class ModelSection(_Section):
    """`[model]`: which model, where, and how it is asked."""

    name: Annotated[str, Field(min_length=1)] | None = None
    base_url: Annotated[str, Field(min_length=1)] | None = None
    mode: Literal["auto", "json_schema", "tools", "responses"] = "auto"
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    seed: Annotated[int, Field(ge=0)] = SEED


class LimitsSection(_Section):
    """`[limits]`: times in seconds; what each is for stands with `agent.model.Limits`."""

    timeout: Annotated[float, Field(gt=0)] = _DEFAULT.timeout
    deadline: Annotated[float, Field(gt=0)] = _DEFAULT.deadline
    attempts: Annotated[int, Field(ge=1, le=100)] = _DEFAULT.attempts
    first_wait: Annotated[float, Field(ge=0)] = _DEFAULT.first_wait
    longest_wait: Annotated[float, Field(ge=0)] = _DEFAULT.longest_wait
    answer_tokens: Annotated[int, Field(ge=1)] = _DEFAULT.answer_tokens
    failures: Annotated[int, Field(ge=1)] = _DEFAULT.failures
    pause: Annotated[float, Field(ge=0)] = _DEFAULT.pause
    concurrency: Annotated[int, Field(ge=1, le=1000)] = _DEFAULT.concurrency
    tokens_per_minute: Annotated[int, Field(ge=1)] | None = None


class BudgetSection(_Section):
    """`[budget]`: what one command may spend on the model."""

    usd: Annotated[float, Field(ge=0)] | None = None
    tokens: Annotated[int, Field(ge=0)] | None = None


class AuditSection(_Section):
    """`[audit]`: what belongs to an audit, as the options of these names have it.

    `review` and `draft` are a model's, and mean nothing where none is asked.
    """

    review: bool = True
    draft: bool = False
    effects: bool = True


class DeidentifySection(_Section):
    """`[deidentify]`: what the model may see of a chart; `agent.deidentify.Sharing` has the why."""

    replace: Literal["auto", "on", "off"] = "auto"
    shift_dates: bool = False

    @property
    def asked(self) -> bool | None:
        """Whether identifiers are replaced; None leaves it to where the endpoint is."""
        return None if self.replace == "auto" else self.replace == "on"


class ExchangesSection(_Section):
    """`[exchanges]`: what is kept of the model's answers, as the options of these names do it."""

    store: bool = True
    encrypted: bool = False
    record: Annotated[str, Field(min_length=1)] | None = None
    replay: bool | Annotated[str, Field(min_length=1)] = False


class PriceSection(_Section):
    """`[prices."MODEL"]`: US dollars for a million tokens."""

    prompt: Annotated[float, Field(ge=0)]
    completion: Annotated[float, Field(ge=0)]
    cached_prompt: Annotated[float, Field(ge=0)] | None = None


_RuleName = Annotated[str, Field(min_length=1)]


class RulesSection(_Section):
    """`[rules]`: names are those of a rule, of a family (`GDL`) or of a pack.

    `files` are a site's own rules, named from the folder of the configuration.
    """

    off: list[_RuleName] = Field(default_factory=list)
    on: list[_RuleName] = Field(default_factory=list)
    severity: dict[_RuleName, Literal["error", "warning", "advice"]] = Field(default_factory=dict)
    files: list[_RuleName] = Field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether all rules run as they are shipped."""
        return not (self.off or self.on or self.severity or self.files)

    def found_from(self, folder: Path) -> RulesSection:
        """The section with the places of its files as they are from anywhere."""
        return self.model_copy(update={"files": [str(folder / name) for name in self.files]})


class Configuration(_Section):
    """The file as a whole. Without a file, what stands here holds."""

    model: ModelSection = ModelSection()
    limits: LimitsSection = LimitsSection()
    budget: BudgetSection = BudgetSection()
    audit: AuditSection = AuditSection()
    deidentify: DeidentifySection = DeidentifySection()
    exchanges: ExchangesSection = ExchangesSection()
    prices: dict[str, PriceSection] = Field(default_factory=dict)
    rules: RulesSection = RulesSection()

    def price_of(self, model: str) -> Price | None:
        """What the model's tokens cost, None where the table has no row for it."""
        section = self.prices.get(model)
        return Price(**section.model_dump()) if section else None

    def priced(self, model: str, price: Price) -> Configuration:
        """The configuration with that price for the model."""
        section = PriceSection(
            prompt=price.prompt, completion=price.completion, cached_prompt=price.cached_prompt
        )
        return self.model_copy(update={"prices": {**self.prices, model: section}})

    def endpoint(self, model: str, base_url: str, budget: BudgetSection | None = None) -> Endpoint:
        """The endpoint for that model. Raises UsageError for a bad URL, or a budget without price.

        `budget` stands in the place of the file's.
        """
        budget = budget or self.budget
        price = self.price_of(model)
        if budget.usd is not None and price is None:
            raise UsageError(
                f"a budget in US dollars needs the price of {model}: add to {FILE} the table "
                f'[prices."{model}"] with prompt and completion, in US dollars a million tokens'
            )
        return Endpoint(
            model,
            checked_base_url(base_url),
            Limits(**self.limits.model_dump()),
            price=price,
            budget_usd=budget.usd,
            budget_tokens=budget.tokens,
            mode=None if self.model.mode == "auto" else Mode(self.model.mode),
            temperature=self.model.temperature,
            seed=self.model.seed,
        )


#: The tables of the file by name; of prices there is one for each model.
SECTIONS: dict[str, type[Strict]] = {
    "model": ModelSection,
    "limits": LimitsSection,
    "budget": BudgetSection,
    "audit": AuditSection,
    "deidentify": DeidentifySection,
    "exchanges": ExchangesSection,
    "prices": PriceSection,
    "rules": RulesSection,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A configuration and the file it was read from, None where there is none.

    `named` tells a file that the user named from one that merely lay in the folder.
    """

    configuration: Configuration
    file: Path | None
    named: bool = True


def configured(file: Path | None = None) -> Chosen:
    """From `file`, else from chartaudit.toml in the working directory, else as without a file.

    Raises UsageError, naming file and key, for what cannot be read or is not known.
    """
    named = file is not None
    if file is None:
        file = Path(FILE)
        if not file.is_file():
            return Chosen(Configuration(), None)
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: is not TOML: {error}") from None
    _refuse_secrets(table, file, ())
    try:
        read = Configuration.model_validate(table)
    except ValidationError as error:
        told = "; ".join(_told(one) for one in error.errors(include_input=False))
        raise UsageError(f"{file}: {told}") from None
    rules = read.rules.found_from(file.resolve().parent)
    return Chosen(read.model_copy(update={"rules": rules}), file, named)


def _refuse_secrets(table: dict[str, Any], file: Path, above: tuple[str, ...]) -> None:
    for name, value in table.items():
        if name.lower().replace("-", "_") in _SECRETS:
            raise UsageError(
                f"{file}: {'.'.join((*above, name))}: no key belongs in a file that may be shared "
                f"or committed; set {KEY_VARIABLES[0]} in the environment"
            )
        if isinstance(value, dict):
            _refuse_secrets(value, file, (*above, name))


def _told(error: Any) -> str:
    """One mistake: the key, and what was expected of it; never what stood there."""
    key = ".".join(str(part) for part in error["loc"])
    if error["type"] != "extra_forbidden":
        return f"{key}: {error['msg']}"
    section = SECTIONS.get(str(error["loc"][0]), Configuration)
    known = Configuration if len(error["loc"]) == 1 else section
    return f"{key}: unknown key; known here: {', '.join(known.model_fields)}"
