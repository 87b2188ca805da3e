"""A generation opened: its graph, its documents and its indexes, held and let go together."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from kaupunkigraafi.answering.calling import Calling
from kaupunkigraafi.answering.finding import Finding
from kaupunkigraafi.answering.meaning import Meaning
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.relating import Relating
from kaupunkigraafi.answering.searching import Searching
from kaupunkigraafi.answering.similar import Likeness
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.documents.rows import Outline
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.held import Held
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.labels import Labels
from kaupunkigraafi.search.reranking import CrossEncoderReranker
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.writing.packaged import packaged_folder

GRAPH = "graph"


class Opened(Held):
    """What ``Kaupunkigraafi`` answers from; its verbs are there, its parts here."""

    def __init__(
        self,
        generation: Generation,
        folder: Folder,
        *,
        packaged: bool = False,
        before: Opened | None = None,
    ) -> None:
        """Open the parts of a generation; use ``open`` instead.

        Args:
            generation: held until ``close``.
            folder: it belongs to.
            packaged: the folder is the shared one in the cache, which nobody changes.
            before: an open generation whose indexes are shared where they are the same ones.
        """
        self.folder = folder.path
        self._packaged = packaged
        self._generation = generation
        self._documents = Documents(generation.path / DOCUMENTS)
        self._names = Names(self._documents)
        self._store = Store.open(generation.path / GRAPH, free=generation.manifest.free)
        self._home: Generation
        self._outline: Outline
        self._index: Index
        if before is not None and _same_texts(before._generation, generation):
            # The indexes read files of the generation that they were opened in.
            self._home = before._home.again()
            self._outline, self._index = before._outline, before._index
        else:
            self._home = generation.again()
            self._outline = self._documents.outline()
            built, filled = generation.manifest.encoder, self._outline.position >= 0
            self._index = Index.open(generation.path, built, filled)
        self._meaning = Meaning(self._documents, self._outline, self._index)
        self._store.ask_meaning_of(self._meaning)
        self._reranker: CrossEncoderReranker | None
        named = Settings().reranker
        if before is not None:
            self._reranker = before._reranker
        else:
            self._reranker = CrossEncoderReranker(named) if named else None
        self._labels: Labels | None = None
        self._searching = Searching(
            generation.name,
            self._documents,
            self._outline,
            self._index,
            relating=Relating(self._store),
            reranker=self._reranker,
        )
        self._finding = Finding(
            generation.name, self._documents, self._outline, self._searching, self._calling
        )
        self._likeness = Likeness(self._documents, self._outline, self._index, self._called)

    @classmethod
    def open(
        cls,
        folder: str | Path | None = None,
        *,
        encoder: str | None = None,
        progress: Progress = silent,
    ) -> Self:
        """Open a built graph, by default the packaged one.

        Args:
            folder: a built graph; None: ``KAUPUNKIGRAAFI_FOLDER``, else the packaged corpus,
                which is built once into the user's cache directory.
            encoder: of a packaged corpus that is not built yet; a built folder keeps its own.
            progress: told how far a first build is.

        Returns:
            The graph; close it, or use it in a ``with`` block.

        Raises:
            FolderMissing: there is no built graph there.
            FolderCorrupt: it is damaged.
        """
        home, packaged = _home(folder, encoder, progress)
        return cls(home.current(), home, packaged=packaged)

    def _calling(self) -> Calling:
        return Calling(self._index, self._called())

    def _called(self) -> Labels:
        """Read what things are called at the first search for them: some megabytes."""
        if self._labels is None:
            built = self._home.manifest.encoder
            directory = self._home.path
            self._labels = Labels.open(directory, built.dim) if built else Labels.none(0)
        return self._labels

    @property
    def generation(self) -> str:
        """The generation that is read, as ``000042``."""
        return self._generation.name

    @property
    def meaning(self) -> Meaning:
        """The search, as queries over the graph ask it."""
        return self._meaning

    @property
    def packaged(self) -> bool:
        """Whether the folder is the shared one in the cache, which nobody changes."""
        return self._packaged

    @property
    def free(self) -> bool:
        """Whether the folder was started empty, so that users may change any graph."""
        return self._generation.manifest.free

    @property
    def graph_directory(self) -> Path:
        """Where the graph's files are, for processes of their own; held until ``close``."""
        return self._generation.path / GRAPH

    def next(self) -> Self:
        """Open what is published in the folder now; this one stays open.

        Returns:
            The graph; where only statements changed, it shares this one's indexes.

        Raises:
            FolderMissing: there is no built graph there any more.
            FolderCorrupt: it is damaged.
        """
        home = Folder(self.folder)
        return type(self)(home.current(), home, packaged=self._packaged, before=self)

    def close(self) -> None:
        """Let the generation go."""
        self._documents.close()
        self._store.close()
        self._generation.close()
        self._home.close()

    def _reopen(self, folder: Path) -> None:
        fresh = type(self).open(folder)
        self.close()
        vars(self).clear()  # what was worked out of the old generation must not outlive it
        vars(self).update(vars(fresh))


def _same_texts(before: Generation, after: Generation) -> bool:
    """Tell whether two generations differ in their graphs at most."""
    old, new = before.manifest, after.manifest
    return old.encoder == new.encoder and old.beside(GRAPH) == new.beside(GRAPH)


def _home(
    folder: str | Path | None, encoder: str | None, progress: Progress
) -> tuple[Folder, bool]:
    settings = Settings()
    chosen = folder if folder is not None else settings.folder
    if chosen is not None:
        return Folder(Path(chosen)), False
    return packaged_folder(encoder=encoder or settings.encoder, progress=progress), True
