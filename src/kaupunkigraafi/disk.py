"""What the folder asks of the file system: sync, hard links, and one writer at a time."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from kaupunkigraafi.errors import FolderLocked

LOCK = "LOCK"
_LOOK_S = 0.02  # between two tries to get a lock


@contextmanager
def write_lock(directory: Path, *, wait: bool = False, patience_s: float = 0.0) -> Iterator[None]:
    """Be the only writer of a directory.

    Args:
        directory: made where it is missing.
        wait: stand in line instead of being refused.
        patience_s: stand in line at most so long; 0: not at all, unless ``wait``.

    Yields:
        Nothing; the lock is held inside the block.

    Raises:
        FolderLocked: another process writes there and ``wait`` is False.
    """
    directory.mkdir(parents=True, exist_ok=True)
    handle = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _lock(handle, wait=wait, until=time.monotonic() + patience_s)
        except BlockingIOError as error:
            holder = os.pread(handle, 200, 0).decode("utf-8", "replace")
            raise FolderLocked(
                f"{directory} is being written by {_holder_words(holder)}; "
                "wait for it to end, or stop it"
            ) from error
        os.truncate(handle, 0)
        os.pwrite(handle, _holder_line().encode(), 0)
        yield
        os.truncate(handle, 0)
    finally:
        os.close(handle)


def _lock(handle: int, *, wait: bool, until: float) -> None:
    while not wait:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise
            time.sleep(_LOOK_S)
        else:
            return
    fcntl.flock(handle, fcntl.LOCK_EX)


def lock_faults(directory: Path) -> list[str]:
    """Check what a writer left in the lock file: nothing, or its own line.

    Args:
        directory: the locked directory.

    Returns:
        One sentence a fault.
    """
    path = directory / LOCK
    text = path.read_bytes() if path.exists() else b""
    if not text or _is_holder_line(text.decode("utf-8", "replace")):
        return []
    return [f"{path} holds {text[:60]!r}, which no writer wrote"]


def link_beside(source: Path, target: Path, *, without: frozenset[str]) -> None:
    """Add to a directory what stands at the top of another: hard links, or copies.

    Args:
        source: an immutable directory.
        target: a directory that has none of it.
        without: names that are left out.
    """
    for path in sorted(source.iterdir()):
        if path.name in without:
            continue
        if path.is_dir():
            link_tree(path, target / path.name)
        else:
            _link(path, target / path.name)


def link_tree(source: Path, target: Path, *, copied: frozenset[str] = frozenset()) -> None:
    """Start a directory from another one: hard links, copies where the disk has none.

    Args:
        source: an immutable directory.
        target: made here; must not exist.
        copied: names of files that the new owner will change in place.
    """
    target.mkdir(parents=True)
    for path in sorted(source.rglob("*")):
        fresh = target / path.relative_to(source)
        if path.is_dir():
            fresh.mkdir()
        elif path.name in copied:
            shutil.copy2(path, fresh)
        else:
            _link(path, fresh)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise
        shutil.copy2(source, target)


def now() -> str:
    """Return the present moment as manifests print it.

    Returns:
        UTC, ISO 8601, whole seconds.
    """
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def sync(path: Path) -> None:
    """Bring a file's or directory's bytes to the disk.

    Args:
        path: the file or directory.
    """
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(directory: Path) -> None:
    """Bring a directory and all below it to the disk, the deepest first.

    Args:
        directory: the topmost directory. A file with another hard link is taken to be on the
            disk: it came from a directory that was brought there.
    """
    for path in sorted(directory.rglob("*"), reverse=True):
        if path.is_dir() or path.stat().st_nlink == 1:
            sync(path)
    sync(directory)


def _holder_line() -> str:
    facts = f"process {os.getpid()} on {socket.gethostname()} since {now()}"
    return f"{facts} #{hashlib.sha256(facts.encode()).hexdigest()[:16]}\n"


def _is_holder_line(text: str) -> bool:
    facts, _, _ = text.rstrip("\n").rpartition(" #")
    return text == f"{facts} #{hashlib.sha256(facts.encode()).hexdigest()[:16]}\n"


def _holder_words(line: str) -> str:
    facts = line.rpartition(" #")[0]
    return facts or "another process"
