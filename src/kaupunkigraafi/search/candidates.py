"""Vectors → rows worth scoring: a FAISS index over them, its kind chosen by how many there are.

Up to 200,000 rows the index is flat and holds every number in half precision: what it finds is
exactly what is nearest. Above, it holds each pair of numbers as one of sixteen (product
quantisation, scanned in the processor's registers), an eighth of the memory and a tenth of the
time; it only finds candidates, several times as many as are wanted, and the exact vectors decide.
Measured in docs/decisions/023-candidates.md.

Source: André, Kermarrec, Le Scouarnec 2015, "Cache locality is not enough: high-performance
nearest neighbor search with product quantization fast scan".
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

NAME = "vectors.faiss"
LARGE = 200_000  # rows; from here on a flat scan takes longer than all the rest of a search
_BLOCK = 50_000
_TRAINED_ON = 50_000  # rows; sixteen centres a pair of numbers need no more
_SEED = 7
_TWICE = 2  # of a flat index, since its sums round otherwise than the exact ones
_DEEPER = 5  # of a quantised one
_FEWEST = 2_000
_MOST_ALLOWED = 0.5  # of the rows
_SPARE = 50
_TOO_DEEP = 0.1  # of all rows: scoring what is allowed is quicker then


def write_candidates(
    directory: Path, parent: Path | None, matrix: NDArray[np.float16], *, large: int = LARGE
) -> None:
    """Write the index of the next generation.

    Args:
        directory: of the generation being written.
        parent: the last generation; a quantised index of it is gone on with.
        matrix: (rows, dim), every row of length 1 or a hole of zeros.
        large: from so many rows on the index is quantised.
    """
    import faiss  # noqa: PLC0415  loads slowly

    count, dim = matrix.shape
    index: faiss.Index
    if count < large or dim % 2:
        index = faiss.IndexScalarQuantizer(
            dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
    else:
        index = _quantised(parent, matrix)
    # What the parent knows of rows that are holes by now is never allowed.
    for start in range(index.ntotal, count, _BLOCK):
        index.add(matrix[start : start + _BLOCK].astype(np.float32))
    faiss.write_index(index, str(directory / NAME))


def _quantised(parent: Path | None, matrix: NDArray[np.float16]) -> faiss.Index:
    import faiss  # noqa: PLC0415  loads slowly

    if parent is not None and (parent / NAME).is_file():
        before = faiss.read_index(str(parent / NAME))
        if _is_quantised(before) and before.ntotal <= len(matrix):
            return before
    index = faiss.IndexPQFastScan(
        matrix.shape[1], matrix.shape[1] // 2, 4, faiss.METRIC_INNER_PRODUCT
    )
    filled = np.flatnonzero(matrix.any(axis=1))
    drawn = np.random.default_rng(_SEED).choice(filled, min(_TRAINED_ON, len(filled)), False)
    index.train(matrix[np.sort(drawn)].astype(np.float32))
    return index


@contextmanager
def _one_thread() -> Iterator[None]:
    """Search with one thread: one query gives a second one nothing to do but to wait, busily.

    On two busy cores that takes three times as long. The setting is the calling thread's own.
    """
    import faiss  # noqa: PLC0415  loads slowly

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _is_quantised(index: faiss.Index) -> bool:
    import faiss  # noqa: PLC0415  loads slowly

    return isinstance(faiss.downcast_index(index), faiss.IndexPQFastScan)


class Candidates:
    """The index of one generation, read-only; safe to use from several threads."""

    def __init__(self, directory: Path) -> None:
        """Open the index.

        Args:
            directory: of the generation.
        """
        import faiss  # noqa: PLC0415  loads slowly

        self._index = faiss.read_index(str(directory / NAME), faiss.IO_FLAG_MMAP)
        self._quantised = _is_quantised(self._index)

    def near(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64] | None:
        """Return rows among which the nearest ones are.

        Args:
            query: (dim,), length 1.
            limit: how many nearest ones are wanted.
            allowed: (rows,), True where the row may be found.

        Returns:
            Rows, sorted, at least ``limit`` of them where so many are allowed; None where
            scoring all that are allowed is quicker.
        """
        if not self._quantised:
            return self._flat(query, _TWICE * limit, allowed)
        share = int(allowed.sum()) / len(allowed)
        depth = int(max(_FEWEST, _DEEPER * limit) / share) if share else len(allowed)
        if depth > _TOO_DEEP * len(allowed):
            return None
        found = self._search(query, depth)
        rows = np.sort(found[allowed[found]])
        return rows if len(rows) >= limit else None

    def _flat(
        self, query: NDArray[np.float32], limit: int, allowed: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        import faiss  # noqa: PLC0415  loads slowly

        parameters = None
        share = int(allowed.sum()) / len(allowed)
        if share >= _MOST_ALLOWED:
            # A scan without a selector is three times as quick: what may not be found is left out
            # afterwards. The nearest so many of all hold the nearest of those that may.
            found = self._search(query, math.ceil(limit / share) + _SPARE)
            rows = np.sort(found[allowed[found]])
            if len(rows) >= min(limit, int(allowed.sum())):
                return rows
        if share < 1:
            bits = np.packbits(allowed, bitorder="little")
            # faiss wraps both classes for arrays and keywords; its stubs do not know that.
            selector = faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]
            parameters = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]
        return np.sort(self._search(query, limit, parameters))

    def _search(
        self,
        query: NDArray[np.float32],
        depth: int,
        parameters: faiss.SearchParameters | None = None,
    ) -> NDArray[np.int64]:
        with _one_thread():
            _, found = self._index.search(query[None, :], depth, params=parameters)
        rows: NDArray[np.int64] = found[0][found[0] >= 0]
        return rows
