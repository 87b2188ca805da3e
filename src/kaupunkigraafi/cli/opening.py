"""A folder → an open graph, for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kaupunkigraafi.cli import printing
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi


@contextmanager
def opened(folder: Path | None) -> Iterator[Kaupunkigraafi]:
    """Open a graph for one command, with a bar while it is built.

    Args:
        folder: a built graph; None: the packaged one.

    Yields:
        The open graph.
    """
    with printing.bar() as progress:
        kg = Kaupunkigraafi.open(folder, progress=progress)
    with kg:
        yield kg
