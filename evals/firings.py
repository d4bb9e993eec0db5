"""How often each rule fires on charts whose codes people gave: docs/rule-firings.md.

    python -m evals.firings GOLD

GOLD is the folder that holds `codiesp/` and `medcoder_dev/`. The codes that people gave are taken
for the claim. Where they are right, a rule that fires says more than an auditor would: a rule that
fires on more than 2% of the cases is marked, with what was found when its firings were read
(`firing_reasons.yaml`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from agent.configuration import Configuration
from agent.models import BilledDiagnosis, Claim
from agent.processes import cores
from agent.rules import Rule, all_rules
from catalog.data_files import load_yaml
from evals.contracts import GoldCase, Prediction, RunConfig
from evals.goldsets import GoldSet, open_goldset
from evals.workers import Work, predictions

_REASONS = Path(__file__).parent / "firing_reasons.yaml"
_OFTEN = 0.02
_OPENING = """\
# How often each rule fires on charts that people coded

Written by `python -m evals.firings` on {day}, part of `make eval`. The codes that people gave
are taken for the claim, and all rules are asked. Neither set is shipped with the project.

**MedCodER dev** ({medcoder} cases): outpatient notes of US form, with the ICD-10-CM codes that
US coders gave. Its claims are not beyond doubt: a firing may be a mistake of the rule, of the
coder, or a matter on which coders differ. Nothing is known of lines, age, sex or presence on
admission, so rules that need these are not asked, and a zero then says nothing.

**CodiEsp dev** ({codiesp} cases): Spanish case reports in machine translation. Its codes are
CIE-10-ES, the Spanish edition, with its own dates and its own habits: every condition that a
report names is coded, denied and past ones among them, in no order of importance, and some
codes are not ones of ICD-10-CM or have another 7th character. So validity, order and support
fire there by the nature of the set; that part of the table tells where a rule is noisy on text,
not how often it would be wrong in the US.

**{often} of {rules} rules** fire on more than 2% of the cases of MedCodER dev; they are marked
`*`, and told below.
"""


@dataclass(frozen=True, slots=True)
class Fired:
    """What came of one set: its cases, and in how many of them each rule fired, and how often."""

    cases: int
    in_cases: Counter[str]
    findings: Counter[str]

    @classmethod
    def of(cls, predicted: Iterable[Prediction]) -> Fired:
        cases, in_cases, findings = 0, Counter[str](), Counter[str]()
        for prediction in predicted:
            if prediction.error:
                raise RuntimeError(f"{prediction.case_id}: {prediction.error}")
            cases += 1
            ids = [finding.rule_id for finding in prediction.findings]
            findings.update(ids)
            in_cases.update(set(ids))
        return cls(cases, in_cases, findings)

    def share(self, rule_id: str) -> float:
        """Of the cases, those in which the rule fired."""
        return self.in_cases[rule_id] / self.cases if self.cases else 0.0


def main(arguments: list[str] | None = None) -> int:
    """Audit both sets with their own codes as the claim, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m evals.firings", description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--page", type=Path, default=Path("docs/rule-firings.md"))
    chosen = parser.parse_args(arguments)
    medcoder = fired(open_goldset(f"medcoder:{chosen.gold / 'medcoder_dev'}"))
    codiesp = fired(open_goldset(f"codiesp:{chosen.gold / 'codiesp'}", "dev"))
    reasons: dict[str, str] = load_yaml(_REASONS) or {}
    chosen.page.write_text(
        page(all_rules(), medcoder, codiesp, reasons, date.today()), encoding="utf-8"
    )
    for rule in often(all_rules(), medcoder):
        told = "" if rule.id in reasons else ": no reason is given in firing_reasons.yaml"
        print(f"{rule.id} {rule.name}: {medcoder.share(rule.id):.1%}{told}")
    print(f"Written: {chosen.page}")
    return 0


def fired(goldset: GoldSet) -> Fired:
    """What the rules find where the gold codes are the claim."""
    work = Work(RunConfig(), Configuration())
    cases = [as_billed(case) for case in goldset.cases]
    return Fired.of(predictions(cases, work, cores()))


def as_billed(case: GoldCase) -> GoldCase:
    """The case with its gold codes as the claim, in their order."""
    billed = tuple(BilledDiagnosis(code=gold.code) for gold in case.codes or ())
    bundle = case.bundle.model_copy(update={"claim": Claim(diagnoses=billed)})
    return case.model_copy(update={"bundle": bundle, "findings": ()})


def often(rules: Sequence[Rule], medcoder: Fired) -> list[Rule]:
    """Rules that fire on more than 2% of the cases."""
    return [rule for rule in rules if medcoder.share(rule.id) > _OFTEN]


def page(
    rules: Sequence[Rule],
    medcoder: Fired,
    codiesp: Fired,
    reasons: dict[str, str],
    day: date,
) -> str:
    """The page: what the sets are, the rules that fire often with the reason, and all rules."""
    marked = often(rules, medcoder)
    lines = [
        _OPENING.format(
            day=day.isoformat(),
            medcoder=medcoder.cases,
            codiesp=codiesp.cases,
            often=len(marked),
            rules=len(rules),
        ),
        "## Rules that fire often",
        "",
    ]
    for rule in marked:
        share = f"{medcoder.in_cases[rule.id]} of {medcoder.cases} cases"
        reason = reasons.get(rule.id, "Not read yet.")
        lines.append(f"- **{rule.id} {rule.name}** ({rule.severity.value}), {share}: {reason}")
    lines += [
        "",
        "## All rules",
        "",
        "Findings, and the share of cases with one.",
        "",
        "| rule | name | severity | MedCodER | share | CodiEsp | share |",
        "|---|---|---|---:|---:|---:|---:|",
    ]
    for rule in rules:
        mark = " *" if rule in marked else ""
        figures = [
            figure
            for found in (medcoder, codiesp)
            for figure in (str(found.findings[rule.id]), f"{found.share(rule.id):.1%}")
        ]
        lines.append(
            f"| {rule.id}{mark} | {rule.name} | {rule.severity.value} | {' | '.join(figures)} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
