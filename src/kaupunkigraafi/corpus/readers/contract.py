"""The contract that every reader keeps, and what all of them need of a file."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Reading

LARGEST = 50 * 2**20
_UNSAFE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, its bytes in memory.

    Attributes:
        path: as the caller gave it; only its name is ever shown.
    """

    path: Path
    data: bytes

    @classmethod
    def open(cls, path: Path) -> File:
        """Read a file.

        Args:
            path: where it is.

        Returns:
            The file.

        Raises:
            UnreadableDocument: it is empty, too large, or cannot be opened.
        """
        try:
            size = path.stat().st_size
            if size > LARGEST:
                raise UnreadableDocument(
                    f"{path.name} has {size} bytes, at most {LARGEST} are read; split it"
                )
            data = path.read_bytes()
        except OSError as error:
            raise UnreadableDocument(f"{path.name} cannot be opened: {error.strerror}") from error
        if not data.strip():
            raise UnreadableDocument(f"{path.name} is empty; there is nothing to add")
        return cls(path, data)

    @property
    def origin(self) -> str:
        """What identifies the file where its content names no source."""
        return str(self.path.resolve())

    @property
    def id(self) -> str:
        """An id for a document whose content names none: readable, and unique by the path."""
        digest = hashlib.sha256(self.origin.encode()).hexdigest()[:8]
        return f"{slug(self.path.stem)}-{digest}"


class Reader(Protocol):
    """Turns files of one format into readings."""

    @property
    def name(self) -> str:
        """Of the format, as messages print it."""
        ...

    def accepts(self, file: File) -> bool:
        """Tell whether the file is of this format, by its content, else by its suffix.

        Args:
            file: any.

        Returns:
            True where ``read`` should be tried.
        """
        ...

    def read(self, file: File) -> Reading:
        """Read the file.

        Args:
            file: one that is accepted.

        Returns:
            Documents, and records found in them.

        Raises:
            UnreadableDocument: with the file's name, the reason and the remedy.
        """
        ...


def slug(text: str) -> str:
    """Return a text as ids print it.

    Args:
        text: any.

    Returns:
        Lower-case ASCII letters, digits and hyphens; ``document`` where nothing is left.

    >>> slug("Päätös 12.3. (luonnos)")
    'paatos-12-3-luonnos'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _UNSAFE.sub("-", plain).strip("-") or "document"
