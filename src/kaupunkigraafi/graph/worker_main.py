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

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph import caps, sandbox
from kaupunkigraafi.graph.framing import Head, Message, PipeClosed, Type, receive, send
from kaupunkigraafi.graph.limits import MeaningLimits
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
    questions, answers = 0, os.dup(1)
    os.dup2(2, 1)  # nothing but answers may come out
    try:
        start = receive(questions).head
        sandbox.end_with(cast("int", start["parent"]))
        sandbox.limit_memory(cast("int", start["memory_mib"]))
        # Before the engine starts its threads, which inherit the filter.
        denied = not start["network"] and sandbox.deny_sockets()
        store = ox.Store.read_only(str(start["directory"]))

        def exchange(question: Message) -> Message:
            send(answers, question)
            return receive(questions)

        prefixes = cast("dict[str, str]", start["prefixes"])
        scorer = Piped(exchange) if start["meaning"] else None
        answerer = _Answerer(store, prefixes, scorer)
        send(answers, Message(Type.READY, {"sockets_denied": denied}))
        while True:
            query = receive(questions).head
            sandbox.limit_processor(cast("float", query["deadline_s"]))
            send(answers, answerer.answer(query))
    except PipeClosed:
        sys.exit(0)


class _Answerer:
    """One store, and how its answers are written down."""

    def __init__(self, store: ox.Store, prefixes: dict[str, str], scorer: Piped | None) -> None:
        self._store = store
        self._prefixes = prefixes
        self._scorer = scorer

    def answer(self, query: Head) -> Message:
        text = str(query["text"])
        try:
            return self._answered(text, query)
        except SyntaxError as error:
            message, line, column = fault(text, str(error), self._complaint)
            return _fault("invalid", message, line=line, column=column)
        except (QueryRefused, BadName, RuntimeError, caps.Full) as error:
            return _fault("refused", _reason(error))
        except OSError as error:  # the store cannot be read, or a service not be reached
            return _fault("failed", f"the query could not be answered: {error}")

    def _answered(self, text: str, query: Head) -> Message:
        graphs = (query["default_graphs"], query["named_graphs"])
        default, named = (
            None if each is None else tuple(cast("list[str]", each)) for each in graphs
        )
        dataset = Dataset(self._prefixes, default, named)
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

    def _complaint(self, text: str) -> str | None:
        try:
            ox.Store().query(text, prefixes=self._prefixes)
        except SyntaxError as error:
            return str(error)
        return None


def _reason(error: Exception) -> str:
    if isinstance(error, QueryRefused):
        return str(error)
    if isinstance(error, BadName):
        return f"a graph's name is no IRI ({error}); write it in full"
    if isinstance(error, caps.Full):
        return "the names of the variables alone are too long an answer"
    # A function that the engine does not have.
    return f"{error}; SPARQL 1.1's own functions are"


def _fault(
    error: str, message: str, *, line: int | None = None, column: int | None = None
) -> Message:
    head: Head = {"error": error, "message": message, "line": line, "column": column}
    return Message(Type.FAULT, head)


if __name__ == "__main__":
    main()
