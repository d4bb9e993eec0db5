"""The measured curve as a page of Markdown, and in short for the page of all figures."""

from __future__ import annotations

from collections.abc import Sequence

from evals.simulated.curve import Point
from evals.simulated.measured import Measured
from evals.simulated.mistakes import RUINED, Mistake, Ruin

_OPENING = """\
# What a model's mistakes cost (simulated)

**Simulated.** No language model was asked. An endpoint over real HTTP plays one that knows the
gold codes and is wrong at a set rate, so that what the audit does with mistakes can be measured
apart from how often a real model makes them. No figure here says how good any model is. Written
by `python -m evals.simulated`; figures as printed.

At an error rate, each statement is wrong with that probability, in one of these ways, each as
likely as the others:

{mistakes}

A whole answer is unusable with {ruined:g} times that probability:
{ruins}. What is asked for again is drawn again.
Each claim bills the gold codes but one, so that there is something to find. The model is also
asked for its review of the findings, and is wrong in it as often: a verdict turned round, or over
words that are not there, or on no finding that was asked about, or a finding raised that nothing
bears out.

- *F1 believed*: codes of the model's first answer, taken as they are, without rules or proof.
- *F1 checked*: codes that the audit proposes after proof of every statement; where no answer can
  be used, those of the offline coder.
- *Notes offline*: notes for which no answer could be used.
- *False if believed*: codes not gold that the first answers would have added to the claims.
- *False if quoted*: the same, if a verbatim quote and an offered candidate were proof enough.
- *False proved*: proved findings that ask for a code that is not gold, or for a gold code to go.
- *With no model*: those of them that the rules make on the same claims without any.
- *By the model*: the others, false findings that a mistake of the model got proved.
- *For review*: findings that are there because of the model, for a person to decide.
- *Lost*: findings that the rules make with no model and that the model's answers hid.
"""


#: Round what is put into the page of all figures, so that it can be put in anew.
_BEGIN, _END = "<!-- generated: simulated -->", "<!-- end of simulated -->"


def page(measured: Sequence[Measured]) -> str:
    """The whole page."""
    opening = _OPENING.format(
        mistakes="\n".join(f"- {mistake.value}" for mistake in Mistake),
        ruined=RUINED,
        ruins=", ".join(ruin.value for ruin in Ruin),
    )
    parts = [
        f"\n## {one.name}: {one.notes} notes\n\n"
        f"The offline coder on them: F1 {one.offline_f1:.3f}.\n\n"
        + _table([_cells(point) for point in one.points])
        for one in measured
    ]
    return opening + "".join(parts)


def in_short(measured: Sequence[Measured]) -> str:
    """Each set's curve, with and without rules and proof, between two marks."""
    parts = [
        f"**Simulated**, {one.name}, {one.notes} notes; the offline coder alone: "
        f"F1 {one.offline_f1:.3f}.\n\n" + _table([_short_cells(point) for point in one.points])
        for one in measured
    ]
    return "\n".join([_BEGIN, *parts, _END])


def put_in(text: str, measured: Sequence[Measured]) -> str:
    """The page of all figures with the curve in short put in anew."""
    before, _, rest = text.partition(_BEGIN)
    return before + in_short(measured) + rest.partition(_END)[2]


def _table(rows: Sequence[dict[str, str]]) -> str:
    lines = [
        list(rows[0]),
        ["---:"] * len(rows[0]),
        *(list(row.values()) for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _short_cells(point: Point) -> dict[str, str]:
    return {
        "Error rate": f"{point.rate:g}",
        "Code F1, model believed": f"{point.believed.f1:.3f}",
        "Code F1, rules and proof": f"{point.checked.f1:.3f}",
        "False changes, model believed": str(point.false_believed),
        "False changes, verbatim quote enough": str(point.false_quoted),
        "False `proved` by the model, rules and proof": str(point.by_model),
        "False `proved` by the rules, with no model too": str(point.unaided),
    }


def _cells(point: Point) -> dict[str, str]:
    return {
        "Error rate": f"{point.rate:g}",
        "F1 believed": f"{point.believed.f1:.3f}",
        "F1 checked": f"{point.checked.f1:.3f}",
        "Notes offline": str(point.offline_notes),
        "False if believed": str(point.false_believed),
        "False if quoted": str(point.false_quoted),
        "False proved": str(point.false_proved),
        "With no model": str(point.unaided),
        "By the model": str(point.by_model),
        "For review": str(point.for_review),
        "Lost": str(point.lost),
    }
