"""WRITE for those who may: changes of graphs, published into the folder that is served."""

from __future__ import annotations

from pathlib import Path

from kaupunkigraafi.errors import WriteRefused
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.changes import CHANGE_LIMITS, Change, Changes, Payload, Verb
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.graph.updates import Using
from kaupunkigraafi.held import Held
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.progress import Progress
from kaupunkigraafi.reports import Report
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.vocabulary import USER_GRAPHS
from kaupunkigraafi.writing.founding import found_empty, found_from
from kaupunkigraafi.writing.packaged import own_folder, packaged_folder
from kaupunkigraafi.writing.revising import Reviser, Revision
from kaupunkigraafi.writing.uploads import Upload, add_uploads

__all__ = [
    "USER_GRAPHS",
    "Change",
    "Payload",
    "Report",
    "Revision",
    "Upload",
    "Using",
    "Verb",
    "Writer",
    "found_empty",
    "own_copy",
]

# Nobody waits for a job with a connection open, and another writer may embed for minutes.
_LONG_PATIENCE_S = 600.0


def own_copy(folder: Path | None, progress: Progress) -> Path:
    """Return a folder that may be changed; one that is not there starts from the packaged one.

    Args:
        folder: None: the user's own.
        progress: told how far a first build of the packaged one is.

    Returns:
        The folder.
    """
    target = folder or Settings().folder or own_folder()
    if not Folder(target).exists():
        found_from(target, packaged_folder(encoder=Settings().encoder, progress=progress))
    return target


class Writer(Held):
    """Changes a folder's graphs for those who may; safe to use from several threads."""

    def __init__(self, kg: Kaupunkigraafi, settings: Settings) -> None:
        """Start the processes that make changes.

        Args:
            kg: of the folder that is changed.
            settings: what a change may cost.

        Raises:
            WriteRefused: the folder is the packaged one, which everybody shares.
            QueryFailed: the processes do not start.
        """
        if kg.packaged:
            raise WriteRefused(
                f"{kg.folder} is the packaged corpus, which is never changed; "
                "serve a folder of your own: --folder DIR"
            )
        self._folder = kg.folder
        self._encoder = settings.encoder
        self._patience_s = settings.write_deadline_s
        limits = WorkerLimits(
            deadline_s=settings.write_deadline_s,
            memory_mib=settings.write_memory_mib,
            queries=CHANGE_LIMITS.queries,
        )
        self._reviser = Reviser(kg.folder, Changes(limits))

    def write(self, change: Change, *, expected: str = "") -> Revision:
        """Make a change and publish it as the next generation.

        Args:
            change: what is to be done.
            expected: the generation that the client saw; empty: any.

        Returns:
            The generation that holds it.

        Raises:
            KaupunkigraafiError: the change was not made, and nothing is another than before.
        """
        return self._reviser.revise(change, expected=expected, patience_s=self._patience_s)

    def add(self, uploads: tuple[Upload, ...]) -> Report:
        """Read files in processes of their own, and publish them as the next generation.

        Args:
            uploads: of a stranger.

        Returns:
            What was added, replaced and refused.

        Raises:
            FolderLocked: another writer took too long.
        """
        return add_uploads(
            self._folder, uploads, encoder=self._encoder, patience_s=_LONG_PATIENCE_S
        )

    def close(self) -> None:
        """End the processes."""
        self._reviser.close()
