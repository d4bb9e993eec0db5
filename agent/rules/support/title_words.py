"""The words of a code's title that tell conditions apart, and whether a text holds them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from catalog import CatalogView
from catalog.data_files import load_yaml

_WORD = re.compile(r"[a-z]{4,}")
#: Words count as the same when they agree so far: diabetes and diabetic, hypertension and -ive.
_STEM = 6


def telling_stems(view: CatalogView, code: str) -> frozenset[str]:
    """Stems of the telling words of the title, its category's title and its inclusion terms."""
    texts = [view.title(code), view.title(code[:3])]
    texts += [note.text for note in view.notes(code, "inclusionTerm", inherited=False)]
    return frozenset(stem for text in texts for stem in stems(text))


def stems(text: str) -> frozenset[str]:
    """Stems of the telling words of a text."""
    words = _WORD.findall(text.lower())
    return frozenset(word[:_STEM] for word in words if word not in _generic())


@cache
def _generic() -> frozenset[str]:
    return frozenset(load_yaml(Path(__file__).parent / "title_words.yaml")["generic"])
