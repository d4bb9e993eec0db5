"""GDL17: an uncertain COVID-19 billed for an inpatient stay."""

from __future__ import annotations

from agent.rules.confirmed_only import ConfirmedOnly


class CovidConfirmed(ConfirmedOnly):
    """COVID-19 is coded only when confirmed; "suspected" is not coded as if it were there.

    Catches: U07.1 for an inpatient stay whose chart says "suspected COVID-19".
    Right: the signs and symptoms, with Z20.822 after contact or suspected exposure.
    Silent: when the chart states COVID-19 anywhere; outside inpatient stays, where no uncertain
    diagnosis is coded (SUP03).
    """

    id = "GDL17"
    name = "covid_confirmed"
    citations = ("OCG:I.C.1.g.1",)
    about = ("U07.1",)
    instead = "report the signs and symptoms, and Z20.822 for contact or suspected exposure"
