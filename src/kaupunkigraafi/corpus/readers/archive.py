"""The ZIP of an office document → its parts, unpacked no further than is read."""

from __future__ import annotations

import io
import zipfile
import zlib

from lxml import etree

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.xml import parsed
from kaupunkigraafi.errors import UnreadableDocument

MARK = b"PK\x03\x04"
_LARGEST = 96 * 2**20
_MOST_PARTS = 10_000
_LOCKED = 0x1
_ANEW = "save it anew, or as PDF"


class Archive:
    """A ZIP, its parts read one by one."""

    def __init__(self, file: File) -> None:
        """Read the table of contents.

        Args:
            file: that begins as a ZIP.

        Raises:
            UnreadableDocument: it is broken, or has more parts than any document.
        """
        self._file = file
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file.data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
            raise UnreadableDocument(
                f"{file.path.name} is a broken or cut off ZIP ({error}); {_ANEW}"
            ) from error
        self.names = frozenset(self._zip.namelist()[: _MOST_PARTS + 1])
        if len(self.names) > _MOST_PARTS:
            raise UnreadableDocument(
                f"{file.path.name} has more than {_MOST_PARTS} parts, as no document has; {_ANEW}"
            )

    def part(self, name: str) -> bytes:
        """Unpack a part.

        Args:
            name: one of ``names``.

        Returns:
            Its bytes.

        Raises:
            UnreadableDocument: it is broken, locked, or larger than is read.
        """
        try:
            with self._zip.open(name) as packed:
                data = packed.read(_LARGEST + 1)
        except RuntimeError as error:  # what zipfile says of a password
            raise UnreadableDocument(
                f"{self._file.path.name} is locked by a password; save it without one"
            ) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise UnreadableDocument(
                f"{self._file.path.name} has a broken part ({error}); {_ANEW}"
            ) from error
        if len(data) > _LARGEST:
            raise UnreadableDocument(
                f"{self._file.path.name} unpacks to more than {_LARGEST // 2**20} MiB, the most "
                "that is read; split it"
            )
        return data

    def xml(self, name: str) -> etree._Element | None:
        """Unpack and parse a part.

        Args:
            name: of a part, there or not.

        Returns:
            Its root; None where there is no such part.

        Raises:
            UnreadableDocument: it is broken.
        """
        if name not in self.names:
            return None
        return parsed(self._file, self.part(name), _ANEW)
