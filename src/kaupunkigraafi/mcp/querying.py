"""SPARQL and the prepared questions as tools: strangers' queries run in processes that may die."""

from __future__ import annotations

import json
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from kaupunkigraafi.endpoint import Question
from kaupunkigraafi.errors import ParameterInvalid
from kaupunkigraafi.mcp.asking import Desk, told
from kaupunkigraafi.mcp.citing import shortened
from kaupunkigraafi.mcp.tools import Language
from kaupunkigraafi.plain import Plain
from kaupunkigraafi.questions.plain import answer_to_plain, question_to_plain, shown

_ACCEPT = "application/sparql-results+json, text/turtle"
_ROWS = 20  # in the text; the structured content has as many as were asked for
_TRIPLES = 4_000  # characters of Turtle in the text


class Querying:
    """The tools that ask the graph."""

    def __init__(self, desk: Desk) -> None:
        """Keep what they answer from.

        Args:
            desk: the open graph and its limits.
        """
        self._desk = desk

    def sparql(
        self,
        query: Annotated[str, Field(description="SELECT, ASK, CONSTRUCT or DESCRIBE")],
        rows: Annotated[int, Field(description="at most this many are sent", ge=1)] = 100,
    ) -> CallToolResult:
        """Run a SPARQL 1.1 query.

        Args:
            query: its prefixes are known: kg, eli, org, skos, dcterms …
            rows: of the answer that are sent.

        Returns:
            ``{"variables", "rows", "found", "truncated", "generation"}``, ``{"boolean", …}``
            or ``{"turtle", …}``.
        """
        with self._desk.asked():
            reply = self._desk.endpoint.query(Question(query, accept=_ACCEPT))
        generation = {"generation": self._desk.kg.generation}
        cut = {"truncated": reply.truncated or None}
        if "json" not in reply.media_type:
            turtle = reply.body.decode()
            return told([turtle[:_TRIPLES]], {"turtle": turtle, **cut, **generation})
        read = json.loads(reply.body)
        if "boolean" in read:
            return told([str(read["boolean"]).lower()], {"boolean": read["boolean"], **generation})
        found = read["results"]["bindings"]
        names = read["head"]["vars"]
        sent = found[:rows]
        lines = [f"{len(found)} rows, {len(sent)} sent.", "\t".join(names)]
        lines += [
            "\t".join(shortened(row[name]["value"]) if name in row else "" for name in names)
            for row in sent[:_ROWS]
        ]
        content: Plain = {"variables": names, "rows": sent, "found": len(found)}
        return told(lines, {**content, **cut, **generation})

    def questions(self, lang: Language = "fi") -> CallToolResult:
        """List the prepared questions.

        Args:
            lang: of titles and labels.

        Returns:
            ``{"questions": [{"name", "title", "about", "parameters", "columns"}]}``.
        """
        with self._desk.asked():
            found = self._desk.kg.questions()
        listed = []
        for each in found:
            plain = question_to_plain(each, lang)
            plain.pop("sparql")
            plain.pop("titles")
            listed.append(plain)
        lines = []
        for each in found:
            parameters = ", ".join(parameter.name for parameter in each.parameters)
            lines.append(f"- {each.name}({parameters}): {each.title(lang)}")
        return told(lines, {"questions": listed})

    def question(
        self,
        name: Annotated[str, Field(description="as `questions` lists it")],
        given: Annotated[
            dict[str, str] | None, Field(description="parameter → an id, a name or a day")
        ] = None,
        lang: Language = "fi",
    ) -> CallToolResult:
        """Answer a prepared question; what cannot be said is told apart.

        Args:
            name: of the question.
            given: its parameters.
            lang: of the labels.

        Returns:
            As ``kaupunkigraafi question --format json``.
        """
        values = given or {}
        with self._desk.asked(name, *values, *values.values()):
            if not {"name", "self"}.isdisjoint(values):  # words of the call, of no question
                raise ParameterInvalid(
                    f"{name} has no such parameter as 'name'; `questions` lists those it has"
                )
            answer = self._desk.kg.question(name, **values)
        plain = answer_to_plain(answer, lang)
        lines = [f"{plain['title']}: {len(answer.rows)} rows."]
        lines += [" | ".join(shown(value, lang) for value in row) for row in answer.rows[:_ROWS]]
        lines += [str(plain["message"])] if plain["message"] else []
        return told(lines, plain)
