"""What people said of suggestions ↔ two CSV files among the records.

An accepted link is a row of ``accepted_links.csv``, which states it as any row of a record does; a
rejected one is a row of ``rejected_links.csv``, which states nothing and is remembered. A folder
that somebody built keeps the two in its own ``records/``; copied into a corpus they are its own.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from pathlib import Path

from kaupunkigraafi.corpus.records import check_keys, check_records, read_table
from kaupunkigraafi.disk import sync
from kaupunkigraafi.model import Record
from kaupunkigraafi.suggestion import SUBJECT, Method, Review, Verdict, predicate_of
from kaupunkigraafi.tables import Table
from kaupunkigraafi.vocabulary import iri_of

TABLES = {Verdict.ACCEPTED: "accepted_links", Verdict.REJECTED: "rejected_links"}
SOURCE = "source/link-review"


def review_records(directory: Path, tables: Mapping[str, Table]) -> tuple[Record, ...]:
    """Read the rows.

    Args:
        directory: of the CSV files; files that are not there hold nothing.
        tables: the declarations.

    Returns:
        Checked rows of both tables; a link that is in both is a rejected one.

    Raises:
        RecordInvalid: a row breaks its declaration, or an id is there twice.
    """
    records: list[Record] = []
    for name in TABLES.values():
        path = directory / f"{name}.csv"
        if name in tables and path.exists():
            records += read_table(path, tables[name])
    check_records(records, tables)
    check_keys(records, tables)
    latest = {each["id"]: each for each in records}
    return tuple(latest.values())


def reviews_of(records: Iterable[Record]) -> tuple[Review, ...]:
    """Return rows as reviews.

    Args:
        records: of the two tables, checked.

    Returns:
        In the same order.
    """
    return tuple(map(_review, records))


def write_reviews(directory: Path, reviews: Iterable[Review], tables: Mapping[str, Table]) -> None:
    """Write all that people said: each file whole, on disk before it takes its name.

    Args:
        directory: of the CSV files; made where it is missing.
        reviews: all of them; of two on the same link the later one counts.
        tables: the declarations.

    Raises:
        RecordInvalid: one breaks its declaration; nothing is written.
    """
    latest = {each.id: each for each in reviews}
    records = {
        verdict: [record_of(each) for each in latest.values() if each.verdict is verdict]
        for verdict in TABLES
    }
    check_records((each for found in records.values() for each in found), tables)
    directory.mkdir(parents=True, exist_ok=True)
    for verdict, name in TABLES.items():
        _write(directory / f"{name}.csv", tables[name], records[verdict])
    sync(directory)


def _write(path: Path, table: Table, records: Iterable[Record]) -> None:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [column.name for column in table.printed]
    writer.writerow(columns)
    writer.writerows([record[name] for name in columns] for record in records)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(text.getvalue(), encoding="utf-8")
    sync(fresh)
    fresh.replace(path)


def record_of(review: Review) -> Record:
    """Return a review as a row.

    Args:
        review: of a suggestion.

    Returns:
        A row of the table of its verdict.
    """
    topical = predicate_of(review.entity) == SUBJECT
    return Record(
        TABLES[review.verdict],
        (
            ("id", review.id),
            ("document", review.document),
            ("concerns", "" if topical else review.entity),
            ("subject", review.entity if topical else ""),
            ("confidence", "" if review.confidence is None else f"{review.confidence:g}"),
            ("method", review.method or ""),
            ("reviewer", _line(review.reviewer)),
            ("reviewed", review.reviewed.isoformat()),
            ("note", _line(review.note)),
            ("source", SOURCE),
        ),
        f"review of {review.id}",
    )


def _review(record: Record) -> Review:
    verdict = next(each for each, name in TABLES.items() if name == record.table)
    return Review(
        document=record["document"],
        entity=record["concerns"] or record["subject"] or _entity_of(record),
        verdict=verdict,
        reviewer=record["reviewer"],
        reviewed=date.fromisoformat(record["reviewed"]),
        confidence=float(record["confidence"]) if record["confidence"] else None,
        method=Method(record["method"]) if record["method"] else None,
        note=record["note"],
    )


def _entity_of(record: Record) -> str:
    """Return the thing by the row's id, where a person left its IRI out."""
    return iri_of(record["id"].removeprefix(f"{record['document']}/"))


def _line(text: str) -> str:
    """Return a text as a cell holds it: NFC, on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())
