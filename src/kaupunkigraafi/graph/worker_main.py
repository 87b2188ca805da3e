"""The worker's main: queries come in over a pipe, answers go out, nothing else can be done.

Started as ``python -m kaupunkigraafi.graph.worker_main`` by ``Worker``; beside the store the
only file that knows Oxigraph. It imports little, so that it starts quickly and stays small.
It is meant to die: the parent kills it at the deadline, memory may run out, the engine may
abort. Whatever it does not foresee ends it, and the parent says so.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import cast

import pyoxigraph as ox

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph import caps
from kaupunkigraafi.graph.framing import Head, Message, Type
from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.loop import Exchange, fault_message, run
from kaupunkigraafi.graph.meaning.on_oxigraph import BadName, Dataset, Oxigraph, Similarity
from kaupunkigraafi.graph.meaning.piped import Piped
from kaupunkigraafi.graph.meaning.weaving import Pattern, weave
from kaupunkigraafi.graph.syntax import fault
from kaupunkigraafi.graph.tokens import tokens, without_trivia

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
    run(_Answerer)


class _Answerer:
    """One store, and how its answers are written down."""

    def __init__(self, start: Head, exchange: Exchange) -> None:
        self._prefixes = cast("dict[str, str]", start["prefixes"])
        self._scorer = Piped(exchange) if start["meaning"] else None
        self._open(str(start["directory"]))

    def _open(self, directory: str) -> None:
        self._directory = directory
        self._store = ox.Store.read_only(directory)

    def __call__(self, message: Message) -> Message:
        query = message.head
        text = str(query["text"])
        try:
            if query["directory"] != self._directory:  # another generation
                self._open(str(query["directory"]))
            return self._answered(text, query)
        except SyntaxError as error:
            told, line, column = fault(text, str(error), self._complaint(query))
            return fault_message("invalid", told, line=line, column=column)
        except _NoGraph as error:
            return fault_message("unknown", str(error))
        except (QueryRefused, BadName, RuntimeError, caps.Full) as error:
            return fault_message("refused", _reason(error))
        except OSError as error:  # the store cannot be read, or a service not be reached
            return fault_message("failed", f"the query could not be answered: {error}")

    def _answered(self, text: str, query: Head) -> Message:
        graphs = (query["default_graphs"], query["named_graphs"])
        default, named = (
            None if each is None else tuple(cast("list[str]", each)) for each in graphs
        )
        self._check_graph(query["graph"])
        base = cast("str | None", query["base"])
        dataset = Dataset(self._prefixes, default, named, bool(query["union"]), base)
        limit = cast("int", query["start"]), cast("int", query["end"]), str(query["limit"])
        if self._scorer is None:
            woven = text[: limit[0]] + limit[2] + text[limit[1] :]
            return self._written(Oxigraph(self._store, dataset).query(woven), query)
        similarity = Similarity(self._scorer)
        engine = Oxigraph(self._store, dataset, similarity.functions())
        woven = text[: limit[0]] + limit[2] + text[limit[1] :]
        if query["services"]:
            limits = MeaningLimits(*cast("list[int]", query["meaning"]))
            found = without_trivia(tokens(text, self._prefixes))
            rows = cast("int", query["rows"]) + 1
            pattern = Pattern(text, found, self._prefixes, rows, limit)
            woven = weave(pattern, engine, self._scorer, limits)
        answer = self._written(engine.query(woven), query)
        similarity.tell()
        return answer

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

    def _check_graph(self, name: object) -> None:
        """Look whether a graph that is read whole is there."""
        try:
            if name is None or self._store.contains_named_graph(ox.NamedNode(str(name))):
                return
        except ValueError as error:
            raise BadName(str(error)) from error
        raise _NoGraph(f"there is no graph {str(name)[:200]!r}")

    def _complaint(self, query: Head) -> Callable[[str], str | None]:
        base = cast("str | None", query["base"])

        def complaint(text: str) -> str | None:
            try:
                ox.Store().query(text, base_iri=base, prefixes=self._prefixes)
            except SyntaxError as error:
                return str(error)
            return None

        return complaint


class _NoGraph(Exception):
    """A graph that is read whole, and is not there."""


def _reason(error: Exception) -> str:
    if isinstance(error, QueryRefused):
        return str(error)
    if isinstance(error, BadName):
        return f"a graph's name is no IRI ({error}); write it in full"
    if isinstance(error, caps.Full):
        return "the names of the variables alone are too long an answer"
    # A function that the engine does not have.
    return f"{error}; SPARQL 1.1's own functions are"


if __name__ == "__main__":
    main()
