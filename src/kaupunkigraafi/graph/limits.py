"""What a query may be and cost: every number that the guard and the workers hold it to."""

from __future__ import annotations

from dataclasses import dataclass

from kaupunkigraafi.vocabulary import KG

# The one service a query may always name: search by meaning, answered by ourselves.
SEARCH_SERVICE = KG + "search"
# The one function a query may call beside those of SPARQL 1.1.
SIMILARITY = KG + "similarity"


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """What a query's text may be; the guard refuses the rest before the engine sees it.

    Measured on the engine with a stack of 8 MiB: it dies of 775 nested function calls or
    of a chain of 2,500 BINDs, so depth and operators stay far below.

    Attributes:
        bytes: of the text in UTF-8.
        depth: of brackets and signs within each other.
        operators: opening brackets and operator signs outside of VALUES.
        values: terms in VALUES blocks.
        tokens: words, names, signs.
        iri_length: characters of one IRI.
        services: IRIs that SERVICE may name.
    """

    bytes: int = 64 * 1024
    depth: int = 100
    operators: int = 1_000
    values: int = 10_000
    tokens: int = 20_000
    iri_length: int = 2_048
    services: frozenset[str] = frozenset({SEARCH_SERVICE})


@dataclass(frozen=True, slots=True)
class MeaningLimits:
    """What a query may ask of the search, by SERVICE kg:search and kg:similarity.

    Attributes:
        texts: different ones in a query; each is read by the encoder (5 to 20 ms).
        pairs: of a thing and a text that are scored at once.
        few: so many pairs are scored outright; where the patterns leave more, the best of all
            are asked for first.
        depth: of the passages that are asked for at first; behind the 400th, meaning weighs nothing
            in a hybrid score.
    """

    texts: int = 100
    pairs: int = 50_000
    few: int = 8_000
    depth: int = 400


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """What answering a query may cost.

    Attributes:
        deadline_s: seconds of wall clock; then the worker is killed.
        memory_mib: address space of a worker; the engine takes 590 of it to start, most of
            which it never touches (its resident memory is 25 MiB), so 768 is the least.
        rows: of an answer (triples for graphs); the rest is cut, and said so.
        bytes: of an answer; likewise.
        graph_triples: of a graph that is read whole; a larger one is refused, never cut.
        graph_bytes: likewise.
        queries: a worker answers before a fresh one takes its place.
        network: True only where an operator allows foreign services.
    """

    deadline_s: float = 10.0
    memory_mib: int = 2_048
    rows: int = 10_000
    bytes: int = 10 * 2**20
    graph_triples: int = 1_000_000
    graph_bytes: int = 128 * 2**20
    queries: int = 1_000
    network: bool = False
