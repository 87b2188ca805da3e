"""The contract that every reader keeps, and what all of them need of a file."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import NotRequired, Protocol, TypedDict, Unpack

from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, PageSpan, Reading, SectionSpan
from kaupunkigraafi.reports import shown

LARGEST = 50 * 2**20
_UNSAFE = re.compile(r"[^a-z0-9]+")


class Known(TypedDict):
    """What an upload's content tells about it."""

    type: str
    language: NotRequired[str]
    sections: NotRequired[tuple[SectionSpan, ...]]
    pages: NotRequired[tuple[PageSpan, ...]]


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, its bytes in memory.

    Attributes:
        path: as the caller gave it; only its name is ever shown.
    """

    path: Path
    data: bytes

    @classmethod
    def open(cls, path: Path, *, follow: bool = True) -> File:
        """Read a file.

        Args:
            path: where it is.
            follow: whether the path may be a link.

        Returns:
            The file.

        Raises:
            UnreadableDocument: it is empty, too large, or cannot be opened.
        """
        name = shown(path.name)
        try:
            # A pipe has no end, or none that comes: it is looked at without waiting for one.
            way = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
            handle = os.open(path, way)
            with open(handle, "rb") as opened:  # noqa: PTH123  of a handle
                found = os.fstat(handle)
                if not stat.S_ISREG(found.st_mode):
                    raise UnreadableDocument(
                        f"{name} is no file but a folder, a pipe or a device; name a file"
                    )
                data = opened.read(LARGEST + 1) if found.st_size <= LARGEST else None
        except (OSError, ValueError) as error:
            raise UnreadableDocument(
                f"{name} cannot be opened ({getattr(error, 'strerror', None) or error}); "
                "check that it is there and may be read"
            ) from error
        if data is None:
            raise _too_large(name, found.st_size)
        return cls.of(path, data)

    @classmethod
    def of(cls, path: Path, data: bytes) -> File:
        """Make a file of bytes that are there already.

        Args:
            path: that names it; nothing is opened.
            data: its bytes.

        Returns:
            The file.

        Raises:
            UnreadableDocument: it is empty or too large, or its name cannot be printed.
        """
        name = shown(path.name)
        if name != path.name:
            raise UnreadableDocument(
                f"{name} has a name of more than 200 characters, or with line ends, control "
                "characters or bytes that are no UTF-8 in it; rename it"
            )
        if len(data) > LARGEST:
            raise _too_large(name, len(data))
        if not data.strip():
            raise UnreadableDocument(f"{name} is empty; there is nothing to add")
        return cls(path, data)

    @classmethod
    def of_text(cls, name: str, text: str) -> File:
        """Make a file of a text that another one holds.

        Args:
            name: that names its format.
            text: any.

        Returns:
            The file.
        """
        return cls(Path(name), text.encode(errors="replace"))

    @property
    def origin(self) -> str:
        """What identifies the file where its content names no source."""
        return str(self.path.resolve())

    @property
    def id(self) -> str:
        """An id for a document whose content names none: readable, and unique by the path."""
        digest = hashlib.sha256(self.origin.encode()).hexdigest()[:8]
        return f"{slug(self.path.stem)}-{digest}"


def _too_large(name: str, size: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name} is larger than {LARGEST // 2**20} MiB, the most that is read "
        f"({size // 2**20} MiB); split it"
    )


class Reader(Protocol):
    """Turns files of one format into readings."""

    @property
    def name(self) -> str:
        """Of the format, as messages print it."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Of files' names, with the dot, the usual one first."""
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


def upload(file: File, title: str, text: str, **known: Unpack[Known]) -> Document:
    """Make a document of a file whose content says little about itself.

    Args:
        file: an upload.
        title: of the text.
        text: cleaned.
        **known: what the file does tell.

    Returns:
        A document that is found again by the file's path; the path itself is not shown.
    """
    return Document(
        id=file.id,
        origin=file.origin,
        title=title,
        text=text,
        type=known["type"],
        language=known.get("language") or language_of(text),
        authority=Authority.OWN_UPLOAD,
        source=file.path.name,
        licence="not stated",
        sections=known.get("sections", ()),
        pages=known.get("pages", ()),
    )


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
