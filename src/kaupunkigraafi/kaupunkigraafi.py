"""The READ river: a built graph → answers. One class, one method a verb."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kaupunkigraafi.answering.about import About, about_of
from kaupunkigraafi.answering.neighbours import Related, facts_of, related_of
from kaupunkigraafi.answering.searchable import Options, Searchable
from kaupunkigraafi.duty import Duty
from kaupunkigraafi.errors import EntityUnknown
from kaupunkigraafi.graph.guard import check
from kaupunkigraafi.mentioning import mentions
from kaupunkigraafi.model import Document, Entity, Mention, Passage
from kaupunkigraafi.obliging import duties
from kaupunkigraafi.progress import Progress, silent
from kaupunkigraafi.questions.asking import QuestionAnswer, ask
from kaupunkigraafi.questions.form import Question, load_questions, named
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.suggested import WithSuggestions
from kaupunkigraafi.vocabulary import iri_of

if TYPE_CHECKING:
    from rdflib import Dataset

    from kaupunkigraafi.exported.package import Exported
    from kaupunkigraafi.graph.results import Result, Triple
    from kaupunkigraafi.graph.shapes import Report as Validation

__all__ = ["Kaupunkigraafi", "Options"]


class Kaupunkigraafi(Searchable, WithSuggestions):
    """A knowledge graph and a search by meaning over the same documents.

    An open graph holds one generation: what others publish meanwhile is seen by ``open`` anew.

    >>> kg = Kaupunkigraafi.open()                                   # doctest: +SKIP
    >>> kg.entity("municipality/091").label("sv")                    # doctest: +SKIP
    'Helsingfors'
    """

    def sparql(self, query: str) -> Result:
        """Run a SPARQL 1.1 query over the stated graphs.

        Args:
            query: SELECT, ASK, CONSTRUCT or DESCRIBE.

        Returns:
            Solutions, a Boolean or triples; all can be serialised.

        Raises:
            QueryInvalid: not SPARQL; says line and column.
            QueryRefused: outside the limits.
        """
        check(query)
        return self._store.query(query)

    @property
    def graph(self) -> Dataset:
        """All graphs as an rdflib ``Dataset``, read-only; usable until this is closed.

        Its default graph is all that is stated. Each call makes one anew.
        """
        from kaupunkigraafi.graph.as_rdflib import dataset_of  # noqa: PLC0415  seldom needed

        return dataset_of(self._store, free=self.free)

    def entity(self, id: str) -> Entity:  # noqa: A002  the word of the table of verbs
        """Return an entity with everything the graph states about it.

        Args:
            id: ``kind/key``, an IRI, a code or a label in any language.

        Returns:
            The entity, its labels and facts.

        Raises:
            EntityUnknown: nothing has that name.
            EntityAmbiguous: several things have it.
        """
        entity = self._names.entity(self._names.iri(id))
        return facts_of(self._store, self._names, entity)

    def related(self, id: str, *, kind: str | None = None) -> tuple[Related, ...]:  # noqa: A002
        """Return the direct neighbours of an entity.

        Args:
            id: as for ``entity``.
            kind: only neighbours of this kind.

        Returns:
            Neighbours with the predicate between, by predicate and label.

        Raises:
            EntityUnknown: nothing has that name.
        """
        return related_of(self._store, self._names, self._names.iri(id), kind)

    def document(self, id: str) -> Document:  # noqa: A002
        """Return a document.

        Args:
            id: with or without ``document/``, or its IRI.

        Returns:
            The document with its text.

        Raises:
            EntityUnknown: there is no such document.
        """
        key = id.removeprefix(iri_of("document/")).removeprefix("document/")
        found = self._documents.document(key)
        if found is None:
            raise EntityUnknown(f"there is no document {key!r} in {self.folder}")
        return found

    def passages(self, document: str) -> tuple[Passage, ...]:
        """Return a document's passages in order.

        Args:
            document: as for ``document``.

        Returns:
            Its passages.
        """
        return self._documents.passages_of(self.document(document).id)

    def entities_of(self, document: str) -> tuple[Entity, ...]:
        """Return the entities a document leads to.

        Args:
            document: as for ``document``.

        Returns:
            Entities with labels, direct ones first.
        """
        links = self._documents.links_of(self.document(document).id)
        return self._names.entities(link.entity for link in links)

    def questions(self) -> tuple[Question, ...]:
        """Return the questions that are written down, by name.

        Returns:
            Each with its words in three languages, its parameters and its SPARQL.
        """
        return tuple(load_questions().values())

    def question(self, name: str, **given: str) -> QuestionAnswer:
        """Answer one of the prepared questions.

        Args:
            name: of the question, as ``body-cities``.
            **given: its parameters: an id, a name in any language, a day (``2024-12-31``).

        Returns:
            Rows, and apart what cannot be said and why.

        Raises:
            QuestionUnknown: there is no such question.
            ParameterInvalid: a value is missing or of another kind.
            EntityUnknown: a name names nothing.
        """
        question = named(load_questions(), name)
        return ask(question, given, self._store, self._names, self.generation)

    def mentions(self, text: str, language: str | None = None) -> tuple[Mention, ...]:
        """Find the municipalities, ministries, laws and undertakings that a text mentions.

        Args:
            text: any; also decomposed, with soft hyphens and no-break spaces.
            language: ``fi``, ``sv`` or ``en``; None: found paragraph by paragraph.

        Returns:
            In the order of the text; offsets are indices into the text as given.
        """
        return mentions(text, language)

    def duties(self, text: str, language: str | None = None) -> tuple[Duty, ...]:
        """Find where a statute's text obliges a public body to act, and which kind of body.

        Args:
            text: of a section or more; also decomposed, with soft hyphens and no-break spaces.
            language: ``fi`` or ``sv``; None: found paragraph by paragraph.

        Returns:
            In the order of the text; offsets are indices into the text as given. They are
            candidates: found by their wording, not confirmed by anybody.
        """
        return duties(text, language)

    def about(self, *, content: bool = True) -> About:
        """Tell what the graph knows, from where, and what it does not know.

        Args:
            content: hash what it says, too; all of it is read for that.

        Returns:
            Counts by class and source, dates, versions, gaps.
        """
        told = about_of(self._generation, self._store, self._documents)
        return replace(told, content=self._content) if content else told

    @cached_property
    def _content(self) -> str:
        from kaupunkigraafi.exported.content import content_hash  # noqa: PLC0415  seldom needed

        return f"sha256:{content_hash(self._store, self._documents)}"

    def export(self, directory: str | Path, progress: Progress = silent) -> Exported:
        """Write all that is here as a data package: statements, documents, tables, hashes.

        Args:
            directory: absent, or empty.
            progress: told how far the work is.

        Returns:
            The files with their sizes and hashes, and what was left out.

        Raises:
            FolderNotEmpty: something is there already.
        """
        from kaupunkigraafi.exported.package import export  # noqa: PLC0415  seldom needed

        return export(
            Path(directory), self._store, self._documents, self.about(content=False), progress
        )

    def validate(self, graph: str | Path | Iterable[Triple] | None = None) -> Validation:
        """Check a graph against the ontology's shapes.

        Args:
            graph: an RDF file, an rdflib graph, or None for all that is stated here.

        Returns:
            Whether it conforms, and each violation with its rule.

        Raises:
            UnreadableDocument: the file is not RDF.
        """
        from kaupunkigraafi.graph.parsing import read_rdf  # noqa: PLC0415  seldom needed
        from kaupunkigraafi.graph.shapes import validate  # noqa: PLC0415  pySHACL loads slowly

        if graph is None:
            return validate(self._store.triples(), ontology_dir())
        if isinstance(graph, (str, Path)):
            return validate(read_rdf(Path(graph)), ontology_dir())
        return validate(graph, ontology_dir())
