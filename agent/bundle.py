"""What goes in: `ChartBundle`, a chart and its claim.

Every model is strict: an unknown field is an error that names it. Offsets are character offsets
(Python string indices) into a document's text as received.
"""

from __future__ import annotations

import datetime
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Strict(BaseModel):
    """Base of all contracts: immutable, and closed to unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Setting(StrEnum):
    """Where the encounter took place; uncertain-diagnosis and sequencing rules depend on it."""

    OUTPATIENT = "outpatient"
    INPATIENT = "inpatient"
    PROFESSIONAL = "professional"
    EMERGENCY = "emergency"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Patient(Strict):
    """Who was treated. Both fields may be missing; rules that need them then do not guess."""

    birth_date: date | None = None
    age: Annotated[int, Field(ge=0, le=124)] | None = Field(
        default=None, description="Age in completed years on the first date of service."
    )
    sex: Sex = Sex.UNKNOWN

    def age_on(self, day: date) -> int | None:
        """Age in completed years on `day`; None when neither birth date nor age is known."""
        if self.birth_date is None:
            return self.age
        before_birthday = (day.month, day.day) < (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - before_birthday


class Encounter(Strict):
    """When and where."""

    setting: Setting
    service_from: date = Field(
        description="First date of service; decides which rules are in force."
    )
    service_to: date | None = Field(default=None, description="Last date of service or discharge.")
    place_of_service: str | None = Field(default=None, pattern=r"^\d{2}$")
    payer: str | None = None
    rendering_specialty: str | None = None
    discharge_status: str | None = Field(default=None, pattern=r"^\d{2}$")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Encounter:
        if self.service_to is not None and self.service_to < self.service_from:
            raise ValueError("service_to must not be before service_from")
        return self

    @property
    def date_of_service(self) -> date:
        """The date whose code set applies: discharge for inpatient stays, else the first day.

        Official Guidelines and the code set follow the discharge date for inpatient claims.
        """
        if self.setting is Setting.INPATIENT and self.service_to is not None:
            return self.service_to
        return self.service_from


class Document(Strict):
    """One piece of documentation. Intake replaces `file` by the text it holds."""

    id: Name
    type: str = "progress-note"
    date: datetime.date | None = None
    author: str | None = None
    text: str | None = None
    file: str | None = Field(
        default=None, description="Path relative to the bundle; read by intake."
    )

    @model_validator(mode="after")
    def _text_or_file(self) -> Document:
        if (self.text is None) == (self.file is None):
            raise ValueError("give exactly one of text and file")
        return self

    @property
    def body(self) -> str:
        """The text; empty while intake has not read `file` yet."""
        return self.text or ""


WrittenCode = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]


class BilledDiagnosis(Strict):
    """One diagnosis on the claim, in the order billed. A bare code string is accepted too."""

    code: WrittenCode
    poa: Literal["Y", "N", "U", "W", "1"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_code(cls, value: Any) -> Any:
        return {"code": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        written_out = handler.resolve_ref_schema(handler(core_schema))
        bare = {"type": "string", "minLength": 1, "maxLength": 16}
        return {"anyOf": [written_out, bare]} if handler.mode == "validation" else written_out


_POINTERS_SCHEMA = {
    "type": "array",
    "items": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^[A-La-l]$"}]},
}


class ClaimLine(Strict):
    """One service line. Pointers count diagnoses from 1; the letters A to L are accepted."""

    procedure: WrittenCode
    modifiers: tuple[str, ...] = ()
    units: Decimal = Field(default=Decimal(1), ge=0)
    charge: Decimal | None = None
    diagnosis_pointers: Annotated[tuple[int, ...], WithJsonSchema(_POINTERS_SCHEMA)] = ()
    service_date: date | None = None

    @field_validator("diagnosis_pointers", mode="before")
    @classmethod
    def _letters(cls, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return tuple(
            ord(p.upper()) - ord("A") + 1
            if isinstance(p, str) and len(p) == 1 and p.upper() in "ABCDEFGHIJKL"
            else p
            for p in value
        )


class Claim(Strict):
    """What was billed."""

    diagnoses: tuple[BilledDiagnosis, ...] = ()
    lines: tuple[ClaimLine, ...] = ()
    procedures: tuple[WrittenCode, ...] = Field(
        default=(), description="ICD-10-PCS codes of an inpatient stay, the principal one first."
    )


class ChartBundle(Strict):
    """A chart and its claim: the one object that goes in."""

    schema_version: Literal["1"] = "1"
    bundle_id: Name
    patient: Patient = Patient()
    encounter: Encounter
    documents: tuple[Document, ...] = ()
    claim: Claim = Claim()

    @model_validator(mode="after")
    def _document_ids_differ(self) -> ChartBundle:
        ids = [document.id for document in self.documents]
        if len(ids) != len(set(ids)):
            raise ValueError("documents: every id must be different")
        return self

    @model_validator(mode="after")
    def _born_by_then(self) -> ChartBundle:
        last = self.encounter.service_to or self.encounter.service_from
        if self.patient.birth_date is not None and self.patient.birth_date > last:
            raise ValueError("birth_date must not be after the encounter")
        return self

    def document(self, document_id: str) -> Document | None:
        """The document with that id, or None."""
        return next((d for d in self.documents if d.id == document_id), None)
