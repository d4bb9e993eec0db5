"""Misspelled words read as words of the catalog.

The way of SymSpell: of every word of the catalog the forms that lack one letter are kept, so that
a word with a letter too many, too few, wrong or in its neighbour's place meets the right one in a
form that both come to. Two faults are taken only in long words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

#: Letters of the shortest word that is corrected, and of the shortest with two faults.
SHORTEST, _LONG = 5, 8
_PART = 4


def deletes(word: str) -> frozenset[str]:
    """The word and its forms that lack one letter.

    >>> sorted(deletes("gout"))
    ['got', 'gou', 'gout', 'gut', 'out']
    """
    return frozenset((word, *(word[:n] + word[n + 1 :] for n in range(len(word)))))


def corrected(
    word: str,
    near: Callable[[Iterable[str]], list[tuple[str, int]]],
    is_word: Callable[[str], bool],
) -> str | None:
    """The catalog's word (or two words run together) for an unknown one; None if nothing is close.

    `near` gives words that share a form of `deletes`, with how often each is used.
    """
    if len(word) < SHORTEST or not word.isalpha():
        return None
    most = 2 if len(word) >= _LONG else 1
    close = [
        (faults, other[0] != word[0], -count, other)
        for other, count in near(deletes(word))
        if (faults := distance(word, other)) <= most
    ]
    if close:
        return min(close)[-1]
    for place in range(_PART, len(word) - _PART + 1):
        if is_word(word[:place]) and is_word(word[place:]):
            return f"{word[:place]} {word[place:]}"
    return None


def distance(one: str, other: str) -> int:
    """Letters to insert, leave out, replace, or exchange with their neighbours.

    >>> distance("pnuemonia", "pneumonia"), distance("diabtes", "diabetes")
    (1, 1)
    """
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, against in enumerate(other, start=1):
            cost = min(
                last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != against)
            )
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
