"""The term dictionary: the key of a phrase to the codes that titles, inclusion terms and our own
lexicon give for it.

A phrase's key is the set of its content words, whatever their order, form and side, held as the sum
of fixed 64-bit numbers, so that a window sliding over a note needs one addition a step. Two of some
eighty thousand keys would have to share a sum for a wrong hit; the chance is below 1e-9.
"""

from __future__ import annotations

import marshal
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from weakref import WeakKeyDictionary

from catalog import marshalled, words
from catalog.compositions import FILE as COMPOSITIONS
from catalog.compositions import composed
from catalog.lookup import Catalog
from catalog.words import LEXICON, hash_of, read_lexicon, read_synonyms, reader, synonym_files

SOURCES = ("words.yaml", "abbreviations.yaml", "titles.yaml", COMPOSITIONS)
_MASK = (1 << 64) - 1
_MOST_WORDS = 12

#: How a phrase came to its key: our lexicon, a wording that says nothing more is known ("NOS",
#: "unspecified"), the wording itself, less a "without" clause or an ending that only says "and
#: nothing more", less "other".
LEXICAL, UNSPECIFIED, EXACT, REDUCED, OTHER = range(5)


_LOADED: WeakKeyDictionary[Catalog, Terms] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Term:
    """A code that a key stands for, and how its phrase came to the key."""

    code: str
    rank: int


@dataclass(frozen=True, slots=True)
class Terms:
    """Keys to codes (packed as `rank+code`, blank between), and the numbers of known tokens.

    `pairs` are the sums of the numbers of any two tokens that stand together in a key.
    """

    packed: dict[int, str]
    tokens: dict[str, int]
    pairs: frozenset[int]

    def at(self, key: int) -> tuple[Term, ...]:
        """The terms of a key, best rank first."""
        return tuple(Term(part[1:], int(part[0])) for part in self.packed[key].split())

    def lookup(self, phrase: str) -> tuple[Term, ...]:
        """The terms of a whole phrase, as in tests and searches; none when it is not one."""
        key = key_of(reader().key(phrase))
        return self.at(key) if key in self.packed else ()


def key_of(tokens: Iterable[str]) -> int:
    """The key of a set of tokens."""
    return sum(hash_of(token) for token in tokens) & _MASK


def terms_of(catalog: Catalog, phrase: str) -> tuple[Term, ...]:
    """The terms of a whole phrase in the dictionary of a catalog, which is loaded once."""
    if catalog not in _LOADED:
        _LOADED[catalog] = load(catalog)
    return _LOADED[catalog].lookup(phrase)


def load(catalog: Catalog) -> Terms:
    """The dictionary of a catalog: read from the file beside it, compiled at the first need."""
    folder = folder_of(catalog)
    if folder is None:
        return compile_terms(catalog)
    path = folder / f"terms-{_digest(catalog)}.bin"
    stored = marshalled.read(path)
    if stored is not None:
        return Terms(*stored)
    found = compile_terms(catalog)
    marshalled.write(path, (found.packed, found.tokens, found.pairs), "terms-*.bin")
    return found


def compile_terms(catalog: Catalog) -> Terms:
    """Compile titles, inclusion terms and the lexicon."""
    found: defaultdict[frozenset[str], dict[str, int]] = defaultdict(dict)
    ignored = tuple(read_lexicon("titles.yaml")["ignored"])
    for text, code in catalog.query("SELECT text, code FROM phrase"):
        if not code.startswith(ignored):
            for phrase, rank in wordings_of(text):
                _enter(found, phrase, code, rank)
    for phrase, codes in read_synonyms().items():
        for code in codes:
            _enter(found, phrase, code, LEXICAL)
    _compose(found)
    numbers = {token: hash_of(token) for key in found for token in key}
    packed = {
        sum(numbers[token] for token in key) & _MASK: " ".join(
            f"{rank}{code}" for code, rank in sorted(codes.items(), key=lambda c: (c[1], c[0]))
        )
        for key, codes in found.items()
    }
    pairs = frozenset(
        numbers[one] + numbers[other] for key in found for one, other in combinations(key, 2)
    )
    return Terms(packed, numbers, pairs)


def _enter(
    found: defaultdict[frozenset[str], dict[str, int]], phrase: str, code: str, rank: int
) -> None:
    key = reader().key(phrase)
    if 0 < len(key) <= _MOST_WORDS and (rank == LEXICAL or not key <= reader().weak):
        codes = found[key]
        codes[code] = min(rank, codes.get(code, rank))


def _compose(found: defaultdict[frozenset[str], dict[str, int]]) -> None:
    """Add findings at sites, where no title and no synonym has the words already.

    A header above the codes that these give is added too, and codes below a header that they give:
    among both the side finds its code.
    """
    known = {key: tuple(codes) for key, codes in found.items() if min(codes.values()) <= EXACT}
    for key, codes in composed():
        given = known.get(key, ())
        if (
            not given
            or all(code.startswith(codes) for code in given)
            or all(code.startswith(given) for code in codes)
        ):
            found[key].update(dict.fromkeys(codes, LEXICAL))


_NOS = re.compile(r",?\s*\b(?:NOS|not otherwise specified)\b")
_UNSPECIFIED_PART = re.compile(
    r"\bunspecified (?:part|site|type|organism|cause|degree|level|region|area|severity|stage|"
    r"quadrant|trimester|location|nature|episode|multiplicity|body region|intent)s?(?: of)?\b"
    r"|,? ?\b(?:site|organism|cause|type|part|severity|stage) (?:not specified|unspecified)\b",
    re.IGNORECASE,
)
_PARENTHESES = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_PLURAL = re.compile(r"(\w)\((?:s|es)\)")
_TRAILING = re.compile(
    r",? (?:without(?! rheumatoid factor)|not) (?:(?! of )[^,])*(?:,|$)|,? uncomplicated\b"
    r"|, initial encounter$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"^other (?:specified )?|,? other(?: specified)?$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"classified elsewhere|elsewhere classified", re.IGNORECASE)


def wordings_of(text: str) -> Iterator[tuple[str, int]]:
    """The wordings by which a title or inclusion term is known, each with its rank."""
    if _ELSEWHERE.search(text):
        return
    text = _PLURAL.sub(r"\1s", text)
    whole = _NOS.sub("", text)
    bare = _PARENTHESES.sub("", whole).strip()
    for wording in dict.fromkeys((whole, bare)):
        if _OTHER.search(wording):
            if "unspecified" not in wording.lower():
                yield _OTHER.sub("", wording), OTHER
                continue
            wording = re.sub(r"\bother (?:and|or) ", "", wording, flags=re.IGNORECASE)
        lean = _UNSPECIFIED_PART.sub(" ", wording)
        opened = lean != wording or whole != text or "unspecified" in wording.lower()
        yield wording, UNSPECIFIED if opened else EXACT
        if lean != wording:
            yield lean, UNSPECIFIED
        reduced = _TRAILING.sub(" ", lean)
        if reduced != lean:
            yield reduced, REDUCED
    for pattern, replacement in read_lexicon("titles.yaml")["rewrites"]:
        rewritten, count = re.subn(pattern, replacement, bare)
        if count:
            yield rewritten, REDUCED


def folder_of(catalog: Catalog) -> Path | None:
    rows = catalog.query("PRAGMA database_list")
    file = next((row[2] for row in rows if row[1] == "main"), "")
    return Path(file).parent if file else None


def _digest(catalog: Catalog) -> str:
    """Changes with the catalog, the lexicon, this code, and the interpreter's marshal format."""
    stamp = sha256(catalog.tabular.sha256.encode())
    stamp.update(f"{sys.version_info[:2]}{marshal.version}".encode())
    lexicon = (*(LEXICON / name for name in SOURCES), *synonym_files())
    for path in (*lexicon, Path(__file__), Path(words.__file__)):
        stamp.update(path.read_bytes())
    return stamp.hexdigest()[:16]
