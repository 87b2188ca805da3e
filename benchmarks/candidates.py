"""The index over vectors at a size: how much of the true nearest it finds, how long that takes.

    python benchmarks/candidates.py N

Vectors are those of the packaged corpus, each moved by noise, as in ``scale.py``; queries are
encoded in earnest. Times are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from scale import ENCODER, QUERIES, Drawn

from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.vectors import Vectors, write_vectors
from kaupunkigraafi.writing.packaged import packaged_folder

LIMIT = 400  # as many as a search looks at
BLOCK = 10_000
SHARES = (1.0, 0.5, 0.1, 0.01)


def main() -> None:
    """Write, ask, compare, print JSON."""
    count = int(sys.argv[1])
    encoder = open_encoder(ENCODER)
    current = packaged_folder(encoder=ENCODER).current()
    real = Vectors(current.path, encoder.dim).rows(np.arange(current.manifest.counts.vectors))
    drawn = Drawn(encoder, real[np.abs(real).sum(1) > 0])
    told: dict[str, object] = {"machine": platform.machine(), "rows": count}
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        began = time.process_time()
        added = (
            (start + place, vector)
            for start in range(0, count, BLOCK)
            for place, vector in enumerate(drawn.encode_passages([""] * min(BLOCK, count - start)))
        )
        write_vectors(home, None, dim=encoder.dim, rows=count, added=added)
        told["write s"] = round(time.process_time() - began, 1)
        told["index MiB"] = (home / "vectors.faiss").stat().st_size // 2**20
        vectors = Vectors(home, encoder.dim)
        told["masks"] = {str(share): asked(vectors, drawn, share) for share in SHARES}
    print(json.dumps(told, indent=2))


def asked(vectors: Vectors, drawn: Drawn, share: float) -> dict[str, float]:
    """Ask every query with a share of the rows allowed."""
    allowed = np.random.default_rng(1).random(len(vectors)) < share
    every = np.flatnonzero(allowed)
    times, shallow, deep = [], [], []
    for query in drawn.encode_queries(list(QUERIES)):
        vectors.nearest(query, LIMIT, allowed)
        began = time.process_time()
        found, _ = vectors.nearest(query, LIMIT, allowed)
        times.append((time.process_time() - began) * 1000)
        scores = vectors.cosines(query, every)
        true = every[np.argsort(-scores, kind="stable")[:LIMIT]]
        shallow.append(len(set(found[:10]) & set(true[:10])) / len(true[:10]))
        deep.append(len(set(found) & set(true)) / len(true))
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "p50 ms": round(float(p50), 1),
        "p95 ms": round(float(p95), 1),
        "recall@10": round(float(np.mean(shallow)), 4),
        f"recall@{LIMIT}": round(float(np.mean(deep)), 4),
    }


if __name__ == "__main__":
    main()
