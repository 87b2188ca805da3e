"""build, add and remove: whole or not at all, nothing twice, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kaupunkigraafi.build import add, build, remove
from kaupunkigraafi.errors import (
    EntityUnknown,
    RecordInvalid,
    SourceMissing,
    UnreadableDocument,
)
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from tests.corpus.readers.pdf_samples import page, pdf

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(CONTAINS(STR(?g), '%s')) }"


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def number(kg: Kaupunkigraafi, query: str) -> int:
    (row,) = kg.sparql(query)  # type: ignore[misc]
    return int(str(row["n"]))  # type: ignore[index]


def test_a_build_holds_every_document_of_the_corpus(world_folder: Path) -> None:
    with Kaupunkigraafi.open(world_folder) as kg:
        told = kg.about()
        assert (told.documents, told.passages) == (6, 7)
        assert dict(told.classes)["kg:Municipality"] == 3
    assert Folder(world_folder).verify().whole


def test_reading_a_folder_changes_no_byte_of_it(own_folder: Path) -> None:
    with Kaupunkigraafi.open(own_folder) as kg:
        kg.search("kaavoitus")
        kg.sparql("ASK {}")
    assert Folder(own_folder).verify().whole


def test_a_folder_that_nobody_may_write_to_is_searched(
    own_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Root may write anywhere, so the refusal is told, not enforced; the lock goes elsewhere.
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and real(path, mode))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    lock = own_folder / "generations/000001/lexical/.tantivy-meta.lock"
    before = lock.stat().st_atime_ns, lock.stat().st_mtime_ns
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.search("kaavoitus", mode="lexical").hits
        assert list(tmp_path.glob("kaupunkigraafi-*/.tantivy-meta.lock"))
    assert (lock.stat().st_atime_ns, lock.stat().st_mtime_ns) == before


def test_a_row_that_breaks_a_rule_stops_the_build_and_is_named(world: Path, tmp_path: Path) -> None:
    import shutil  # noqa: PLC0415

    corpus = tmp_path / "corpus"
    shutil.copytree(world, corpus)
    table = corpus / "records" / "municipalities.csv"
    table.write_text(table.read_text("utf-8").replace("853,Turku", "85,Turku"), "utf-8")
    with pytest.raises(RecordInvalid, match=r"municipalities\.csv:3.*'code'"):
        build(corpus, tmp_path / "folder", encoder="hashing")
    assert not Folder(tmp_path / "folder").exists()


def test_a_new_document_is_found_and_the_old_generation_is_untouched(
    own_folder: Path, tmp_path: Path
) -> None:
    before = Kaupunkigraafi.open(own_folder)
    note = write(tmp_path / "muistio.txt", "Raitiotien rakentaminen\n\nRaitiotie rakennetaan.")
    report = add(own_folder, note)
    assert len(report.added) == 1
    assert report.embedded == 1, "no unchanged passage is embedded again"
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.generation == "000002"
        (hit, *_) = kg.search("raitiotie")
        assert hit.document.id == report.added[0]
        assert hit.document.source == "muistio.txt"
        assert str(tmp_path) not in repr(kg.entity("document/" + hit.document.id).facts)
    assert before.generation == "000001"
    assert not [h for h in before.search("raitiotie") if h.document.id == report.added[0]]
    before.close()


def test_a_changed_file_replaces_its_document_wholly(own_folder: Path, tmp_path: Path) -> None:
    note = write(tmp_path / "muistio.txt", "Ensimmäinen\n\nSukkulabussi kulkee.")
    (key,) = add(own_folder, note).added
    write(note, "Toinen\n\nMetro kulkee.")
    assert add(own_folder, note).replaced == (key,)
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.passages(key)[0].text == "Toinen\n\nMetro kulkee."
        assert len(kg.passages(key)) == 1
        assert number(kg, COUNT % key) > 0
        assert not list(kg.search("sukkulabussi", mode="lexical"))
    assert add(own_folder, note).unchanged == (key,)
    assert Folder(own_folder).current().name == "000003", "nothing changed, nothing published"


def test_a_removed_document_leaves_no_statement_and_no_passage(own_folder: Path) -> None:
    assert remove(own_folder, "document/segregaatio").removed == ("segregaatio",)
    with Kaupunkigraafi.open(own_folder) as kg:
        assert number(kg, COUNT % "document/segregaatio") == 0
        assert not bool(kg.sparql("ASK { id:document\\/segregaatio ?p ?o }"))
        assert all(hit.document.id != "segregaatio" for hit in kg.search("segregaatio", 100))
        with pytest.raises(EntityUnknown):
            kg.document("segregaatio")
        assert kg.about().documents == 5
    with pytest.raises(EntityUnknown, match="nothing was removed"):
        remove(own_folder, "kaavoitus", "nonsense")


def test_what_cannot_be_read_is_named_and_the_rest_is_kept(
    own_folder: Path, tmp_path: Path
) -> None:
    good = write(tmp_path / "hyva.md", "# Hyvä\n\nTeksti.")
    bad = tmp_path / "paha.xml"
    bad.write_bytes(b"<akomaNtoso><act></akomaNtoso>")
    binary = tmp_path / "kuva.txt"
    binary.write_bytes(bytes(range(256)) * 4)
    report = add(own_folder, good, bad, binary)
    assert len(report.added) == 1
    assert {failure.name for failure in report.failed} == {"paha.xml", "kuva.txt"}
    assert all(failure.reason for failure in report.failed)
    assert Folder(own_folder).verify().whole


def test_a_missing_path_adds_nothing(own_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="nothing was added"):
        add(own_folder, tmp_path / "absent.txt")
    assert Folder(own_folder).current().name == "000001"


def test_an_id_of_another_document_is_not_taken_over(own_folder: Path, tmp_path: Path) -> None:
    thief = write(tmp_path / "a.txt", "Teksti.")
    (key,) = add(own_folder, thief).added
    copy = write(tmp_path / "b.md", f"---\nid: {key}\n---\nToinen teksti.")
    (failure,) = add(own_folder, copy).failed
    assert "belongs to another document" in failure.reason


def test_an_empty_folder_starts_from_the_ontology_alone(tmp_path: Path) -> None:
    note = write(tmp_path / "a.txt", "Teksti.")
    add(tmp_path / "new", note, empty=True, encoder="hashing")
    with Kaupunkigraafi.open(tmp_path / "new") as kg:
        assert kg.about().documents == 1
        assert not bool(kg.sparql("ASK { ?m a kg:Municipality }"))
        assert bool(kg.sparql("ASK { kg:Municipality a owl:Class }"))


def test_a_documents_label_does_not_replace_the_records_label(
    own_folder: Path, tmp_path: Path
) -> None:
    page = write(
        tmp_path / "page.txt",
        "Kaupunkien työryhmä\n\nTEM001:00/2020 Toimielin\n\nHankkeen perustiedot Päättynyt\n\n"
        "Hankenumero TEM001:00/2020\n\nAsettaja ympäristöministeriö\n\nLähtökohdat\n\n"
        "Ryhmän tehtävänä on\n1. tukea kaupunkeja;\n2. raportoida.\n",
    )
    assert add(own_folder, page).added == ("TEM001-00-2020-project-page",)
    labels = "SELECT ?p ?l { id:task\\/TEM001-00-2020\\/1 ?p ?l FILTER(LANG(?l) = 'fi') }"
    with Kaupunkigraafi.open(own_folder) as kg:
        found = {str(p).rsplit("#")[-1]: str(label) for p, label in _pairs(kg, labels)}
        assert found["prefLabel"] == "kaupunkien yhteistyön edistäminen"
        assert found["altLabel"] == "tukea kaupunkeja"
        second = kg.entity("task/TEM001-00-2020/2")
        assert second.label("fi") == "raportoida"


def _pairs(kg: Kaupunkigraafi, query: str) -> list[tuple[object, object]]:
    return [tuple(row.values()) for row in kg.sparql(query)]  # type: ignore[union-attr,misc]


@pytest.mark.parametrize("delay", [0.0, 0.3, 0.6, 0.9, 1.2])
def test_a_killed_add_loses_nothing_that_was_acknowledged(
    own_folder: Path, tmp_path: Path, delay: float
) -> None:
    first = write(tmp_path / "a.txt", "Ensimmäinen muistio.")
    (key,) = add(own_folder, first).added
    for place in range(200):
        write(tmp_path / f"many-{place}.txt", f"Muistio numero {place}.")
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "kaupunkigraafi", "add", "--folder", str(own_folder)]
    process = subprocess.Popen(
        [*command, str(tmp_path)], env=environment, stderr=subprocess.DEVNULL
    )
    time.sleep(0.4 + delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert Folder(own_folder).verify().whole
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.document(key).text == "Ensimmäinen muistio."
        assert kg.about().documents in (7, 207), "all or nothing of what was not acknowledged"
    assert len(add(own_folder, first).unchanged) == 1


def test_a_corpus_may_hold_documents_of_any_format_and_stops_at_a_broken_one(
    world: Path, tmp_path: Path
) -> None:
    import shutil  # noqa: PLC0415

    corpus = tmp_path / "corpus"
    shutil.copytree(world, corpus)
    (corpus / "documents" / "tori.pdf").write_bytes(pdf(page("Tori on kaikkien.")))
    report = build(corpus, tmp_path / "folder", encoder="hashing")
    with Kaupunkigraafi.open(tmp_path / "folder") as kg:
        (hit, *_) = kg.search("tori kaikkien", mode="lexical")
        assert (hit.document.source, hit.passage.page) == ("tori.pdf", 1)
        assert hit.document.id in report.added
    (corpus / "documents" / "broken.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(UnreadableDocument, match=r"broken\.pdf"):
        build(corpus, tmp_path / "folder", encoder="hashing")
