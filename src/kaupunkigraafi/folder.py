"""What a built graph is on disk: immutable generations, and a pointer to the current one.

    folder/  LOCK  CURRENT ("000042 <sha256 of its MANIFEST.json>")
             generations/000042/  MANIFEST.json  documents.sqlite  lexical/  vectors.*  graph/

A generation is written beside the others, hashed, fsynced, renamed into place, and only then
named by the pointer, which is replaced in one step. What was acknowledged is on the disk.
Source: the recipe for durable rename is LWN's "Ensuring data reaches disk" (2011).
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import tempfile
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from kaupunkigraafi import manifest as contents
from kaupunkigraafi.disk import lock_faults, sync, sync_tree, write_lock
from kaupunkigraafi.errors import FolderCorrupt, FolderMissing
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.manifest import Manifest, faults_of, sha256_of

_TRIES = 5
_POINTER = re.compile(r"(\d{6,}) ([0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``verify`` or ``repair`` found and did."""

    generation: str | None
    faults: tuple[str, ...]
    actions: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """True where nothing is wrong."""
        return not self.faults


class Folder:
    """A built graph on disk.

    >>> import tempfile
    >>> Folder(Path(tempfile.mkdtemp()) / "empty").exists()
    False
    """

    def __init__(self, path: Path) -> None:
        """Name the folder; nothing is read or made yet.

        Args:
            path: where it is or will be.
        """
        self.path = Path(path)
        self.generations = self.path / "generations"
        self.pointer = self.path / "CURRENT"

    @property
    def dumps(self) -> Path:
        """Where data packages of its generations are kept for others: beside it, there or not."""
        return self.path.with_name(self.path.name + ".dumps")

    def exists(self) -> bool:
        """Tell whether a generation was ever published here.

        Returns:
            True where there is a pointer.
        """
        return self.pointer.is_file()

    def current(self) -> Generation:
        """Open the current generation and hold it.

        Returns:
            The generation that the pointer names; the caller closes it.

        Raises:
            FolderMissing: nothing was published here.
            FolderCorrupt: the pointer and the generation do not fit.
        """
        for _ in range(_TRIES):
            name, digest = self._read_pointer()
            try:
                generation = Generation(self.generations / name)
            except FolderMissing:
                continue  # cleaned away between reading the pointer and taking hold
            if sha256_of(generation.path / contents.NAME) == digest:
                return generation
            generation.close()
        raise FolderCorrupt(
            f"{self.pointer} names generation {name}, which is missing or has another manifest; "
            f"run: kaupunkigraafi repair --folder {self.path}"
        )

    def _read_pointer(self) -> tuple[str, str]:
        try:
            text = self.pointer.read_text(encoding="ascii")
        except FileNotFoundError as error:
            raise FolderMissing(
                f"{self.path} holds no built graph; "
                f"make one: kaupunkigraafi build --into {self.path}"
            ) from error
        except UnicodeDecodeError as error:
            raise FolderCorrupt(
                f"{self.pointer} is not text; run: kaupunkigraafi repair --folder {self.path}"
            ) from error
        match = _POINTER.fullmatch(text)
        if not match:
            raise FolderCorrupt(
                f"{self.pointer} says {text[:80]!r}, not a generation and a SHA-256; "
                f"run: kaupunkigraafi repair --folder {self.path}"
            )
        return match[1], match[2]

    def lock(self, *, wait: bool = False, patience_s: float = 0.0) -> AbstractContextManager[None]:
        """Be the only writer for a ``with`` block.

        Args:
            wait: stand in line instead of being refused.
            patience_s: stand in line at most so long.

        Returns:
            A context manager; entering it raises FolderLocked where another process writes
            and it was not waited for, or not long enough.
        """
        return write_lock(self.path, wait=wait, patience_s=patience_s)

    def stage(self) -> Path:
        """Make an empty directory in which the next generation is written.

        Returns:
            ``generations/.tmp-…``; only the holder of the lock may call this.
        """
        self.generations.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".tmp-", dir=self.generations))
        staged.chmod(0o755)  # mkdtemp's 0700 would hide the generation from a service's user
        return staged

    def publish(self, staged: Path, facts: Manifest, parent: Path | None = None) -> Generation:
        """Make a staged generation the current one, durably.

        Args:
            staged: what ``stage`` gave, with every part written and closed.
            facts: the manifest without number and files, which are filled in here.
            parent: the generation it started from (its hard links are not hashed again).

        Returns:
            The published generation, held.
        """
        number = self._next_number()
        manifest = replace(facts, number=number, files=contents.entries_of(staged, parent))
        text = manifest.to_json()
        (staged / contents.NAME).write_text(text, encoding="utf-8")
        sync_tree(staged)
        target = self.generations / f"{number:06d}"
        staged.rename(target)
        sync(self.generations)
        sync(self.path)
        self._point_at(target.name, hashlib.sha256(text.encode()).hexdigest())
        return Generation(target)

    def _next_number(self) -> int:
        numbers = [int(path.name) for path in self.generations.iterdir() if path.name.isdigit()]
        return max(numbers, default=0) + 1

    def _point_at(self, name: str, digest: str) -> None:
        fresh = self.path / "CURRENT.tmp"
        with fresh.open("w", encoding="ascii") as stream:
            stream.write(f"{name} {digest}\n")
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self.pointer)
        sync(self.path)

    def clean(self, keep: int = 1) -> list[str]:
        """Remove old generations that nobody holds, and what killed writers left behind.

        Args:
            keep: how many of the newest generations before the current one stay.

        Returns:
            The names removed; only the holder of the lock may call this.
        """
        if not self.exists():
            return []
        current, _ = self._read_pointer()
        names = sorted(path.name for path in self.generations.iterdir() if path.name.isdigit())
        older = [name for name in names if name < current]
        doomed = older[: len(older) - keep] if keep else older
        removed = [name for name in doomed if self._remove_if_free(self.generations / name)]
        # The lock is ours, so a leftover of another writer has no living owner.
        for leftover in self.generations.glob(".tmp-*"):
            shutil.rmtree(leftover, ignore_errors=True)
            removed.append(leftover.name)
        return removed

    def _remove_if_free(self, path: Path) -> bool:
        handle = -1
        with suppress(FileNotFoundError):
            handle = os.open(path / contents.NAME, os.O_RDONLY)
        try:
            if handle >= 0:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Renamed first: a half-removed generation never has a generation's name.
            doomed = path.with_name(f".tmp-gone-{path.name}")
            path.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)
        except BlockingIOError:
            return False
        finally:
            if handle >= 0:
                os.close(handle)
        return True

    def verify(self) -> Verdict:
        """Compare every byte of the folder with what was published.

        Returns:
            The faults; none where the folder is whole.

        Raises:
            FolderMissing: nothing was published here.
        """
        faults: list[str] = []
        name: str | None = None
        try:
            with self.current() as generation:
                name = generation.name
        except FolderCorrupt as error:
            faults.append(str(error))
        for path in sorted(self.generations.iterdir()):
            if path.name.isdigit():
                faults += faults_of(path)
        faults += lock_faults(self.path)
        return Verdict(name, tuple(faults))

    def repair(self) -> Verdict:
        """Point at the newest whole generation, and clear away what is broken.

        Returns:
            What was found and done; ``generation`` is None where no generation is whole.

        Raises:
            FolderMissing: there is no generation at all.
        """
        if not self.generations.is_dir():
            raise FolderMissing(
                f"{self.path} holds no built graph; "
                f"make one: kaupunkigraafi build --into {self.path}"
            )
        faults: list[str] = []
        actions: list[str] = []
        whole: Path | None = None
        with self.lock():
            for path in sorted(self.generations.iterdir(), reverse=True):
                if not path.name.isdigit():
                    continue
                found = faults_of(path)
                faults += found
                if found:
                    actions.append(self._set_aside(path))
                elif whole is None:
                    whole = path
            if whole is None:
                return Verdict(None, tuple(faults), tuple(actions))
            digest = sha256_of(whole / contents.NAME)
            if not self._points_at(whole.name, digest):
                self._point_at(whole.name, digest)
                actions.append(f"generation {whole.name} is the current one")
            actions += [f"removed {name}" for name in self.clean()]
        return Verdict(whole.name, tuple(faults), tuple(actions))

    def _points_at(self, name: str, digest: str) -> bool:
        try:
            return self._read_pointer() == (name, digest)
        except (FolderMissing, FolderCorrupt):
            return False

    def _set_aside(self, path: Path) -> str:
        quarantine = self.path / "quarantine"
        quarantine.mkdir(exist_ok=True)
        target = Path(tempfile.mkdtemp(prefix=f"generation-{path.name}-", dir=quarantine))
        path.rename(target / path.name)
        sync(self.generations)
        return f"generation {path.name} is broken and lies in {target}"
