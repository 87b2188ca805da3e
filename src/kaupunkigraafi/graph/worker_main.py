"""The worker's main: queries come in over a pipe, answers go out, nothing else can be done.

Started as ``python -m kaupunkigraafi.graph.worker_main`` by ``Worker``; beside the store the
only file that knows Oxigraph. It imports little, so that it starts quickly and stays small.
It is meant to die: the parent kills it at the deadline, memory may run out, the engine may
abort. Whatever it does not foresee ends it, and the parent says so.
"""

from __future__ import annotations

import os
import sys
from itertools import islice
from typing import cast

import pyoxigraph as ox

from kaupunkigraafi.graph import caps, sandbox
from kaupunkigraafi.graph.framing import Head, Message, PipeClosed, Type, receive, send
from kaupunkigraafi.graph.syntax import fault

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_GRAPHS = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def main() -> None:
    """Answer until the pipe is closed."""
    questions, answers = 0, os.dup(1)
    os.dup2(2, 1)  # nothing but answers may come out
    try:
        start = receive(questions).head
        sandbox.end_with(cast("int", start["parent"]))
        sandbox.limit_memory(cast("int", start["memory_mib"]))
        # Before the engine starts its threads, which inherit the filter.
        denied = not start["network"] and sandbox.deny_sockets()
        store = ox.Store.read_only(str(start["directory"]))
        answerer = _Answerer(store, cast("dict[str, str]", start["prefixes"]))
        send(answers, Message(Type.READY, {"sockets_denied": denied}))
        while True:
            query = receive(questions).head
            sandbox.limit_processor(cast("float", query["deadline_s"]))
            send(answers, answerer.answer(query))
    except PipeClosed:
        sys.exit(0)


class _Answerer:
    """One store, and how its answers are written down."""

    def __init__(self, store: ox.Store, prefixes: dict[str, str]) -> None:
        self._store = store
        self._prefixes = prefixes

    def answer(self, query: Head) -> Message:
        text = str(query["text"])
        start, end, limit = cast("int", query["start"]), cast("int", query["end"]), query["limit"]
        try:
            answer = self._run(text[:start] + str(limit) + text[end:], query)
            return self._written(answer, query)
        except _NoIri as error:
            return _fault("refused", f"a graph's name is no IRI ({error}); write it in full")
        except SyntaxError as error:
            message, line, column = fault(text, str(error), self._complaint)
            return _fault("invalid", message, line=line, column=column)
        except RuntimeError as error:  # a function that the engine does not have
            return _fault("refused", f"{error}; SPARQL 1.1's own functions are")
        except caps.Full:
            return _fault("refused", "the names of the variables alone are too long an answer")
        except OSError as error:  # the store cannot be read, or a service not be reached
            return _fault("failed", f"the query could not be answered: {error}")

    def _run(self, text: str, query: Head) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        return self._store.query(
            text,
            prefixes=self._prefixes,
            default_graph=_names(query["default_graphs"]),  # type: ignore[arg-type]  # invariance
            named_graphs=_names(query["named_graphs"]),  # type: ignore[arg-type]
        )

    def _written(
        self, answer: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, query: Head
    ) -> Message:
        name, rows, most = str(query["format"]), cast("int", query["rows"]), query["bytes"]
        if isinstance(answer, ox.QueryTriples):
            return self._triples(answer, name, rows, cast("int", most))
        sink, truncated = caps.Sink(cast("int", most)), ""
        try:
            answer.serialize(sink, _RESULTS[name])  # type: ignore[arg-type]  # only write is used
        except caps.Full:
            truncated = "bytes"
        body = bytes(sink.kept)
        if isinstance(answer, ox.QueryBoolean):
            return Message(Type.ANSWER, {"rows": 1, "truncated": ""}, body)
        count = 0 if truncated else caps.rows_in(body, name)
        if truncated or count > rows:
            body, truncated = caps.cut(body, name, rows), truncated or "rows"
            count = caps.rows_in(body, name)
        if name == "xml":
            body = caps.readable_xml(body)
        return Message(Type.ANSWER, {"rows": count, "truncated": truncated}, body)

    def _triples(self, answer: ox.QueryTriples, name: str, rows: int, most: int) -> Message:
        kept = list(islice(answer, rows + 1))
        truncated = "rows" if len(kept) > rows else ""
        del kept[rows:]
        while True:
            body = ox.serialize(kept, format=_GRAPHS[name], prefixes=self._prefixes) or b""
            if len(body) <= most or not kept:
                break
            del kept[min(len(kept) * most // len(body), len(kept) - 1) :]
            truncated = "bytes"
        return Message(Type.ANSWER, {"rows": len(kept), "truncated": truncated}, body)

    def _complaint(self, text: str) -> str | None:
        try:
            ox.Store().query(text, prefixes=self._prefixes)
        except SyntaxError as error:
            return str(error)
        return None


class _NoIri(Exception):
    """A graph's name that is no IRI."""


def _names(names: object) -> list[ox.NamedNode] | None:
    try:
        return None if names is None else [ox.NamedNode(name) for name in cast("list[str]", names)]
    except ValueError as error:
        raise _NoIri(str(error)) from error


def _fault(
    error: str, message: str, *, line: int | None = None, column: int | None = None
) -> Message:
    head: Head = {"error": error, "message": message, "line": line, "column": column}
    return Message(Type.FAULT, head)


if __name__ == "__main__":
    main()
