"""Commands that ask: search, sparql, entity, related, document, about, validate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.cli import printing, things
from kaupunkigraafi.cli.opening import opened
from kaupunkigraafi.cli.options import (
    AsOfOption,
    AuthorityOption,
    BodyOption,
    CityOption,
    FolderOption,
    GraphFormat,
    KindOption,
    LangOption,
    Language,
    LanguageOption,
    LawOption,
    MinistryOption,
    ModeOption,
    RelatedOption,
    SinceOption,
    TableFormat,
    TableFormatOption,
    TaskOption,
    TypeOption,
    UntilOption,
    What,
    WhatOption,
)
from kaupunkigraafi.entity_answer import EntityAnswer
from kaupunkigraafi.entity_plain import found_to_plain
from kaupunkigraafi.errors import QueryInvalid, SourceMissing
from kaupunkigraafi.graph.results import Boolean, Solutions
from kaupunkigraafi.model import best_label
from kaupunkigraafi.plain import (
    about_to_plain,
    document_to_plain,
    entity_to_plain,
    related_to_plain,
    validation_to_plain,
)


def register(app: typer.Typer) -> None:
    """Add the commands.

    Args:
        app: the root.
    """
    for command in (search, sparql, entity, related, document, about, validate):
        app.command()(command)


def search(
    text: Annotated[str, typer.Argument(help="What is looked for; empty browses.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Hits shown.")] = 10,
    city: CityOption = None,
    ministry: MinistryOption = None,
    law: LawOption = None,
    task: TaskOption = None,
    type: TypeOption = None,
    language: LanguageOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    authority: AuthorityOption = None,
    as_of: AsOfOption = None,
    body: BodyOption = None,
    related: RelatedOption = False,
    mode: ModeOption = Mode.HYBRID,
    cursor: Annotated[str | None, typer.Option("--cursor", help="'next' of a page.")] = None,
    what: WhatOption = What.PASSAGE,
    kind: KindOption = None,
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """Find passages by meaning and by words, or the things of the graph that they tell of."""
    with opened(folder) as kg:
        answer = kg.search(
            text,
            limit,
            what=what.value,
            kind=kind,
            city=city,
            ministry=ministry,
            law=law,
            task=task,
            type=type,
            language=language,
            since=since and since.date(),
            until=until and until.date(),
            authority=authority,
            as_of=as_of and as_of.date(),
            body=body,
            related=related,
            mode=mode,
            cursor=cursor,
        )
        if format is TableFormat.JSON:
            printing.to_json(found_to_plain(answer, lang))
        elif isinstance(answer, EntityAnswer):
            things.show(answer, lang, as_csv=format is TableFormat.CSV)
        elif format is TableFormat.CSV:
            printing.to_csv(printing.ANSWER_HEADER, printing.answer_rows(answer))
        else:
            printing.answer_table(answer, lang)
        for note in (*answer.notes, *filter(None, (answer.unanswered,))):
            printing.message(note, style="yellow")


def sparql(
    query: Annotated[str, typer.Argument(help="A query, or @FILE that holds one.")],
    folder: FolderOption = None,
    format: Annotated[
        GraphFormat, typer.Option("--format", help="How to print the answer.")
    ] = GraphFormat.TABLE,
) -> None:
    """Ask the graph in SPARQL 1.1."""
    text = _file(query[1:]) if query.startswith("@") else query
    with opened(folder) as kg:
        result = kg.sparql(text)
        if format is not GraphFormat.TABLE:
            printing.to_bytes(result.serialize(format.value))
        elif isinstance(result, Solutions):
            rows = ([None if v is None else str(v) for v in row.values()] for row in result.rows)
            printing.to_table(result.variables, rows)
        elif isinstance(result, Boolean):
            printing.to_bytes(b"true\n" if result else b"false\n")
        else:
            printing.to_bytes(result.serialize("turtle"))


def _file(name: str) -> str:
    path = Path(name)
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceMissing(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QueryInvalid(f"{path} is not UTF-8 text; save it as UTF-8") from error


def entity(
    id: Annotated[str, typer.Argument(help="As municipality/091, an IRI or a name.")],
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """Show what the graph states about one thing."""
    with opened(folder) as kg:
        plain = entity_to_plain(kg.entity(id), lang)
    facts = plain["facts"]
    assert isinstance(facts, list)  # noqa: S101  the shape is ours
    header = ("name", "label", "value", "language", "graph")
    rows = [[fact[column] for column in header] for fact in facts]
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        printing.to_csv(header, rows)
    else:
        printing.to_table(("", str(plain["id"])), [(row[0], row[1]) for row in rows])


def related(
    id: Annotated[str, typer.Argument(help="As ministry/TEM, an IRI or a name.")],
    kind: Annotated[str | None, typer.Option("--kind", help="law, task, body …")] = None,
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """Show the direct neighbours of a thing."""
    with opened(folder) as kg:
        plain = related_to_plain(kg.related(id, kind=kind), lang)
    header = ("direction", "predicate", "kind", "id", "label")
    rows = [[each[column] for column in header] for each in plain]
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        printing.to_csv(header, rows)
    else:
        printing.to_table(header, rows)


def document(
    id: Annotated[str, typer.Argument(help="A document's id.")],
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.FI,
) -> None:
    """Show a document with its text."""
    with opened(folder) as kg:
        found, passages = kg.document(id), kg.passages(id)
        plain = document_to_plain(found, passages, kg.entities_of(id), lang)
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        header = ("number", "start", "end", "page", "section", "heading", "language", "text")
        printing.to_csv(header, [[getattr(p, name) for name in header] for p in passages])
    else:
        hidden = ("text", "passages", "sections", "pages", "entities")
        printing.to_table(("", found.title), [(k, v) for k, v in plain.items() if k not in hidden])
        printing.to_bytes(("\n" + found.text + "\n").encode())


def about(
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
    lang: LangOption = Language.EN,
) -> None:
    """Tell what the graph knows, from where, and what it does not know."""
    with opened(folder) as kg:
        told = kg.about()
    plain = about_to_plain(told)
    if format is TableFormat.JSON:
        printing.to_json(plain)
        return
    rows = [(name, value) for name, value in plain.items() if isinstance(value, (str, int))]
    rows += [(f"class {name}", count) for name, count in told.classes]
    rows += [
        (
            f"source {each.id}",
            f"{each.entities} · {each.read or 'day not known'} · "
            f"{best_label(each.titles, lang) or each.title}",
        )
        for each in told.sources
    ]
    rows += [("not known", gap.told(lang)) for gap in told.gaps]
    if format is TableFormat.CSV:
        printing.to_csv(("name", "value"), rows)
    else:
        printing.to_table(("", "kaupunkigraafi"), rows)


def validate(
    file: Annotated[Path | None, typer.Argument(help="An RDF file; none: the graph.")] = None,
    folder: FolderOption = None,
    format: TableFormatOption = TableFormat.TABLE,
) -> None:
    """Check an RDF file, or the whole graph, against the ontology's shapes."""
    with opened(folder) as kg:
        report = kg.validate(file)
    plain = validation_to_plain(report)
    header = ("shape", "focus", "path", "value", "message")
    violations = plain["violations"]
    assert isinstance(violations, list)  # noqa: S101  the shape is ours
    rows = [[each[column] for column in header] for each in violations]
    if format is TableFormat.JSON:
        printing.to_json(plain)
    elif format is TableFormat.CSV:
        printing.to_csv(header, rows)
    elif rows:
        printing.to_table(header, rows)
    else:
        printing.message("conforms to all shapes", style="green")
    if rows:
        raise typer.Exit(1)
