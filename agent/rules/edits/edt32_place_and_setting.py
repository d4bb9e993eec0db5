"""EDT32: a place of service at odds with the kind of claim."""

from __future__ import annotations

from collections.abc import Iterator

from agent.context import AuditContext
from agent.models import Action, Category, Direction, Finding, Setting, Severity, Subject
from agent.rules.base import Rule

_NOT_OF = {
    Setting.INPATIENT: ("11", "12", "19", "20", "22", "23", "24", "50", "71", "72", "81"),
    Setting.OUTPATIENT: ("21", "51", "61"),
    Setting.EMERGENCY: ("11", "12", "20", "21", "24", "31", "32", "51", "61", "81"),
}


class PlaceAndSetting(Rule):
    """The place of service says where the patient was; so does the setting of the encounter.

    Catches: an inpatient stay at place 11 (office); an outpatient claim at place 21 (inpatient
    hospital).
    Right: the place and the setting of the same encounter.
    Silent: on professional claims, which are made at every place; EDT31 compares their visits.
    """

    id = "EDT32"
    name = "place_and_setting"
    category = Category.PROCEDURE_EDIT
    severity = Severity.WARNING
    direction = Direction.NEUTRAL
    citations = ("CPM:26.10.5", "CARC:5", "CARC:16")
    needs_quote = False
    settings = frozenset({Setting.INPATIENT, Setting.OUTPATIENT, Setting.EMERGENCY})

    def check(self, context: AuditContext) -> Iterator[Finding]:
        encounter = context.bundle.encounter
        if encounter.place_of_service not in _NOT_OF[encounter.setting]:
            return
        yield self.finding(
            context,
            Subject(kind="encounter"),
            f"The setting is {encounter.setting.value}, and the place of service is "
            f"{encounter.place_of_service}.",
            cite=["CPM:26.10.5"],
            also_cite=["CARC:5", "CARC:16"],
            action=Action.NONE,
            do="correct the place of service, or the setting by which the claim is audited",
            denial_risk=["CARC 5"],
        )
