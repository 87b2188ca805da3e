"""The verbs as tools: each answers with short text, and with structured content that cites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal, TypeAlias

from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field

from kaupunkigraafi.errors import QueryTextInvalid
from kaupunkigraafi.mcp.asking import Desk, told
from kaupunkigraafi.mcp.citing import citation, cited_hit, place, shortened
from kaupunkigraafi.plain import (
    Plain,
    document_heading,
    entity_heading,
    entity_to_plain,
    passage_to_plain,
    related_to_plain,
)

Language: TypeAlias = Annotated[Literal["fi", "sv", "en"], Field(description="of the labels")]
Id: TypeAlias = Annotated[
    str,
    Field(description="an id (municipality/091), an IRI, a code or a name in fi, sv or en"),
]
Name: TypeAlias = Annotated[str | None, Field(description="an id, IRI, code or name")]
_SHOWN = 20  # facts or neighbours in the text; the structured content has all


class Reading:
    """The tools that search and that look things up."""

    def __init__(self, desk: Desk) -> None:
        """Keep what they answer from.

        Args:
            desk: the open graph and its limits.
        """
        self._desk = desk

    def search(  # noqa: PLR0917  the protocol names its arguments
        self,
        text: Annotated[str, Field(description="in Finnish, Swedish or English; 2,000 signs")],
        limit: Annotated[int, Field(description="passages, from 1", ge=1)] = 5,
        city: Name = None,
        ministry: Name = None,
        law: Annotated[str | None, Field(description="410/2015, an id or a title")] = None,
        task: Name = None,
        body: Annotated[str | None, Field(description="TEM070:00/2019, or a name")] = None,
        type: Annotated[str | None, Field(description="statute, summary …")] = None,  # noqa: A002
        language: Annotated[str | None, Field(description="of the document")] = None,
        authority: Annotated[str | None, Field(description="statute-as-enacted …")] = None,
        since: Annotated[date | None, Field(description="issued then or later")] = None,
        until: Annotated[date | None, Field(description="issued then or before")] = None,
        as_of: Annotated[date | None, Field(description="state of that day or before")] = None,
        related: Annotated[bool, Field(description="count what belongs by the graph")] = False,
        mode: Literal["hybrid", "semantic", "lexical"] = "hybrid",
        cursor: Annotated[str | None, Field(description="'next' of the page before")] = None,
        lang: Language = "fi",
    ) -> CallToolResult:
        """Find passages by meaning and by words, each with its citation.

        Args:
            text: what is looked for.
            limit: passages on a page.
            city: a municipality.
            ministry: whose laws' documents count too.
            law: a statute.
            task: a task.
            body: that the state and cities work together in.
            type: of the document.
            language: of the document.
            authority: whose words it is.
            since: issued then or later.
            until: issued then or before.
            as_of: tells the state of that day or of an earlier one.
            related: what belongs to it by the graph counts, too.
            mode: both halves, meaning alone, words alone.
            cursor: of the page before.
            lang: of the labels.

        Returns:
            ``{"query", "generation", "total", "hits", "next", "notes", "unanswered"}``.
        """
        names = (text, city, ministry, law, task, body, type, language, authority, cursor)
        with self._desk.asked(*names):
            most = self._desk.settings.search_max_limit
            if limit > most:
                raise QueryTextInvalid(
                    f"limit is {limit}; it can be 1 to {most}: go on with 'next' as cursor"
                )
            answer = self._desk.kg.search(
                text, limit, city=city, ministry=ministry, law=law, task=task, body=body,
                type=type, language=language, authority=authority, since=since, until=until,
                as_of=as_of, related=related, mode=mode, cursor=cursor,
            )  # fmt: skip
        pages = self._desk.pages
        hits = [cited_hit(hit, answer.generation, pages, lang) for hit in answer]
        lines = [f"{answer.total} passages match, {len(hits)} shown."]
        lines += [f"Nothing here may answer: {answer.unanswered}"] if answer.unanswered else []
        for number, hit in enumerate(answer, 1):
            lines.append(f"[{number}] {place(hit.document, hit.passage)} ({hit.document.source})")
            lines.append(f"    {shortened(hit.passage.text)}")
        content: Plain = {
            "query": answer.query,
            "mode": answer.mode.value,
            "generation": answer.generation,
            "total": answer.total,
            "hits": hits,
            "next": answer.next,
            "notes": list(answer.notes),
            "unanswered": answer.unanswered or None,
        }
        return told(lines, content)

    def entity(self, id: Id, lang: Language = "fi") -> CallToolResult:  # noqa: A002
        """Return a thing with everything the graph states about it.

        Args:
            id: of the thing, or its name.
            lang: of the labels.

        Returns:
            As ``kaupunkigraafi entity --format json``, and the generation.
        """
        with self._desk.asked(id):
            found = self._desk.kg.entity(id)
        content = {**entity_to_plain(found, lang), "generation": self._desk.kg.generation}
        lines = [f"{found.label(lang)} ({found.kind}), {found.iri}"]
        facts = content["facts"]
        assert isinstance(facts, list)  # noqa: S101  as entity_to_plain says
        lines += [f"- {fact['name']}: {shortened(str(fact['label']))}" for fact in facts[:_SHOWN]]
        return told([*lines, *_more(len(facts))], content)

    def related(
        self,
        id: Id,  # noqa: A002
        kind: Annotated[str | None, Field(description="law, body, municipality …")] = None,
        lang: Language = "fi",
    ) -> CallToolResult:
        """Return the direct neighbours of a thing.

        Args:
            id: of the thing, or its name.
            kind: neighbours of this kind alone.
            lang: of the labels.

        Returns:
            ``{"of", "related", "generation"}``.
        """
        with self._desk.asked(id, kind):
            found = self._desk.kg.related(id, kind=kind)
        content: Plain = {
            "of": id,
            "related": related_to_plain(found, lang),
            "generation": self._desk.kg.generation,
        }
        lines = [f"{len(found)} neighbours of {id}."]
        for each in related_to_plain(found[:_SHOWN], lang):
            lines.append(
                f"- {each['predicate']} ({each['direction']}): {each['label']}, {each['id']}"
            )
        return told([*lines, *_more(len(found))], content)

    def document(
        self,
        id: Annotated[str, Field(description="a document's id or IRI, as search gives it")],  # noqa: A002
        first: Annotated[int, Field(description="number of the first passage", ge=1)] = 1,
        count: Annotated[int, Field(description="passages", ge=1, le=100)] = 20,
        lang: Language = "fi",
    ) -> CallToolResult:
        """Read a document, so many passages at a time, each with its citation.

        Args:
            id: of the document.
            first: passage.
            count: of passages.
            lang: of the labels.

        Returns:
            ``{"document", "passages", "of", "next", "entities", "generation"}``.
        """
        with self._desk.asked(id):
            found = self._desk.kg.document(id)
            passages = self._desk.kg.passages(id)
            entities = self._desk.kg.entities_of(id)
        shown = passages[first - 1 : first - 1 + count]
        behind = first - 1 + len(shown)
        generation = self._desk.kg.generation
        content: Plain = {
            "document": document_heading(found),
            "passages": [
                {
                    **passage_to_plain(each),
                    "citation": citation(found, each, generation, self._desk.pages),
                }
                for each in shown
            ],
            "of": len(passages),
            "next": behind + 1 if shown and behind < len(passages) else None,
            "entities": [entity_heading(each, lang) for each in entities],
            "generation": generation,
        }
        lines = [f"{found.title} ({found.source}): {len(shown)} of {len(passages)} passages."]
        lines += [f"[{each.number}] {place(found, each)}\n{each.text}" for each in shown]
        return told(lines, content)


def register(server: MCPServer, tool: Callable[..., CallToolResult], about: str) -> None:
    """Offer a tool that changes nothing.

    Args:
        server: that offers it.
        tool: its name is the tool's.
        about: what an assistant is told of it.
    """
    annotations = ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    server.add_tool(tool, description=about, annotations=annotations)


def _more(count: int) -> list[str]:
    return [f"… and {count - _SHOWN} more in the structured content"] if count > _SHOWN else []
