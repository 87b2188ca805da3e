"""A generation → its content as lines: stated quads, and documents, the same on every machine.

Nothing here depends on vectors, on the time or on the machine: no suggestion, no path, no date of
building. So two machines that build one corpus have one content, and one hash of it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.graph.store import Store, is_stated
from kaupunkigraafi.model import Document, Passage
from kaupunkigraafi.vocabulary import DERIVED_GRAPHS, iri_of

_LEFT_OUT = ("origin", "sections", "pages")  # origin may be a path of this machine


def stated_lines(store: Store) -> list[bytes]:
    """Write all that is stated.

    Args:
        store: the graph.

    Returns:
        Canonical N-Quads, sorted, without line ends.
    """
    return store.lines(each for each in store.graphs() if is_stated(each))


def derived_lines(store: Store) -> list[bytes]:
    """Write what programs found and nobody reviewed.

    Args:
        store: the graph.

    Returns:
        Canonical N-Quads, sorted, without line ends.
    """
    return store.lines(each for each in store.graphs() if each.startswith(DERIVED_GRAPHS))


def users_lines(store: Store) -> list[bytes]:
    """Write what users stated in graphs of their own.

    Args:
        store: the graph.

    Returns:
        Canonical N-Quads, sorted, without line ends.
    """
    others = (each for each in store.graphs() if not is_stated(each))
    return store.lines(each for each in others if not each.startswith(DERIVED_GRAPHS))


def document_lines(documents: Documents) -> Iterator[bytes]:
    """Write each document with its text, its passages' places and what is known of it.

    Args:
        documents: of the generation.

    Yields:
        JSON, keys sorted, by the documents' ids, without line ends.
    """
    for key in sorted(documents.ids_by_origin().values()):
        document = documents.document(key)
        if document is not None:
            plain = _plain(document, documents.passages_of(key))
            yield json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()


def content_hash(store: Store, documents: Documents) -> str:
    """Return the hash of what a generation says.

    Args:
        store: its graph.
        documents: its documents.

    Returns:
        SHA-256 in hexadecimal, of the lines of the statements and of the documents.
    """
    return hash_of((*stated_lines(store), b"", *document_lines(documents)))


def hash_of(lines: Iterable[bytes]) -> str:
    """Return the hash of lines.

    Args:
        lines: without their ends.

    Returns:
        SHA-256 in hexadecimal.

    >>> hash_of([b"a", b"b"]) == hashlib.sha256(b"a\\nb\\n").hexdigest()
    True
    """
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
        digest.update(b"\n")
    return digest.hexdigest()


def _plain(document: Document, passages: Iterable[Passage]) -> dict[str, object]:
    found: dict[str, object] = {
        name: _written(getattr(document, name))
        for name in Document.__dataclass_fields__
        if name not in _LEFT_OUT
    }
    found["iri"] = iri_of(f"document/{document.id}")
    found["passages"] = [
        {"number": each.number, "start": each.start, "end": each.end, "page": each.page,
         "section": each.section, "heading": each.heading}
        for each in passages
    ]  # fmt: skip
    return found


def _written(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
