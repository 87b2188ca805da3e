"""An encoder that keeps passages' vectors in a file by the hash of their text: none is made twice.

A build that was cut off goes on where it was, a newer package encodes only what changed in its
corpus, and a judged set is encoded once. It is for texts that anyone may have: what a user adds
is never kept here, so that a removed document leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.encoders.head import Headed

_WAIT_S = 60
_TABLE = "CREATE TABLE IF NOT EXISTS vectors (text BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID"
_AT_ONCE = 500


def remembering(encoder: Encoder, cache: Path) -> Encoder:
    """Return an encoder that remembers in a directory.

    Args:
        encoder: any; a head on it stays on it, since it takes no time and may change.
        cache: made where missing; one file an encoder and its weights.

    Returns:
        The same encoder, as its vectors tell; itself where the directory cannot be written to.
    """
    inner = encoder.inner if isinstance(encoder, Headed) else encoder
    key = hashlib.sha256(f"{inner.name}:{inner.fingerprint}".encode()).hexdigest()[:16]
    try:
        kept = Remembering(inner, cache / f"vectors-{key}.sqlite")
    except (OSError, sqlite3.OperationalError):
        return encoder
    return Headed(kept) if isinstance(encoder, Headed) else kept


class Remembering:
    """Encodes each text once; safe to call from several threads and processes."""

    def __init__(self, encoder: Encoder, path: Path) -> None:
        """Wrap an encoder.

        Args:
            encoder: that makes what is not there yet.
            path: of a file of its own for each encoder and fingerprint; made where missing.
        """
        self._encoder = encoder
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = _opened(path)

    @property
    def name(self) -> str:
        """As the wrapped encoder's."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """As the wrapped encoder's."""
        return self._encoder.fingerprint

    @property
    def dim(self) -> int:
        """As the wrapped encoder's."""
        return self._encoder.dim

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what people ask; not kept.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1.
        """
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Encode what is found, or read what was encoded before.

        Args:
            texts: any.

        Returns:
            (n, dim), every row of length 1, as exact as half precision.
        """
        keys = [hashlib.sha256(text.encode(errors="surrogatepass")).digest() for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            made = self._encoder.encode_passages(list(missing.values())).astype(np.float16)
            fresh = {key: row.tobytes() for key, row in zip(missing, made, strict=True)}
            self._keep(fresh)
            known.update(fresh)
        raw = b"".join(known[key] for key in keys)
        vectors = np.frombuffer(raw, np.float16).reshape(len(texts), self.dim).astype(np.float32)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.where(norms > 0, norms, 1)).astype(np.float32)
        return unit

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT text, vector FROM vectors WHERE text IN ({marks})"  # noqa: S608
            with self._lock:
                rows = self._file.execute(query, some).fetchall()
            found.update((key, raw) for key, raw in rows if len(raw) == 2 * self.dim)
        return found

    def _keep(self, fresh: dict[bytes, bytes]) -> None:
        # A full disk or a long wait loses a memory, not a vector: it is made again another time.
        with suppress(sqlite3.OperationalError), self._lock, self._file:
            self._file.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", fresh.items())


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file; what cannot be read is made anew, since nothing in it is the only copy."""
    try:
        return _connected(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    # The lock of the class guards it; sqlite3 itself would refuse a second thread.
    file = sqlite3.connect(path, timeout=_WAIT_S, check_same_thread=False)
    file.execute("PRAGMA synchronous=NORMAL")
    file.execute(_TABLE)
    return file
