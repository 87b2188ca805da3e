"""The READ river: a built graph → answers. One class, one method a verb."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from kaupunkigraafi.about import About, about_of
from kaupunkigraafi.answers import Hits, page_of
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.errors import EntityUnknown, QueryTextInvalid
from kaupunkigraafi.facets import facets_of
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.generation import Generation
from kaupunkigraafi.graph.guard import check
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.model import Answer, Document, Entity, Filters, Mode, Passage
from kaupunkigraafi.names import Names
from kaupunkigraafi.narrowing import narrow
from kaupunkigraafi.neighbours import Related, facts_of, related_of
from kaupunkigraafi.packaged import own_folder, packaged_folder
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.search.index import Index, Scored
from kaupunkigraafi.vocabulary import iri_of

if TYPE_CHECKING:
    from kaupunkigraafi.graph.results import Result, Triple
    from kaupunkigraafi.graph.shapes import Report as Validation
    from kaupunkigraafi.reports import Report

_POOL = 200  # as many of the best passages are counted in facets


class Kaupunkigraafi:
    """A knowledge graph and a search by meaning over the same documents.

    An open graph holds one generation: what others publish meanwhile is seen by ``open`` anew.

    >>> kg = Kaupunkigraafi.open()                                   # doctest: +SKIP
    >>> kg.entity("municipality/091").label("sv")                    # doctest: +SKIP
    'Helsingfors'
    """

    def __init__(self, generation: Generation, folder: Folder, *, packaged: bool = False) -> None:
        """Open the parts of a generation; use ``open`` instead.

        Args:
            generation: held until ``close``.
            folder: it belongs to.
            packaged: the folder is the shared one in the cache, which nobody changes.
        """
        self.folder = folder.path
        self._packaged = packaged
        self._generation = generation
        self._documents = Documents(generation.path / DOCUMENTS)
        self._outline = self._documents.outline()
        self._names = Names(self._documents)
        self._store = Store.open(generation.path / "graph")
        built = generation.manifest.encoder
        self._index = Index.open(
            generation.path,
            built,
            self._outline.position >= 0,
        )
        self._hits = Hits(self._documents, self._outline, self._names)

    @classmethod
    def open(
        cls,
        folder: str | Path | None = None,
        *,
        encoder: str | None = None,
        progress: Progress = silent,
    ) -> Kaupunkigraafi:
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

    @property
    def generation(self) -> str:
        """The generation that is read, as ``000042``."""
        return self._generation.name

    def close(self) -> None:
        """Let the generation go."""
        self._documents.close()
        self._store.close()
        self._generation.close()

    def __enter__(self) -> Kaupunkigraafi:
        """Use the graph in a ``with`` block.

        Returns:
            The graph.
        """
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the graph.

        Args:
            kind: of the exception that ended the block, if any.
            error: the exception.
            trace: its traceback.
        """
        self.close()

    def search(
        self,
        text: str,
        limit: int = 10,
        *,
        city: str | None = None,
        ministry: str | None = None,
        law: str | None = None,
        task: str | None = None,
        type: str | None = None,  # noqa: A002  the filters are named alike everywhere
        language: str | None = None,
        since: date | None = None,
        until: date | None = None,
        mode: Mode | str = Mode.HYBRID,
        cursor: str | None = None,
    ) -> Answer:
        """Find passages by meaning and by words.

        Args:
            text: what is looked for, in Finnish, Swedish or English; empty browses.
            limit: hits on a page, 1 to 1,000.
            city: an id, IRI, code or label in any language, as are the next three.
            ministry: whose laws' documents count too.
            law: ``410/2015`` is fine.
            task: a task whose body or law the document is about.
            type: of the document: ``statute``, ``summary``, ``project-page`` …
            language: of the document: ``fi``, ``sv``, ``en``, ``se``.
            since: documents issued then or later.
            until: documents issued then or before.
            mode: ``hybrid``, ``semantic`` or ``lexical``.
            cursor: ``next`` of the page before.

        Returns:
            The hits with reasons, and facets over the best passages.

        Raises:
            QueryTextInvalid: a value out of its range.
            EntityUnknown: a filter names nothing.
        """
        begun = time.perf_counter()
        chosen = _mode(mode)
        if not 1 <= limit <= 1000:  # noqa: PLR2004
            raise QueryTextInvalid(f"limit is {limit}; it can be 1 to 1000")
        page = page_of(cursor, limit, self.generation)
        filters = Filters(city, ministry, law, task, type, language, since, until)
        narrowed = narrow(self._outline, self._names, filters)
        wanted = max(_POOL, page.offset + limit)
        if text.strip():
            ranking = self._index.search(text, limit=wanted, mode=chosen, rows=narrowed.rows)
            scored, notes = ranking.scored, ranking.notes
        else:
            scored, notes = self._browse(np.flatnonzero(narrowed.documents).tolist()), ()
        shown = scored[page.offset : page.offset + limit]
        hits = self._hits.hits(text, shown, tuple(narrowed.asked.values()))
        found = dict.fromkeys(int(self._outline.position[each.row]) for each in scored)
        more = page.offset + limit < len(scored)
        return Answer(
            query=text,
            mode=chosen,
            generation=self.generation,
            total=len(scored),
            took_ms=(time.perf_counter() - begun) * 1000,
            hits=hits,
            facets=facets_of(self._outline, found, self._names),
            next=page.cursor(self.generation) if more else None,
            notes=notes,
        )

    def _browse(self, documents: list[int]) -> tuple[Scored, ...]:
        """Return the first passage of each document, the newest document first."""
        firsts: dict[int, int] = {}
        for row, position in enumerate(self._outline.position.tolist()):
            if position >= 0:
                firsts.setdefault(position, row)
        issued = self._outline.issued
        ordered = sorted(documents, key=lambda position: issued[position], reverse=True)
        return tuple(Scored(firsts[p], 0.0, None, None) for p in ordered if p in firsts)

    def sparql(self, query: str) -> Result:
        """Run a SPARQL 1.1 query over the stated graphs.

        Args:
            query: SELECT, ASK, CONSTRUCT or DESCRIBE.

        Returns:
            Solutions, a Boolean or triples; all can be serialised.

        Raises:
            QueryInvalid: not SPARQL; says line and column.
            QueryRefused: outside the limits.
        """
        check(query)
        return self._store.query(query)

    def entity(self, id: str) -> Entity:  # noqa: A002  the word of the table of verbs
        """Return an entity with everything the graph states about it.

        Args:
            id: ``kind/key``, an IRI, a code or a label in any language.

        Returns:
            The entity, its labels and facts.

        Raises:
            EntityUnknown: nothing has that name.
            EntityAmbiguous: several things have it.
        """
        entity = self._names.entity(self._names.iri(id))
        return facts_of(self._store, self._names, entity)

    def related(self, id: str, *, kind: str | None = None) -> tuple[Related, ...]:  # noqa: A002
        """Return the direct neighbours of an entity.

        Args:
            id: as for ``entity``.
            kind: only neighbours of this kind.

        Returns:
            Neighbours with the predicate between, by predicate and label.

        Raises:
            EntityUnknown: nothing has that name.
        """
        return related_of(self._store, self._names, self._names.iri(id), kind)

    def document(self, id: str) -> Document:  # noqa: A002
        """Return a document.

        Args:
            id: with or without ``document/``, or its IRI.

        Returns:
            The document with its text.

        Raises:
            EntityUnknown: there is no such document.
        """
        key = id.removeprefix(iri_of("document/")).removeprefix("document/")
        found = self._documents.document(key)
        if found is None:
            raise EntityUnknown(f"there is no document {key!r} in {self.folder}")
        return found

    def passages(self, document: str) -> tuple[Passage, ...]:
        """Return a document's passages in order.

        Args:
            document: as for ``document``.

        Returns:
            Its passages.
        """
        return self._documents.passages_of(self.document(document).id)

    def entities_of(self, document: str) -> tuple[Entity, ...]:
        """Return the entities a document leads to.

        Args:
            document: as for ``document``.

        Returns:
            Entities with labels, direct ones first.
        """
        links = self._documents.links_of(self.document(document).id)
        return self._names.entities(link.entity for link in links)

    def about(self) -> About:
        """Tell what the graph knows, from where, and what it does not know.

        Returns:
            Counts by class and source, dates, versions, gaps.
        """
        return about_of(self._generation, self._store, self._documents)

    def validate(self, graph: str | Path | Iterable[Triple] | None = None) -> Validation:
        """Check a graph against the ontology's shapes.

        Args:
            graph: an RDF file, an rdflib graph, or None for all that is stated here.

        Returns:
            Whether it conforms, and each violation with its rule.

        Raises:
            UnreadableDocument: the file is not RDF.
        """
        from kaupunkigraafi.graph.parsing import read_rdf  # noqa: PLC0415  seldom needed
        from kaupunkigraafi.graph.shapes import validate  # noqa: PLC0415  pySHACL loads slowly

        if graph is None:
            return validate(self._store.triples(), ontology_dir())
        if isinstance(graph, (str, Path)):
            return validate(read_rdf(Path(graph)), ontology_dir())
        return validate(graph, ontology_dir())

    def add(self, *paths: str | Path) -> Report:
        """Add documents and read the new generation from now on.

        Args:
            *paths: files or folders.

        Returns:
            What was added, replaced and refused.
        """
        from kaupunkigraafi.build import add  # noqa: PLC0415  readers load slowly

        shared = self._packaged
        target = own_folder() if shared else self.folder
        report = add(target, *map(Path, paths))
        self._reopen(target)
        if shared:
            note = f"your documents are kept in {target}; open it with Kaupunkigraafi.open(…)"
            report = replace(report, notes=(*report.notes, note))
        return report

    def remove(self, *ids: str) -> Report:
        """Remove documents and read the new generation from now on.

        Args:
            *ids: documents' ids.

        Returns:
            What was removed.
        """
        from kaupunkigraafi.build import remove  # noqa: PLC0415  readers load slowly

        if self._packaged:
            raise EntityUnknown(
                "the packaged corpus is not changed; build a folder of your own first: "
                "kaupunkigraafi build --into DIR"
            )
        report = remove(self.folder, *ids)
        self._reopen(self.folder)
        return report

    def _reopen(self, folder: Path) -> None:
        fresh = Kaupunkigraafi.open(folder)
        self.close()
        vars(self).update(vars(fresh))


def _home(
    folder: str | Path | None, encoder: str | None, progress: Progress
) -> tuple[Folder, bool]:
    from kaupunkigraafi.settings import Settings  # noqa: PLC0415  pydantic loads slowly

    settings = Settings()
    chosen = folder if folder is not None else settings.folder
    if chosen is not None:
        return Folder(Path(chosen)), False
    return packaged_folder(encoder=encoder or settings.encoder, progress=progress), True


def _mode(mode: Mode | str) -> Mode:
    try:
        return Mode(mode)
    except ValueError as error:
        raise QueryTextInvalid(
            f"mode is {str(mode)!r}; it can be {', '.join(each.value for each in Mode)}"
        ) from error
