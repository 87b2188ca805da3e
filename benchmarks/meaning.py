"""Meaning inside SPARQL: what a query that joins both halves costs, beside the two halves apart.

    python benchmarks/meaning.py FOLDER

The folder is one that ``benchmarks/scale.py N FOLDER`` made. Each pattern of the graph is asked
alone (all its solutions counted), each text is searched alone, then both in one query that wants
the best 20; in the library, and by a worker that asks its parent over a pipe. Texts are encoded
beforehand; whatever else the search remembers of a text is forgotten before each query. Every
joined answer is compared with the oracle: the pattern's passages, scored one and all.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from kaupunkigraafi.endpoint import Endpoint, Question
from kaupunkigraafi.graph.meaning.contract import Wish
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings

TEXTS = (
    "kuka vastaa kaavoituksesta", "asuntotuotanto kaupunkiseudulla", "raitiotien rahoitus",
    "kunnan tehtävät", "boende i stadsregionen", "public transport in city regions",
    "segregaation ehkäisy", "lähiöohjelma", "climate policy plan", "vesihuolto",
)  # fmt: skip
# From what leaves little to what leaves all.
PATTERNS = {
    "one municipality": "?d kg:concerns id:municipality\\/837 . ?p dcterms:isPartOf ?d .",
    "issued on a day": ("?d dcterms:issued '2020-01-01'^^xsd:date . ?p dcterms:isPartOf ?d ."),
    "issued since 2020": (
        "?d dcterms:issued ?day FILTER(?day >= '2020-01-01'^^xsd:date) ?p dcterms:isPartOf ?d ."
    ),
    "none": "",
}
ROUNDS = 5


def joined(pattern: str, text: str) -> str:
    """Return a query with both halves."""
    block = (
        f'SERVICE kg:search {{ ?p kg:matches "{text}" ; kg:score ?score ; kg:snippet ?snippet }}'
    )
    return f"SELECT ?p ?score ?snippet {{ {pattern} {block} }} ORDER BY DESC(?score) LIMIT 20"


def alone(pattern: str) -> str:
    """Return a query with the graph's half."""
    return f"SELECT (COUNT(DISTINCT ?p) AS ?n) {{ {pattern or '?p a kg:Passage'} }}"


def quantiles(ask: Callable[[str], object], before: Callable[[], None]) -> dict[str, float]:
    """Ask each text in turn; return milliseconds at p50 and p95."""
    times = []
    for _ in range(ROUNDS):
        for text in TEXTS:
            before()
            began = time.perf_counter()
            ask(text)
            times.append((time.perf_counter() - began) * 1000)
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def differences(kg: Kaupunkigraafi, pattern: str) -> int:
    """Count the texts whose 20 best scores are not the oracle's."""
    rows = kg.sparql(f"SELECT DISTINCT ?p {{ {pattern or '?p a kg:Passage'} }}")
    passages = [str(row["p"]) for row in rows]  # type: ignore[index, union-attr]
    wrong = 0
    for text in TEXTS:
        expected = [each.score for each in kg.meaning.weigh(Wish(text), passages)[:20]]
        found = [float(str(row["score"])) for row in kg.sparql(joined(pattern, text))]  # type: ignore[index, union-attr]
        wrong += not np.allclose(found, expected, atol=2e-6)
    return wrong


def main() -> None:
    """Ask, print JSON."""
    with Kaupunkigraafi.open(Path(sys.argv[1])) as kg:
        endpoint = Endpoint(kg, Settings(query_workers=1))

        def forget() -> None:
            kg.meaning.forget()

        for text in TEXTS:
            kg.search(text)
        told: dict[str, object] = {"search alone": quantiles(kg.search, forget)}
        for name, pattern in PATTERNS.items():
            count = kg.sparql(alone(pattern)).rows[0]["n"]  # type: ignore[union-attr]

            def by_worker(text: str, pattern: str = pattern) -> object:
                return endpoint.query(Question(joined(pattern, text)))

            told[name] = {
                "passages": int(str(count)),
                "graph alone": quantiles(lambda _, p=pattern: kg.sparql(alone(p)), forget),
                "both": quantiles(lambda text, p=pattern: kg.sparql(joined(p, text)), forget),
                "both, by a worker": quantiles(by_worker, forget),
                "answers unlike the oracle's": differences(kg, pattern),
            }
        endpoint.close()
        told["machine"] = (
            f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
        )
        told["passages"] = kg.about().passages
        print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
