"""The words of a code's title that tell conditions apart, and whether a text holds them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from agent.context import AuditContext
from agent.rules.kept import kept
from catalog import CatalogView
from catalog.data_files import load_yaml
from catalog.words import reader

_WORD = re.compile(r"[a-z]{3,}")
#: Words count as the same when they agree so far: diabetes and diabetic, hypertension and -ive.
_STEM = 6
#: From this length on a word inside another counts too: neuropathy in mononeuropathy.
_LONG = 8


def telling_words(view: CatalogView, code: str) -> frozenset[str]:
    """Telling words of the title, of its category's title and of its inclusion terms."""
    texts = [view.title(code), view.title(code[:3])]
    texts += [note.text for note in view.notes(code, "inclusionTerm", inherited=False)]
    return frozenset(word for text in texts for word in _words_of_title(text))


@lru_cache(maxsize=8192)
def _words_of_title(text: str) -> frozenset[str]:
    """`words_of`, kept: titles are few and official, where charts are many and private."""
    return words_of(text)


def words_of(text: str) -> frozenset[str]:
    """The telling words of a text in lower case, with what our lexicon takes them to mean."""
    plain = frozenset(_WORD.findall(text.lower()))
    return (plain | {token for token in reader().key(text) if len(token) >= 3}) - _generic()


@kept
def words_of_chart(context: AuditContext) -> frozenset[str]:
    """The telling words of all documents. Costly, so that it is asked for late, and once."""
    return frozenset(word for document in context.documents for word in words_of(document.text))


def share_a_word(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether a word of one is a word of the other, up to its ending or a prefix."""
    stems = {word[:_STEM] for word in second}
    if any(word[:_STEM] in stems for word in first):
        return True
    long = [word for word in second if len(word) >= _LONG]
    return any(
        word in other or other in word for word in first if len(word) >= _LONG for other in long
    )


@cache
def _generic() -> frozenset[str]:
    return frozenset(load_yaml(Path(__file__).parent / "title_words.yaml")["generic"])


def worded_otherwise(code: str, chart: frozenset[str]) -> bool:
    """Whether the words of a chart have one by which notes name what the code's titles do not."""
    beginnings = _also_worded().get(code[:3])
    return beginnings is not None and any(word.startswith(beginnings) for word in chart)


@cache
def _also_worded() -> dict[str, tuple[str, ...]]:
    rows = load_yaml(Path(__file__).parent / "title_words.yaml")["also_worded"]
    return {category: tuple(beginnings) for category, beginnings in rows.items()}


@cache
def common_words() -> frozenset[str]:
    """Words that conditions of different organs share, so that alone they make no two one."""
    return frozenset(load_yaml(Path(__file__).parent / "title_words.yaml")["common"])


def without_places(words: frozenset[str]) -> frozenset[str]:
    """The words but for parts of the body, which a note names whatever ails the patient.

    All of them, where there are no others.
    """
    return frozenset(word for word in words if word not in _places()) or words


@cache
def _places() -> frozenset[str]:
    return frozenset(load_yaml(Path(__file__).parent / "title_words.yaml")["places"])
