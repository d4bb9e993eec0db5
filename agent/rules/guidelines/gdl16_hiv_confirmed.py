"""GDL16: an uncertain HIV infection billed for an inpatient stay."""

from __future__ import annotations

from agent.rules.confirmed_only import ConfirmedOnly


class HivConfirmed(ConfirmedOnly):
    """HIV infection is coded only when confirmed; "possible" is not coded as if it were there.

    Catches: B20 (HIV disease) for an inpatient stay whose chart says "possible HIV disease".
    Right: the signs and symptoms; R75 for inconclusive serology.
    Silent: when the chart states the infection anywhere; outside inpatient stays, where no
    uncertain diagnosis is coded (SUP03).
    """

    id = "GDL16"
    name = "hiv_confirmed"
    citations = ("OCG:I.C.1.a.1",)
    about = ("B20", "Z21")
    instead = "report the signs and symptoms, or R75 for inconclusive serology"
