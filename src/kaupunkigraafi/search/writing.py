"""New passages → the vectors and words of the next generation."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.lexical_writing import Indexed, write_lexical
from kaupunkigraafi.search.vectors import Vectors, write_vectors

_BATCH = 32
_AT_ONCE = 4_096  # passages in memory, so that ten thousand documents need no more than a hundred
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
    def of(cls, title: str, heading: str, text: str, row: int = -1) -> Addition:
        """Make one of a passage.

        Args:
            title: of the passage's document.
            heading: of its section.
            text: its own.
            row: as documents.sqlite gave it.

        Returns:
            With what stands before a passage when it is encoded.

        >>> Addition.of("Kuntalaki", "1 §", "Kunta päättää.").encoded
        'Kuntalaki. 1 §. Kunta päättää.'
        """
        context = ". ".join(part for part in (title, heading) if part)
        return cls(f"{context}. {text}", title, heading, text, row)

    @property
    def digest(self) -> bytes:
        """The hash of what is encoded, 32 bytes: equal texts share a vector."""
        return hashlib.sha256(self.encoded.encode()).digest()


def write_index(
    directory: Path,
    parent: Path | None,
    *,
    rows: int,
    added: Iterable[Addition],
    removed: Sequence[int],
    known: Mapping[int, int],
    encoder: Encoder | None,
    total: int = 0,
    progress: Progress = silent,
) -> int:
    """Write vectors and words of the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation.
        rows: how many rows were ever given.
        added: new passages; gone through twice, never all of them in memory.
        removed: rows that are gone.
        known: row of a new passage → row of the parent whose text is the same.
        encoder: None: a folder without vectors.
        total: how many passages are added, for the progress.
        progress: told how far the embedding is.

    Returns:
        How many passages were encoded.
    """
    indexed = (Indexed(each.row, each.title, each.heading, each.text) for each in added)
    write_lexical(directory, parent, added=indexed, removed=removed)
    if encoder is None:
        return 0
    encoding = _Encoding(encoder, total - len(known), progress)

    def vectors() -> Iterator[tuple[int, NDArray[np.float32]]]:
        if known and parent is not None:
            old = Vectors(parent, encoder.dim)
            for row, same in known.items():
                yield row, old.rows(np.array([same]))[0]
        yield from encoding.vectors(each for each in added if each.row not in known)

    write_vectors(directory, parent, dim=encoder.dim, rows=rows, added=vectors(), removed=removed)
    return encoding.done


class _Encoding:
    """Encodes passages a few thousand at a time, in batches of like length."""

    def __init__(self, encoder: Encoder, total: int, progress: Progress) -> None:
        self._encoder = encoder
        self._total = total
        self._progress = progress
        self._loaded = False
        self.done = 0

    def vectors(self, added: Iterable[Addition]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        left = iter(added)
        # Encoders are safe to call from several threads and let the others run meanwhile.
        with ThreadPoolExecutor(_THREADS) as pool:
            while some := list(islice(left, _AT_ONCE)):
                yield from self._some(some, pool)

    def _some(
        self, added: Sequence[Addition], pool: ThreadPoolExecutor
    ) -> Iterator[tuple[int, NDArray[np.float32]]]:
        # Batches of like length waste the least padding; equal texts are encoded once.
        by_text: dict[str, list[int]] = {}
        for each in added:
            by_text.setdefault(each.encoded, []).append(each.row)
        texts = sorted(by_text, key=len)
        batches = [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]
        for batch, vectors in zip(batches, self._encoded(batches, pool), strict=True):
            for text, vector in zip(batch, vectors, strict=True):
                yield from ((row, vector) for row in by_text[text])
                self.done += len(by_text[text])
            self._progress("embed", self.done, max(self.done, self._total))

    def _encoded(
        self, batches: Sequence[list[str]], pool: ThreadPoolExecutor
    ) -> Iterator[NDArray[np.float32]]:
        # The first batch goes alone: it loads the model, which two threads would do twice.
        if not self._loaded:
            yield self._encoder.encode_passages(batches[0])
            batches = batches[1:]
            self._loaded = True
        yield from pool.map(self._encoder.encode_passages, batches)
