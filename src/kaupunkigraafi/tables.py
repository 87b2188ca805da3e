"""What a table is: its columns, keys and terms, as ``csv-metadata.json`` declares them.

The declaration is the W3C's "Metadata Vocabulary for Tabular Data", so that any CSVW tool
reads our CSV files. It serves rows of files and rows that readers find alike. Four
annotations of our own say what CSVW cannot: see ``corpus/records/README.md``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from kaupunkigraafi.errors import RecordInvalid, SourceMissing

EXTENSION = "https://w3id.org/kaupunkigraafi/csvw#"
METADATA = "csv-metadata.json"

Json: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Datatype:
    """What a cell's text must look like, and the type of its literal.

    Attributes:
        base: CSVW's name: ``string``, ``date``, ``integer``, ``decimal``, ``gYear``, ``anyURI``.
        iri: the literal's datatype where it is not the base's, else empty.
        pattern: the whole text matches it, where there is one.
    """

    base: str = "string"
    iri: str = ""
    pattern: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One column, in a file or virtual.

    Attributes:
        separator: splits a cell into several values; empty: the cell is one value.
        about_url: template of the subject, the table's own where the column has none.
        property_url: the predicate; empty: the column makes no triple.
        value_url: template of the object, where it is an IRI.
        value_urls: a cell's text → the object's IRI, for the few that no template makes.
        text: templates of the object's text; the first whose columns all have text is used.
        only_with: the column speaks only where one of these columns has text.
    """

    name: str
    datatype: Datatype
    virtual: bool = False
    required: bool = False
    separator: str = ""
    language: str = ""
    about_url: str = ""
    property_url: str = ""
    value_url: str = ""
    value_urls: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    only_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose text is a key of another table."""

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table's declaration."""

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()

    @cached_property
    def printed(self) -> tuple[Column, ...]:
        """The columns that a file has, in order."""
        return tuple(column for column in self.columns if not column.virtual)


def load_tables(path: Path) -> dict[str, Table]:
    """Read the declarations of all tables.

    Args:
        path: ``csv-metadata.json``.

    Returns:
        The table's name (its file's name without ``.csv``) → its declaration.

    Raises:
        SourceMissing: there is no such file.
        RecordInvalid: the file is not JSON, no table group, or a key refers to nothing.

    >>> from kaupunkigraafi.resources import corpus_dir
    >>> tables = load_tables(corpus_dir() / "records" / METADATA)
    >>> [column.name for column in tables["regions"].printed][:3]
    ['code', 'name_fi', 'name_sv']
    """
    try:
        group = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SourceMissing(f"there is no declaration of tables {path}") from error
    except ValueError as error:
        raise RecordInvalid(f"{path}: not JSON ({error}); correct it") from error
    try:
        tables = [_table(each) for each in group["tables"]]
    except (KeyError, TypeError, AttributeError, re.error) as error:
        raise RecordInvalid(f"{path}: no CSVW table group ({error!r}); correct it") from error
    known = {table.name: table for table in tables}
    for table in tables:
        for foreign in table.foreign_keys:
            target = known.get(foreign.table)
            if target is None or target.primary_key != foreign.references:
                raise RecordInvalid(
                    f"{path}: {table.name} refers to {'+'.join(foreign.references)} of "
                    f"{foreign.table}, which is not that table's primary key; correct it"
                )
    return known


def _table(described: Json) -> Table:
    schema = _mapping(described["tableSchema"])
    about = str(schema.get("aboutUrl", ""))
    return Table(
        name=_table_name(described["url"]),
        columns=tuple(_column(_mapping(each), about) for each in _sequence(schema["columns"])),
        primary_key=_names(schema.get("primaryKey")),
        foreign_keys=tuple(
            _foreign_key(_mapping(each)) for each in _sequence(schema.get("foreignKeys", ()))
        ),
    )


def _column(described: Json, about: str) -> Column:
    silent = bool(described.get("suppressOutput"))
    return Column(
        name=str(described["name"]),
        datatype=_datatype(described.get("datatype", "string")),
        virtual=bool(described.get("virtual")),
        required=bool(described.get("required")),
        separator=str(described.get("separator", "")),
        language=str(described.get("lang", "")),
        about_url=str(described.get("aboutUrl", about)),
        property_url="" if silent else str(described["propertyUrl"]),
        value_url=str(described.get("valueUrl", "")),
        value_urls=tuple(
            (text, str(iri))
            for text, iri in _mapping(described.get(EXTENSION + "valueUrls", {})).items()
        ),
        text=_names(described.get(EXTENSION + "text")),
        only_with=_names(described.get(EXTENSION + "onlyWith")),
    )


def _datatype(described: object) -> Datatype:
    if isinstance(described, str):
        return Datatype(described)
    wanted = _mapping(described)
    pattern = wanted.get("format")
    return Datatype(
        base=str(wanted.get("base", "string")),
        iri=str(wanted.get("@id", "")),
        pattern=re.compile(str(pattern)) if pattern else None,
    )


def _foreign_key(described: Json) -> ForeignKey:
    target = _mapping(described["reference"])
    return ForeignKey(
        columns=_names(described["columnReference"]),
        table=_table_name(target["resource"]),
        references=_names(target["columnReference"]),
    )


def _table_name(url: object) -> str:
    return str(url).removesuffix(".csv")


def _names(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(map(str, _sequence(value)))


def _mapping(value: object) -> Json:
    if not isinstance(value, Mapping):
        raise TypeError(f"an object was expected, not {value!r}")
    return value


def _sequence(value: object) -> Sequence[object]:
    if not isinstance(value, Sequence):
        raise TypeError(f"a list was expected, not {value!r}")
    return value
