"""A scripted model that words findings."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from scripted_endpoint import Asked, Reply, completion


def messages(asked: Asked) -> Iterator[tuple[int, str]]:
    """The findings that the prompt asks for, with their template's message."""
    for number, message in re.findall(r"^Finding (\d+):.*\nMessage: (.*)$", asked.text, re.M):
        yield int(number), message


def wording(**said: str) -> Callable[[Asked], Reply]:
    """A model that says each message politely, except for what `said` puts in its place."""

    def answer(asked: Asked) -> Reply:
        return completion(
            json.dumps(
                {
                    "drafts": [
                        {
                            "finding": number,
                            "message": f"Kindly note: {message}",
                            "rationale": "",
                            "question": "",
                            **said,
                        }
                        for number, message in messages(asked)
                    ]
                }
            )
        )

    return answer
