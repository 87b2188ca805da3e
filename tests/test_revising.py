"""A user's change is the next generation or nothing at all, whatever happens to its process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kaupunkigraafi.build import add, build
from kaupunkigraafi.errors import (
    FolderLocked,
    FolderMoved,
    FolderNotEmpty,
    QueryFailed,
    QueryTimeout,
    WriteRefused,
)
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.changes import Change, Changes, Verb
from kaupunkigraafi.graph.limits import WorkerLimits
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.vocabulary import USER_GRAPHS
from kaupunkigraafi.writing.founding import found_empty, found_from
from kaupunkigraafi.writing.revising import Reviser

MINE = USER_GRAPHS + "anna"
NOTE = Change(Verb.UPDATE, f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> 1 }} }}")
# 10^15 solutions: it ends by the deadline or not at all.
ENDLESS = Change(
    Verb.UPDATE,
    f"INSERT {{ GRAPH <{MINE}> {{ <urn:s> <urn:n> ?n }} }} WHERE {{ SELECT (COUNT(*) AS ?n) "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?o ?q } }",
)


@pytest.fixture
def reviser(own_folder: Path) -> Iterator[Reviser]:
    with Reviser(own_folder, Changes()) as opened:
        yield opened


def state(folder: Path) -> tuple[str, list[str]]:
    pointer = (folder / "CURRENT").read_text(encoding="ascii")
    return pointer, sorted(path.name for path in (folder / "generations").iterdir())


def test_only_the_graph_is_another_one(reviser: Reviser, own_folder: Path) -> None:
    with Kaupunkigraafi.open(own_folder) as before:
        revision = reviser.revise(NOTE)
        with before.next() as after:
            assert after.generation == revision.generation > before.generation
            assert after.about().quads == before.about().quads + 1 == revision.quads
            assert after.search("kaavoitus").hits == before.search("kaavoitus").hits
            assert after.sparql(f"ASK {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")
            assert not before.sparql(f"ASK {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")
            assert not after.sparql("ASK { <urn:s> ?p ?o }")
            old, new = before.graph_directory.parent, after.graph_directory.parent
            for name in ("documents.sqlite", "vectors.f16"):
                assert (old / name).samefile(new / name)
    assert Folder(own_folder).verify().whole


def test_indexes_that_are_shared_outlive_the_generation_that_opened_them(
    reviser: Reviser, own_folder: Path
) -> None:
    kg = Kaupunkigraafi.open(own_folder)
    first = kg.search("kaavoitus").hits
    for _ in range(4):
        reviser.revise(NOTE)
        fresh = kg.next()
        kg.close()
        kg = fresh
    with kg:
        assert kg.search("osallistuminen", mode="lexical").total > 0
        assert kg.search("kaavoitus").hits == first


def test_documents_and_users_graphs_go_on_together(
    reviser: Reviser, own_folder: Path, tmp_path: Path
) -> None:
    reviser.revise(NOTE)
    note = tmp_path / "raitiotie.txt"
    note.write_text("Raitiotie yhdistää kaupunginosat toisiinsa.", encoding="utf-8")
    add(own_folder, note, encoder="hashing")
    reviser.revise(Change(Verb.UPDATE, f"INSERT DATA {{ GRAPH <{MINE}> {{ <urn:s> a 2 }} }}"))
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.search("raitiotie").hits[0].document.id.startswith("raitiotie")
        rows = kg.sparql(f"SELECT * {{ GRAPH <{MINE}> {{ ?s ?p ?o }} }}")
        assert len(rows) == 2
    assert Folder(own_folder).verify().whole


def test_a_change_that_runs_too_long_is_killed_and_changes_nothing(own_folder: Path) -> None:
    before = state(own_folder)
    with (
        Reviser(own_folder, Changes(WorkerLimits(deadline_s=1.5))) as hurried,
        pytest.raises(QueryTimeout, match="the change ran longer than"),
    ):
        hurried.revise(ENDLESS)
    assert state(own_folder) == before
    with Reviser(own_folder, Changes()) as reviser:
        reviser.revise(NOTE)


def test_a_change_that_eats_the_memory_dies_and_changes_nothing(own_folder: Path) -> None:
    before = state(own_folder)
    doubling = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
    text = (
        f"INSERT {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> ?x40 }} }} "
        f"WHERE {{ BIND('xxxxxxxxxxxxxxxx' AS ?x0) {doubling} }}"
    )
    with Reviser(own_folder, Changes(WorkerLimits(memory_mib=1_024))) as reviser:
        with pytest.raises((QueryFailed, QueryTimeout)):
            reviser.revise(Change(Verb.UPDATE, text))
        assert state(own_folder) == before
        reviser.revise(NOTE)


def test_a_process_that_is_killed_in_the_middle_leaves_the_old_generation(
    own_folder: Path,
) -> None:
    before = state(own_folder)
    changes = Changes()
    with Reviser(own_folder, changes) as reviser:
        failed: list[Exception] = []

        def revise() -> None:
            try:
                reviser.revise(ENDLESS)
            except QueryFailed as error:
                failed.append(error)

        thread = threading.Thread(target=revise)
        thread.start()
        busy = None
        while busy is None:
            workers, count, _ = changes._crew.state()
            busy = next((each for each in workers if count and each.queries), None)
        os.kill(busy.pid, signal.SIGKILL)
        thread.join()
        assert failed
        assert state(own_folder) == before
        assert Folder(own_folder).verify().whole
        reviser.revise(NOTE)


def test_another_writer_is_waited_for_only_so_long(reviser: Reviser, own_folder: Path) -> None:
    before = state(own_folder)
    with Folder(own_folder).lock():
        with pytest.raises(FolderLocked, match="is being written by process"):
            reviser.revise(NOTE, patience_s=0.05)
        assert state(own_folder) == before
    reviser.revise(NOTE)


def test_a_change_of_a_state_that_is_gone_is_not_made(reviser: Reviser, own_folder: Path) -> None:
    with Kaupunkigraafi.open(own_folder) as kg:
        seen = kg.generation
    reviser.revise(NOTE, expected=seen)
    before = state(own_folder)
    with pytest.raises(FolderMoved, match=f"and you saw {seen}"):
        reviser.revise(NOTE, expected=seen)
    assert state(own_folder) == before


def test_a_corpus_is_not_changed(reviser: Reviser, own_folder: Path) -> None:
    before = state(own_folder)
    with pytest.raises(WriteRefused, match="the default graph cannot be changed here"):
        reviser.revise(Change(Verb.UPDATE, "DELETE WHERE { ?s ?p ?o }"))
    assert state(own_folder) == before


def test_an_empty_folder_is_empty_and_starts_again_where_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    found_empty(folder)
    with Reviser(folder, Changes()) as reviser:
        reviser.revise(Change(Verb.UPDATE, "INSERT DATA { <urn:s> <urn:p> 1 . "
                                           "GRAPH <urn:g> { <urn:s> <urn:p> 2 } }"))  # fmt: skip
    found_empty(folder)
    with Kaupunkigraafi.open(folder) as kg:
        assert kg.about().quads == 2
        assert len(kg.sparql("SELECT * { ?s ?p ?o }")) == 2
        assert kg.search("kunta").total == 0


def test_a_corpus_is_no_empty_folder(own_folder: Path) -> None:
    with pytest.raises(FolderNotEmpty, match="was not started empty"):
        found_empty(own_folder)


def test_a_folder_of_ones_own_starts_from_another_without_changing_it(
    world_folder: Path, tmp_path: Path
) -> None:
    before = state(world_folder)
    folder = tmp_path / "own"
    found_from(folder, Folder(world_folder))
    with Reviser(folder, Changes()) as reviser:
        reviser.revise(NOTE)
    assert state(world_folder) == before
    assert Folder(world_folder).verify().whole
    assert Folder(folder).verify().whole


def test_what_users_wrote_outlives_a_new_build_of_the_corpus(
    reviser: Reviser, own_folder: Path, world: Path
) -> None:
    reviser.revise(NOTE)
    build(world, own_folder, encoder="hashing")
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.sparql(f"ASK {{ GRAPH <{MINE}> {{ <urn:s> <urn:p> 1 }} }}")
        assert not kg.sparql("ASK { <urn:s> ?p ?o }")
    assert Folder(own_folder).verify().whole


def test_no_corpus_is_built_over_somebodys_own_graph(tmp_path: Path, world: Path) -> None:
    folder = tmp_path / "folder"
    found_empty(folder)
    before = state(folder)
    with pytest.raises(FolderNotEmpty, match="build into another folder"):
        build(world, folder, encoder="hashing")
    assert state(folder) == before


def test_documents_may_be_added_to_a_folder_that_was_started_empty(tmp_path: Path) -> None:
    folder, note = tmp_path / "folder", tmp_path / "raitiotie.txt"
    found_empty(folder)
    note.write_text("Raitiotie yhdistää kaupunginosat toisiinsa.", encoding="utf-8")
    report = add(folder, note, encoder="hashing")
    (added,) = report.added
    with Kaupunkigraafi.open(folder) as kg:
        assert kg.free
        (hit,) = kg.search("raitiotie").hits
        assert hit.why.semantic
        assert kg.sparql("ASK { ?d dcterms:title ?t }")
        assert kg.document(added).language == "fi"
