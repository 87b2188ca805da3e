"""A generation → a directory: statements, documents, tables, their licences and their hashes.

``datapackage.json`` describes it as the Data Package standard has it (datapackage.org, version 2).
It is made in a directory beside and renamed, so what is there is whole.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from kaupunkigraafi.answering.about import About
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.errors import FolderNotEmpty
from kaupunkigraafi.exported import NAME, SUMS, content, files
from kaupunkigraafi.exported.classes import class_sheets
from kaupunkigraafi.exported.columns import Sheet, sheet_of
from kaupunkigraafi.exported.crosswalk import crosswalks
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.manifest import sha256_of
from kaupunkigraafi.progress import Progress
from kaupunkigraafi.vocabulary import iri_of

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_STEPS = 6
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        content: the hash of what the generation says, the same on every machine.
        files: (path within the directory, bytes, SHA-256).
        notes: what was left out, and how to have it.
    """

    directory: str
    generation: str
    content: str
    files: tuple[tuple[str, int, str], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Resource:
    path: str
    title: str
    described: dict[str, object]


def export(
    directory: Path, store: Store, documents: Documents, about: About, progress: Progress
) -> Exported:
    """Write a data package.

    Args:
        directory: absent, or empty.
        store: the graph.
        documents: of the generation.
        about: what it says of itself.
        progress: told how far the work is.

    Returns:
        What was written.

    Raises:
        FolderNotEmpty: something is there already.
    """
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise FolderNotEmpty(f"there is something at {directory}; name a directory that is empty")
    directory.parent.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=".tmp-export-", dir=directory.parent))
    try:
        resources, digest, notes = _written(home, store, documents, about, progress)
        _describe(home, resources, about, digest)
        sums = _sums(home)
        home.chmod(0o755)
        if directory.exists():
            directory.rmdir()
        home.rename(directory)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise
    progress("export", _STEPS, _STEPS)
    return Exported(str(directory), about.generation, digest, sums, tuple(notes))


def _written(
    home: Path, store: Store, documents: Documents, about: About, progress: Progress
) -> tuple[list[_Resource], str, list[str]]:
    stated, texts = content.stated_lines(store), list(content.document_lines(documents))
    digest = content.hash_of((*stated, b"", *texts))
    resources = [
        _packed(home, "graph.nq.gz", "All that is stated, in named graphs", stated),
        _packed(home, "documents.jsonl.gz", "Documents with their texts", texts),
    ]
    progress("export", 1, _STEPS)
    for name, title, lines in (
        ("derived.nq.gz", "What programs found and nobody reviewed", content.derived_lines(store)),
        ("users.nq.gz", "What users stated in graphs of their own", content.users_lines(store)),
    ):
        if lines:
            resources.append(_packed(home, name, title, lines))
    progress("export", 2, _STEPS)
    sheets = [*class_sheets(store), *crosswalks(store), _licences(about)]
    progress("export", 3, _STEPS)
    resources += _tables(home, "csv", sheets, files.write_csv, "text/csv")
    progress("export", 4, _STEPS)
    book = "kaupunkigraafi.xlsx"
    files.write_xlsx(home / book, sheets, about.created)
    resources.append(_Resource(book, "All tables, a sheet each", {"mediatype": _XLSX}))
    notes = []
    progress("export", 5, _STEPS)
    if files.has_parquet():
        kind = "application/vnd.apache.parquet"
        resources += _tables(home, "parquet", sheets, files.write_parquet, kind)
    else:
        notes.append('no Parquet: pyarrow is not there; pip install "kaupunkigraafi[parquet]"')
    return resources, digest, notes


def _packed(home: Path, name: str, title: str, lines: Sequence[bytes]) -> _Resource:
    files.write_lines(home / name, lines)
    kind = "application/n-quads" if name.endswith(".nq.gz") else "application/jsonl"
    return _Resource(name, title, {"mediatype": kind, "compression": "gz", "encoding": "utf-8"})


def _tables(
    home: Path,
    ending: str,
    sheets: Sequence[Sheet],
    write: Callable[[Path, Sheet], None],
    kind: str,
) -> list[_Resource]:
    (home / ending).mkdir()
    made = []
    for sheet in sheets:
        path = f"{ending}/{sheet.name}.{ending}"
        write(home / path, sheet)
        described: dict[str, object] = {"mediatype": kind, "schema": _schema(sheet)}
        made.append(_Resource(path, sheet.title, described))
    return made


def _schema(sheet: Sheet) -> dict[str, object]:
    fields = [
        {"name": each.name, "type": each.type, **({"rdfType": each.about} if each.about else {})}
        for each in sheet.columns
    ]
    schema: dict[str, object] = {"fields": fields, "missingValues": [""]}
    return {**schema, **({"primaryKey": list(sheet.key)} if sheet.key else {})}


def _licences(about: About) -> Sheet:
    """Make a table of the sources with the licence of each."""
    rows = [
        {"id": each.id, "title": each.title, "licence": each.licence, "read": each.read,
         "entities": str(each.entities),
         **{f"title_{label.language}": label.text for label in each.titles}}
        for each in about.sources
    ]  # fmt: skip
    names = ("id", "title", "title_fi", "title_sv", "licence", "read", "entities")
    known = [{name: text for name, text in row.items() if text and name in names} for row in rows]
    return sheet_of("licences", "Sources, each with its licence", names, known)


def _describe(home: Path, resources: Sequence[_Resource], about: About, digest: str) -> None:
    licences = sorted({each.licence for each in about.sources if "://" in each.licence})
    described = {
        "$schema": _PROFILE,
        "name": "kaupunkigraafi",
        "title": "Kaupunkigraafi: Finnish urban policy as a knowledge graph",
        "version": f"{about.version}+{about.generation}",
        "created": about.created,
        "contentHash": f"sha256:{digest}",
        "licenses": [{"path": each} for each in licences],
        "sources": [
            {"title": each.title, "path": iri_of(each.id), "licence": each.licence or "not stated"}
            for each in about.sources
        ],
        "resources": [_resource(home, each) for each in resources],
    }
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (home / NAME).write_text(text + "\n", encoding="utf-8")


def _resource(home: Path, resource: _Resource) -> dict[str, object]:
    path = home / resource.path
    return {
        "name": resource.path.lower().replace("/", "-"),
        "path": resource.path,
        "title": resource.title,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256_of(path)}",
        **resource.described,
    }


def _sums(home: Path) -> tuple[tuple[str, int, str], ...]:
    """Hash every file, as ``sha256sum --check SHA256SUMS`` reads it."""
    paths = sorted(each for each in home.rglob("*") if each.is_file())
    found = tuple(
        (each.relative_to(home).as_posix(), each.stat().st_size, sha256_of(each)) for each in paths
    )
    text = chain.from_iterable((digest, "  ", name, "\n") for name, _, digest in found)
    (home / SUMS).write_text("".join(text), encoding="utf-8")
    return found
