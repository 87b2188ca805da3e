"""One immutable generation of a folder, held open so that nobody cleans it away."""

from __future__ import annotations

import fcntl
import os
from copy import copy
from pathlib import Path

from kaupunkigraafi import manifest as contents
from kaupunkigraafi.errors import FolderMissing
from kaupunkigraafi.held import Held
from kaupunkigraafi.manifest import Manifest


class Generation(Held):
    """One generation, held open: it is not cleaned away while somebody reads it."""

    def __init__(self, path: Path) -> None:
        """Take hold of the generation and read its manifest.

        Args:
            path: ``…/generations/000042``.

        Raises:
            FolderCorrupt: its manifest cannot be read.
            FolderMissing: it is gone.
        """
        self.path = path
        try:
            self._hold = os.open(path / contents.NAME, os.O_RDONLY)
        except FileNotFoundError as error:
            raise FolderMissing(f"there is no generation {path}") from error
        fcntl.flock(self._hold, fcntl.LOCK_SH)
        try:
            self.manifest = Manifest.read(path)
        except BaseException:
            os.close(self._hold)
            raise

    def again(self) -> Generation:
        """Hold it once more: it stays until both are closed.

        Returns:
            The same generation, to be closed by itself.
        """
        other = copy(self)
        other._hold = os.dup(self._hold)  # a lock lasts until its last descriptor is closed
        return other

    @property
    def name(self) -> str:
        """The generation's name, six digits."""
        return self.path.name

    def close(self) -> None:
        """Let go; the generation may be cleaned away from now on."""
        if self._hold >= 0:
            os.close(self._hold)
            self._hold = -1
