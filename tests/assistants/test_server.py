"""Assistants ask over both transports: answers cite, and errors say what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.plain import entity_to_plain

pytest.importorskip("mcp", reason="the extra [mcp] is not installed")

from mcp import Client, MCPError

from tests.assistants.talking import (
    WAIT_S,
    Talk,
    command,
    over_stdio,
    talking,
)

TOOLS = {"search", "sparql", "entity", "related", "document", "questions", "question"}


@pytest.fixture(scope="session")
def address(world_folder: Path) -> Iterator[str]:
    """Where a server of the tiny world answers over HTTP."""
    server = subprocess.Popen(
        [sys.executable, *command(world_folder, "--http", "--port", "0")],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stderr is not None
    try:
        line = server.stderr.readline()
        while line and "MCP" not in line:
            line = server.stderr.readline()
        assert "http://127.0.0.1:" in line, line
        yield line.split()[-1]
    finally:
        server.terminate()
        server.communicate(timeout=WAIT_S)


@pytest.fixture(scope="session", params=["stdio", "http"])
def talk(request: pytest.FixtureRequest, world_folder: Path) -> Talk:
    """A client of the tiny world, over either transport."""
    if request.param == "stdio":
        return over_stdio(world_folder)
    address = request.getfixturevalue("address")
    return talking(lambda: address)


def called(talk: Talk, *calls: tuple[str, dict[str, Any]]) -> list[Any]:
    async def about(client: Client) -> list[Any]:
        return [await client.call_tool(name, given) for name, given in calls]

    return talk(about)  # type: ignore[no-any-return]


def test_what_is_offered_only_reads(talk: Talk) -> None:
    async def about(client: Client) -> Any:
        return (
            await client.list_tools(),
            await client.list_resource_templates(),
            await client.list_prompts(),
        )

    tools, templates, prompts = talk(about)
    assert {each.name for each in tools.tools} == TOOLS
    for each in tools.tools:
        assert each.annotations.read_only_hint is True, each.name
        assert each.annotations.destructive_hint is False, each.name
        assert each.description
    assert {each.name for each in templates.resource_templates} == {"entity", "document"}
    names = {each.name for each in prompts.prompts}
    assert {"vastaa-lahteineen", "svara-med-kallor", "answer-with-sources"} <= names
    assert len(names) == 6


def test_a_hit_can_be_quoted(talk: Talk, kg: Kaupunkigraafi) -> None:
    (found,) = called(talk, ("search", {"text": "kaavoitus", "city": "Åbo", "limit": 2}))
    assert not found.is_error
    expected = kg.search("kaavoitus", 2, city="Åbo")
    content = found.structured_content
    assert content["generation"] == expected.generation
    assert [hit["text"] for hit in content["hits"]] == [hit.passage.text for hit in expected]
    first, cited = expected.hits[0], content["hits"][0]["citation"]
    assert cited["title"] == "Kaavoitus kunnassa"
    assert cited["section"] == (first.passage.heading or None)
    assert cited["page"] is None
    assert cited["passage"].endswith(f"/id/passage/kaavoitus/{first.passage.number}")
    assert cited["permalink"] == (
        f"/document/kaavoitus?generation={kg.generation}#p{first.passage.number}"
    )
    assert "Kaavoitus kunnassa" in found.content[0].text


def test_the_tools_say_what_the_library_says(talk: Talk, kg: Kaupunkigraafi) -> None:
    query = "SELECT ?law WHERE { ?law a eli:LegalResource } ORDER BY ?law"
    entity, related, document, select, ask, construct, listed = called(
        talk,
        ("entity", {"id": "Åbo", "lang": "sv"}),
        ("related", {"id": "ministry/VM", "kind": "law"}),
        ("document", {"id": "kaavoitus", "count": 1}),
        ("sparql", {"query": query, "rows": 2}),
        ("sparql", {"query": "ASK { ?law a eli:LegalResource }"}),
        ("sparql", {"query": "CONSTRUCT WHERE { ?law a eli:LegalResource }"}),
        ("questions", {"lang": "en"}),
    )
    plain = entity_to_plain(kg.entity("municipality/853"), "sv")
    plain["generation"] = kg.generation
    assert entity.structured_content == json.loads(json.dumps(plain))
    assert {each["id"] for each in related.structured_content["related"]} == {
        each.entity.id for each in kg.related("ministry/VM", kind="law")
    }
    passages = kg.passages("kaavoitus")
    assert document.structured_content["of"] == len(passages)
    assert document.structured_content["passages"][0]["text"] == passages[0].text
    assert document.structured_content["next"] == (2 if len(passages) > 1 else None)
    rows = list(kg.sparql(query))  # type: ignore[call-overload]
    assert select.structured_content["found"] == len(rows) == 4
    assert [each["law"]["value"] for each in select.structured_content["rows"]] == [
        str(row["law"]) for row in rows[:2]
    ]
    assert ask.structured_content["boolean"] is True
    assert "132" in construct.structured_content["turtle"]
    assert len(listed.structured_content["questions"]) == len(kg.questions())


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("search", {"text": "a" * 2_001}, "at most 2,000"),
        ("search", {"text": "kaava", "limit": 5_000}, "1 to 100"),
        ("search", {"text": "kaava", "city": "Atlantis"}, "Atlantis"),
        ("entity", {"id": "municipality/999"}, "municipality/999"),
        ("document", {"id": "nothing"}, "there is no document 'nothing' in this graph"),
        ("sparql", {"query": "SELECT ?x WHERE { ?x"}, "line"),
        ("sparql", {"query": "DROP ALL"}, "write SELECT"),
        ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE"),
        ("question", {"name": "no-such"}, "no-such"),
        ("question", {"name": "body-cities", "given": {"name": "x"}}, "no such parameter"),
    ],
)
def test_an_error_says_what_to_do(
    address: str, world_folder: Path, tool: str, given: dict[str, Any], said: str
) -> None:
    (found,) = called(talking(lambda: address), (tool, given))
    assert found.is_error
    text = found.content[0].text
    assert said in text
    assert "Traceback" not in text
    assert str(world_folder) not in text


def test_resources_are_read_by_id_and_what_is_not_there_is_said(talk: Talk) -> None:
    async def about(client: Client) -> Any:
        entity = await client.read_resource("kaupunkigraafi://entity/municipality/091")
        task = await client.read_resource("kaupunkigraafi://entity/task/TEM001-00-2020/1")
        document = await client.read_resource("kaupunkigraafi://document/kaavoitus")
        with pytest.raises(MCPError, match="nothing"):
            await client.read_resource("kaupunkigraafi://document/nothing")
        return entity, task, document

    entity, task, document = talk(about)
    assert json.loads(entity.contents[0].text)["labels"]["sv"] == "Helsingfors"
    assert json.loads(task.contents[0].text)["kind"] == "task"
    assert "# Kaavoitus kunnassa" in document.contents[0].text
    assert "?generation=" in document.contents[0].text


def test_prompts_ask_in_their_language_for_sources(talk: Talk) -> None:
    async def about(client: Client) -> Any:
        return [
            await client.get_prompt(name, {"question": "{0} kaava?"})
            for name in ("vastaa-lahteineen", "svara-med-kallor", "answer-with-sources")
        ]

    texts = [each.messages[0].content.text for each in talk(about)]
    assert all("{0} kaava?" in text and "permalink" in text for text in texts)
    for text, unknown in zip(texts, ("ei tiedossa", "inte känt", "not known"), strict=True):
        assert unknown in text


def test_standard_output_holds_nothing_but_the_protocol(world_folder: Path) -> None:
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {},
                   "clientInfo": {"name": "test", "version": "0"}},
    }  # fmt: skip
    search = {
        "jsonrpc": "2.0", "id": 2, "method": "tools/call",
        "params": {"name": "search", "arguments": {"text": "kaavoitus"}},
    }  # fmt: skip
    ready = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    process = subprocess.Popen(
        [sys.executable, *command(world_folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        answers = []
        for messages in ((hello,), (ready, search)):
            process.stdin.writelines(json.dumps(each) + "\n" for each in messages)
            process.stdin.flush()
            answers.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        rest = process.stdout.read()
    assert [each["id"] for each in answers] == [1, 2]
    assert answers[1]["result"]["isError"] is False
    assert rest == ""
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:3000"}, 200),
    ],
)
def test_only_this_machines_names_are_answered(
    address: str, headers: dict[str, str], status: int
) -> None:
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {},
                   "clientInfo": {"name": "test", "version": "0"}},
    }  # fmt: skip
    accept = {"Accept": "application/json, text/event-stream"}
    answer = httpx.post(address, json=hello, headers={**accept, **headers}, timeout=60)
    assert answer.status_code == status


def test_a_private_graph_is_not_served_to_whoever_asks(world_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, *command(world_folder, "--http", "--port", "0")],
        env={**os.environ, "KAUPUNKIGRAAFI_PRIVATE": "1"}, capture_output=True, text=True,
        check=False, timeout=WAIT_S,
    )  # fmt: skip
    assert done.returncode == 1
    assert "standard streams" in done.stderr


def test_a_body_too_large_is_refused(address: str) -> None:
    answer = httpx.post(address, json={"text": "a" * 3_000_000}, timeout=60)
    assert answer.status_code == 413


def test_questions_about_the_packaged_corpus_are_answered_with_places(packaged: Path) -> None:
    body, law, passages = called(
        over_stdio(packaged),
        ("question", {"name": "body-cities", "given": {"body": "TEM070:00/2019"}, "lang": "fi"}),
        ("related", {"id": "ministry/YM", "kind": "law"}),
        ("search", {"text": "kuka vastaa kaavoituksesta", "law": "132/1999", "limit": 3}),
    )
    with Kaupunkigraafi.open(packaged) as kg:
        answer = kg.question("body-cities", body="TEM070:00/2019")
        laws = kg.related("ministry/YM", kind="law")
    assert len(body.structured_content["rows"]) == len(answer.rows) > 1
    assert len(law.structured_content["related"]) == len(laws) > 1
    for hit in passages.structured_content["hits"]:
        assert hit["citation"]["title"]
        assert hit["citation"]["permalink"].startswith("/document/")
    assert any(hit["citation"]["section"] for hit in passages.structured_content["hits"])
