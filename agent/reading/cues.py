"""The cue words of a sentence: what they say and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agent.context import Assertion
from agent.reading.tokens import Token
from catalog.words import TOKEN, read_lexicon

#: What a cue may mean besides an assertion: the end of a scope, nothing, past unless lifelong, only
#: advice unless lifelong, there already, and over, said at a distance.
STOP, NONE, HISTORY, ADVICE, PRESENT, OVER = "stop", "none", "history", "advice", "present", "over"
_AUXILIARIES = ("is", "are", "was", "were", "has", "have", "had", "does", "do", "did")


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue phrase: what it says, whether it acts on what follows, and how far it reaches."""

    meaning: str
    forward: bool
    reach: int
    through_commas: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A cue and the places of its first and last tokens."""

    cue: Cue
    first: int
    last: int


@cache
def _cues() -> dict[str, dict[str, list[tuple[tuple[str, ...], list[Cue]]]]]:
    """Cue phrases by their first word and by their second, if any, longest first."""
    content = read_lexicon("assertions.yaml")
    phrases: dict[tuple[str, ...], list[Cue]] = {}

    def enter(phrase: str, cue: Cue) -> None:
        words = tuple(TOKEN.findall(phrase.lower()))
        phrases.setdefault(words, []).append(cue)
        if words[0] == "not" and len(words) > 1:
            for auxiliary in _AUXILIARIES:
                phrases.setdefault((auxiliary, *words), []).append(cue)

    for phrase in content["stops"]:
        enter(phrase, Cue(STOP, True, 0, False))
    no_cue = Cue(NONE, True, 0, False)
    for phrase in content["not_cues"]:
        enter(phrase, no_cue)
    for first, second in (("relatives", "informing"), ("arriving", "coming")):
        for opening in content[first]:
            for going_on in content[second]:
                enter(f"{opening} {going_on}", no_cue)
    for meaning, facts in content["cues"].items():
        for forward, place in ((True, "before"), (False, "after")):
            for phrase in facts[place]:
                means = facts.get("means", meaning)
                cue = Cue(means, forward, facts["reach"], facts["through_commas"])
                enter(str(phrase), cue)
        if meaning == Assertion.PLANNED:
            to_come = Cue(meaning, True, facts["reach"], facts["through_commas"])
            for intention in content["intending"]:
                for act in content["acting"]:
                    enter(f"{intention} {act}", to_come)
    found: dict[str, dict[str, list[tuple[tuple[str, ...], list[Cue]]]]] = {}
    for words in sorted(phrases, key=len, reverse=True):
        second = words[1] if len(words) > 1 else ""
        found.setdefault(words[0], {}).setdefault(second, []).append((words, phrases[words]))
    return found


def find_cues(tokens: Sequence[Token]) -> list[Found]:
    """The cue phrases of a sentence, longest first where they overlap."""
    known = _cues()
    words = [token.word for token in tokens]
    found: list[Found] = []
    free = 0
    for place in [at for at, word in enumerate(words) if word in known]:
        if place < free:
            continue
        going_on = known[words[place]]
        following = words[place + 1] if place + 1 < len(words) else ""
        for phrase, cues in (*going_on.get(following, ()), *going_on.get("", ())):
            if tuple(words[place : place + len(phrase)]) == phrase:
                last = place + len(phrase) - 1
                found += [Found(cue, place, last) for cue in cues]
                if any(cue.meaning != STOP for cue in cues):
                    free = last + 1
                break
    return found
