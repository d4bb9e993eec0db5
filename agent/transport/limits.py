"""How long, how often and how large a question to a model may be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Times in seconds. `deadline` is for coding a part of a note, with all retries and re-asks;
    there is as much again for its review, and for the wording of the chart's findings.

    After `failures` attempts in a row that failed, the endpoint is left alone for `pause` seconds.
    """

    timeout: float = 60.0
    deadline: float = 180.0
    attempts: int = 5
    first_wait: float = 0.5
    longest_wait: float = 20.0
    answer_tokens: int = 4096
    failures: int = 10
    pause: float = 30.0
    concurrency: int = 8
    tokens_per_minute: int | None = None
