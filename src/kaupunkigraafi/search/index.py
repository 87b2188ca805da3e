"""Query → a ranking: its words and its meaning are asked of one generation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.answer import Mode, Note
from kaupunkigraafi.errors import EncoderMismatch, EncoderMissing, QueryTextInvalid
from kaupunkigraafi.manifest import EncoderEntry
from kaupunkigraafi.search.bridge import Bridge
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.farness import far_from
from kaupunkigraafi.search.lexical import LexicalIndex
from kaupunkigraafi.search.restricting import restrict
from kaupunkigraafi.search.scoring import (
    WORDS,
    Meaning,
    Ranking,
    by_both,
    by_meaning,
    by_words,
)
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.search.weighing import Meant, Weighed
from kaupunkigraafi.search.wording import Wording

LONGEST = 2_000
_REMEMBERED = 1_000
_NO_ENCODER = "no encoder is to be had, so this is a search by words alone"
_NO_VECTORS = Note(
    "this folder was built without vectors, so this is a search by words alone",
    kind="no-vectors",
)


class Index:
    """The search of one generation, read-only; safe to use from several threads."""

    def __init__(
        self,
        lexical: LexicalIndex,
        vectors: Vectors | None,
        encoder: Encoder | None,
        *,
        filled: NDArray[np.bool_],
        note: Note | None = None,
    ) -> None:
        """Join the halves; use ``open`` instead.

        Args:
            lexical: the words.
            vectors: the meanings; None where the folder has none.
            encoder: of queries; None where there is none.
            filled: (rows,), False where a row is a hole.
            note: said with every answer.
        """
        self._lexical = lexical
        self._vectors = vectors
        self._encoder = encoder
        self._filled = filled
        self._note = note
        self._bridge = Bridge()
        self._queries: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def open(cls, directory: Path, built: EncoderEntry | None, filled: NDArray[np.bool_]) -> Index:
        """Open a generation's index.

        Args:
            directory: of the generation.
            built: the encoder of its vectors, as the manifest has it; None: it has none.
            filled: (rows,), False where a row is a hole.

        Returns:
            The index; without an encoder it searches by words alone and says so.

        Raises:
            EncoderMismatch: the encoder of that name has other weights.
        """
        lexical = LexicalIndex(directory)
        if built is None:
            return cls(lexical, None, None, filled=filled, note=_NO_VECTORS)
        try:
            encoder = open_encoder(built.name)
        except EncoderMissing as error:
            note = Note(f"{_NO_ENCODER}: {error}", kind="no-encoder", about=str(error))
            return cls(lexical, None, None, filled=filled, note=note)
        if encoder.fingerprint != built.fingerprint:
            raise EncoderMismatch(
                f"the folder's vectors come from {built.name} with weights "
                f"{built.fingerprint[:12]}…, here it has {encoder.fingerprint[:12]}…; "
                "rebuild the folder with this encoder"
            )
        return cls(lexical, Vectors(directory, built.dim), encoder, filled=filled)

    def search(
        self,
        text: str,
        *,
        limit: int,
        mode: Mode,
        rows: NDArray[np.bool_] | None = None,
        gains: NDArray[np.float32] | None = None,
    ) -> Ranking:
        """Rank passages.

        Args:
            text: the query, not empty.
            limit: at most this many.
            mode: both halves, or one.
            rows: (rows,), True where a passage may be found; None: all may.
            gains: (rows,), shares of its score that a passage gains by what the query names;
                it counts where both halves do. None: nothing gains.

        Returns:
            The best passages with their place in each half.

        Raises:
            QueryTextInvalid: the text is too long.
            EncoderMissing: meaning alone was asked for and there is no encoder.
        """
        _check_length(text)
        allowed = self._filled if rows is None else self._filled & rows
        asked = restrict(self._lexical, text, allowed)
        text, allowed = asked.text, asked.rows
        if mode is Mode.SEMANTIC:
            if self._encoder is None or self._vectors is None:
                raise EncoderMissing(f"{self._note}; use mode lexical or hybrid")
            nearest = by_meaning(self._vectors, self._query(text), limit, allowed)
            return Ranking(nearest, asked.notes)
        wording = Wording(self._lexical, text, filled=self._filled, bridge=self._bridge)
        told = wording.translations
        if self._encoder is None or self._vectors is None:
            notes = (*([self._note] if self._note else ()), *asked.notes)
            return Ranking(by_words(wording, limit, allowed), notes, told)
        if mode is Mode.LEXICAL:
            return Ranking(by_words(wording, limit, allowed), asked.notes, told)
        meaning = Meaning(self._vectors, self._query(text), self._filled)
        scored = by_both(meaning, wording, limit, allowed, gains)
        cosines = [each.semantic.cosine for each in scored if each.semantic]
        name = self._encoder.name
        far = far_from(text, encoder=name, cosine=max(cosines)) if cosines else None
        return Ranking(scored, asked.notes, told, far)

    def weigh(self, text: str, *, mode: Mode) -> Weighed:
        """Make a text ready to be weighed against any passages.

        Args:
            text: the query, not empty.
            mode: both halves, or one.

        Returns:
            What gives the scores that ``search`` gives; words alone where there is no encoder.

        Raises:
            QueryTextInvalid: the text is too long.
            EncoderMissing: meaning alone was asked for and there is no encoder.
        """
        _check_length(text)
        asked = restrict(self._lexical, text, self._filled)
        text, wording, meant = asked.text, None, None
        if self._encoder is None and mode is Mode.SEMANTIC:
            raise EncoderMissing(f"{self._note}; use mode lexical or hybrid")
        if mode is not Mode.SEMANTIC:
            wording = Wording(self._lexical, text, filled=self._filled, bridge=self._bridge)
        if self._encoder is not None and self._vectors is not None and mode is not Mode.LEXICAL:
            query, scale, nearest = self._query(text), None, None
            if mode is Mode.HYBRID:
                meaning = Meaning(self._vectors, query, self._filled)
                scale = meaning.scale
                nearest = meaning.best if asked.rows is self._filled else None
            meant = Meant(self._vectors, query, scale, nearest)
        return Weighed(asked.rows, meant, wording, WORDS)

    def meaning_of(self, text: str) -> NDArray[np.float32] | None:
        """Return a query's vector.

        Args:
            text: the query, not empty.

        Returns:
            (dim,), length 1; None where nothing here is searched by meaning.

        Raises:
            QueryTextInvalid: the text is too long.
        """
        _check_length(text)
        if self._encoder is None or self._vectors is None:
            return None
        return self._query(text)

    def nearest_to(self, rows: NDArray[np.int64], limit: int) -> list[tuple[int, float]]:
        """Return the passages most like some passages together.

        Args:
            rows: of these.
            limit: at most this many.

        Returns:
            (row, cosine with their mean), best first; none where there are no vectors.
        """
        if self._vectors is None or not len(rows):
            return []
        mean = self._vectors.rows(rows).mean(axis=0)
        mean = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(np.float32)
        found, cosines = self._vectors.nearest(mean, limit, self._filled)
        return list(zip(found.tolist(), cosines.tolist(), strict=True))

    def _query(self, text: str) -> NDArray[np.float32]:
        assert self._encoder is not None  # noqa: S101  the caller looked
        with self._lock:
            if text in self._queries:
                self._queries.move_to_end(text)
                return self._queries[text]
        vector: NDArray[np.float32] = self._encoder.encode_queries([text])[0]
        with self._lock:
            self._queries[text] = vector
            if len(self._queries) > _REMEMBERED:
                self._queries.popitem(last=False)
        return vector


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise QueryTextInvalid(
            f"the search text has {len(text)} characters, at most {LONGEST} are searched; "
            "shorten it, or add the text as a document and look for similar ones"
        ).about("q", f"at most {LONGEST} characters")
