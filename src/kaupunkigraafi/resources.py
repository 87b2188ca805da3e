"""Finds ontology/ and corpus/: beside the package in a wheel, two floors up in a checkout."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kaupunkigraafi.errors import SourceMissing

_JUDGED = "judged"  # what searches are measured by is no part of what is built
_SUFFIXES = (".ttl", ".csv", ".toml", ".json", ".md", ".rq")
_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_data", _PACKAGE.parent.parent)


def _find(name: str) -> Path:
    for root in _ROOTS:
        candidate = root / name
        if candidate.is_dir():
            return candidate
    raise SourceMissing(
        f"the packaged folder {name}/ is in none of {', '.join(map(str, _ROOTS))}; "
        "reinstall kaupunkigraafi"
    )


def ontology_dir() -> Path:
    """Return the folder of the ontology's Turtle files.

    Returns:
        A folder that exists.

    Raises:
        SourceMissing: the installation is broken.

    >>> (ontology_dir() / "kaupunkigraafi.ttl").is_file()
    True
    """
    return _find("ontology")


def corpus_dir() -> Path:
    """Return the folder of records, documents and ``sources.toml``.

    Returns:
        A folder that exists.

    Raises:
        SourceMissing: the installation is broken.

    >>> (corpus_dir() / "sources.toml").is_file()
    True
    """
    return _find("corpus")


def digest_of(*directories: Path) -> str:
    """Return a hash of the data files below some folders.

    Args:
        *directories: ``ontology/`` and a corpus.

    Returns:
        64 hexadecimal digits; equal for equal names and bytes; ``judged/`` does not count.
    """
    digest = hashlib.sha256()
    for directory in directories:
        for path in sorted(directory.rglob("*")):
            if path.parent == directory / _JUDGED:
                continue
            if path.suffix in _SUFFIXES and path.is_file():
                digest.update(path.relative_to(directory).as_posix().encode() + b"\0")
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
