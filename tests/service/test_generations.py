"""One request, one generation: what is published meanwhile is served next, and the old one goes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.service.serving import running, until

from kaupunkigraafi.build import add
from kaupunkigraafi.errors import FolderCorrupt
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.app import create_app
from kaupunkigraafi_service.generations import Generations

NOTE = "Raitiotie yhdistää kaupunginosat ja kaupunkiseudun kunnat toisiinsa."


@pytest.fixture
def generations(own_folder: Path, settings: Settings) -> Iterator[Generations]:
    opened = Generations(Kaupunkigraafi.open(own_folder), settings)
    yield opened
    opened.close()


def publish(folder: Path, name: str = "raitiotie.txt") -> None:
    note = folder.parent / name
    note.write_text(NOTE, encoding="utf-8")
    add(folder, note, encoder="hashing")


def test_nothing_new_is_no_reason_to_move(generations: Generations) -> None:
    with generations.pinned() as before:
        assert not generations.refresh()
        with generations.pinned() as after:
            assert after is before


def test_a_request_keeps_its_generation_while_the_next_one_is_served(
    generations: Generations, own_folder: Path
) -> None:
    with generations.pinned() as old:
        publish(own_folder)
        assert generations.refresh()
        with generations.pinned() as new:
            assert new.kg.generation > old.kg.generation
            assert new.kg.search("").total == old.kg.search("").total + 1
        assert old.endpoint.status().workers
    assert not old.endpoint.status().workers


def test_the_last_of_several_requests_closes_the_old_generation(
    generations: Generations, own_folder: Path
) -> None:
    held, let_go = threading.Event(), threading.Event()
    answered: list[int] = []

    def request() -> None:
        with generations.pinned() as reading:
            held.set()
            let_go.wait()
            answered.append(reading.kg.search("kunta", mode="lexical").total)

    thread = threading.Thread(target=request)
    thread.start()
    held.wait()
    publish(own_folder)
    with generations.pinned() as old:
        generations.refresh()
    assert old.endpoint.status().workers
    let_go.set()
    thread.join()
    assert answered[0] > 0
    assert not old.endpoint.status().workers


def test_a_broken_pointer_leaves_the_old_generation_in_service(
    generations: Generations, own_folder: Path
) -> None:
    (own_folder / "CURRENT").write_text("nonsense", encoding="ascii")
    with pytest.raises(FolderCorrupt):
        generations.refresh()
    with generations.pinned() as reading:
        assert reading.kg.search("kunta", mode="lexical").total > 0


def test_a_running_server_moves_on_by_itself(own_folder: Path, settings: Settings) -> None:
    moved: list[str] = []
    app = create_app(Kaupunkigraafi.open(own_folder), settings, moved=moved.append)
    query = {"query": "SELECT ?t { ?d dcterms:title ?t FILTER(CONTAINS(LCASE(?t), 'raitiotie')) }"}
    with running(app) as client:
        first = client.get("/api/v1/about").json()
        assert client.get("/sparql", params=query).json()["results"]["bindings"] == []
        publish(own_folder)
        until(lambda: moved, "the server to move on")
        second = client.get("/api/v1/about").json()
        assert second["documents"] == first["documents"] + 1
        assert [second["generation"]] == moved
        answer = client.get("/sparql", params=query)
        assert answer.headers["kaupunkigraafi-generation"] == second["generation"]
        assert len(answer.json()["results"]["bindings"]) == 1
