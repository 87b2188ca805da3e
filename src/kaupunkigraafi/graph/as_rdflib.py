"""Store → rdflib: the graph as a read-only Dataset, for anything that was written for rdflib."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from typing import Any, NoReturn

from rdflib import BNode, ConjunctiveGraph, Dataset, Graph, Literal, URIRef, Variable
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID
from rdflib.query import Result as Answer
from rdflib.store import Store as Contract

from kaupunkigraafi.errors import WriteRefused
from kaupunkigraafi.graph.results import Boolean, Result, Solutions, Triple
from kaupunkigraafi.graph.terms import Pattern
from kaupunkigraafi.graph.view import View
from kaupunkigraafi.vocabulary import PREFIXES


def dataset_of(view: View, *, free: bool) -> Dataset:
    """Return an open graph as an rdflib Dataset.

    Args:
        view: the open store; close it last.
        free: nothing is stated twice: the default graph is then the union of all graphs.

    Returns:
        Read-only, with the project's prefixes. Its default graph is all that is stated.

    >>> from kaupunkigraafi.graph.store import Store
    >>> len(dataset_of(Store.in_memory(), free=True))
    0
    """
    dataset = Dataset(store=ReadOnly(view), default_union=free)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace)
    return dataset


class ReadOnly(Contract):
    """Answers what rdflib asks a store; whatever would change it is refused."""

    context_aware = True
    graph_aware = True
    formula_aware = False
    transaction_aware = False

    def __init__(self, view: View) -> None:
        """Read from a graph.

        Args:
            view: the open store.
        """
        super().__init__()
        self._view = view
        self._namespaces: dict[str, URIRef] = {}
        self._lengths: dict[str | None, int] = {}

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        """Iterate over triples that fit, each with the graphs that hold it.

        Args:
            triple_pattern: subject, predicate, object; None fits anything.
            context: a graph; None: all of them.

        Yields:
            (triple, its graphs).
        """
        pattern = _possible(triple_pattern)
        if pattern is None:
            return
        if context is None or isinstance(context, ConjunctiveGraph):
            found: dict[Triple, list[Graph]] = {}
            for triple, graph in self._all(pattern):
                found.setdefault(triple, []).append(graph)
            for triple, graphs in found.items():
                yield triple, iter(graphs)
            return
        for triple in self._view.triples(pattern, graph=_name(context)):
            yield triple, iter((context,))

    def _all(self, pattern: Pattern) -> Iterator[tuple[Triple, Graph]]:
        graphs = {name: self._graph(name) for name in self._view.graphs()}
        for triple, name in self._view.quads(pattern):
            yield triple, graphs[name]
        if not self._view.is_free:
            stated = self._graph(DATASET_DEFAULT_GRAPH_ID)
            for triple in self._view.triples(pattern):
                yield triple, stated

    def _graph(self, name: str) -> Graph:
        return Graph(store=self, identifier=URIRef(name))

    def contexts(self, triple: Any = None) -> Generator[Graph, None, None]:
        """Iterate over the named graphs.

        Args:
            triple: only those that hold it; None: all.

        Yields:
            Graphs over this store.
        """
        pattern = (None, None, None) if triple is None else _possible(triple)
        for name in self._view.graphs():
            if triple is None or (pattern and next(self._view.triples(pattern, graph=name), None)):
                yield self._graph(name)

    def __len__(self, context: Any = None) -> int:
        """Return the number of quads, or of a graph's triples, which are counted once.

        Args:
            context: a graph; None: all, without a scan.

        Returns:
            As many as iterating gives.
        """
        if context is None or isinstance(context, ConjunctiveGraph):
            return len(self._view)
        name = _name(context)
        if name not in self._lengths:  # what is open never changes
            self._lengths[name] = sum(1 for _ in self._view.triples(graph=name))
        return self._lengths[name]

    def query(
        self,
        query: Any,
        initNs: Mapping[str, Any],  # noqa: N803  rdflib's names
        initBindings: Mapping[str, Any],  # noqa: N803
        queryGraph: Any,  # noqa: N803
        **kwargs: Any,
    ) -> Answer:
        """Answer SPARQL by the engine, which honours FROM; rdflib does what it has no words for.

        Args:
            query: its text.
            initNs: prefixes that it may use.
            initBindings: of variables; rdflib's own evaluation takes these.
            queryGraph: the default graph.
            **kwargs: of rdflib's own evaluation.

        Returns:
            rdflib's result; what is unbound is None.

        Raises:
            NotImplementedError: rdflib's own evaluation is to do it.
        """
        if not isinstance(query, str) or initBindings or kwargs or isinstance(queryGraph, BNode):
            raise NotImplementedError
        whole = queryGraph in ("__UNION__", DATASET_DEFAULT_GRAPH_ID)
        graphs = None if whole else (str(queryGraph),)
        return _answer(self._view.query(_prefixed(query, initNs), default_graphs=graphs))

    def bind(self, prefix: str, namespace: URIRef, override: bool = True) -> None:
        """Remember a prefix, for this object alone.

        Args:
            prefix: without a colon.
            namespace: that it stands for.
            override: an older prefix of the namespace goes.
        """
        if override or prefix not in self._namespaces:
            self._namespaces[prefix] = URIRef(namespace)

    def namespace(self, prefix: str) -> URIRef | None:
        """Return what a prefix stands for.

        Args:
            prefix: without a colon.

        Returns:
            The namespace, None where it is not known.
        """
        return self._namespaces.get(prefix)

    def prefix(self, namespace: URIRef) -> str | None:
        """Return the prefix of a namespace.

        Args:
            namespace: in full.

        Returns:
            The prefix, None where it has none.
        """
        found = (name for name, each in self._namespaces.items() if each == URIRef(namespace))
        return next(found, None)

    def namespaces(self) -> Iterator[tuple[str, URIRef]]:
        """Iterate over prefixes and namespaces.

        Returns:
            Pairs.
        """
        return iter(tuple(self._namespaces.items()))

    def add_graph(self, graph: Graph) -> None:
        """Do nothing: rdflib calls this also for a graph that is only to be read.

        Args:
            graph: of any name.
        """

    def add(self, triple: Any, context: Any, quoted: bool = False) -> NoReturn:  # noqa: ARG002
        """Refuse; see ``WriteRefused``.

        Args:
            triple: not added.
            context: not changed.
            quoted: of no matter.
        """
        _refuse()

    def addN(self, quads: Iterable[Any]) -> NoReturn:  # noqa: ARG002, N802
        """Refuse; see ``WriteRefused``.

        Args:
            quads: not added.
        """
        _refuse()

    def remove(self, triple: Any, context: Any = None) -> NoReturn:  # noqa: ARG002
        """Refuse; see ``WriteRefused``.

        Args:
            triple: not removed.
            context: not changed.
        """
        _refuse()

    def remove_graph(self, graph: Graph) -> NoReturn:  # noqa: ARG002
        """Refuse; see ``WriteRefused``.

        Args:
            graph: not removed.
        """
        _refuse()

    def update(self, *args: Any, **kwargs: Any) -> NoReturn:  # noqa: ARG002
        """Refuse; see ``WriteRefused``.

        Args:
            *args: rdflib's.
            **kwargs: rdflib's.
        """
        _refuse()


def _refuse() -> NoReturn:
    raise WriteRefused(
        "this graph is read-only; copy what you need (rdflib.Graph() and +=), or add documents "
        "and graphs to a folder of your own: kaupunkigraafi add PATH --folder DIR"
    )


def _name(context: Any) -> str | None:
    name = str(context.identifier)
    return None if name == str(DATASET_DEFAULT_GRAPH_ID) else name


def _possible(pattern: Any) -> Pattern | None:
    """Return a pattern that something may fit: a literal as a subject would be read as an IRI."""
    subject, predicate, obj = pattern
    fits = (
        (subject is None or isinstance(subject, URIRef | BNode))
        and (predicate is None or isinstance(predicate, URIRef))
        and (obj is None or isinstance(obj, URIRef | BNode | Literal))
    )
    return (subject, predicate, obj) if fits else None


def _prefixed(query: str, prefixes: Mapping[str, Any]) -> str:
    # On the first line, so that an error still names the right line; only those that are used.
    used = (
        f"PREFIX {prefix}: <{namespace}> "
        for prefix, namespace in prefixes.items()
        if str(PREFIXES.get(prefix)) != str(namespace)
        and re.search(rf"(?<![\w-]){re.escape(prefix)}:", query)
    )
    return "".join(used) + query


def _answer(found: Result) -> Answer:
    if isinstance(found, Boolean):
        answer = Answer("ASK")
        answer.askAnswer = bool(found)
    elif isinstance(found, Solutions):
        answer = Answer("SELECT")
        answer.vars = [Variable(name) for name in found.variables]
        answer.bindings = [
            {Variable(name): value for name, value in row.items() if value is not None}
            for row in found
        ]
    else:
        answer = Answer("CONSTRUCT")
        answer.graph = found.graph()
    return answer
