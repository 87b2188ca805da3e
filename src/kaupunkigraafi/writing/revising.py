"""The WRITE river's short cut: a user's change of graphs → the next generation, or nothing at all.

Only the graph is another one; documents and indexes are hard links to the last generation's.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kaupunkigraafi import manifest as contents
from kaupunkigraafi.disk import link_beside, now
from kaupunkigraafi.errors import FolderMoved
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.changes import Change, Changes, Outcome
from kaupunkigraafi.graph.changes import Store as Origin
from kaupunkigraafi.held import Held
from kaupunkigraafi.writing.staging import GRAPH

_BESIDE = frozenset((GRAPH, contents.NAME))


@dataclass(frozen=True, slots=True)
class Revision:
    """What a change became.

    Attributes:
        generation: the new one, as ``000042``.
        created: the change made a graph that was not there.
        quads: in the named graphs of the generation; in a folder started empty, in all.
    """

    generation: str
    created: bool
    quads: int


class Reviser(Held):
    """Publishes users' changes of one folder, one after another."""

    def __init__(self, folder: Path, changes: Changes) -> None:
        """Keep both.

        Args:
            folder: a built graph.
            changes: processes that make them; closed with this.
        """
        self._folder = Folder(folder)
        self._changes = changes
        self._last: tuple[str, int] | None = None  # a generation, and the quads in its store

    def revise(self, change: Change, *, expected: str = "", patience_s: float = 0.0) -> Revision:
        """Make a change and publish it.

        Args:
            change: what is to be done.
            expected: the generation that the user saw; another one is not changed. Empty: any.
            patience_s: so long another writer is waited for.

        Returns:
            The new current generation.

        Raises:
            FolderLocked: another writer took longer.
            FolderMoved: the folder is at another generation than was expected.
            GraphError: the change cannot be made; the old generation stays.
        """
        with self._folder.lock(patience_s=patience_s), self._folder.current() as parent:
            if expected and parent.name != expected:
                raise FolderMoved(
                    f"the graph is at generation {parent.name}, and you saw {expected}; "
                    "read it again, and send your change of that"
                )
            with _staged(self._folder) as staged:
                return self._publish(change, parent, staged)

    def _publish(self, change: Change, parent: Generation, staged: Path) -> Revision:
        origin = Origin(parent.path / GRAPH, parent.manifest.free, self._known(parent.name))
        outcome = self._changes.make(change, origin, staged / GRAPH)
        link_beside(parent.path, staged, without=_BESIDE)
        counts = replace(parent.manifest.counts, quads=_quads(parent, outcome))
        facts = replace(parent.manifest, parent=parent.name, created=now(), counts=counts)
        with self._folder.publish(staged, facts, parent.path) as generation:
            self._last = (generation.name, outcome.quads)
            revision = Revision(generation.name, outcome.created, counts.quads)
        self._folder.clean()
        return revision

    def _known(self, name: str) -> int | None:
        """Return how many quads the store has, where it was counted when it was made."""
        return self._last[1] if self._last and self._last[0] == name else None

    def close(self) -> None:
        """End the processes."""
        self._changes.close()


@contextmanager
def _staged(folder: Folder) -> Iterator[Path]:
    directory = folder.stage()
    try:
        yield directory
    finally:
        if directory.exists():  # it was not published
            shutil.rmtree(directory, ignore_errors=True)


def _quads(parent: Generation, outcome: Outcome) -> int:
    return parent.manifest.counts.quads + outcome.more
