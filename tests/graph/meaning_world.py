"""A graph of laws, sections, documents and passages, and a search that is a table of scores.

The table has few different scores, so that many things score the same, and none for some: those
do not match.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdflib import RDF, RDFS, Literal, URIRef

from kaupunkigraafi.graph.limits import MeaningLimits
from kaupunkigraafi.graph.meaning.contract import Ranked, Snippet, Thing, Weight, Wish
from kaupunkigraafi.graph.results import Triple
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.vocabulary import GRAPH, PREFIXES, iri_of

TEXTS = ("asuminen", "joukkoliikenne", "kaavoitus")
SCORES = (None, -0.5, -0.00005, 0.0, 0.25, 0.25, 0.5, 0.5, 0.75, 1.0)
LANGUAGES = ("fi", "sv")
WORLD = GRAPH + "world"
OTHER = GRAPH + "other"


def kg(name: str) -> URIRef:
    return URIRef(PREFIXES["kg"] + name)


@dataclass(frozen=True)
class Placed:
    """A passage and what it belongs to."""

    iri: str
    document: str
    section: str
    law: str
    language: str


class World:
    """The graph and its search, made from a seed."""

    def __init__(self, seed: int, documents: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  a world, no secret
        self.passages = list(self._passages(documents))
        self.scores = {
            (text, mode, row): self.random.choice(SCORES)
            for text in (*TEXTS, "l0", "l1", "l2")
            for mode in ("hybrid", "semantic", "lexical")
            for row in range(len(self.passages))
        }
        self.asked: list[tuple[str, int]] = []

    def _passages(self, documents: int) -> Iterator[Placed]:
        for document in range(documents):
            law = f"http://data.finlex.fi/eli/sd/2000/{self.random.randrange(3) + 1}"
            language = self.random.choice(LANGUAGES)
            for number in range(1, self.random.randrange(1, 5)):
                section = f"{law}/pykala/{self.random.randrange(1, 4)}"
                iri = iri_of(f"passage/d{document}/{number}")
                yield Placed(iri, iri_of(f"document/d{document}"), section, law, language)

    def triples(self) -> Iterator[Triple]:
        for number in range(1, 4):
            law = URIRef(f"http://data.finlex.fi/eli/sd/2000/{number}")
            yield law, RDF.type, URIRef(PREFIXES["eli"] + "LegalResource")
            yield law, RDFS.label, Literal(f"l{number - 1}", lang="fi")
            if number != 2:
                yield law, kg("responsible"), URIRef(iri_of(f"ministry/M{number % 2}"))
        for each in self.passages:
            passage, section = URIRef(each.iri), URIRef(each.section)
            yield passage, RDF.type, kg("Passage")
            yield passage, kg("inSection"), section
            yield passage, kg("inDocument"), URIRef(each.document)
            yield URIRef(each.document), kg("concerns"), URIRef(each.law)
            yield section, kg("partOf"), URIRef(each.law)
            if each.section.endswith("1"):
                yield section, kg("heading"), Literal(TEXTS[len(each.section) % 3])

    def store(self, limits: MeaningLimits) -> Store:
        store = Store.in_memory()
        store.replace_graph(WORLD, self.triples())
        half = [t for t in self.triples() if str(t[0]).endswith(("1", "3"))]
        store.replace_graph(OTHER, half)
        store.ask_meaning_of(self, limits)
        return store

    # What a scorer does, in the plainest way.

    def rows_of(self, subject: str) -> list[int]:
        return [
            row
            for row, each in enumerate(self.passages)
            if subject in (each.iri, each.document, each.section, each.law)
        ]

    def score(self, wish: Wish, row: int) -> float | None:
        if wish.language and self.passages[row].language != wish.language:
            return None
        return self.scores[wish.text, wish.mode, row]

    def weight(self, wish: Wish, subject: str) -> Weight | None:
        found = [(self.score(wish, row), row) for row in self.rows_of(subject)]
        matching = [(-score, row) for score, row in found if score is not None]
        if not matching:
            return None
        negative, row = min(matching)
        return Weight(subject, -negative, row)

    def things(self) -> list[str]:
        found = [(e.iri, e.document, e.section, e.law) for e in self.passages]
        return sorted({iri for each in found for iri in each})

    def weigh(
        self, wish: Wish, subjects: Sequence[str], *, most: int | None = None
    ) -> tuple[Weight, ...]:
        self.asked.append(("weigh", len(subjects)))
        weights = [self.weight(wish, subject) for subject in subjects]
        found = sorted((w for w in weights if w), key=lambda w: (-w.score, w.row, w.subject))
        if most is not None and len(found) > most:
            found = [each for each in found if each.score >= found[most - 1].score]
        return tuple(found)

    def best(self, wish: Wish, depth: int, *, passages_only: bool) -> Ranked:
        self.asked.append(("best", depth))
        rows = [
            (-s, r) for r in range(len(self.passages)) if (s := self.score(wish, r)) is not None
        ]
        rows.sort()
        whole = depth >= len(rows)
        # Only those that surely score better than all that come behind.
        kept = [each for each in rows[:depth] if whole or each[0] < rows[depth][0]]
        found = dict[str, Weight]()
        for negative, row in kept:
            each = self.passages[row]
            own = [each.iri]
            if not passages_only:
                own += [each.document, each.section, each.law]
            for iri in sorted(own):
                found.setdefault(iri, Weight(iri, -negative, row))
        return Ranked(tuple(found.values()), whole)

    def snippets(self, wish: Wish, rows: Sequence[int]) -> tuple[Snippet, ...]:
        return tuple(Snippet(f'{wish.text} "{row}"\n\\', "fi") for row in rows)

    def similarity(self, first: Thing, second: Thing) -> float | None:
        self.asked.append(("similarity", 1))
        text, other = (first, second) if first.is_text else (second, first)
        if other.is_text:
            return 1.0 if text.value == other.value else 0.5
        weight = self.weight(Wish(text.value, "semantic"), other.value)
        return None if weight is None else weight.score
