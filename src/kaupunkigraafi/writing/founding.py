"""Nothing, or another folder → the first generation of a folder that users may change."""

from __future__ import annotations

from dataclasses import replace
from importlib import metadata
from pathlib import Path

from kaupunkigraafi import manifest as contents
from kaupunkigraafi.disk import link_beside, now
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.documents.writer import DocumentsWriter
from kaupunkigraafi.errors import FolderNotEmpty
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.manifest import FORMAT, Counts, Manifest
from kaupunkigraafi.search.writing import write_index
from kaupunkigraafi.writing.staging import GRAPH


def found_empty(path: Path) -> None:
    """Make a folder without a single statement, any graph of which may be changed.

    Args:
        path: absent, or one that was started so.

    Raises:
        FolderNotEmpty: it holds a graph that was built.
    """
    folder = Folder(path)
    with folder.lock(wait=True):
        if folder.exists():
            with folder.current() as generation:
                if not generation.manifest.free:
                    raise FolderNotEmpty(
                        f"{path} was not started empty: it has {generation.manifest.counts.quads} "
                        "statements of a corpus; choose another folder, or leave --empty out"
                    )
            return
        staged = folder.stage()
        Store.create(staged / GRAPH, free=True).close()
        writer = DocumentsWriter(staged / DOCUMENTS)
        writer.commit()
        writer.close()
        write_index(staged, None, rows=0, added=(), removed=(), known={}, encoder=None)
        facts = Manifest(
            format=FORMAT,
            number=0,
            parent=None,
            created=now(),
            version=metadata.version("kaupunkigraafi"),
            data="",
            counts=Counts(),
            encoder=None,
            files=(),
            free=True,
        )
        folder.publish(staged, facts).close()


def found_from(path: Path, origin: Folder) -> None:
    """Make a folder that starts from another one's current generation, by hard links.

    Args:
        path: nothing happens where there is a folder already.
        origin: a built graph; it never changes.
    """
    folder = Folder(path)
    with folder.lock(wait=True):
        if folder.exists():
            return
        with origin.current() as parent:
            staged = folder.stage()
            link_beside(parent.path, staged, without=frozenset((contents.NAME,)))
            facts = replace(parent.manifest, parent=None, created=now())
            folder.publish(staged, facts, parent.path).close()
