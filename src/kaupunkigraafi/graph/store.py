"""Triples → a queryable graph on disk: beside its terms and its workers, all that knows Oxigraph.

Every stated quad is kept twice: in its named graph, and in the default graph, so that the
default graph of a query is the union of the stated graphs at the price of one lookup.
Derived graphs (candidates that a program found) and users' graphs are named only. In a store
that was started empty nothing is kept twice: its default graph is the users' own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kaupunkigraafi.errors import FolderMissing, GraphError
from kaupunkigraafi.graph.litter import sweep
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.terms import Converter, engine_faults
from kaupunkigraafi.graph.view import View
from kaupunkigraafi.vocabulary import DERIVED_GRAPHS, USER_GRAPHS

_MUCH_LOG = 16 * 2**20  # bytes
# What is not flushed is held in memory, in a table for each of the engine's indexes.
_MOST_UNFLUSHED = 20_000  # quads


class Store(View):
    """A graph of named graphs; read-only unless created or snapshotted.

    >>> from rdflib import Literal, URIRef
    >>> store = Store.in_memory()
    >>> tampere, label = URIRef("urn:tampere"), URIRef("urn:label")
    >>> store.replace_graph("urn:g", [(tampere, label, Literal("Tampere", lang="fi"))])
    >>> store.has(tampere, label, Literal("Tampere", lang="fi")), store.count("urn:g")
    (True, 1)
    """

    @classmethod
    def in_memory(cls) -> Store:
        """Return an empty store that is never written to disk.

        Returns:
            Writable.
        """
        return cls(ox.Store(), None, writable=True)

    @classmethod
    def create(cls, directory: Path, *, free: bool = False) -> Store:
        """Make an empty store on disk.

        Args:
            directory: absent or empty; its parent exists.
            free: nothing is stated twice.

        Returns:
            Writable.

        Raises:
            GraphError: the directory holds something.
            FolderCorrupt: it cannot be written.
        """
        if directory.is_dir() and any(directory.iterdir()):
            raise GraphError(f"{directory} is not empty; give a new directory")
        with engine_faults(directory):
            return cls(ox.Store(directory), directory, writable=True, free=free)

    @classmethod
    def snapshot(cls, parent: Path, directory: Path, *, free: bool = False) -> Store:
        """Make a store that starts as a copy of another; unchanged files are hard links.

        Args:
            parent: a closed store, or one that is only read.
            directory: absent.
            free: nothing is stated twice there.

        Returns:
            Writable; the parent never changes.

        Raises:
            FolderMissing: no store in ``parent``.
            FolderCorrupt: it cannot be read, or ``directory`` not written.
        """
        with cls.open(parent) as source, engine_faults(directory):
            source._open().backup(directory)
            return cls(ox.Store(directory), directory, writable=True, free=free)

    @classmethod
    def rewritten(cls, parent: Path, directory: Path, *, free: bool = False) -> Store:
        """Make a store that holds what another holds, in files that never held anything else.

        The engine keeps every text it was ever given; a snapshot takes them along.

        Args:
            parent: a closed store, or one that is only read.
            directory: absent.
            free: nothing is stated twice there.

        Returns:
            Writable.

        Raises:
            FolderMissing: no store in ``parent``.
            FolderCorrupt: it cannot be read, or ``directory`` not written.
        """
        with cls.open(parent) as source, engine_faults(directory):
            engine, before = ox.Store(directory), source._open()
            engine.bulk_extend(before.quads_for_pattern(None, None, None, None))
            for name in before.named_graphs():
                engine.add_graph(name)
            return cls(engine, directory, writable=True, free=free)

    @classmethod
    def open(cls, directory: Path, *, free: bool = False) -> Store:
        """Open a closed store for reading; nothing is written into its directory.

        Args:
            directory: where ``create`` or ``snapshot`` made it.
            free: nothing is stated twice there.

        Returns:
            Read-only.

        Raises:
            FolderMissing: no store is there.
            FolderCorrupt: it cannot be read.
        """
        if not (directory / "CURRENT").is_file():
            raise FolderMissing(
                f"there is no graph in {directory}; build one: kaupunkigraafi build --into FOLDER"
            )
        with engine_faults(directory):
            return cls(ox.Store.read_only(str(directory)), directory, writable=False, free=free)

    def load_bulk(self, graphs: Iterable[tuple[str, Iterable[Triple]]]) -> None:
        """Add many triples at once, the fast way for a first build; all on disk when done.

        Args:
            graphs: (name, its triples); a name may come more than once.
        """
        engine, convert = self._open(write=True), Converter()

        def quads() -> Iterator[ox.Quad]:
            for name, triples in graphs:
                graph, stated = ox.NamedNode(name), self._is_twice(name)
                for triple in triples:
                    quad = convert.quad(triple, graph)
                    yield quad
                    if stated:
                        yield _in_default(quad)

        with engine_faults(self._path):
            engine.bulk_extend(quads())

    def replace_graph(self, name: str, triples: Iterable[Triple]) -> None:
        """Make a named graph hold exactly these triples; what stays is not rewritten.

        Args:
            name: the graph's IRI.
            triples: all of it; empty removes the graph.
        """
        engine, convert, graph = self._open(write=True), Converter(), ox.NamedNode(name)
        with engine_faults(self._path):
            new = {convert.quad(triple, graph) for triple in triples}
            old = set(engine.quads_for_pattern(None, None, None, graph))
            added = new - old
            engine.extend(added)
            twice = self._is_twice(name)
            if twice:
                engine.extend(_in_default(quad) for quad in added)
            self._unflushed += len(added)
            for quad in old - new:
                engine.remove(quad)
                if twice and not _stated_elsewhere(engine, quad):
                    engine.remove(_in_default(quad))
            if not new:
                engine.remove_graph(graph)
        if self._unflushed > _MOST_UNFLUSHED:
            self.flush()

    def _is_twice(self, name: str) -> bool:
        return is_stated(name) and not self._free

    def remove_graph(self, name: str) -> None:
        """Remove a named graph; triples that another stated graph holds stay in the default graph.

        Args:
            name: the graph's IRI; nothing happens where there is none.
        """
        self.replace_graph(name, ())

    def flush(self) -> None:
        """Put all changes on disk; until then a power cut may lose them."""
        engine = self._open(write=True)
        if self._path is not None:
            with engine_faults(self._path):
                engine.flush()
        self._unflushed = 0

    def close(self) -> None:
        """Flush and let go; closing twice does nothing."""
        if self._engine is None:
            return
        if self._writable:
            self.flush()
        self._engine = None
        if self._writable and self._path is not None:
            self._drop_logs(self._path)
            sweep(self._path)

    @staticmethod
    def _drop_logs(path: Path) -> None:
        """Open and close once more where much was written: only opening lets go of old logs.

        They hold again what the tables hold, and every generation would keep and hash them.
        """
        if sum(log.stat().st_size for log in path.glob("*.log")) > _MUCH_LOG:
            with engine_faults(path):
                ox.Store(path).flush()


def is_stated(graph: str) -> bool:
    """Tell whether a named graph counts as stated: its triples are in the default graph too.

    Args:
        graph: its IRI.

    Returns:
        False for derived graphs, and for those that users write.

    >>> is_stated("https://w3id.org/kaupunkigraafi/graph/records")
    True
    >>> is_stated("https://w3id.org/kaupunkigraafi/graph/derived/mentions")
    False
    """
    return not graph.startswith((DERIVED_GRAPHS, USER_GRAPHS))


def _in_default(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _stated_elsewhere(engine: ox.Store, quad: ox.Quad) -> bool:
    others = engine.quads_for_pattern(quad.subject, quad.predicate, quad.object)
    return any(
        isinstance(other.graph_name, ox.NamedNode) and is_stated(other.graph_name.value)
        for other in others
    )
