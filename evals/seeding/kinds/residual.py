"""A residual category where the condition has a code of its own."""

from __future__ import annotations

import random

from agent.models import Category
from catalog.sites import within
from evals.seeding.chart import Chart
from evals.seeding.kinds.base import Injected, Kind, shuffled
from evals.seeding.together import fits
from evals.seeding.wording import residual_categories


class ResidualCategory(Kind):
    """A code of a category that may be used only for what cannot be classified elsewhere.

    Injects: M17.11 (osteoarthritis of the right knee) becomes M99.86 (lesions of lower extremity).
    Finding: residual category (accepted: specificity, unsupported code), the code billed, replace.
    Fix: the code as it was, the place where the condition is classified: note at M99; Official
    Guidelines I.A.9.a.
    Not where: no diagnosis of the musculoskeletal system or injury has a site that the category
    names.
    """

    name = "residual_category"
    category = Category.RESIDUAL_CATEGORY
    accepted = (Category.SPECIFICITY, Category.UNSUPPORTED_CODE)

    def inject(self, chart: Chart, chance: random.Random) -> Injected | None:
        for found in shuffled(chart.right, chance):
            own = chart.view.attributes(found.code)
            if own is None or own.site is None:
                continue
            for residual in residual_categories():
                if not residual.takes(found.code):
                    continue
                for wrong in chart.view.billable_below(residual.codes):
                    region = chart.view.attributes(wrong)
                    if (
                        region is not None
                        and region.site is not None
                        and within(own.site, region.site)
                        and fits(chart, wrong, instead_of=found.code)
                    ):
                        return self.replacing(chart, found, wrong)
        return None
