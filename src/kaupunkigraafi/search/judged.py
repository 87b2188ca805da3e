"""A judged set on disk → documents, queries and grades: BEIR's layout, or a corpus by its name.

``corpus.jsonl`` (``_id``, ``title``, ``text``), queries files (``_id``, ``text``) and
``qrels.jsonl`` (``query-id``, ``corpus-id``, ``score``). A set that judges documents of the
packaged corpus copies none of them: it has ``corpus.toml`` with ``corpus = "packaged"``.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from kaupunkigraafi.errors import JudgedSetInvalid


class Half(StrEnum):
    """The half of a set that weights are chosen on, and the half that figures are told of."""

    TUNE = "tune"
    HELD_OUT = "held-out"


def half_of(query: str) -> Half:
    """Return which half a query is in, by its id alone.

    The same id stands for the same need in every language, so no need is in both halves.

    Args:
        query: its id.

    Returns:
        By the first byte of the id's SHA-256: even is ``tune``, odd ``held-out``.

    >>> half_of("property-tax").value
    'tune'
    """
    odd = hashlib.sha256(query.encode()).digest()[0] % 2
    return Half.HELD_OUT if odd else Half.TUNE


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """A document of a judged set."""

    id: str
    title: str
    text: str


def is_of_packaged(directory: Path) -> bool:
    """Tell whether a set judges documents of the packaged corpus, by their ids.

    Args:
        directory: of the set.

    Returns:
        True with such a ``corpus.toml``; False where there is none.

    Raises:
        JudgedSetInvalid: it names another corpus or is not TOML.
    """
    path = directory / "corpus.toml"
    if not path.is_file():
        return False
    try:
        named = tomllib.loads(path.read_text(encoding="utf-8")).get("corpus")
    except ValueError as error:
        raise JudgedSetInvalid(f"{path} is not TOML: {error}") from error
    if named != "packaged":
        raise JudgedSetInvalid(f'{path} says corpus = {named!r}; it can only be "packaged"')
    return True


def query_files(directory: Path) -> list[Path]:
    """Return the queries files that are asked when none is named.

    Args:
        directory: of the set.

    Returns:
        ``queries.jsonl``, or where there is none every ``queries.*.jsonl``, by name.

    Raises:
        JudgedSetInvalid: there is neither.
    """
    plain = directory / "queries.jsonl"
    files = [plain] if plain.is_file() else sorted(directory.glob("queries.*.jsonl"))
    if not files:
        raise JudgedSetInvalid(
            f"{directory} has neither queries.jsonl nor queries.NAME.jsonl; name a file with "
            "--queries"
        )
    return files


def read_corpus(directory: Path) -> list[JudgedDocument]:
    """Read the documents.

    Args:
        directory: of the set.

    Returns:
        In the file's order.

    Raises:
        JudgedSetInvalid: the file is missing or a line is broken.
    """
    return [
        JudgedDocument(row["_id"], row.get("title", ""), row["text"])
        for row in _lines(directory / "corpus.jsonl", ("_id", "text"))
    ]


def read_queries(path: Path, half: Half | None = None) -> dict[str, str]:
    """Read queries.

    Args:
        path: a queries file.
        half: only this half of them; None: all.

    Returns:
        id → text.

    Raises:
        JudgedSetInvalid: the file is missing or a line is broken.
    """
    rows = _lines(path, ("_id", "text"))
    return {row["_id"]: row["text"] for row in rows if half in (None, half_of(row["_id"]))}


def read_judgements(directory: Path) -> dict[str, dict[str, float]]:
    """Read which documents answer which query.

    Args:
        directory: of the set.

    Returns:
        query's id → document's id → grade above 0.

    Raises:
        JudgedSetInvalid: the file is missing or a line is broken.
    """
    judged: dict[str, dict[str, float]] = {}
    for row in _lines(directory / "qrels.jsonl", ("query-id", "corpus-id", "score")):
        if float(row["score"]) > 0:
            judged.setdefault(row["query-id"], {})[row["corpus-id"]] = float(row["score"])
    return judged


def _lines(path: Path, needed: Sequence[str]) -> list[dict[str, str]]:
    try:
        raw = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise JudgedSetInvalid(
            f"{path} cannot be read ({error.strerror}); a judged set has corpus.jsonl or "
            "corpus.toml, queries.jsonl and qrels.jsonl"
        ) from error
    rows = []
    for number, line in enumerate(raw, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise JudgedSetInvalid(f"{path}:{number} is not JSON: {error}") from error
        if not isinstance(row, dict) or any(name not in row for name in needed):
            raise JudgedSetInvalid(f"{path}:{number} lacks one of {', '.join(needed)}")
        rows.append(row)
    return rows
