"""Answers → text on stdout: tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from kaupunkigraafi.answer import Answer, Hit, Understood
from kaupunkigraafi.plain import Plain
from kaupunkigraafi.progress import Progress as Callback

_STAGES = {
    "fetch": "fetching",
    "read": "reading",
    "search": "searching",
    "embed": "embedding",
    "index": "indexing",
    "graph": "linking",
    "suggest": "suggesting",
    "labels": "naming",
    "publish": "publishing",
    "export": "exporting",
}


def to_json(plain: Plain | Sequence[Plain]) -> None:
    """Print what the HTTP API returns.

    Args:
        plain: of ``kaupunkigraafi.plain``.
    """
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2) + "\n")


def to_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table for a program or a spreadsheet.

    Args:
        header: the columns' names.
        rows: values; None is an empty cell.
    """
    writer = csv.writer(sys.stdout)
    writer.writerow(header)
    writer.writerows([["" if value is None else value for value in row] for row in rows])


def to_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table for a person.

    Args:
        header: the columns' names.
        rows: values.
    """
    table = Table(*header, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console(soft_wrap=not sys.stdout.isatty()).print(table)


def to_bytes(data: bytes) -> None:
    """Print bytes as they are.

    Args:
        data: a serialised answer.
    """
    sys.stdout.buffer.write(data)
    sys.stdout.flush()


def answer_table(answer: Answer, language: str) -> None:
    """Print hits as a person would read them.

    Args:
        answer: of a search.
        language: of labels.
    """
    console = Console()
    offered = [each for each in answer.understood if each.filter]
    if offered:
        console.print(Text("→ " + "  ".join(_offered(each, language) for each in offered)))
    if not answer.hits:
        console.print("ei osumia / inga träffar / no hits", markup=False)
    for hit in answer.hits:
        document = hit.document
        console.print(Text(f"{hit.score:.2f}  {document.title}", style="bold"))
        facts = [document.type, document.language, document.authority.value, _place(hit)]
        facts += [document.issued.isoformat()] if document.issued else []
        console.print(Text("      " + " · ".join(fact for fact in facts if fact), style="dim"))
        console.print(_marked(hit))
        if hit.entities:
            names = ", ".join(entity.label(language) for entity in hit.entities[:6])
            console.print(Text(f"      → {names}", style="dim"))
        console.print(Text(f"      {document.id} · {document.source}", style="dim"))
    message(f"{answer.total} passages, {answer.took_ms:.0f} ms, generation {answer.generation}")


def _offered(each: Understood, language: str) -> str:
    """Return a filter as it is typed, with what it means."""
    more = " --related" if each.related else ""
    return f"--{each.filter} {each.value}{more} ({each.entity.label(language)})"


def _place(hit: Hit) -> str:
    page = f"s. {hit.passage.page}" if hit.passage.page else ""
    return " ".join(part for part in (hit.passage.heading, page) if part)


def _marked(hit: Hit) -> Text:
    text = Text("      " + " ".join(hit.passage.text.split()))
    # Offsets are of the passage as it stands; only line breaks differ here, one for one.
    if "  " not in hit.passage.text and "\n\n" not in hit.passage.text:
        for start, end in hit.highlights:
            text.stylize("underline", start + 6, end + 6)
    return text


def answer_rows(answer: Answer) -> Iterator[tuple[object, ...]]:
    """Return hits as rows of a spreadsheet.

    Args:
        answer: of a search.

    Yields:
        score, document, title, type, language, issued, authority, source, section, page, text.
    """
    for hit in answer.hits:
        document, passage = hit.document, hit.passage
        yield (
            round(hit.score, 4), document.id, document.title, document.type, document.language,
            document.issued, document.authority.value, document.source, passage.section,
            passage.page, passage.text,
        )  # fmt: skip


ANSWER_HEADER = (
    "score", "document", "title", "type", "language", "issued", "authority", "source", "section",
    "page", "text",
)  # fmt: skip


def message(text: str, *, style: str = "dim") -> None:
    """Tell the person something; never part of the answer.

    Args:
        text: one line.
        style: of rich.
    """
    Console(stderr=True).print(text, style=style, markup=False, highlight=False)


@contextmanager
def bar() -> Iterator[Callback]:
    """Draw progress bars on stderr while a block runs.

    Yields:
        What the library is given to call.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(_STAGES.get(stage, stage), total=total)
            progress.update(tasks[stage], completed=done, total=total)

        yield tell
