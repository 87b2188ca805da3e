"""The main of a process that changes copies of stores: a change comes in, what it did goes out.

Started as ``python -m kaupunkigraafi.graph.changes_main`` by ``Changes``. The guard runs here
too: looking at two megabytes of a stranger's text shall not keep the service from answering.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox

from kaupunkigraafi.errors import QueryInvalid, QueryRefused
from kaupunkigraafi.graph.framing import Head, Message, Type
from kaupunkigraafi.graph.litter import sweep
from kaupunkigraafi.graph.loop import fault_message, run
from kaupunkigraafi.graph.operations import Target
from kaupunkigraafi.graph.syntax import fault
from kaupunkigraafi.graph.updates import Using, check_update
from kaupunkigraafi.graph.words import line_and_column
from kaupunkigraafi.vocabulary import PREFIXES, USER_GRAPHS, is_user_graph

_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_COUNT = "SELECT (COUNT(*) AS ?n) {{ GRAPH <{}> {{ ?s ?p ?o }} }}"


class _Undone(Exception):
    """A change that cannot be made: the kind of fault, and its message."""


def main() -> None:
    """Change stores until the pipe is closed."""
    run(lambda start, exchange: _answer)  # noqa: ARG005  each change names its store


def _answer(message: Message) -> Message:
    try:
        return _Changing(message).answer()
    except QueryInvalid as error:
        return fault_message("invalid", str(error), line=error.line, column=error.column)
    except QueryRefused as error:
        return fault_message("refused", str(error))
    except _Undone as error:
        return fault_message(*error.args)
    except OSError as error:
        return fault_message("failed", f"the change could not be made: {error}")


class _Changing:
    """One change of one copy of a store."""

    def __init__(self, message: Message) -> None:
        self._head = message.head
        self._body = message.body
        self._free = bool(message.head["free"])
        self._base = cast("str | None", message.head["base"])
        # A graph of somebody's own is changed in plain SPARQL.
        self._prefixes = {} if self._free else PREFIXES

    def answer(self) -> Message:
        target = str(self._head["target"])
        ox.Store.read_only(str(self._head["parent"])).backup(target)
        store = ox.Store(target)
        known = self._head["quads"]
        before = len(store) if known is None else cast("int", known)
        others = before - self._users_quads(store)
        created = self._update(store) if self._head["verb"] == "update" else self._graph(store)
        after = len(store)
        if not self._free and after - self._users_quads(store) != others:
            # Its targets were looked at before; this is the second lock of the same door.
            raise _Undone("protected", "the change would reach other graphs than users' own")
        store.flush()
        del store
        sweep(Path(target))
        told: Head = {"created": created, "quads": after, "more": after - before}
        return Message(Type.ANSWER, told)

    def _users_quads(self, store: ox.Store) -> int:
        """Count the quads in users' graphs; where all may be changed, that is of no interest."""
        if self._free:
            return 0
        names = (each.value for each in store.named_graphs() if isinstance(each, ox.NamedNode))
        queries = (_COUNT.format(name) for name in names if is_user_graph(name))
        return sum(_number(store, query) for query in queries)

    def _update(self, store: ox.Store) -> bool:
        text = self._body.decode()
        using = Using(*(tuple(cast("list[str]", self._head[k])) for k in ("using", "using_named")))
        update = check_update(text, prefixes=self._prefixes, using=using)
        for target in () if self._free else update.targets:
            _may_change(target, text)
        for piece in update.pieces:
            try:
                store.update(piece.text, base_iri=self._base, prefixes=self._prefixes)
            except SyntaxError as error:
                told, line, column = fault(piece.plain, str(error), self._complaint)
                raise QueryInvalid(told, line, column) from error
            except (RuntimeError, ValueError) as error:  # what the engine cannot do
                raise QueryRefused(f"{error}; nothing was changed") from error
        return False

    def _complaint(self, text: str) -> str | None:
        try:
            ox.Store().update(text, base_iri=self._base, prefixes=self._prefixes)
        except SyntaxError as error:
            return str(error)
        except RuntimeError:  # a graph that is not there; the text itself is fine
            return None
        return None

    def _graph(self, store: ox.Store) -> bool:
        verb, name = str(self._head["verb"]), cast("str | None", self._head["graph"])
        if not self._free and not is_user_graph(name or ""):
            raise _Undone("protected", _protected(name))
        try:
            graph = ox.DefaultGraph() if name is None else ox.NamedNode(name)
        except ValueError as error:
            raise _Undone("refused", f"{str(name)[:200]!r} is no IRI: {error}") from error
        if isinstance(graph, ox.NamedNode):
            is_there = store.contains_named_graph(graph)
        else:
            is_there = next(store.quads_for_pattern(None, None, None, graph), None) is not None
        if verb == "delete":
            if name is not None and not is_there:
                raise _Undone("unknown", f"there is no graph {name[:200]!r}; nothing was deleted")
            store.remove_graph(graph)
            return False
        if verb == "put":
            store.clear_graph(graph)
        if isinstance(graph, ox.NamedNode):
            store.add_graph(graph)  # one that holds nothing is there as well
        store.extend(self._quads(graph))
        return not is_there

    def _quads(self, graph: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
        place = 0
        formats, sizes = (cast("list[str]", self._head[each]) for each in ("formats", "sizes"))
        for name, size in zip(formats, map(int, sizes), strict=True):
            payload = self._body[place : place + size]
            place += size
            try:
                for quad in ox.parse(
                    payload,
                    format=_FORMATS[name],
                    base_iri=self._base,
                    without_named_graphs=True,
                    rename_blank_nodes=True,
                ):
                    yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            except SyntaxError as error:
                raise _Undone(
                    "unreadable", f"this is not {_FORMATS[name].name}: {error}"
                ) from error


def _may_change(target: Target, text: str) -> None:
    if target.graph and is_user_graph(target.graph):
        return
    line, column = line_and_column(text, target.start)
    what = "graphs that are known only once it runs" if target.graph is None else None
    raise _Undone(
        "protected", f"{_protected(target.graph or None, what)} (line {line}, column {column})"
    )


def _protected(graph: str | None, what: str | None = None) -> str:
    named = what or (f"the graph {graph[:200]!r}" if graph else "the default graph")
    return f"{named} cannot be changed here; name one of your own in full: <{USER_GRAPHS}…>"


def _number(store: ox.Store, query: str) -> int:
    rows = cast("ox.QuerySolutions", store.query(query))
    return int(cast("ox.Literal", next(rows)[0]).value)


if __name__ == "__main__":
    main()
