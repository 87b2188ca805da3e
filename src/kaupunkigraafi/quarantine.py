"""Files that were refused → a place in the folder where they wait, each with its reason beside it.

folder/quarantine/  3f2a…-paatos.json   what it is and why it was refused
                    3f2a…-paatos.held   its bytes, unless they are too many
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from contextlib import nullcontext
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from kaupunkigraafi.disk import now
from kaupunkigraafi.reports import Failure

_LARGEST = 50 * 2**20  # what is larger stays where it is, and is only named
_HASHED = 2**31  # what is larger still is not even read through
_MOST = 2**30  # bytes in all: a folder of broken films shall not fill the disk
_CHUNK = 2**20
_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_KEY = re.compile(r"[0-9a-f]{12}-[A-Za-z0-9-]{1,40}")


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that was refused.

    Attributes:
        key: of its files in the quarantine.
        path: where it was.
        remedy: what to do about it.
        when: it was refused last.
        hash: ``sha256:…`` of its bytes; None where they cannot be or were not read.
        bytes: how many; None likewise.
        copied: whether they lie here too.
    """

    key: str
    name: str
    path: str
    reason: str
    remedy: str
    when: str
    hash: str | None = None
    bytes: int | None = None
    copied: bool = False


_NAMES = tuple(each.name for each in fields(Quarantined))


class Quarantine:
    """What one folder refused; only the holder of the folder's lock may change it."""

    def __init__(self, folder: Path) -> None:
        """Name the place; nothing is made yet.

        Args:
            folder: a built graph.
        """
        self._home = folder / "quarantine"

    def entries(self) -> tuple[Quarantined, ...]:
        """Return what lies here.

        Returns:
            By key; what is no note of ours is left out.

        >>> Quarantine(Path("nowhere")).entries()
        ()
        """
        notes = sorted(self._home.glob("*.json")) if self._home.is_dir() else ()
        found = (_read(note) for note in notes)
        return tuple(each for each in found if each is not None)

    def put(self, path: Path, failure: Failure, *, reachable: bool = True) -> None:
        """Keep a file that was refused, with the reason; one that is here already is replaced.

        Args:
            path: where it is.
            failure: why.
            reachable: False: it shall not be opened.
        """
        self._home.mkdir(parents=True, exist_ok=True)
        key = key_of(path)
        left = _MOST - sum(each.stat().st_size for each in self._home.glob("*.held"))
        held = self._held(key)
        held.unlink(missing_ok=True)
        size, digest = _kept(path, held, left) if reachable else (None, None)
        note = Quarantined(
            key=key,
            name=failure.name,
            path=str(path.absolute()),
            reason=failure.reason,
            remedy=failure.remedy,
            when=now(),
            hash=digest,
            bytes=size,
            copied=held.is_file(),
        )
        # A path may have bytes that are no Unicode; escaped, they come back as they were.
        odd = note.path != note.path.encode(errors="replace").decode()
        text = json.dumps(asdict(note), ensure_ascii=odd, indent=1)
        self._note(key).write_text(text + "\n", encoding="utf-8")

    def bytes_of(self, key: str) -> bytes | None:
        """Return the bytes of a file that lie here.

        Args:
            key: of an entry.

        Returns:
            None where there are none.
        """
        path = self._held(key)
        return path.read_bytes() if path.is_file() else None

    def release(self, path: Path) -> None:
        """Forget a file, since it was taken; nothing happens where it is not here.

        Args:
            path: where it was.
        """
        self.drop(key_of(path))

    def drop(self, key: str) -> None:
        """Forget a file.

        Args:
            key: of an entry; nothing happens where there is none.
        """
        if _KEY.fullmatch(key):
            self._note(key).unlink(missing_ok=True)
            self._held(key).unlink(missing_ok=True)

    def clear(self) -> None:
        """Forget all files; what ``repair`` set aside stays."""
        for each in self.entries():
            self.drop(each.key)

    def _note(self, key: str) -> Path:
        return self._home / f"{key}.json"

    def _held(self, key: str) -> Path:
        return self._home / f"{key}.held"


def key_of(path: Path) -> str:
    """Return the key of a path: the same for the same path, and a name on every disk.

    Args:
        path: of a file.

    Returns:
        A hash, and what can be read of the name.

    >>> key_of(Path("/uploads/Päätös 1.pdf"))[12:]
    '-P-t-s-1-pdf'
    """
    digest = hashlib.sha256(os.fsencode(path.absolute())).hexdigest()[:12]
    return f"{digest}-{_UNSAFE.sub('-', path.name)[:40].strip('-') or 'file'}"


def _read(note: Path) -> Quarantined | None:
    try:
        values = json.loads(note.read_text(encoding="utf-8"))
        return Quarantined(**{name: values[name] for name in _NAMES})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _kept(path: Path, target: Path, left: int) -> tuple[int | None, str | None]:
    """Copy a file that is not too large; return its size and hash, as far as they can be told."""
    try:
        # A link may lead anywhere by now; what it names stays where it is.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except (OSError, ValueError):
        return None, None
    with open(handle, "rb") as source:  # noqa: PTH123  of a handle
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            return None, None
        if found.st_size > _HASHED:
            return found.st_size, None
        copied = found.st_size <= min(_LARGEST, left)
        digest = hashlib.sha256()
        with target.open("wb") if copied else nullcontext() as copy:
            while part := source.read(_CHUNK):
                digest.update(part)
                if copy is not None:
                    copy.write(part)
        if copied:
            target.chmod(0o600)
        return found.st_size, f"sha256:{digest.hexdigest()}"
