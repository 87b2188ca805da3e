"""What an operator wants to be written, and by whom → the folder that is served, or a refusal."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.endpoint.writing import found_empty, own_copy
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.progress import Progress
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.admission import is_this_machine

# A folder that is gone at the end need not survive a power cut, so it may be kept in memory.
_MEMORY = Path("/dev/shm")  # noqa: S108  the system's own file system in memory
_ENOUGH = 2**30
_PREFIX = "kaupunkigraafi-for-a-while-"
_HELD = "HELD"


@dataclass(frozen=True, slots=True)
class Writing:
    """What an operator wants.

    Attributes:
        writable: updates and documents are taken.
        token_file: from those whose token is in it; None: from this machine.
        empty: the folder starts without a single statement, and any graph may be changed.
        private: nobody reads without a token or a trusted proxy's word, whatever settings say.
    """

    writable: bool = False
    token_file: Path | None = None
    empty: bool = False
    private: bool = False

    @property
    def told(self) -> str:
        """What is said at the start beside the address."""
        private = ", private" if self.private else ""
        if not self.writable:
            return private
        by_token = "by token" if self.token_file else "from this machine alone"
        return f"{private}, writable {by_token}"

    def applied(self, settings: Settings, host: str, processes: int) -> Settings:
        """Return settings that say so too, or refuse what is not safe.

        Args:
            settings: as they were.
            host: that is listened at.
            processes: that serve.

        Returns:
            The settings.

        Raises:
            KaupunkigraafiError: strangers could write, or processes would disagree.
        """
        if self.writable and processes > 1:
            raise KaupunkigraafiError(
                f"--writable with {processes} processes: another one would not know at once what "
                "this one wrote; serve with one process"
            )
        if self.writable and not self.token_file and not is_this_machine(host):
            raise KaupunkigraafiError(
                f"--writable at {host} lets everybody write; name those who may: --token-file FILE "
                "(kaupunkigraafi token add NAME --token-file FILE)"
            )
        private = self.private or settings.private
        if self.writable and private and not self.token_file:
            raise KaupunkigraafiError(
                "--private --writable without tokens: a proxy at this machine would let all its "
                "readers write; name those who may: --token-file FILE"
            )
        if self.token_file and not (self.writable or private):
            raise KaupunkigraafiError(
                "--token-file without --writable or --private: nobody would be asked for a token"
            )
        tokens = self.token_file or (settings.token_file if private else None)
        chosen = {"writable": self.writable, "token_file": tokens, "private": private}
        return settings.model_copy(update=chosen)

    @contextmanager
    def place(self, folder: str | Path | None, progress: Progress) -> Iterator[Path | None]:
        """Give the folder that is served, made first where it is not there.

        Args:
            folder: that was named; None: none was.
            progress: told how far a first build is.

        Yields:
            The folder; None: the packaged one.
        """
        if self.empty and folder is None:
            with _for_a_while() as home:
                found_empty(home)
                yield home
        elif self.empty:
            found_empty(Path(str(folder)))
            yield Path(str(folder))
        elif self.writable:
            yield own_copy(None if folder is None else Path(folder), progress)
        else:
            yield None if folder is None else Path(folder)


@contextmanager
def _for_a_while() -> Iterator[Path]:
    """Give a folder that is gone at the end, in memory where there is enough of it."""
    in_memory = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)
    roomy = in_memory and shutil.disk_usage(_MEMORY).free >= _ENOUGH
    parent = _MEMORY if roomy else Path(tempfile.gettempdir())
    _remove_forgotten(parent)
    with (
        tempfile.TemporaryDirectory(prefix=_PREFIX, dir=parent, ignore_cleanup_errors=True) as home,
        (Path(home) / _HELD).open("w") as held,
    ):
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Path(home) / "folder"


def _remove_forgotten(parent: Path) -> None:
    """Remove what a server that was killed left behind: nobody holds it."""
    for home in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError), (home / _HELD).open() as held:  # OSError: held, or not ours
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(home, ignore_errors=True)
