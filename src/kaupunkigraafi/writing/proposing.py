"""A folder's documents → suggested links, beside the statements of its next generations."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kaupunkigraafi import manifest as contents
from kaupunkigraafi.corpus.records import load_records
from kaupunkigraafi.disk import link_beside, now
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.errors import EncoderMissing
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.suggestions import replace_suggestions
from kaupunkigraafi.graph.suggestions import version_of as made_by
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.writing.base import Statements
from kaupunkigraafi.writing.restating import Reviewed
from kaupunkigraafi.writing.suggesting import VERSION, Suggester

GRAPH = "graph"
_BESIDE = frozenset((GRAPH, contents.NAME))
_AT_ONCE = 2_000  # documents between two generations: what a killed run has done stays


@dataclass(frozen=True, slots=True)
class Proposed:
    """What ``suggest`` did.

    Attributes:
        generation: the one that is current now.
        documents: for which suggestions were made.
        suggestions: that were made for them.
        unchanged: documents whose suggestions were there already.
    """

    generation: str
    documents: int
    suggestions: int
    unchanged: int


def version_of(fingerprint: str) -> str:
    """Return the name of what makes suggestions.

    Args:
        fingerprint: of the encoder whose vectors are compared.

    Returns:
        The same for the same way and the same vectors.

    >>> version_of("86b0e5c04bcef3774c")
    '1/86b0e5c04bce'
    """
    return f"{VERSION}/{fingerprint[:12]}"


def propose(
    store: Store,
    suggester: Suggester,
    keys: Sequence[str],
    *,
    reviewed: Collection[tuple[str, str]],
    version: str,
    progress: Callable[[str, int, int], None] = silent,
) -> int:
    """Suggest links for documents, in the place of what was suggested for them before.

    Args:
        store: of the next generation.
        suggester: over the generation's documents.
        keys: the documents' ids.
        reviewed: (document's id, entity's IRI) that a person has judged; not suggested again.
        version: of what makes them.
        progress: told how far it is.

    Returns:
        How many were made.
    """
    made = 0
    for done, (key, found) in enumerate(suggester.suggestions(keys, reviewed), start=1):
        replace_suggestions(store, key, found, version)
        made += len(found)
        progress("suggest", done, len(keys))
    return made


def propose_for_all(
    directory: Path,
    store: Store,
    encoder: Encoder,
    reviewed: Collection[tuple[str, str]],
    progress: Progress,
) -> None:
    """Suggest links for all documents of a generation that is being written.

    Args:
        directory: of the generation, with its documents and vectors.
        store: of the generation.
        encoder: of the vectors.
        reviewed: (document's id, entity's IRI) that a person has judged.
        progress: told how far it is.
    """
    documents = Documents(directory / DOCUMENTS)
    suggester = Suggester(documents, Vectors(directory, encoder.dim), store)
    version = version_of(encoder.fingerprint)
    propose(store, suggester, suggester.keys, reviewed=reviewed, version=version, progress=progress)
    documents.close()


def suggest(folder: Path, *, renew: bool = False, progress: Progress = silent) -> Proposed:
    """Suggest links for the documents of a folder that have none yet; what is stated stays.

    Nothing is encoded: stored vectors are compared. A run that is stopped is gone on with by the
    next one; each 2,000 documents become a generation.

    Args:
        folder: a built graph of one's own.
        renew: make those that are there anew, since other documents have come.
        progress: told how far it is.

    Returns:
        What was suggested.

    Raises:
        FolderMissing: there is no graph.
        FolderLocked: another process writes there.
        EncoderMissing: the folder was built without vectors.
    """
    target = Folder(folder)
    with target.lock(), target.current() as first:
        encoder = first.manifest.encoder
        if encoder is None:
            raise EncoderMissing(
                f"{folder} was built without vectors, and suggestions are made by comparing "
                "them; build it where an encoder can be had"
            )
        version = version_of(encoder.fingerprint)
        documents = Documents(first.path / DOCUMENTS)
        with Store.open(first.path / GRAPH, free=first.manifest.free) as graph:
            suggester = Suggester(documents, Vectors(first.path, encoder.dim), graph)
            todo = [k for k in suggester.keys if renew or made_by(graph, k) != version]
        reviewed = _reviewed(folder)
        made, name = 0, first.name
        for at in range(0, len(todo), _AT_ONCE):
            keys, part = todo[at : at + _AT_ONCE], _Part(at, len(todo), progress)

            def change(store: Store, keys: Sequence[str] = keys, part: _Part = part) -> int:
                return propose(
                    store, suggester, keys, reviewed=reviewed, version=version, progress=part
                )

            with target.current() as parent:
                found, name = _published(target, parent, change)
            made += found
        documents.close()
        target.clean()
        return Proposed(name, len(todo), made, len(suggester.keys) - len(todo))


@dataclass(frozen=True, slots=True)
class _Part:
    """The progress of a part, told as that of the whole."""

    before: int
    total: int
    progress: Progress

    def __call__(self, stage: str, done: int, total: int) -> None:  # noqa: ARG002
        self.progress(stage, self.before + done, self.total)


def _reviewed(folder: Path) -> frozenset[tuple[str, str]]:
    """Return what was judged: in the folder, and in the packaged corpus it may have come from."""
    records = load_records(corpus_dir() / "records")
    return Reviewed.read(folder, Statements.load(), records).links


def _published(
    folder: Folder, parent: Generation, change: Callable[[Store], int]
) -> tuple[int, str]:
    """Publish a generation whose graph alone differs; return what the change gave, and its name."""
    staged = folder.stage()
    try:
        free = parent.manifest.free
        with Store.snapshot(parent.path / GRAPH, staged / GRAPH, free=free) as store:
            result = change(store)
            quads = store.count()
        link_beside(parent.path, staged, without=_BESIDE)
        counts = replace(parent.manifest.counts, quads=quads)
        facts = replace(parent.manifest, parent=parent.name, created=now(), counts=counts)
        with folder.publish(staged, facts, parent.path) as generation:
            return result, generation.name
    finally:
        if staged.exists():  # it was not published
            shutil.rmtree(staged, ignore_errors=True)
