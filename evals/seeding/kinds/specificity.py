"""Codes that say less than the chart, or another place."""

from __future__ import annotations

import random
import re

from agent.models import Category
from catalog import compact
from catalog.sites import find_sites, within
from evals.seeding.axes import sites_in
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import fits

_OPEN = re.compile(r"\bunspecified\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_NO_CONDITION = {"unspecified", "other", "specified", "and", "of", "in", "the", "site", "type"}
_OTHER = re.compile(r"^other (?:specified )?\b", re.IGNORECASE)


class SwappedSite(Kind):
    """The same condition at a site that the chart does not name.

    Injects: M25.561 (right knee) becomes M25.551 (right hip).
    Finding: specificity (accepted: unsupported code, laterality), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.C.13.a, I.B.2.
    Not where: the sentence of the diagnosis does not name its site, or the chart names the other.
    """

    name = "swapped_site"
    category = Category.SPECIFICITY
    accepted = (Category.UNSUPPORTED_CODE, Category.LATERALITY)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        named = {found.site for found in find_sites(chart.text)}
        for found in shuffled(chart.right, chance):
            own = chart.view.attributes(found.code)
            if own is None or own.site is None:
                continue
            if not any(own.site in sites_in(sentence) for sentence in chart.sentences(found)):
                continue
            for wrong in shuffled(chart.view.variants(found.code), chance):
                other = chart.view.attributes(wrong)
                if (
                    other is not None
                    and other.site is not None
                    and not any(within(site, other.site) for site in named)
                    and other.side == own.side
                    and wrong[:3] == found.code[:3]
                    and compact(wrong)[6:] == compact(found.code)[6:]
                    and fits(chart, wrong, instead_of=found.code)
                ):
                    return self.replacing(chart, found, wrong)
        return None


class UnspecifiedForSpecific(Kind):
    """The unspecified code of the category where the chart has the type, stage or complication.

    Injects: I50.32 (chronic diastolic heart failure) becomes I50.9.
    Finding: specificity (accepted: documentation, laterality, residual category), the code billed,
    replace.
    Fix: the code as it was. Official Guidelines I.B.2, I.B.18.
    Not where: the code is itself unspecified, an injury, or only its side would be left open.
    """

    name = "unspecified_for_specific"
    category = Category.SPECIFICITY
    accepted = (Category.DOCUMENTATION, Category.LATERALITY, Category.RESIDUAL_CATEGORY)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            if _vague(chart, found.code) or chart.view.seventh_characters(found.code):
                continue
            for wrong in _unspecified_above(chart, found.code):
                if fits(chart, wrong, instead_of=found.code):
                    return self.replacing(chart, found, wrong)
        return None


class OtherForSpecific(Kind):
    """The "other specified" code of a subcategory where it has a code for what the chart states.

    Injects: G50.0 (trigeminal neuralgia) becomes G50.8 (other disorders of trigeminal nerve).
    Finding: specificity (accepted: residual category, unsupported code), the code billed, replace.
    Fix: the code as it was. Official Guidelines I.A.9.a: "other" codes are for detail that has no
    code of its own.
    Not where: the code is itself unspecified or "other", an injury, or its heading has no
    "other" code.
    """

    name = "other_for_specific"
    category = Category.SPECIFICITY
    accepted = (Category.RESIDUAL_CATEGORY, Category.UNSUPPORTED_CODE)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            title = chart.view.title(found.code)
            if (
                _vague(chart, found.code)
                or _OTHER.match(title)
                or chart.view.seventh_characters(found.code)
            ):
                continue
            for sibling in chart.view.siblings(found.code):
                if _OTHER.match(sibling.title) and fits(chart, sibling.code, instead_of=found.code):
                    wrong = sibling.code
                    return self.replacing(chart, found, wrong)
        return None


def _vague(chart: Chart, code: str) -> bool:
    attributes = chart.view.attributes(code)
    return (
        bool(_OPEN.search(chart.view.title(code))) or attributes is None or attributes.unspecified
    )


def _unspecified_above(chart: Chart, code: str) -> list[str]:
    """Unspecified codes of the category, of the nearest heading first; not those of a mere side."""
    own = chart.view.attributes(code)
    asked = chart.view.notes(code, "codeFirst")
    found = []
    for heading in chart.view.ancestors(code):
        if heading.kind in {"block", "chapter"}:
            continue
        for below in chart.view.children(heading.code):
            attributes = chart.view.attributes(below.code)
            if (
                below.code[-1] in "09"
                and _OPEN.search(below.title)
                and _words(below.title) <= _words(heading.title)
                and attributes is not None
                and own is not None
                and attributes.frame != own.frame
                and set(chart.view.notes(below.code, "codeFirst")) <= set(asked)
            ):
                found.append(below.code)
    return found


def _words(title: str) -> set[str]:
    """The words of a title that tell the condition, without plural endings."""
    words = (word.removesuffix("s") for word in _WORD.findall(title.lower()))
    return set(words) - _NO_CONDITION
