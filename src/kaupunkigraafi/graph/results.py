"""Query → answer: rows with named values, a yes or no, or triples, and their way to bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from rdflib import BNode, Graph, Literal, URIRef

from kaupunkigraafi.frames import framed
from kaupunkigraafi.graph import writers
from kaupunkigraafi.graph.formats import Kind, format_named
from kaupunkigraafi.vocabulary import PREFIXES

Node: TypeAlias = URIRef | BNode
Term: TypeAlias = URIRef | BNode | Literal
Triple: TypeAlias = tuple[Node, URIRef, Term]


class Row(Mapping[str, Term | None]):
    """One row: names to values; None where the query left a variable unbound.

    >>> row = Row({"n": 0, "label": 1}, (Literal(1), None))
    >>> row["n"].toPython(), row["label"], row["?n"] == row["n"]
    (1, None, True)
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: tuple[Term | None, ...]) -> None:
        """Pair names with values.

        Args:
            places: variable → index into ``values``; shared by all rows of an answer.
            values: in the order of the variables.
        """
        self._places = places
        self._values = values

    def __getitem__(self, name: str) -> Term | None:
        """Return the value of a variable.

        Args:
            name: with or without the question mark.

        Returns:
            A term, None where unbound.
        """
        return self._values[self._places[name.removeprefix("?")]]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the variables."""
        return iter(self._places)

    def __len__(self) -> int:
        """Return the number of variables."""
        return len(self._places)

    def values(self) -> tuple[Term | None, ...]:  # type: ignore[override]  # a tuple unpacks
        """Return the values in the order of the variables.

        Returns:
            One for each variable.
        """
        return self._values

    def __repr__(self) -> str:
        """Return the row as a dict would print."""
        return f"Row({dict(self)!r})"


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT; true where there is one.

    Attributes:
        variables: in the order of the query, without question marks.
        rows: all of them, already fetched.
        truncated: more rows matched than the limit let through.

    >>> answer = Solutions(("n",), (Row({"n": 0}, (Literal(8),)),))
    >>> [row["n"].toPython() for row in answer], len(answer), bool(answer)
    ([8], 1, True)
    >>> answer.serialize("csv")
    b'n\\r\\n8\\r\\n'
    """

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    truncated: bool = False

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def serialize(self, format: str = "json") -> bytes:  # noqa: A002  rdflib's name for it
        """Write the rows down as SPARQL 1.1 has them.

        Args:
            format: ``json``, ``xml``, ``csv`` or ``tsv``.

        Returns:
            UTF-8.

        Raises:
            QueryRefused: another format.
        """
        name = format_named(format, Kind.SOLUTIONS).name
        rows = (row.values() for row in self.rows)
        return writers.solutions(name, self.variables, rows)

    def to_pandas(self) -> Any:
        """Return a pandas ``DataFrame``: IRIs as text, literals as Python values, unbound as None.

        Returns:
            One column for each variable, of a nullable type that all its values have.

        Raises:
            GraphError: pandas is not installed.
        """
        values = [[_plain(value) for value in row.values()] for row in self.rows]
        columns = [list(column) for column in zip(*values, strict=True)] or [
            [] for _ in self.variables
        ]
        return framed(dict(zip(self.variables, columns, strict=True)))


def _plain(value: Term | None) -> Any:
    if isinstance(value, Literal):
        python = value.toPython()
        return str(value) if isinstance(python, Literal) else python
    return None if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Boolean:
    """The answer to an ASK.

    >>> bool(Boolean(True)), Boolean(False).serialize("csv")
    (True, b'false')
    """

    value: bool

    def __bool__(self) -> bool:
        """Return the answer."""
        return self.value

    def serialize(self, format: str = "json") -> bytes:  # noqa: A002
        """Write the answer down; CSV and TSV, which have no form for it, get the bare word.

        Args:
            format: ``json``, ``xml``, ``csv`` or ``tsv``.

        Returns:
            UTF-8.

        Raises:
            QueryRefused: another format.
        """
        return writers.boolean(format_named(format, Kind.BOOLEAN).name, self.value)


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE; true where there is one.

    >>> answer = Triples(((URIRef("urn:a"), URIRef("urn:b"), Literal("c")),))
    >>> answer.serialize("ntriples")
    b'<urn:a> <urn:b> "c" .\\n'
    """

    triples: tuple[Triple, ...]
    truncated: bool = False

    def __iter__(self) -> Iterator[Triple]:
        """Iterate over the triples."""
        return iter(self.triples)

    def __len__(self) -> int:
        """Return the number of triples."""
        return len(self.triples)

    def graph(self) -> Graph:
        """Return the triples as an rdflib graph of their own.

        Returns:
            With the project's prefixes bound.
        """
        graph = Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        for triple in self.triples:
            graph.add(triple)
        return graph

    def serialize(self, format: str = "turtle") -> bytes:  # noqa: A002
        """Write the triples down.

        Args:
            format: ``turtle``, ``ntriples``, ``rdfxml`` (or ``xml``), ``jsonld`` (or ``json``).

        Returns:
            UTF-8.

        Raises:
            QueryRefused: another format.
        """
        name = format_named(format, Kind.TRIPLES).name
        if name == "ntriples":
            return writers.ntriples(self.triples)
        return self.graph().serialize(format=_RDFLIB_NAMES[name], encoding="utf-8")


_RDFLIB_NAMES = {"turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}

Result: TypeAlias = Solutions | Boolean | Triples
