"""A directory that others put files into → its files, those alone that changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kaupunkigraafi.errors import SourceMissing
from kaupunkigraafi.given import Given, files_of
from kaupunkigraafi.harvesting.contract import Item, Page
from kaupunkigraafi.harvesting.urls import state_name
from kaupunkigraafi.harvesting.web import Web


class Directory:
    """All files below a directory; hidden ones and links that lead out are left out."""

    lists_all = True

    def __init__(self, path: Path, *, without: Path | None = None) -> None:
        """Name it.

        Args:
            path: of the directory.
            without: a folder that is left out: the graph's own.

        Raises:
            SourceMissing: there is none.
        """
        if not path.is_dir():
            raise SourceMissing(f"there is no directory {path}; make it, or name another")
        self._path, self._without = path.resolve(), without
        self.name = state_name("directory", str(self._path))

    def pages(self, web: Web, cursor: str, since: str) -> Iterator[Page]:  # noqa: ARG002
        """List them all at once.

        Args:
            web: not used.
            cursor: not used.
            since: not used: size and time of each tell.

        Yields:
            One page.

        Raises:
            SourceMissing: the directory is gone; what was in it is not said to be.
        """
        files = files_of((self._path,), without=self._without)
        yield Page(tuple(map(self._item, files)), total=len(files))

    def _item(self, given: Given) -> Item:
        try:
            found = given.path.lstat()
            stamp = f"{found.st_mtime_ns} {found.st_size}"
        except OSError:  # it was taken away meanwhile, and is refused when it is opened
            stamp = ""
        return Item(
            key=given.name,
            address=str(given.path.resolve()),
            name=given.path.name,
            stamp=stamp,
            path=given.path,
            refused=given.refused,
        )
