"""A document's links and what was asked for → why by the graph: paths, in IRIs and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from kaupunkigraafi.answer import GraphPath
from kaupunkigraafi.answering.linked import is_mention
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.answering.narrowing import Asked
from kaupunkigraafi.graph.annotations import MENTIONS
from kaupunkigraafi.model import LANGUAGES, Document, Label, Link, Passage, best_label
from kaupunkigraafi.vocabulary import KG, PREFIXES, id_of, iri_of

_MOST = 3  # paths to each thing that was asked for
_QUERY = "query"
_PART_OF = "^" + PREFIXES["dcterms"] + "isPartOf"
_PASSAGE = KG + "Passage"


class Paths:
    """Explains the hits of one answer."""

    def __init__(self, names: Names, asked: Sequence[Asked]) -> None:
        """Keep what was asked for.

        Args:
            names: of the generation.
            asked: by filters and by the query.
        """
        self._names = names
        self._asked = asked
        self._known: dict[tuple[tuple[str, ...], str], tuple[Label, ...]] = {}

    @cached_property
    def _ends(self) -> tuple[tuple[Asked, Mapping[str, tuple[str, ...]]], ...]:
        """What leads to each thing asked for, with the way from there on."""
        return tuple(
            (each, {each.iri: (each.iri,)} | {way.entity: way.back for way in each.ways})
            for each in self._asked
        )

    def of(
        self, document: Document, passage: Passage, links: Sequence[Link], mentioned: Sequence[str]
    ) -> tuple[GraphPath, ...]:
        """Return why a passage is linked to what was asked for.

        Args:
            document: of the passage.
            passage: that was found.
            links: of the document.
            mentioned: what the passage itself mentions.

        Returns:
            The shortest paths to each thing asked for, a few each.
        """
        found = []
        for asked, ends in self._ends:
            whole = [
                (*self._own(document, passage, link, mentioned), *ends[link.entity][1:])
                for link in links
                if link.entity in ends and self._counts(asked, link, mentioned)
            ]
            for path in sorted(whole, key=len)[:_MOST]:
                found.append(self._told(path, document, asked))
        return tuple(found)

    @staticmethod
    def _counts(asked: Asked, link: Link, mentioned: Sequence[str]) -> bool:
        """What a query names counts by the passage's own mentions, a filter by any of them."""
        return bool(asked.filter) or not is_mention(link) or link.entity in mentioned

    def to(self, document: Document, passage: Passage, link: Link) -> GraphPath:
        """Return how a document leads to one of its entities.

        Args:
            document: of the passage.
            passage: that speaks of the entity.
            link: of the document.

        Returns:
            The path.
        """
        path = self._own(document, passage, link, (link.entity,))
        return self._told(path, document, Asked("", link.entity))

    def _own(
        self, document: Document, passage: Passage, link: Link, mentioned: Sequence[str]
    ) -> tuple[str, ...]:
        """Of a mention take this passage's own, where it has one."""
        if is_mention(link) and link.entity in mentioned:
            place = iri_of(f"passage/{document.id}/{passage.number}")
            whole = iri_of(f"document/{document.id}")
            return (whole, _PART_OF, place, str(MENTIONS), link.entity)
        return link.path

    def _told(self, path: tuple[str, ...], document: Document, asked: Asked) -> GraphPath:
        plain = GraphPath(path, self._labels(path), (), id_of(asked.iri), asked.filter or _QUERY)
        sentences = self._sentences(plain, document.title)
        return GraphPath(plain.path, plain.labels, sentences, plain.asked, plain.by)

    def _labels(self, path: tuple[str, ...]) -> tuple[Label, ...]:
        if (path, "") not in self._known:
            self._known[path, ""] = steps_in_words(path, self._names)
        return self._known[path, ""]

    def _sentences(self, path: GraphPath, title: str) -> tuple[Label, ...]:
        if (path.path, title) not in self._known:
            self._known[path.path, title] = statements_in_words(path, title, self._names)
        return self._known[path.path, title]


def steps_in_words(path: Sequence[str], names: Names) -> tuple[Label, ...]:
    """Return a path through the graph in plain words, built from the ontology's labels.

    Args:
        path: IRI, predicate, IRI, …; a predicate with ``^`` is followed against its direction.
        names: to label nodes and predicates.

    Returns:
        One text a language: *concerns: Kuntalaki → ministry responsible for the statute: …*.
    """
    words = _Words(path, names)
    texts = []
    for language in LANGUAGES:
        told = []
        for step, node in zip(path[1::2], path[2::2], strict=True):
            arrow = "← " if step.startswith("^") else ""
            told.append(f"{arrow}{words.of(step, language)}: {words.of(node, language)}")
        texts.append(Label(" → ".join(told), language))
    return tuple(texts)


def statements_in_words(path: GraphPath, title: str, names: Names) -> tuple[Label, ...]:
    """Return the statements of a path as a sentence, each read in its own direction.

    Args:
        path: of a hit.
        title: of the document that it begins at.
        names: to label things and predicates.

    Returns:
        One text a language: *Kaavoitus kunnassa – koskee: Kuntalaki; Kuntalaki – …*.
    """
    words = _Words(path.path, names)
    texts = []
    for language in LANGUAGES:
        told = {path.path[0]: title}
        parts = [
            f"{told.get(subject) or words.of(subject, language)} – "
            f"{words.of(predicate, language)}: {told.get(value) or words.of(value, language)}"
            for subject, predicate, value in path.triples
        ]
        texts.append(Label("; ".join(parts) + ".", language))
    return tuple(texts)


class _Words:
    """What the things and predicates of a path are called."""

    def __init__(self, path: Sequence[str], names: Names) -> None:
        """Look all of them up at once."""
        iris = {each.removeprefix("^") for each in path}
        found = names.entities([*sorted(iris), _PASSAGE])
        self._labels = {each.iri: each.labels for each in found}

    def of(self, iri: str, language: str) -> str:
        """Return the best label, else the id; a passage is called by its number."""
        plain = iri.removeprefix("^")
        id_ = id_of(plain)
        if id_.startswith("passage/"):
            return f"{best_label(self._labels[_PASSAGE], language)} {id_.rpartition('/')[2]}"
        return best_label(self._labels[plain], language) or id_
