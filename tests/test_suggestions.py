"""Suggested links: made of stored vectors, never taken for facts, judged by a person."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rdflib import RDF, URIRef
from typer.testing import CliRunner

from kaupunkigraafi.build import add, build, remove
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.corpus.reviews import SOURCE
from kaupunkigraafi.documents.reader import Documents
from kaupunkigraafi.documents.rows import NAME as DOCUMENTS
from kaupunkigraafi.errors import EncoderMissing, EntityUnknown, QueryTextInvalid, RecordInvalid
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.results import Boolean, Solutions
from kaupunkigraafi.graph.shapes import validate
from kaupunkigraafi.graph.suggestions import version_of
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import ontology_dir
from kaupunkigraafi.search.encoders.hashing import Hashing
from kaupunkigraafi.search.nearness import Cosines, Nearness
from kaupunkigraafi.search.vectors import Vectors, write_vectors
from kaupunkigraafi.suggested import suggestions_to_plain
from kaupunkigraafi.vocabulary import (
    DERIVED_GRAPHS,
    KG,
    PREFIXES,
    REVIEWS_GRAPH,
    SUGGESTION_GRAPHS,
    iri_of,
)
from kaupunkigraafi.writing import proposing
from kaupunkigraafi.writing.proposing import suggest
from kaupunkigraafi.writing.reviewing import review
from kaupunkigraafi.writing.suggesting import MOST, SURENESS, THRESHOLD, Suggester
from tests.suggesting_world import PLANS, note

LAW = iri_of("law/132-1999")
SUGGESTION = "uusi/law/132-1999"


@pytest.fixture
def folder(suggesting_folder: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(suggesting_folder, tmp_path / "folder"))


@pytest.fixture(scope="module")
def opened(suggesting_folder: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(suggesting_folder) as kg:
        yield kg


def ids(folder: Path, document: str | None = None) -> list[str]:
    with Kaupunkigraafi.open(folder) as kg:
        return [each.suggestion.id for each in kg.suggestions(document).suggestions]


def holds(kg: Kaupunkigraafi, pattern: str) -> bool:
    answer = kg.sparql(f"ASK {{ {pattern} }}")
    assert isinstance(answer, Boolean)
    return answer.value


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / "records" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_document_is_suggested_the_law_that_its_neighbours_are_about(
    opened: Kaupunkigraafi,
) -> None:
    found = opened.suggestions("uusi", kind="law")
    assert [each.suggestion.id for each in found.suggestions] == [SUGGESTION]
    (only,) = found.suggestions
    assert only.entity.label("fi") == "Alueidenkäyttölaki"
    assert only.document.label("fi") == "Muistio uusi"
    assert THRESHOLD <= only.suggestion.confidence <= 1
    assert len(only.suggestion.evidence) == 3
    assert all("/id/passage/kaava" in each for each in only.suggestion.evidence)


def test_what_a_document_states_is_not_suggested(opened: Kaupunkigraafi) -> None:
    for each in opened.suggestions(limit=1_000).suggestions:
        link = each.suggestion
        fact = f"<{each.document.iri}> <{link.predicate}> <{link.entity}>"
        assert not holds(opened, fact), link.id


def test_suggestions_are_in_graphs_of_their_own_and_in_no_other(opened: Kaupunkigraafi) -> None:
    assert not holds(opened, "?s a kg:Suggestion")
    assert holds(opened, f"GRAPH <{SUGGESTION_GRAPHS}uusi> {{ ?s a kg:Suggestion }}")
    where = opened.sparql("SELECT DISTINCT ?g { GRAPH ?g { ?s a kg:Suggestion } }")
    assert isinstance(where, Solutions)
    names = {str(row["g"]) for row in where.rows}
    assert names
    assert all(name.startswith(DERIVED_GRAPHS) for name in names)


def test_a_suggested_link_is_stated_nowhere_not_even_in_its_graph(opened: Kaupunkigraafi) -> None:
    fact = f"<{iri_of('document/uusi')}> kg:concerns <{LAW}>"
    assert not holds(opened, fact)
    assert not holds(opened, f"GRAPH ?g {{ {fact} }}")


def test_suggestions_are_in_no_filter_facet_link_or_neighbourhood(opened: Kaupunkigraafi) -> None:
    hits = opened.search("kaavan luonnos", 100, law="132/1999").hits
    assert hits
    assert "uusi" not in {hit.document.id for hit in hits}
    alone = opened.search("kaavan luonnos", 100, since=None)
    counted = {bucket.id: bucket.count for name, buckets in alone.facets
               if name == "law" for bucket in buckets}  # fmt: skip
    stating = {hit.document.id for hit in alone.hits} - {"uusi"}
    assert counted["law/132-1999"] <= len(stating)
    assert LAW not in {each.iri for each in opened.entities_of("uusi")}
    assert "document/uusi" not in {each.entity.id for each in opened.related("law/132-1999")}
    assert LAW not in {fact.value for fact in opened.entity("document/uusi").facts}


def test_suggestions_are_marked_as_derived_and_keep_the_shapes(opened: Kaupunkigraafi) -> None:
    triples = list(opened._store.triples(graph=SUGGESTION_GRAPHS + "uusi"))
    assert validate(triples, ontology_dir()).conforms
    (node,) = {s for s, p, o in triples if (p, o) == (RDF.type, URIRef(KG + "Suggestion"))}
    told = {p: o for s, p, o in triples if s == node}
    assert told[URIRef(KG + "method")] == URIRef(iri_of("concept/suggestion-method/neighbours"))
    activity = told[URIRef(PREFIXES["prov"] + "wasGeneratedBy")]
    used = URIRef(PREFIXES["prov"] + "used")
    assert (activity, used, URIRef(iri_of("document/uusi"))) in triples


def test_among_fewer_than_ten_documents_that_state_a_law_none_is_suggested(
    kg: Kaupunkigraafi,
) -> None:
    assert kg.suggestions().total == 0


def test_accepting_writes_a_row_and_states_it_with_who_and_when(folder: Path) -> None:
    done = review(folder, accept=[SUGGESTION], reviewer="  Anna \n Lukija ", note="luettu")
    assert done.accepted == (SUGGESTION,)
    (row,) = rows(folder, "accepted_links")
    assert (row["id"], row["document"], row["concerns"]) == (SUGGESTION, "uusi", LAW)
    assert (row["reviewer"], row["note"], row["source"]) == ("Anna Lukija", "luettu", SOURCE)
    with Kaupunkigraafi.open(folder) as kg:
        assert kg.generation == done.generation
        assert holds(kg, f"<{iri_of('document/uusi')}> kg:concerns <{LAW}>")
        assert holds(
            kg,
            f'<{iri_of("review/" + SUGGESTION)}> a kg:LinkReview ; dcterms:creator "Anna Lukija" ; '
            f'dcterms:date "{row["reviewed"]}"^^xsd:date ; kg:verdict '
            f"<{iri_of('concept/verdict/accepted')}> ; prov:wasDerivedFrom "
            f"<{iri_of(SOURCE)}> . <{iri_of(SOURCE)}> dcterms:title ?title",
        )
        found = {hit.document.id for hit in kg.search("kaavan luonnos", 100, law=LAW).hits}
        assert "uusi" in found
        assert SUGGESTION not in ids(folder)
        assert kg.validate().conforms
    assert Folder(folder).verify().whole


def test_rejecting_states_nothing_and_is_remembered(folder: Path) -> None:
    assert SUGGESTION in ids(folder)
    review(folder, reject=[SUGGESTION], reviewer="Anna")
    assert SUGGESTION not in ids(folder)
    done = suggest(folder, renew=True)
    assert done.documents > 12
    assert SUGGESTION not in ids(folder)
    with Kaupunkigraafi.open(folder) as kg:
        assert not holds(kg, f"<{iri_of('document/uusi')}> kg:concerns <{LAW}>")
        assert holds(kg, f"?r a kg:LinkReview ; rdf:object <{LAW}> ; dcterms:creator 'Anna'")


def test_the_later_word_counts(folder: Path) -> None:
    review(folder, reject=[SUGGESTION], reviewer="Anna")
    review(folder, accept=[SUGGESTION], reviewer="Bertta")
    assert [row["reviewer"] for row in rows(folder, "accepted_links")] == ["Bertta"]
    assert rows(folder, "rejected_links") == []
    review(folder, reject=[SUGGESTION], reviewer="Cecilia")
    with Kaupunkigraafi.open(folder) as kg:
        assert not holds(kg, f"<{iri_of('document/uusi')}> kg:concerns <{LAW}>")
        assert LAW not in {each.iri for each in kg.entities_of("uusi")}


def test_reviews_outlive_a_build_from_the_corpus(folder: Path, suggesting_corpus: Path) -> None:
    review(folder, accept=[SUGGESTION], reviewer="Anna")
    build(suggesting_corpus, folder, encoder="hashing")
    with Kaupunkigraafi.open(folder) as kg:
        assert holds(kg, f"<{iri_of('document/uusi')}> kg:concerns <{LAW}>")
        assert SUGGESTION not in ids(folder)


def test_the_rows_are_what_a_corpus_reads(
    folder: Path, suggesting_corpus: Path, tmp_path: Path
) -> None:
    review(folder, accept=[SUGGESTION], reviewer="Anna")
    copy = Path(shutil.copytree(suggesting_corpus, tmp_path / "corpus"))
    shutil.copytree(folder / "records", copy / "records", dirs_exist_ok=True)
    with (copy / "sources.toml").open("a", encoding="utf-8") as stream:
        stream.write(
            '[[source]]\nid = "link-review"\ntitle = "Reviews"\npublisher = "Readers"\n'
            'licence = "not stated"\n'
        )
    build(copy, tmp_path / "other", encoder="hashing")
    with Kaupunkigraafi.open(tmp_path / "other") as kg:
        assert holds(kg, f"<{iri_of('document/uusi')}> kg:concerns <{LAW}>")
    assert SUGGESTION not in ids(tmp_path / "other")


def test_a_broken_row_stops_the_next_generation_and_is_named(folder: Path) -> None:
    review(folder, accept=[SUGGESTION], reviewer="Anna")
    path = folder / "records" / "accepted_links.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",2026-", ",soon-").replace(",2027-", ",soon-"), encoding="utf-8")
    with pytest.raises(RecordInvalid, match=r"accepted_links\.csv:2, column 'reviewed'"):
        remove(folder, "kieli")


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"accept": ["uusi/law/1-1900"]}, EntityUnknown, "uusi/law/1-1900"),
        ({"reject": ["nobody"]}, EntityUnknown, "nothing was judged"),
        ({"accept": [SUGGESTION], "reject": [SUGGESTION]}, RecordInvalid, "choose one"),
        ({"accept": [SUGGESTION], "reviewer": " "}, RecordInvalid, "--by NAME"),
    ],
)
def test_what_cannot_be_judged_changes_nothing(
    folder: Path, given: dict[str, list[str]], error: type[Exception], message: str
) -> None:
    before = Folder(folder).pointer.read_text(encoding="ascii")
    with pytest.raises(error, match=message):
        review(folder, **{"reviewer": "Anna", **given})  # type: ignore[arg-type]
    assert Folder(folder).pointer.read_text(encoding="ascii") == before
    assert not (folder / "records").exists()


def test_a_removed_document_takes_its_suggestions_and_reviews_with_it(folder: Path) -> None:
    review(folder, accept=[SUGGESTION], reviewer="Anna")
    remove(folder, "uusi")
    with Kaupunkigraafi.open(folder) as kg:
        assert not holds(kg, f"GRAPH ?g {{ <{iri_of('document/uusi')}> ?p ?o }}")
        assert not holds(kg, f"GRAPH <{REVIEWS_GRAPH}> {{ ?s ?p ?o }}")
        assert not holds(kg, f"GRAPH <{SUGGESTION_GRAPHS}uusi> {{ ?s ?p ?o }}")
    assert len(rows(folder, "accepted_links")) == 1  # a person's word stays


def test_new_documents_get_theirs_when_asked_and_nothing_is_encoded(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "toinen.md"
    path.write_text(note("toinen", f"{PLANS} taas."), encoding="utf-8")
    add(folder, path)
    assert ids(folder, "toinen") == []

    def refuse(*_: object) -> None:
        raise AssertionError("something is encoded")

    monkeypatch.setattr(Hashing, "encode_passages", refuse)
    monkeypatch.setattr(Hashing, "encode_queries", refuse)
    done = suggest(folder)
    assert (done.documents, done.suggestions) == (1, 1)
    assert ids(folder, "toinen") == ["toinen/law/132-1999"]
    again = suggest(folder)
    assert (again.documents, again.generation) == (0, done.generation)


def test_a_stopped_run_is_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = ids(folder)
    with Kaupunkigraafi.open(folder) as kg:
        documents = [each.id for each in kg._documents.documents()]
    strip(folder)
    monkeypatch.setattr(proposing, "_AT_ONCE", 4)

    def stop(stage: str, done: int, total: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        suggest(folder, progress=stop)
    told: list[tuple[int, int]] = []
    done = suggest(folder, progress=lambda _, at, of: told.append((at, of)))
    assert done.unchanged == 4
    assert done.documents == len(documents) - 4 - tasks_in(documents)
    assert told == [(at, done.documents) for at in range(1, done.documents + 1)]
    assert ids(folder) == expected
    assert Folder(folder).verify().whole


def tasks_in(documents: list[str]) -> int:
    return sum(each.startswith("task-") for each in documents)


def strip(folder: Path) -> None:
    """Publish a generation without suggestions."""
    target = Folder(folder)
    with target.lock(), target.current() as parent:

        def change(store: proposing.Store) -> int:
            for name in store.graphs():
                if name.startswith(SUGGESTION_GRAPHS):
                    store.remove_graph(name)
            return 0

        proposing._published(target, parent, change)
    assert ids(folder) == []


def test_a_folder_without_vectors_says_why_nothing_is_suggested(folder: Path) -> None:
    target = Folder(folder)
    with target.current() as generation:
        path = generation.path / "MANIFEST.json"
        facts = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**facts, "encoder": None}), encoding="utf-8")
    assert target.repair().generation
    with pytest.raises(EncoderMissing, match="without vectors"):
        suggest(folder)


@pytest.mark.parametrize(
    "given", [{"limit": 0}, {"limit": 1_001}, {"offset": -1}, {"kind": "municipality"}]
)
def test_a_value_out_of_its_range_is_told(
    opened: Kaupunkigraafi, given: dict[str, int | str]
) -> None:
    with pytest.raises(QueryTextInvalid, match=next(iter(given))):
        opened.suggestions(**given)  # type: ignore[arg-type]


def test_an_unknown_document_is_told(opened: Kaupunkigraafi) -> None:
    with pytest.raises(EntityUnknown, match="nobody"):
        opened.suggestions("nobody")


def test_pages_follow_one_another(opened: Kaupunkigraafi) -> None:
    every = [each.suggestion.id for each in opened.suggestions().suggestions]
    paged = [
        each.suggestion.id
        for at in range(len(every))
        for each in opened.suggestions(limit=1, offset=at).suggestions
    ]
    assert paged == every
    assert len(every) > 1


def run(*arguments: object, stdin: str | None = None) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments], input=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_command_line_prints_what_the_library_gives(folder: Path) -> None:
    for verb in ("suggestions", "review"):
        printed = json.loads(run(verb, "--folder", folder, "--format", "json", "--lang", "sv"))
        with Kaupunkigraafi.open(folder) as kg:
            assert printed == suggestions_to_plain(kg.suggestions(), "sv")
        assert printed["note"] == "Förslag som ingen har granskat."
    table = run("review", "--folder", folder, "--document", "uusi")
    assert SUGGESTION in table
    text = run("suggestions", "--folder", folder, "--format", "csv")
    assert SUGGESTION in {row["id"] for row in csv.DictReader(text.splitlines())}


def test_the_command_line_judges(folder: Path) -> None:
    run("review", "--folder", folder, "--accept", SUGGESTION, "--by", "Anna")
    assert [row["reviewer"] for row in rows(folder, "accepted_links")] == ["Anna"]
    run("suggest", "--folder", folder)
    assert SUGGESTION not in ids(folder)


def test_a_terminal_is_asked_one_after_another(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaupunkigraafi.cli import suggesting  # noqa: PLC0415  beside what it replaces there

    monkeypatch.setattr(suggesting, "_on_terminal", lambda: True)
    every = ids(folder)
    assert len(every) > 2
    run("review", "--folder", folder, stdin="Anna\na\n\nr\nq\n")
    assert [row["id"] for row in rows(folder, "accepted_links")] == [every[0]]
    assert [row["id"] for row in rows(folder, "rejected_links")] == [every[2]]
    assert rows(folder, "rejected_links")[0]["reviewer"] == "Anna"
    # The end of the input ends it; what was judged until then is kept.
    run("review", "--folder", folder, "--by", "Bertta", stdin="r\n")
    assert len(rows(folder, "rejected_links")) == 2


def test_nearness_is_what_all_pairs_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kaupunkigraafi.search import nearness  # noqa: PLC0415  beside what it replaces there

    monkeypatch.setattr(nearness, "_BLOCK", 7)
    rng = np.random.default_rng(5)
    every = rng.normal(size=(40, 16)) + 1.0
    every /= np.linalg.norm(every, axis=1, keepdims=True)
    held = every.astype(np.float16).astype(np.float32)
    write_vectors(tmp_path, None, dim=16, rows=40, added=list(enumerate(held)), removed=())
    filled = np.array([row for row in range(40) if row % 5])
    asked = np.array([1, 8, 22])
    cosines = Nearness(Vectors(tmp_path, 16), filled).cosines(asked)
    wide = held[filled].astype(np.float64)
    centre = wide.mean(axis=0)
    centred = wide - centre
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)
    mine = held[asked] - centre
    mine /= np.linalg.norm(mine, axis=1, keepdims=True)
    assert np.allclose(cosines.plain, held[asked] @ wide.T, atol=2e-3)
    assert np.allclose(cosines.centred, mine @ centred.T, atol=5e-3)
    columns = np.array([0, 3, 4, 9, 20, 31])
    near, shares = cosines.neighbours(columns, 4)
    for line, found, share in zip(cosines.centred, near, shares, strict=True):
        best = sorted(columns, key=lambda place: -line[place])[:4]
        assert found.tolist() == best
        kept = np.maximum(line[best], 0)
        assert np.allclose(share, kept / kept.sum(), atol=1e-5)
    alike = Cosines(cosines.plain, -np.abs(cosines.centred))
    assert np.allclose(alike.neighbours(columns, 4)[1], 0.25)
    standing = cosines.standing(columns)
    plain = cosines.plain
    expected = (plain - plain.mean(axis=1, keepdims=True)) / plain.std(axis=1, keepdims=True)
    assert np.allclose(standing, expected[:, columns], atol=1e-4)


def test_held_out_links_of_the_packaged_documents_are_found_again(packaged: Path) -> None:
    """Far below what was measured, so that only a broken method fails; see decision 019."""
    with Kaupunkigraafi.open(packaged) as kg, Folder(packaged).current() as generation:
        documents = Documents(generation.path / DOCUMENTS)
        originals = {each.id: each.summarises for each in documents.documents()}
        assert generation.manifest.encoder is not None
        vectors = Vectors(generation.path, generation.manifest.encoder.dim)
        suggester = Suggester(documents, vectors, kg._store)
        hidden = {
            key: [other for other, of in originals.items() if of and of == originals[key]]
            for key in suggester.keys
        }
        for kind, least in (("law", 0.6), ("topic", 0.45)):
            asked = [key for key in suggester.keys if suggester.stated(key, kind)]
            first = [
                found[0].entity in suggester.stated(key, kind)
                for key, found in suggester.scored(asked, kind, hidden)
            ]
            assert len(first) > 100
            assert sum(first) / len(first) > least
        documents.close()


def test_the_packaged_graph_has_suggestions_for_its_documents(packaged: Path) -> None:
    with Kaupunkigraafi.open(packaged) as kg:
        found = kg.suggestions(limit=1_000)
        assert {each.suggestion.kind for each in found.suggestions} == set(SURENESS)
        # Documents made of records say themselves what they are about.
        of_records = {f"document/{each.id}" for each in kg._documents.documents()
                      if each.type == "task"}  # fmt: skip
        assert of_records
        assert not of_records & {each.document.id for each in found.suggestions}
        for each in found.suggestions:
            assert each.entity.labels, each.suggestion.id
            assert each.suggestion.confidence >= THRESHOLD
            assert each.document.kind == "document"
        for each in found.suggestions[:50]:
            of_kind = kg.suggestions(each.suggestion.document, kind=each.suggestion.kind)
            assert of_kind.total <= MOST
            assert version_of(kg._store, each.suggestion.document).startswith(
                f"{proposing.VERSION}/"
            )
