"""A reply of the query workers → a table that people read, and where the same is to be had."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kaupunkigraafi.endpoint import Reply
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Label
from kaupunkigraafi.vocabulary import id_of, shorten
from kaupunkigraafi_service.pages.address import address, entity_address, is_ours, web_link
from kaupunkigraafi_service.pages.chart import Chart, chart_of
from kaupunkigraafi_service.pages.question_view import Cell
from kaupunkigraafi_service.pages.texts import Texts

_SHOWN = 500  # rows on the page; the downloads have all
_NUMBERS = ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
_LONGEST_ADDRESS = 6_000
_TABLES = ("csv", "tsv", "json", "xml")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as the page shows it.

    Attributes:
        text: of a graph, in Turtle; empty where the answer is a table or yes or no.
        verdict: yes or no in words; empty where the answer is something else.
        truncated: at which limit it ends, in words; empty where it is whole.
        count: of all rows, of which ``rows`` may be the first ones.
        formats: in which it can be downloaded.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    count: int
    verdict: str
    text: str
    truncated: str
    seconds: str
    chart: Chart | None
    formats: tuple[str, ...]


def answered_of(reply: Reply, seconds: float, texts: Texts) -> Answered:
    """Lay a reply out.

    Args:
        reply: in SPARQL's JSON, or in Turtle.
        seconds: that it took.
        texts: of the page's language.

    Returns:
        What the page shows.
    """
    took, cut = f"{seconds:.2f}", _cut(reply.truncated, texts)
    if not reply.media_type.startswith("application/sparql-results+json"):
        text = reply.body.decode("utf-8", errors="replace")
        formats = ("turtle", "jsonld", "ntriples", "rdfxml")
        return Answered((), (), 0, "", text, cut, took, None, formats)
    told = json.loads(reply.body)
    if "boolean" in told:
        verdict = texts("compare.yes" if told["boolean"] else "compare.no")
        return Answered((), (), 0, verdict, "", cut, took, None, ("json", "xml"))
    columns = tuple(told["head"]["vars"])
    bindings = told["results"]["bindings"]
    rows = tuple(
        tuple(_cell(row.get(name), texts.language) for name in columns) for row in bindings[:_SHOWN]
    )
    chart = chart_of(columns, rows) if len(bindings) <= _SHOWN else None
    return Answered(columns, rows, len(bindings), "", "", cut, took, chart, _TABLES)


def _cut(told: str, texts: Texts) -> str:
    """Say at which limit an answer ends; told as ``rows; rows=1000``."""
    limit, _, rows = told.partition("; rows=")
    return texts(f"sparql.cut-{limit}", count=int(rows)) if told else ""


def _cell(term: dict[str, str] | None, language: str) -> Cell:
    if term is None:
        return Cell(Label(""))
    value = term["value"]
    if term["type"] == "uri":
        if is_ours(value):
            return Cell(Label(id_of(value)), entity_address(id_of(value), language))
        return Cell(Label(shorten(value)), web_link(value))
    number = term.get("datatype", "").rpartition("#")[2] in _NUMBERS
    return Cell(Label(value, term.get("xml:lang", "")), is_number=number)


def share_of(text: str, language: str) -> dict[str, str]:
    """Return the addresses of an answer in each format, and of its page.

    Args:
        text: of the query.
        language: of the page.

    Returns:
        Format → address, and ``page`` → the page; nothing where the address would be too long.
    """
    page = address("/query", {"query": text, "lang": language})
    if len(page) > _LONGEST_ADDRESS:
        return {}
    formats = (*_TABLES, "turtle", "jsonld", "ntriples", "rdfxml")
    found = {each: address("/sparql", {"query": text, "format": each}) for each in formats}
    return {**found, "page": page}


def examples_of(kg: Kaupunkigraafi, language: str) -> tuple[tuple[str, str], ...]:
    """Return the prepared questions, each with the page that runs it.

    Args:
        kg: the graph.
        language: of the page.

    Returns:
        Title and address of each, by title.
    """
    found = (
        (each.title(language), address(f"/questions/{each.name}", {"lang": language}))
        for each in kg.questions()
    )
    return tuple(sorted(found, key=lambda pair: pair[0].casefold()))
