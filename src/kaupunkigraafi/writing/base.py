"""Ontology and records → the statements that every generation starts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import Literal, URIRef

from kaupunkigraafi.corpus.records import check_records, load_records
from kaupunkigraafi.corpus.sources import check_sources, load_sources
from kaupunkigraafi.errors import RecordInvalid
from kaupunkigraafi.graph.closure import (
    class_closure,
    inverse_properties,
    with_inverses,
    with_superclasses,
)
from kaupunkigraafi.graph.mapping import Mapping as RecordMapping
from kaupunkigraafi.graph.parsing import read_rdf
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.shapes import Report, Shapes, validate
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.graph.triples import document_triples, passage_triples, source_triples
from kaupunkigraafi.model import Label, Passage, Reading, Record
from kaupunkigraafi.resources import corpus_dir, digest_of, ontology_dir
from kaupunkigraafi.tables import METADATA, Table, load_tables
from kaupunkigraafi.vocabulary import DOCUMENT_GRAPHS, ONTOLOGY_GRAPH, PREFIXES, RECORDS_GRAPH

_ONTOLOGY_FILES = ("kaupunkigraafi.ttl", "concepts.ttl", "reused.ttl")
_PREFERRED = URIRef(PREFIXES["skos"] + "prefLabel")
_OTHER = URIRef(PREFIXES["skos"] + "altLabel")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Statements:
    """The way from rows and documents to statements, read once."""

    tables: Mapping[str, Table]
    mapping: RecordMapping
    closure: Mapping[URIRef, tuple[URIRef, ...]]
    inverses: Mapping[URIRef, URIRef]
    shapes: Shapes

    @classmethod
    def load(cls, corpus: Path | None = None) -> Statements:
        """Read the declarations.

        Args:
            corpus: whose ``records/csv-metadata.json`` counts; None: the packaged one.

        Returns:
            Ready for use.
        """
        path = (corpus or corpus_dir()) / "records" / METADATA
        tables = load_tables(path)
        ontology = ontology_triples()
        return cls(
            tables,
            RecordMapping(tables.values()),
            class_closure(ontology),
            inverse_properties(ontology),
            Shapes(ontology_dir()),
        )

    def of_records(self, records: Iterable[Record]) -> Iterator[Triple]:
        """State what rows say, with what follows by declaration.

        Args:
            records: checked rows.

        Yields:
            Triples; some may come twice.
        """
        stated = (triple for record in records for triple in self.mapping.triples(record))
        yield from with_superclasses(with_inverses(stated, self.inverses), self.closure)

    def of_reading(
        self, reading: Reading, cut: Mapping[str, Sequence[Passage]], graph: Store
    ) -> list[tuple[str, list[Triple]]]:
        """State what a file says: of its documents, their passages, and what was found in them.

        Args:
            reading: of the file.
            cut: document's id → its passages.
            graph: what is stated already; its preferred labels stay the preferred ones.

        Returns:
            (graph's name, triples), one a document.

        Raises:
            RecordInvalid: a statement breaks a shape.
        """
        check_records(reading.records, self.tables)
        if not reading.documents:
            return []
        graphs: list[tuple[str, list[Triple]]] = []
        for position, document in enumerate(reading.documents):
            records = _records_of(reading, document.id, is_first=position == 0)
            triples = [
                *document_triples(document),
                *(t for passage in cut[document.id] for t in passage_triples(passage)),
                *self.of_records(records),
            ]
            graphs.append((DOCUMENT_GRAPHS + document.id, triples))
        # What the file says must stand by itself; what it calls things comes second after.
        stated = [triple for _, triples in graphs for triple in triples]
        must_conform(self.shapes.validate(stated), reading.documents[0].id)
        return [(name, [*_second_names(triples, graph)]) for name, triples in graphs]


def _records_of(reading: Reading, key: str, *, is_first: bool) -> list[Record]:
    """Return a document's records: those that name it as their source, the first one's others."""
    sources = {f"document/{document.id}" for document in reading.documents}
    return [
        record
        for record in reading.records
        if record["source"] == f"document/{key}" or (is_first and record["source"] not in sources)
    ]


def _second_names(triples: Iterable[Triple], graph: Store) -> Iterator[Triple]:
    """Make a preferred label another name where the thing has one in that language (SKOS S14)."""
    for subject, predicate, value in triples:
        if predicate == _PREFERRED and isinstance(value, Literal):
            same = [
                known
                for known in graph.objects(subject, _PREFERRED)
                if isinstance(known, Literal) and known.language == value.language
            ]
            if same and value not in same:
                yield subject, _OTHER, value
                continue
        yield subject, predicate, value


@dataclass(frozen=True, slots=True)
class Base:
    """What is stated before any document is added.

    Attributes:
        graphs: (name, triples).
        digest: of the data files it was read from.
        records: that were stated.
    """

    graphs: tuple[tuple[str, tuple[Triple, ...]], ...]
    digest: str
    records: tuple[Record, ...] = ()

    @classmethod
    def ontology(cls) -> Base:
        """Return the ontology alone.

        Returns:
            One graph.
        """
        return cls(((ONTOLOGY_GRAPH, ontology_triples()),), digest_of(ontology_dir()))

    @classmethod
    def read(cls, corpus: Path) -> Base:
        """Read ontology, sources and records.

        Args:
            corpus: a folder like the packaged ``corpus/``.

        Returns:
            Ontology and records, checked.

        Raises:
            RecordInvalid: a row breaks its declaration or a shape, or names no source.
        """
        statements = Statements.load(corpus)
        sources = load_sources(corpus)
        records = tuple(load_records(corpus / "records"))
        check_sources(records, sources)
        stated: dict[Triple, None] = dict.fromkeys(
            t for source in sources for t in source_triples(source)
        )
        stated.update(dict.fromkeys(statements.of_records(records)))
        triples = tuple(stated)
        must_conform(validate(triples, ontology_dir()), "corpus/records")
        ontology = cls.ontology()
        graphs = (*ontology.graphs, (RECORDS_GRAPH, triples))
        return cls(graphs, digest_of(ontology_dir(), corpus), records)

    def labels(self) -> Iterator[tuple[str, Label]]:
        """Yield what things are called first of all.

        Yields:
            (IRI, preferred label).
        """
        for _, triples in self.graphs:
            for subject, predicate, value in triples:
                if predicate == _PREFERRED and isinstance(value, Literal):
                    yield str(subject), Label(str(value), value.language or "")


def must_conform(report: Report, where: str) -> None:
    """Stop at the first violations of shapes.

    Args:
        report: of the validation.
        where: the file, folder or document, for the message.

    Raises:
        RecordInvalid: something violates a shape; things and rules are named.
    """
    if report.conforms:
        return
    shown = "; ".join(
        f"{each.focus} {each.path} {each.value}: {each.message_en}".replace("  ", " ")
        for each in report.violations[:_SHOWN]
    )
    more = len(report.violations) - _SHOWN
    raise RecordInvalid(
        f"{where}: {shown}" + (f"; and {more} more" if more > 0 else "") + "; correct the rows"
    )


def ontology_triples() -> tuple[Triple, ...]:
    """Read our own terms and concepts; alignments to others are not among them.

    Returns:
        Triples, each once.
    """
    found: dict[Triple, None] = {}
    for name in _ONTOLOGY_FILES:
        found.update(dict.fromkeys(read_rdf(ontology_dir() / name)))
    return tuple(found)
