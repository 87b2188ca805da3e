"""Vectors → the nearest ones: exact half-precision rows, and a FAISS index over them.

``vectors.f16`` holds the vectors, one row a passage, memory-mapped: what scores are computed
from. ``vectors.faiss`` finds candidates. A row number never changes; the row of a removed
passage becomes a hole of zeros that no search returns.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.errors import FolderCorrupt, ShapeMismatch

if TYPE_CHECKING:
    import faiss

EXACT = "vectors.f16"
INDEX = "vectors.faiss"
_FEW = 4_000  # below this many allowed rows, scoring them all is quicker than any index
_BLOCK = 50_000


def write_vectors(
    directory: Path,
    parent: Path | None,
    *,
    dim: int,
    rows: int,
    added: Iterable[tuple[int, NDArray[np.float32]]],
    removed: Iterable[int] = (),
) -> None:
    """Write the vectors of the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation; its rows are carried over.
        dim: numbers in a vector.
        rows: how many rows were ever given.
        added: (row, vector) of new passages.
        removed: rows that become holes.

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
    _write_index(directory / INDEX, target)


def _write_index(path: Path, matrix: NDArray[np.float16]) -> None:
    import faiss  # noqa: PLC0415  loads slowly

    # Flat at every size so far: exact, and 2 bytes a number. Larger folders will want another.
    index = faiss.IndexScalarQuantizer(
        matrix.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
    )
    for start in range(0, len(matrix), _BLOCK):
        index.add(matrix[start : start + _BLOCK].astype(np.float32))
    faiss.write_index(index, str(path))


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
        self._index: faiss.Index | None = None

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
        candidates = np.flatnonzero(allowed)
        if len(candidates) > max(_FEW, limit):
            candidates = self._search(query, 2 * limit, allowed)
        scores = self.cosines(query, candidates)
        order = np.argsort(-scores, kind="stable")[:limit]
        return candidates[order], scores[order]

    def _search(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        import faiss  # noqa: PLC0415  loads slowly

        if self._index is None:
            self._index = faiss.read_index(str(self._directory / INDEX), faiss.IO_FLAG_MMAP)
        parameters = None
        if not allowed.all():
            bits = np.packbits(allowed, bitorder="little")
            # faiss wraps both classes for arrays and keywords; its stubs do not know that.
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        _, found = self._index.search(query[None, :], limit, params=parameters)
        return np.sort(found[0][found[0] >= 0])

    def _check(self, query: NDArray[np.float32]) -> None:
        if query.shape != (self._matrix.shape[1],):
            raise ShapeMismatch(
                f"the query's vector has shape {query.shape}, the folder's have "
                f"({self._matrix.shape[1]},); open the folder with the encoder it was built with"
            )
