"""A query → what it names in this graph: entities and types of documents, offered as filters."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from kaupunkigraafi.answer import Understood
from kaupunkigraafi.answering.names import Names
from kaupunkigraafi.corpus.mentions.type_words import type_words
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.writer import folded
from kaupunkigraafi.mentioning import named_in
from kaupunkigraafi.model import Mention
from kaupunkigraafi.search.asked import read
from kaupunkigraafi.vocabulary import FORMER_MUNICIPALITY, id_of, iri_of

# kind of entity → the filter that takes it.
FILTER_OF = {
    "municipality": "city",
    FORMER_MUNICIPALITY: "city",
    "ministry": "ministry",
    "law": "law",
    "section": "law",
    "task": "task",
    "body": "body",
}
# Kinds whose labels are looked for as they stand; their names are too common to be inflected.
_LABELLED = ("cityregion", "network", "body", "agreement", "programme", "task")
_WORD = re.compile(r"\S+")
_LONGEST_NAME, _MOST_WORDS = 8, 40
_REMEMBERED = 256
TYPE = "type"


@dataclass(frozen=True, slots=True)
class Types:
    """What is known of the types of documents here.

    Attributes:
        own: types that documents have.
        related: types that ``related`` finds documents for.
    """

    own: frozenset[str]
    related: frozenset[str]


class Understanding:
    """Reads queries over one generation; safe to use from several threads."""

    def __init__(self, documents: Documents, names: Names, types: Types) -> None:
        """Keep the tables.

        Args:
            documents: of the generation.
            names: of the generation.
            types: of documents.
        """
        self._documents = documents
        self._names = names
        self._types = types
        self._read: OrderedDict[str, tuple[Understood, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, text: str) -> tuple[Understood, ...]:
        """Find what a query names that this graph knows.

        Args:
            text: as typed.

        Returns:
            In the order of the text; nothing is weighed yet.
        """
        with self._lock:
            if text in self._read:
                self._read.move_to_end(text)
                return self._read[text]
        found = self._found(text)
        with self._lock:
            self._read[text] = found
            if len(self._read) > _REMEMBERED:
                self._read.popitem(last=False)
        return found

    def cited(self, text: str) -> tuple[str, str]:
        """Find the statute that a query leads straight to.

        Args:
            text: as typed.

        Returns:
            The law's IRI and the section, as ``22a``: of the first that is cited by its number,
            or by its name with a section; empty texts where there is none.
        """
        for each in named_in(text):
            if each.kind == "law" and (each.section or each.method == "number"):
                return each.iri, each.section or ""
        return "", ""

    def _found(self, text: str) -> tuple[Understood, ...]:
        found: list[Understood] = []
        # What must not stand in a passage is nothing that is looked for.
        unwanted = [each.written for each in read(text).without]
        for each in (*self._mentioned(text), *self._labelled(text), *self._typed(text)):
            if any(each.text in written for written in unwanted):
                continue
            if not any(each.start < other.end and other.start < each.end for other in found):
                found.append(each)
        return tuple(sorted(found, key=lambda each: each.start))

    def _mentioned(self, text: str) -> Iterator[Understood]:
        for each in named_in(text):
            kind = self._documents.kind_of(each.iri)
            if kind:
                yield self._told(each, self._section(each) or each.iri)

    def _section(self, mention: Mention) -> str:
        """Return the IRI of the section that is cited, where the graph has exactly one."""
        if not mention.section:
            return ""
        ending = f"/pykala/{mention.section}"
        if mention.chapter:
            ending = f"/luku/{mention.chapter}{ending}"
        fitting = self._documents.iris_between(mention.iri + "/", ending, "section")
        return fitting[0] if len(fitting) == 1 else ""

    def _told(self, mention: Mention, iri: str) -> Understood:
        entity = self._names.entity(iri)
        taken = FILTER_OF.get(entity.kind, "")
        if entity.kind == FORMER_MUNICIPALITY and len(self._documents.carried_on_by(iri)) != 1:
            taken = ""  # the filter would have to choose among several heirs
        return Understood(
            mention.start, mention.end, mention.text, entity.kind, entity,
            taken, id_of(mention.iri) if taken else "",
        )  # fmt: skip

    def _labelled(self, text: str) -> Iterator[Understood]:
        """Yield what is called by its label as it stands, the longest first."""
        words = [match.span() for match in _WORD.finditer(text)][:_MOST_WORDS]
        spans = [
            (words[first][0], words[last][1])
            for first in range(len(words))
            for last in range(first, min(first + _LONGEST_NAME, len(words)))
        ]
        spans.sort(key=lambda span: (span[0] - span[1], span[0]))
        parts = {span: folded(text[slice(*span)].strip(",.;:?!()")) for span in spans}
        known = self._documents.named_any(set(parts.values()) - {""}, _LABELLED)
        for (start, end), part in parts.items():
            iris = known.get(part, ())
            if len(iris) == 1:
                entity = self._names.entity(iris[0])
                taken = FILTER_OF.get(entity.kind, "")
                yield Understood(
                    start, end, text[start:end], entity.kind, entity, taken,
                    entity.id if taken else "",
                )  # fmt: skip

    def _typed(self, text: str) -> Iterator[Understood]:
        for each in type_words(text):
            if each.type in self._types.own | self._types.related:
                entity = self._names.entity(iri_of(f"concept/document-type/{each.type}"))
                yield Understood(
                    each.start, each.end, text[each.start : each.end], TYPE, entity, TYPE,
                    each.type, related=each.type not in self._types.own,
                )  # fmt: skip
