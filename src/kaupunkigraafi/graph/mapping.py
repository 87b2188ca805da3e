"""Record → triples: by the columns' declarations alone, no code per column.

Each column that has a predicate makes triples of its row: the subject from ``aboutUrl``,
the object from ``valueUrl`` or from the cell's text. A cell without text is not known and
makes none. Source: W3C, "Generating RDF from Tabular Data on the Web" (csv2rdf), minimal
mode, with the four annotations of ``corpus/records/README.md``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rdflib import Literal, URIRef

from kaupunkigraafi.errors import RecordInvalid
from kaupunkigraafi.graph.templates import Template
from kaupunkigraafi.model import Record
from kaupunkigraafi.tables import Column, Table, load_tables
from kaupunkigraafi.vocabulary import PREFIXES

Triple: TypeAlias = tuple[URIRef, URIRef, URIRef | Literal]
Row: TypeAlias = dict[str, str]

# The prefixes that a CSVW processor knows without being told (RDFa's initial context).
_PREFIXES = {
    name: PREFIXES[name]
    for name in ("dcat", "dcterms", "foaf", "org", "owl", "prov", "rdf", "rdfs", "skos", "time")
}
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True, slots=True)
class _Statement:
    """One column, ready to make triples."""

    column: Column
    subject: Template
    predicate: URIRef
    value: Template | None
    special: dict[str, URIRef]
    texts: tuple[Template, ...]
    datatype: URIRef | None

    @staticmethod
    def of(column: Column) -> _Statement:
        declared = column.datatype
        datatype = declared.iri or ("" if declared.base == "string" else _XSD + declared.base)
        return _Statement(
            column=column,
            subject=Template.parse(_full(column.about_url)),
            predicate=URIRef(_full(column.property_url)),
            value=Template.parse(_full(column.value_url)) if column.value_url else None,
            special={text: URIRef(iri) for text, iri in column.value_urls},
            texts=tuple(map(Template.parse, column.text)),
            datatype=URIRef(datatype) if datatype else None,
        )

    def triples(self, row: Row) -> Iterator[Triple]:
        column = self.column
        if column.only_with and not any(map(row.get, column.only_with)):
            return
        values = self._values(row)
        if not values:
            return
        subject = URIRef(self.subject.expand(row))
        for value in values:
            yield subject, self.predicate, self._object(row, value)

    def _values(self, row: Row) -> list[str]:
        """Return the cell's texts; a virtual column with an IRI has one, empty, of its own."""
        column = self.column
        if self.texts:
            made = next(filter(None, (template.fill(row) for template in self.texts)), None)
            return [made] if made else []
        if column.virtual:
            # Stricter than csv2rdf, which fills a missing value with nothing: a broken IRI.
            return [""] if self.value and all(map(row.get, self.value.names)) else []
        cell = row.get(column.name, "")
        parts = cell.split(column.separator) if column.separator else [cell]
        return [part.strip() for part in parts if part.strip()]

    def _object(self, row: Row, value: str) -> URIRef | Literal:
        if value in self.special:
            return self.special[value]
        if self.value:
            return URIRef(self.value.expand({**row, self.column.name: value}))
        if self.datatype:
            return Literal(value, datatype=self.datatype, normalize=False)
        return Literal(value, lang=self.column.language or None)


class Mapping:
    """The declared way from rows to triples."""

    def __init__(self, tables: Iterable[Table]) -> None:
        """Make ready for some tables.

        Args:
            tables: their declarations.
        """
        self._statements = {
            table.name: tuple(
                _Statement.of(column) for column in table.columns if column.property_url
            )
            for table in tables
        }

    @staticmethod
    def load(path: Path) -> Mapping:
        """Read the declarations.

        Args:
            path: ``csv-metadata.json``.

        Returns:
            The mapping.

        Raises:
            SourceMissing: there is no such file.
            RecordInvalid: the file is no CSVW table group.
        """
        return Mapping(load_tables(path).values())

    def triples(self, record: Record) -> Iterator[Triple]:
        """Make the triples of a row.

        Args:
            record: a row of a declared table.

        Yields:
            Subject, predicate, object; in the order of the columns, no blank nodes.

        Raises:
            RecordInvalid: no such table is declared.

        >>> from kaupunkigraafi.resources import corpus_dir
        >>> mapping = Mapping.load(corpus_dir() / "records" / "csv-metadata.json")
        >>> row = Record("regions", (("code", "06"), ("name_sv", "Birkaland")), "regions.csv:6")
        >>> [str(o) for s, p, o in mapping.triples(row) if p.endswith("prefLabel")]
        ['Birkaland']
        """
        statements = self._statements.get(record.table)
        if statements is None:
            raise RecordInvalid(
                f"{record.origin}: there is no table {record.table!r}; "
                f"declared are {', '.join(sorted(self._statements))}"
            )
        row = {name: unicodedata.normalize("NFC", text) for name, text in record.values}
        for statement in statements:
            yield from statement.triples(row)


def _full(iri: str) -> str:
    """Write a prefixed name in full."""
    prefix, colon, local = iri.partition(":")
    return _PREFIXES[prefix] + local if colon and prefix in _PREFIXES else iri
