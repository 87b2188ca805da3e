"""WRITE backwards: documents → gone from every generation's files, not only from its answers.

Removing a document leaves traces that no answer shows: pages of SQLite that are free, terms of a
lexical segment that is only marked, strings that Oxigraph never forgets, codes of its vectors, and
older generations. So the current generation is written anew from what is left, in new files, and
all others go.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kaupunkigraafi.build import remove
from kaupunkigraafi.disk import link_beside, now
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.documents.writer import DocumentsWriter
from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.manifest import NAME as MANIFEST
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.quarantine import Quarantine
from kaupunkigraafi.reports import Report
from kaupunkigraafi.search import candidates, lexical_writing, vectors
from kaupunkigraafi.search.lexical_writing import Indexed, write_lexical
from kaupunkigraafi.search.vectors import rewrite_vectors
from kaupunkigraafi.writing.additions import Additions
from kaupunkigraafi.writing.staging import GRAPH
from kaupunkigraafi.writing.user_graphs import is_graph

_REWRITTEN = frozenset(
    (MANIFEST, DOCUMENTS, GRAPH, lexical_writing.NAME, vectors.EXACT, candidates.NAME)
)


def purge(folder: Path, *ids: str, progress: Progress = silent) -> Report:
    """Erase documents from a folder: from every generation, its dumps and its quarantine.

    Args:
        folder: a built graph.
        *ids: documents' ids, with or without ``document/``, or ``graph/user/…``; also those that
            were removed before.
        progress: told how far the work is.

    Returns:
        What was removed; the notes say what could not be reached, and where it is.

    Raises:
        EntityUnknown: no generation has such a document; nothing is changed.
        FolderLocked: another process writes there.
    """
    target = Folder(folder)
    keys = [key.removeprefix("document/") for key in ids]
    present, sources = _known(target, keys)
    removed = remove(folder, *present, progress=progress).removed if present else ()
    with target.lock():
        _refused_before(folder, sources)
        with target.current() as parent, _rewritten(target, parent, progress) as fresh:
            name = fresh.name
        target.clean(keep=0)
        shutil.rmtree(target.dumps, ignore_errors=True)
        left = sorted(
            path.name
            for path in target.generations.iterdir()
            if path.name.isdigit() and path.name != name
        )
    notes = [_held_words(target.generations / each) for each in left]
    if (folder / _HARVEST).is_dir():
        notes.append(
            f"{folder / _HARVEST} goes on remembering addresses and titles of what was harvested, "
            "so that it is known there; remove it to forget them, and all is fetched anew"
        )
    return Report(name, removed=removed or tuple(keys), notes=(*notes, _BEYOND))


_HARVEST = "harvest"  # where each source's state is
_BEYOND = (
    "files that were added stay where they are, and so do copies of this folder made elsewhere: "
    "erase them by hand"
)


def _held_words(path: Path) -> str:
    return (
        f"{path} is being read by another process and still holds what was there; stop that "
        "process and purge again"
    )


def _known(folder: Folder, keys: Sequence[str]) -> tuple[list[str], set[str]]:
    """Tell which documents are there now, and what the files were called that all came from."""
    present, sources = [], set()
    unknown = set(keys)
    with folder.current() as current:
        for path in sorted(folder.generations.iterdir()):
            if not (path / DOCUMENTS).is_file():
                continue
            documents = Documents(path / DOCUMENTS)
            graphs = _graphs_of(path)
            for key in keys:
                document = None if is_graph(key) else documents.document(key)
                is_there = document is not None or (
                    is_graph(key) and any(graph.endswith(f"/{key}") for graph in graphs)
                )
                if not is_there:
                    continue
                unknown.discard(key)
                if document is not None:
                    sources.add(Path(document.source).name)
                if path.name == current.name:
                    present.append(key)
            documents.close()
    if unknown:
        raise EntityUnknown(
            f"there is no document {', '.join(sorted(unknown))} in any generation of "
            f"{folder.path}; nothing was purged"
        )
    return present, sources


def _graphs_of(path: Path) -> tuple[str, ...]:
    with Store.open(path / GRAPH) as store:
        return tuple(store.graphs())


def _refused_before(folder: Path, sources: set[str]) -> None:
    """Forget files of the same names that were refused once: an earlier state of the document."""
    kept = Quarantine(folder)
    for entry in kept.entries():
        if entry.name in sources:
            kept.drop(entry.key)


def _rewritten(folder: Folder, parent: Generation, progress: Progress) -> Generation:
    """Publish what a generation holds in files that never held anything else."""
    staged = folder.stage()
    try:
        link_beside(parent.path, staged, without=_REWRITTEN)
        writer = DocumentsWriter(staged / DOCUMENTS, parent.path / DOCUMENTS)
        writer.compact()
        progress("purge", 1, 4)
        indexed = (
            Indexed(each.row, each.title, each.heading, each.text) for each in Additions(writer, 0)
        )
        write_lexical(staged, None, added=indexed, removed=())
        writer.close()
        progress("purge", 2, 4)
        if parent.manifest.encoder is not None and (parent.path / vectors.EXACT).is_file():
            rewrite_vectors(staged, parent.path, dim=parent.manifest.encoder.dim)
        progress("purge", 3, 4)
        Store.rewritten(parent.path / GRAPH, staged / GRAPH, free=parent.manifest.free).close()
        facts = replace(parent.manifest, parent=parent.name, created=now())
        generation = folder.publish(staged, facts)
        progress("purge", 4, 4)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return generation
