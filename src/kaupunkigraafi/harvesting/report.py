"""What a harvest did, told to the caller."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.reports import Failure


@dataclass(frozen=True, slots=True)
class Harvested:
    """What became of the items of a source.

    Attributes:
        generation: the one that is current now; empty: there is no folder yet.
        new: keys of what was added.
        changed: keys of what was replaced.
        unchanged: how many are as they were.
        gone: keys of what the source has no longer; the folder has it still, unless removed.
        removed: ids of documents taken away.
        refused: what was not taken, and why.
        stopped: why the listing was not gone through to its end; empty: it was.
    """

    generation: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    gone: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    refused: tuple[Failure, ...] = ()
    stopped: str = ""
