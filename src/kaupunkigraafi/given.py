"""Paths that were given → the files to read; what leads out of a folder is named, not followed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.errors import SourceMissing
from kaupunkigraafi.reports import shown


@dataclass(frozen=True, slots=True)
class Given:
    """A file to read.

    Attributes:
        path: of the file.
        name: as reports print it: within the folder that was given, and fit to be printed.
        refused: why it shall not be opened; empty: it may.
        kept: it comes from the quarantine.
        listed: it was found in a folder, and was no link then; it shall be none when it is opened.
    """

    path: Path
    name: str
    refused: str = ""
    kept: bool = False
    listed: bool = False


def files_of(paths: Iterable[Path], *, without: Path | None = None) -> list[Given]:
    """Return the files at some paths, each once.

    Args:
        paths: files, or folders whose files are taken; a link that is named is followed.
        without: a folder that is left out: the graph's own.

    Returns:
        In the order given; a folder's by name. Hidden ones are left out, and so are links
        within a folder, whose targets are there by themselves.

    Raises:
        SourceMissing: a path is not there.
    """
    found: dict[Path, Given] = {}
    left_out = without.resolve() if without is not None else None
    for path in map(Path, paths):
        if path.is_dir():
            each = _files_in(path, left_out)
        elif path.exists():
            each = iter((Given(path, shown(path.name)),))
        else:
            raise SourceMissing(f"there is no file or folder {shown(str(path))}; nothing was added")
        for given in each:
            found.setdefault(given.path.absolute(), given)
    return list(found.values())


def _files_in(root: Path, left_out: Path | None) -> Iterator[Given]:
    home = root.resolve()
    closed: list[OSError] = []
    for directory, folders, files in os.walk(root, onerror=closed.append):
        here = Path(directory)
        linked = [name for name in folders if (here / name).is_symlink()]
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in linked
            and (left_out is None or (here / name).resolve() != left_out)
        )
        for name in sorted((*files, *linked), key=os.fsencode):
            if not name.startswith("."):
                yield from _file(root, here / name, home)
    for error in closed:
        path = Path(error.filename)
        name = shown(str(path.relative_to(root)))
        why = f"{name} cannot be opened ({error.strerror}); check that you may read it"
        yield Given(path, name, why)


def _file(root: Path, path: Path, home: Path) -> Iterator[Given]:
    name = shown(str(path.relative_to(root)))
    if not path.is_symlink():
        yield Given(path, name, listed=True)
        return
    target = Path(os.path.realpath(path))
    if not target.exists():
        yield Given(path, name, f"{name} is a link that leads to nothing; remove it")
    elif not target.is_relative_to(home):
        yield Given(
            path,
            name,
            f"{name} is a link that leads out of the folder, to {shown(str(target))}; "
            "add that path by itself, if it is wanted",
        )
