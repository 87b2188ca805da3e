"""``sources.toml`` → Sources: where each fact of the corpus comes from, and when it was read."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from kaupunkigraafi.errors import CorpusError, RecordInvalid, SourceMissing
from kaupunkigraafi.model import Label, Record, Source

NAME = "sources.toml"
_PREFIX = "source/"
_REQUIRED = ("id", "title", "publisher", "licence")
_TRANSLATED = ("fi", "sv")
_KNOWN = {
    *_REQUIRED, "read", "url", "verified", "note", *(f"title_{each}" for each in _TRANSLATED)
}  # fmt: skip


def load_sources(path: Path) -> tuple[Source, ...]:
    """Read the sources.

    Args:
        path: ``sources.toml``, or the corpus folder that holds it.

    Returns:
        In the file's order; ids are unique.

    Raises:
        SourceMissing: there is no such file.
        CorpusError: the file is not TOML, or a source lacks what it needs.

    >>> from kaupunkigraafi.resources import corpus_dir
    >>> [source.licence for source in load_sources(corpus_dir()) if source.id == "yso"]
    ['https://creativecommons.org/licenses/by/4.0/']
    """
    file = path / NAME if path.is_dir() else path
    try:
        blocks = tomllib.loads(file.read_text(encoding="utf-8")).get("source", [])
    except FileNotFoundError as error:
        raise SourceMissing(
            f"there is no {file}; each corpus names its sources in {NAME}"
        ) from error
    except ValueError as error:
        raise CorpusError(f"{file}: not TOML ({error}); correct it") from error
    sources = tuple(_source(block, f"{file.name}, source {n}") for n, block in enumerate(blocks, 1))
    seen: set[str] = set()
    for source in sources:
        if source.id in seen:
            raise CorpusError(f"{file.name}: two sources have the id {source.id!r}; rename one")
        seen.add(source.id)
    return sources


def check_sources(records: Iterable[Record], sources: Iterable[Source]) -> None:
    """Check that each row leads to a source that may be cited.

    Args:
        records: rows of the corpus.
        sources: of ``sources.toml``.

    Raises:
        RecordInvalid: a row names a source that is not there or not verified, or none.
    """
    known = {_PREFIX + source.id: source.verified for source in sources}
    for record in records:
        for cited in record["source"].split("|"):
            if cited not in known:
                raise RecordInvalid(
                    f"{record.origin}, column 'source': {cited!r} is not in {NAME}; "
                    f"write source/ID of a source that is, or add it"
                )
            if not known[cited]:
                raise RecordInvalid(
                    f"{record.origin}, column 'source': {cited!r} is not verified; "
                    "leave the row out until a public source confirms it"
                )


def _source(block: Mapping[str, object], place: str) -> Source:
    for key in _REQUIRED:
        if not block.get(key):
            raise CorpusError(f"{place}: {key!r} is missing; add it")
    for key in block.keys() - _KNOWN:
        raise CorpusError(f"{place}: {key!r} is not known; known are {', '.join(sorted(_KNOWN))}")
    read = block.get("read")
    if read is not None and type(read) is not date:
        raise CorpusError(f"{place}: 'read' must be a date such as 2026-08-31, not {read!r}")
    url = block.get("url")
    return Source(
        id=str(block["id"]),
        title=_nfc(block["title"]),
        publisher=_nfc(block["publisher"]),
        licence=str(block["licence"]),
        read=read,
        url=None if url is None else str(url),
        verified=block.get("verified", True) is True,
        note=_nfc(block.get("note", "")),
        titles=tuple(
            Label(_nfc(block[f"title_{each}"]), each)
            for each in _TRANSLATED
            if block.get(f"title_{each}")
        ),
    )


def _nfc(value: object) -> str:
    return unicodedata.normalize("NFC", str(value))
