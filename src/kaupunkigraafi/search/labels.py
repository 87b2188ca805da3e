"""What things are called → vectors beside the passages': entities are found by meaning, too.

``labels.jsonl`` has a line for each text (IRI, language, text), ``labels.f16`` its vector in the
same row. A generation without an encoder has neither, and finds entities by their documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.errors import FolderCorrupt
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.search.encoders.contract import Encoder

TEXTS = "labels.jsonl"
VECTORS = "labels.f16"
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Called:
    """A text that tells what an entity is: its label, with its definition where it has one."""

    iri: str
    language: str
    text: str


def write_labels(
    directory: Path,
    parent: Path | None,
    called: Iterable[Called],
    encoder: Encoder,
    progress: Progress = silent,
) -> int:
    """Write what things are called, for the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation; its vectors are taken for equal texts.
        called: every text.
        encoder: of the generation.
        progress: told how far the embedding is.

    Returns:
        How many texts were encoded.
    """
    texts = sorted(set(called), key=lambda each: (each.iri, each.language, each.text))
    before = Labels.open(parent, encoder.dim) if parent else Labels.none(encoder.dim)
    known = {each.text: row for row, each in enumerate(before.called)}
    # Batches of like length waste the least padding; equal texts are encoded once.
    fresh = sorted({each.text for each in texts} - known.keys(), key=len)
    made: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(fresh), _BATCH):
        batch = fresh[start : start + _BATCH]
        made.update(zip(batch, encoder.encode_passages(batch), strict=True))
        progress("labels", min(start + _BATCH, len(fresh)), len(fresh))
    matrix = np.zeros((len(texts), encoder.dim), dtype=np.float16)
    for row, each in enumerate(texts):
        own = made.get(each.text)
        matrix[row] = before.matrix[known[each.text]] if own is None else own
    (directory / VECTORS).write_bytes(matrix.tobytes())
    with (directory / TEXTS).open("w", encoding="utf-8") as stream:
        for each in texts:
            line = json.dumps([each.iri, each.language, each.text], ensure_ascii=False)
            stream.write(line + "\n")
    return len(fresh)


@dataclass(frozen=True, slots=True)
class Labels:
    """The texts of one generation, read-only.

    Attributes:
        called: one a row.
        matrix: (rows, dim), each of length 1.
    """

    called: Sequence[Called]
    matrix: NDArray[np.float16]

    @classmethod
    def none(cls, dim: int) -> Labels:
        """Return no texts at all.

        Args:
            dim: numbers in a vector.

        Returns:
            Nothing is near to it.
        """
        return cls((), np.zeros((0, dim), dtype=np.float16))

    @classmethod
    def open(cls, directory: Path, dim: int) -> Labels:
        """Read a generation's texts.

        Args:
            directory: of the generation.
            dim: numbers in a vector, as the manifest has it.

        Returns:
            The texts; none of a generation that was built without an encoder.

        Raises:
            FolderCorrupt: texts and vectors do not belong together.
        """
        path = directory / TEXTS
        if not path.is_file():
            return cls.none(dim)
        lines = path.read_text(encoding="utf-8").splitlines()
        called = tuple(Called(*json.loads(line)) for line in lines)
        vectors = np.fromfile(directory / VECTORS, dtype=np.float16)
        if vectors.size != len(called) * dim:
            raise FolderCorrupt(
                f"{directory / VECTORS} has {vectors.size} numbers, {len(called)} texts of {dim} "
                "need others; run: kaupunkigraafi repair"
            )
        return cls(called, vectors.reshape(-1, dim))

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return how near each text is.

        Args:
            query: (dim,), length 1.

        Returns:
            (rows,).
        """
        return np.asarray(self.matrix.astype(np.float32) @ query, dtype=np.float32)
