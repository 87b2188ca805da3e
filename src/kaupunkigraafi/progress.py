"""How long work tells how far it is: a callback, so that the core knows no terminal."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called as work goes on; the command line draws a bar of it."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell how far a stage is.

        Args:
            stage: ``read``, ``embed``, ``index``, ``graph``, ``suggest``, ``publish``.
            done: how many are done.
            total: how many there are.
        """
        ...


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody.

    Args:
        stage: not used.
        done: not used.
        total: not used.

    >>> silent("read", 1, 2)
    """
