"""Vectors → the nearest ones: exact half-precision rows, and a FAISS index over them.

``vectors.f16`` holds the vectors, one row a passage, memory-mapped: what scores are computed
from. ``vectors.faiss`` finds candidates (see ``candidates``). A row number never changes; the
row of a removed passage becomes a hole of zeros that no search returns.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.errors import FolderCorrupt, ShapeMismatch
from kaupunkigraafi.search.candidates import LARGE, Candidates, write_candidates

EXACT = "vectors.f16"
_FEW = 4_000  # below this many allowed rows, scoring them all is quicker than any index
_BLOCK = 20_000  # rows that are scored at once


def write_vectors(
    directory: Path,
    parent: Path | None,
    *,
    dim: int,
    rows: int,
    added: Iterable[tuple[int, NDArray[np.float32]]],
    removed: Iterable[int] = (),
    large: int = LARGE,
) -> None:
    """Write the vectors of the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation; its rows are carried over.
        dim: numbers in a vector.
        rows: how many rows were ever given.
        added: (row, vector) of new passages.
        removed: rows that become holes.
        large: from so many rows on the index is quantised.

    Raises:
        ShapeMismatch: a vector has another dimension.
    """
    path = directory / EXACT
    # Written through the disk's cache: as many passages as there are shall not have to fit here.
    path.touch()
    os.truncate(path, rows * dim * 2)
    target = (
        np.memmap(path, dtype=np.float16, mode="r+", shape=(rows, dim))
        if rows
        else np.zeros((0, dim), dtype=np.float16)
    )
    if parent is not None:
        old = _exact(parent, dim)
        target[: len(old)] = old
    for row in removed:
        target[row] = 0
    for row, vector in added:
        if vector.shape != (dim,):
            raise ShapeMismatch(f"a vector has shape {vector.shape}, the folder's have ({dim},)")
        target[row] = vector
    if isinstance(target, np.memmap):
        target.flush()
    write_candidates(directory, parent, target, large=large)


def rewrite_vectors(directory: Path, parent: Path, *, dim: int) -> None:
    """Write what a generation has into new files: rows that are holes are zeros there too.

    Args:
        directory: of the generation being written.
        parent: the one that is copied.
        dim: numbers in a vector.
    """
    shutil.copyfile(parent / EXACT, directory / EXACT)
    write_candidates(directory, None, _exact(directory, dim))


def _exact(directory: Path, dim: int) -> NDArray[np.float16]:
    path = directory / EXACT
    if not path.is_file():
        raise FolderCorrupt(f"{path} is missing; run: kaupunkigraafi repair")
    size = path.stat().st_size
    if size == 0:
        return np.zeros((0, dim), dtype=np.float16)
    if size % (2 * dim):
        raise FolderCorrupt(
            f"{path} has {size} bytes, which is no number of rows of {dim} halves; "
            "run: kaupunkigraafi repair"
        )
    return np.memmap(path, dtype=np.float16, mode="r").reshape(-1, dim)


class Vectors:
    """The vectors of one generation, read-only; safe to use from several threads."""

    def __init__(self, directory: Path, dim: int) -> None:
        """Map the vectors; the index is read at the first search.

        Args:
            directory: of the generation.
            dim: numbers in a vector, as the manifest has it.

        Raises:
            FolderCorrupt: the file is missing or has a wrong size.
        """
        self._directory = directory
        self._matrix = _exact(directory, dim)
        self._candidates: Candidates | None = None

    def __len__(self) -> int:
        """Return the number of rows, holes included."""
        return len(self._matrix)

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        return int(self._matrix.shape[1])

    def rows(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return vectors by their rows.

        Args:
            rows: (n,).

        Returns:
            (n, dim).
        """
        return np.asarray(self._matrix[rows], dtype=np.float32)

    def cosines(self, query: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the exact cosine of some rows.

        Args:
            query: (dim,), length 1.
            rows: (n,).

        Returns:
            (n,), each in [-1, 1].

        Raises:
            ShapeMismatch: the query's dimension is another.
        """
        self._check(query)
        blocks = [rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK)]
        if len(blocks) > 1:
            return np.concatenate([self.rows(block) @ query for block in blocks])
        return self.rows(rows) @ query

    def nearest(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows most like the query, best first.

        Args:
            query: (dim,), length 1.
            limit: at most this many; fewer if fewer are allowed.
            allowed: (rows,), True where the row may be found; applied inside the search.

        Returns:
            Rows and their cosines; equal cosines keep the order of rows.

        Raises:
            ShapeMismatch: the query's dimension is another.
        """
        self._check(query)
        rows = self._worth_scoring(query, limit, allowed)
        scores = self.cosines(query, rows)
        order = np.argsort(-scores, kind="stable")[:limit]
        return rows[order], scores[order]

    def _worth_scoring(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        every = np.flatnonzero(allowed)
        if len(every) <= max(_FEW, limit):
            return every
        if self._candidates is None:
            self._candidates = Candidates(self._directory)
        near = self._candidates.near(query, limit, allowed)
        return every if near is None else near

    def _check(self, query: NDArray[np.float32]) -> None:
        if query.shape != (self._matrix.shape[1],):
            raise ShapeMismatch(
                f"the query's vector has shape {query.shape}, the folder's have "
                f"({self._matrix.shape[1]},); open the folder with the encoder it was built with"
            )
