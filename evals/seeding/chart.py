"""A chart with its claim and its right codes, and the edits by which an error is injected.

Every edit returns a new chart. Pointers follow the diagnoses that they point to, and gold spans
follow their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from agent.context import SectionKind
from agent.models import BilledDiagnosis, ChartBundle, ClaimLine, Encounter, Setting
from catalog import CatalogView, canonical
from evals.contracts import GoldCode, GoldSpan
from evals.seeding.placing import insertion, passage

#: Diagnoses that a line of a professional claim can point to.
_POINTERS = 4


class Diagnosis(NamedTuple):
    """A billed diagnosis that is right: position from 1, code, and where the chart says it."""

    position: int
    code: str
    spans: tuple[GoldSpan, ...]


@dataclass(frozen=True)
class Chart:
    """A bundle, its right codes, and the codes that are the subject of a finding already.

    `settled` codes are left alone, so that two errors of one chart never overlap.
    """

    bundle: ChartBundle
    codes: tuple[GoldCode, ...]
    view: CatalogView
    settled: frozenset[str] = frozenset()

    # What is there

    @cached_property
    def billed(self) -> tuple[str, ...]:
        """The claim's codes in order."""
        return tuple(canonical(d.code) for d in self.bundle.claim.diagnoses)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every code billed or right."""
        return frozenset((*self.billed, *(gold.code for gold in self.codes)))

    @cached_property
    def right(self) -> tuple[Diagnosis, ...]:
        """Billed diagnoses that the gold set bears out and no other error concerns."""
        spans = {gold.code: gold.spans for gold in self.codes}
        return tuple(
            Diagnosis(position, code, spans[code])
            for position, code in enumerate(self.billed, start=1)
            if code in spans and code not in self.settled and self.view.is_billable(code)
        )

    @property
    def inpatient(self) -> bool:
        return self.encounter.setting is Setting.INPATIENT

    @property
    def encounter(self) -> Encounter:
        return self.bundle.encounter

    @property
    def text(self) -> str:
        """All documents, for looking whether something is named at all."""
        return "\n".join(document.body for document in self.bundle.documents)

    def quote(self, span: GoldSpan) -> str:
        """The words of a span."""
        return self._body(span.document_id)[span.start : span.end]

    def sentence(self, span: GoldSpan) -> str:
        """The sentence, or entry of a list, in which a span lies."""
        start, end = passage(self._body(span.document_id), span.start, span.end)
        return self._body(span.document_id)[start:end]

    def sentences(self, diagnosis: Diagnosis) -> Iterator[str]:
        """The sentences that the gold set gives for a diagnosis."""
        for span in diagnosis.spans:
            yield self.sentence(span)

    # Edits of the claim

    def replaced(self, position: int, code: str) -> Chart:
        """Another code in the place of a diagnosis."""
        diagnoses = list(self.bundle.claim.diagnoses)
        diagnoses[position - 1] = diagnoses[position - 1].model_copy(update={"code": code})
        return self._claimed(diagnoses, self.bundle.claim.lines)

    def added(self, code: str, *, first: bool = False) -> Chart:
        """One more diagnosis, last or first; the first line points to it where there is room."""
        poa = "Y" if self.inpatient else None
        diagnoses = [*self.bundle.claim.diagnoses, BilledDiagnosis(code=code, poa=poa)]
        lines = list(self.bundle.claim.lines)
        if lines and 0 < len(lines[0].diagnosis_pointers) < _POINTERS:
            pointers = (*lines[0].diagnosis_pointers, len(diagnoses))
            lines[0] = lines[0].model_copy(update={"diagnosis_pointers": pointers})
        chart = self._claimed(diagnoses, lines)
        return chart.moved(len(diagnoses), 1) if first else chart

    def dropped(self, position: int) -> Chart:
        """A diagnosis left out; a line that pointed to nothing else points to the first."""
        diagnoses = list(self.bundle.claim.diagnoses)
        del diagnoses[position - 1]
        places = range(1, len(diagnoses) + 2)
        new = {old: old - (old > position) for old in places if old != position}
        return self._claimed(diagnoses, self._pointed(new))

    def moved(self, position: int, to: int) -> Chart:
        """A diagnosis taken from its place and put at another."""
        order = [n for n in range(1, len(self.billed) + 1) if n != position]
        order.insert(to - 1, position)
        diagnoses = [self.bundle.claim.diagnoses[n - 1] for n in order]
        return self._claimed(
            diagnoses, self._pointed({old: new for new, old in enumerate(order, start=1)})
        )

    def with_lines(self, lines: Sequence[ClaimLine]) -> Chart:
        """Other claim lines."""
        return self._claimed(self.bundle.claim.diagnoses, lines)

    def with_poa(self, position: int, poa: str | None) -> Chart:
        """Another indicator of presence on admission for a diagnosis."""
        diagnoses = list(self.bundle.claim.diagnoses)
        diagnoses[position - 1] = BilledDiagnosis.model_validate(
            {"code": diagnoses[position - 1].code, "poa": poa}
        )
        return self._claimed(diagnoses, self.bundle.claim.lines)

    def with_patient(self, **fields: Any) -> Chart:
        """Other facts of the patient's record."""
        patient = self.bundle.patient.model_copy(update=fields)
        return replace(self, bundle=self.bundle.model_copy(update={"patient": patient}))

    # Edits of the note and of what is right

    def stating(self, sentence: str, section: SectionKind) -> tuple[Chart, GoldSpan] | None:
        """The chart with a sentence added to a section, and where it now stands.

        The first document that has the section takes it; None without a document.
        """
        found = insertion(self.bundle.documents, section, sentence)
        if found is None:
            return None
        index, at, lead = found
        document = self.bundle.documents[index]
        added = f"{lead}{sentence}"
        text = f"{document.body[:at]}{added}{document.body[at:]}"
        documents = list(self.bundle.documents)
        documents[index] = document.model_copy(update={"text": text})
        codes = tuple(_shifted(gold, document.id, at, len(added)) for gold in self.codes)
        chart = replace(
            self, bundle=self.bundle.model_copy(update={"documents": tuple(documents)}), codes=codes
        )
        start = at + len(lead)
        return chart, GoldSpan(document_id=document.id, start=start, end=start + len(sentence))

    def documenting(self, code: str, span: GoldSpan) -> Chart:
        """The chart with one more right code."""
        return replace(self, codes=(*self.codes, GoldCode(code=code, spans=(span,))))

    def settling(self, *codes: str) -> Chart:
        """The chart with these codes marked as the subject of a finding."""
        return replace(self, settled=self.settled | frozenset(codes))

    def _body(self, document_id: str) -> str:
        document = self.bundle.document(document_id)
        return document.body if document is not None else ""

    def _pointed(self, new: dict[int, int]) -> list[ClaimLine]:
        lines = []
        for line in self.bundle.claim.lines:
            pointers = tuple(new[p] for p in line.diagnosis_pointers if p in new)
            pointers = pointers or ((1,) if line.diagnosis_pointers else ())
            lines.append(line.model_copy(update={"diagnosis_pointers": pointers}))
        return lines

    def _claimed(self, diagnoses: Sequence[BilledDiagnosis], lines: Sequence[ClaimLine]) -> Chart:
        claim = self.bundle.claim.model_copy(
            update={"diagnoses": tuple(diagnoses), "lines": tuple(lines)}
        )
        return replace(self, bundle=self.bundle.model_copy(update={"claim": claim}))


def _shifted(gold: GoldCode, document_id: str, at: int, length: int) -> GoldCode:
    """The code with its spans of the document behind `at` moved on by `length`."""
    spans = tuple(
        span.model_copy(update={"start": span.start + length, "end": span.end + length})
        if span.document_id == document_id and span.start >= at
        else span
        for span in gold.spans
    )
    return gold.model_copy(update={"spans": spans})
