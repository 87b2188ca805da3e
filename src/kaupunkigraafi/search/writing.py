"""New passages → the vectors and words of the next generation."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.model import Document, Passage
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.lexical_writing import Indexed, write_lexical
from kaupunkigraafi.search.vectors import Vectors, write_vectors

_BATCH = 32
_THREADS = min(4, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class Addition:
    """A new passage on its way into the index.

    Attributes:
        encoded: the text that is given to the encoder.
    """

    encoded: str
    title: str
    heading: str
    text: str
    row: int = -1

    @classmethod
    def of(cls, document: Document, passage: Passage) -> Addition:
        """Make one of a passage.

        Args:
            document: the passage's.
            passage: the passage.

        Returns:
            Without a row yet.
        """
        context = ". ".join(part for part in (document.title, passage.heading) if part)
        return cls(f"{context}. {passage.text}", document.title, passage.heading, passage.text)

    def at(self, row: int) -> Addition:
        """Return the same with its row.

        Args:
            row: as documents.sqlite gave it.

        Returns:
            A copy.
        """
        return replace(self, row=row)


def write_index(
    directory: Path,
    parent: Path | None,
    *,
    rows: int,
    added: Sequence[Addition],
    removed: Sequence[int],
    known: Mapping[int, int],
    encoder: Encoder | None,
    progress: Progress = silent,
) -> int:
    """Write vectors and words of the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation.
        rows: how many rows were ever given.
        added: new passages.
        removed: rows that are gone.
        known: row of a new passage → row of the parent whose text is the same.
        encoder: None: a folder without vectors.
        progress: told how far the embedding is.

    Returns:
        How many passages were encoded.
    """
    indexed = (Indexed(each.row, each.title, each.heading, each.text) for each in added)
    write_lexical(directory, parent, added=indexed, removed=removed)
    if encoder is None:
        return 0
    fresh = [each for each in added if each.row not in known]
    vectors = _encode(encoder, fresh, progress)
    if known and parent is not None:
        old = Vectors(parent, encoder.dim)
        for row, same in known.items():
            vectors[row] = old.rows(np.array([same]))[0]
    write_vectors(
        directory, parent, dim=encoder.dim, rows=rows, added=vectors.items(), removed=removed
    )
    return len(fresh)


def _encode(
    encoder: Encoder, added: Sequence[Addition], progress: Progress
) -> dict[int, NDArray[np.float32]]:
    # Batches of like length waste the least padding; equal texts are encoded once.
    by_text: dict[str, list[int]] = {}
    for each in added:
        by_text.setdefault(each.encoded, []).append(each.row)
    texts = sorted(by_text, key=len)
    batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
    found: dict[int, NDArray[np.float32]] = {}
    done = 0
    # Encoders are safe to call from several threads and let the others run meanwhile.
    with ThreadPoolExecutor(_THREADS) as pool:
        # The first batch goes alone: it loads the model, which two threads would do twice.
        first = [encoder.encode_passages(batch) for batch in batches[:1]]
        encoded = chain(first, pool.map(encoder.encode_passages, batches[1:]))
        for batch, vectors in zip(batches, encoded, strict=True):
            for text, vector in zip(batch, vectors, strict=True):
                found.update((row, vector) for row in by_text[text])
            done += len(batch)
            progress("embed", done, len(texts))
    return found
