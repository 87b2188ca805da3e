"""READ for strangers: their queries run in disposable processes over the facade's generation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kaupunkigraafi.endpoint.self_description import (
    dataset_description,
    service_description,
    written,
)
from kaupunkigraafi.errors import EntityUnknown, QueryRefused
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.cord import Cord
from kaupunkigraafi.graph.formats import (
    Format,
    Kind,
    format_named,
    formats_of,
    negotiate,
    preferred,
)
from kaupunkigraafi.graph.limits import MeaningLimits, WorkerLimits
from kaupunkigraafi.graph.workers import DefaultGraph, WorkerPool
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.plain import Plain
from kaupunkigraafi.settings import Settings
from kaupunkigraafi.vocabulary import PREFIXES

__all__ = [
    "Cord",
    "Endpoint",
    "FormatUnavailable",
    "Question",
    "Reply",
    "Status",
    "dataset_description",
    "ontology_reference",
    "preferred",
    "published",
    "service_description",
    "written",
]


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the SPARQL 1.1 Protocol has it.

    Attributes:
        accept: the client's Accept header; empty: anything.
        format: wins over ``accept``; empty: none was named.
        default_graphs: their union is the default graph; none: all that is stated.
        named_graphs: what GRAPH may name; none: all.
        base: an IRI that relative ones start from; empty: there are none.
    """

    text: str
    accept: str = ""
    format: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, already written down.

    Attributes:
        truncated: what was left out, in words; empty where nothing was.
        fleeting: the same question may have another answer, though the graph stays the same.
    """

    body: bytes
    media_type: str
    truncated: str = ""
    fleeting: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """How the workers are.

    Attributes:
        workers: that can take a query.
        notes: what an operator should know.
        busy: workers that answer a query.
        killed: workers that a query cost their life, so far.
    """

    workers: int
    notes: tuple[str, ...] = ()
    busy: int = 0
    killed: int = 0


def published(folder: Path) -> str:
    """Return the generation that is published in a folder now.

    Args:
        folder: a built graph.

    Returns:
        Its name, as ``000042``.

    Raises:
        FolderMissing: nothing is published there.
        FolderCorrupt: the pointer is damaged.
    """
    with Folder(folder).current() as generation:
        return generation.name


def ontology_reference(language: str = "en") -> str:
    """Return the reference of the ontology, for people.

    Args:
        language: of headings and lists; terms are told in all three.

    Returns:
        HTML that needs no other file.
    """
    from kaupunkigraafi.ontology.reference import reference  # noqa: PLC0415  jinja2 loads slowly

    return reference(language=language)


class FormatUnavailable(QueryRefused):
    """The client accepts none of the formats that fit the answer."""


class Endpoint:
    """Answers queries of strangers over one generation; safe to use from several threads."""

    def __init__(
        self, kg: Kaupunkigraafi, settings: Settings, *, before: Endpoint | None = None
    ) -> None:
        """Start the workers and wait until one is ready.

        Args:
            kg: whose generation is asked; it stays open as long as this does.
            settings: how many workers, and what a query may cost.
            before: an endpoint of the same folder, whose workers answer for this one too.

        Raises:
            QueryFailed: the workers do not start.
        """
        self._settings = settings
        self._free = kg.free
        self._pool: WorkerPool
        meaning = (kg.meaning, MeaningLimits(texts=settings.query_max_texts))
        if before is not None and before._free == kg.free:
            self._pool = before._pool.at(kg.graph_directory, meaning)
            return
        self._pool = WorkerPool(
            # The workers open the store anew; kg holds the generation, so it stays there.
            kg.graph_directory,
            size=settings.query_workers,
            limits=WorkerLimits(
                deadline_s=settings.query_deadline_s,
                memory_mib=settings.query_memory_mib,
                rows=settings.query_max_rows,
                bytes=settings.query_max_bytes,
            ),
            default_graph=_default_graph(kg, settings),
            # A graph of somebody's own is asked in plain SPARQL.
            prefixes={} if kg.free else PREFIXES,
            meaning=meaning,
        )

    def query(self, question: Question, cord: Cord | None = None) -> Reply:
        """Answer a query in a worker.

        Args:
            question: text, graphs, and the formats that are welcome.
            cord: by which another thread may stop it; the worker is free at once.

        Returns:
            The answer as bytes.

        Raises:
            QueryInvalid: not SPARQL; says line and column.
            QueryRefused: outside the limits, or a format that does not fit.
            FormatUnavailable: the client accepts none of the formats there are.
            QueryTimeout: stopped at the deadline.
            QueryFailed: the worker died, or the cord was pulled.
        """
        checked = self._pool.check(question.text)
        result = self._pool.run(
            checked,
            format=_format(question, checked.form.kind),
            default_graphs=question.default_graphs or None,
            named_graphs=question.named_graphs or None,
            base=question.base or None,
            cord=cord,
        )
        cut = f"{result.truncated}; rows={result.rows}" if result.truncated else ""
        return Reply(result.body, result.format.media_type, cut, checked.is_fleeting)

    def graph(self, name: str | None, accept: str, format: str = "") -> Reply:  # noqa: A002
        """Read a whole graph, as the Graph Store Protocol does.

        Args:
            name: of a named graph; None: the default graph.
            accept: the client's Accept header.
            format: wins over ``accept``; empty: none was named.

        Returns:
            All triples of it.

        Raises:
            EntityUnknown: there is no such graph.
            FormatUnavailable: the client accepts none of the formats there are.
            QueryRefused: it is too large to be read whole.
        """
        chosen = _format(Question("", accept, format), Kind.TRIPLES)
        try:
            result = self._pool.graph(name, chosen)
        except EntityUnknown as error:
            raise EntityUnknown(
                f"{error}; those there are: SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{}} }}"
            ) from error
        return Reply(result.body, chosen.media_type)

    def validate(self, turtle: bytes, language: str) -> Plain:
        """Check a stranger's graph against the ontology's shapes, in a process of its own.

        Args:
            turtle: the graph.
            language: of the messages, ``fi`` or ``en``.

        Returns:
            As ``kaupunkigraafi.plain`` writes a validation.

        Raises:
            UnreadableDocument: not Turtle.
            QueryTimeout: it took too long.
            QueryFailed: the process died.
        """
        # Imported here because that process runs the module by its name.
        from kaupunkigraafi.endpoint.validation import validated  # noqa: PLC0415

        return validated(
            turtle,
            language,
            deadline_s=self._settings.query_deadline_s,
            memory_mib=self._settings.query_memory_mib,
        )

    def status(self) -> Status:
        """Tell how the workers are.

        Returns:
            How many there are, and what an operator should know.
        """
        found = self._pool.status()
        notes = []
        if found.ready and not found.sockets_denied:
            notes.append("this machine cannot refuse sockets to the query workers")
        if found.killed:
            notes.append(f"{found.killed} query workers were killed so far")
        return Status(found.ready, tuple(notes), found.busy, found.killed)

    def close(self) -> None:
        """End all workers; closing twice does nothing."""
        self._pool.close()


def _default_graph(kg: Kaupunkigraafi, settings: Settings) -> DefaultGraph:
    """Tell what a query without graphs sees: the union is stored, or asked for, or not wanted."""
    if settings.default_graph == "strict":
        return DefaultGraph.STATED if kg.free else DefaultGraph.EMPTY
    return DefaultGraph.UNION if kg.free else DefaultGraph.STATED


def _format(question: Question, kind: Kind) -> Format:
    if question.format:
        return format_named(question.format, kind)
    found = negotiate(question.accept, kind)
    if found is None:
        known = ", ".join(each.media_type for each in formats_of(kind))
        raise FormatUnavailable(
            f"{kind} cannot be written as {question.accept[:200]!r} asks; accept one of {known}"
        )
    return found
