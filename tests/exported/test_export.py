"""A generation taken home whole: nothing lost, nothing changed, the same on every machine."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import shutil
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from typer.testing import CliRunner

from kaupunkigraafi.build import add, build
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.errors import FolderNotEmpty
from kaupunkigraafi.exported import files
from kaupunkigraafi.exported.columns import Column, Sheet
from kaupunkigraafi.exported.package import Exported
from kaupunkigraafi.folder import Folder
from kaupunkigraafi.graph.lines import canonical_lines
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.writing.purging import purge

ASKED = {
    "body-cities": {"body": "TEM070-00-2019"},
    "cities-added": {"earlier": "urban-2016", "later": "TEM070-00-2019"},
    "law-sections": {"law": "410/2015"},
    "laws-of-ministry": {"ministry": "YM"},
    "merged-municipality": {"former": "Nastola"},
    "municipality-memberships": {"municipality": "Tampere"},
    "region-municipalities": {"region": "Uusimaa"},
}


@pytest.fixture(scope="module")
def whole(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged corpus, exported."""
    directory = tmp_path_factory.mktemp("whole") / "dump"
    with Kaupunkigraafi.open(packaged) as kg:
        kg.export(directory)
    return directory


@pytest.fixture(scope="module")
def small(world_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny world, exported."""
    directory = tmp_path_factory.mktemp("small") / "dump"
    with Kaupunkigraafi.open(world_folder) as kg:
        kg.export(directory)
    return directory


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def lines_of(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


def test_a_dump_in_another_store_answers_the_questions_the_same(
    whole: Path, packaged: Path
) -> None:
    store = ox.Store()
    store.bulk_load(input=gzip.decompress((whole / "graph.nq.gz").read_bytes()),
                    format=ox.RdfFormat.N_QUADS)  # fmt: skip
    asked = 0
    with Kaupunkigraafi.open(packaged) as kg:
        for question in kg.questions():
            if question.parameters and question.name not in ASKED:
                continue
            text = kg.question(question.name, **ASKED.get(question.name, {})).query
            if "SERVICE" in text:
                continue
            ours = kg.sparql(text)
            theirs = store.query(text, use_default_graph_as_union=True)
            assert isinstance(theirs, ox.QuerySolutions)
            found = [tuple(None if each is None else each.value for each in row) for row in theirs]
            mine = [tuple(None if each is None else str(each) for each in row.values())
                    for row in ours.rows]  # fmt: skip
            assert sorted(map(repr, mine)) == sorted(map(repr, found)), question.name
            assert mine, question.name
            asked += 1
    assert asked >= 15


def test_codes_stay_text_in_every_format(whole: Path) -> None:
    found = {
        row["iri"].rpartition("/")[2]: row for row in rows_of(whole / "csv/kg-Municipality.csv")
    }
    assert found["005"]["skos:notation"] == "005"
    assert found["091"]["skos:prefLabel@sv"] == "Helsingfors"
    with zipfile.ZipFile(whole / "kaupunkigraafi.xlsx") as book:
        sheets = book.read("xl/workbook.xml").decode()
        names = re.findall(r'<sheet name="([^"]+)"', sheets)
        number = names.index("kg-Municipality") + 1
        sheet = book.read(f"xl/worksheets/sheet{number}.xml").decode()
    assert re.search(r'<c r="\w+" t="inlineStr"><is><t>005</t>', sheet)
    assert re.search(r"<v>9183</v>", sheet)  # what is a number is one
    assert "<f>" not in sheet


def test_every_class_has_a_table_with_as_many_rows_as_things(whole: Path, packaged: Path) -> None:
    tables = {path.stem: rows_of(path) for path in (whole / "csv").glob("*.csv")}
    with Kaupunkigraafi.open(packaged) as kg:
        for name in ("kg:Municipality", "kg:City", "kg:Task", "kg:Passage", "foaf:Document"):
            (row,) = kg.sparql(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s a {name} }}").rows
            assert len(tables[name.replace(":", "-")]) == int(str(row["n"]))


def test_the_crosswalk_leads_from_old_codes_to_those_of_today(whole: Path) -> None:
    rows = rows_of(whole / "csv/crosswalk.csv")
    (lohja,) = [row for row in rows if row["code"] == "427"]
    assert (lohja["event"], lohja["to_code"], lohja["today"]) == ("merger", "444", '["444"]')
    assert (lohja["date"], lohja["valid_until"]) == ("1997-01-01", "1996-12-31")
    # 540 was Nummi, then Nummi-Pusula; both are Lohja today.
    twice = [row for row in rows if row["code"] == "540"]
    assert [(row["name_fi"], row["to_name_fi"]) for row in twice] == [
        ("Nummi-Pusula", "Lohja"), ("Nummi", "Nummi-Pusula")]  # fmt: skip
    assert {row["today"] for row in twice} == {'["444"]'}
    renamed = [row for row in rows if row["code"] == "934" and row["event"] == "name-change"]
    assert [row["to_name_sv"] for row in renamed] == ["Vimpeli", "Vindala"]
    years = rows_of(whole / "csv/municipalities-by-year.csv")
    assert {row["year"] for row in years} == {str(year) for year in range(2013, 2027)}
    assert sum(row["year"] == "2026" for row in years) == 308
    divided = [row for row in rows if row["event"] == "division"]
    assert any(len(json.loads(row["today"])) > 1 for row in divided)


def test_the_package_describes_and_hashes_every_file(small: Path) -> None:
    described = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
    there = {path.relative_to(small).as_posix() for path in small.rglob("*") if path.is_file()}
    assert {each["path"] for each in described["resources"]} == there - {
        "datapackage.json", "SHA256SUMS"}  # fmt: skip
    for each in described["resources"]:
        held = (small / each["path"]).read_bytes()
        assert each["hash"] == f"sha256:{hashlib.sha256(held).hexdigest()}"
        assert each["bytes"] == len(held)
        assert re.fullmatch(r"[a-z0-9._-]+", each["name"])
        if each["path"].endswith(".csv"):
            header = held.decode().splitlines()[0]
            assert [f["name"] for f in each["schema"]["fields"]] == next(csv.reader([header]))
    sums = (small / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert {line.partition("  ")[2] for line in sums} == there - {"SHA256SUMS"}
    assert described["sources"][0]["licence"].startswith("https://creativecommons.org")


def test_licences_stand_by_source(whole: Path) -> None:
    rows = {row["id"]: row for row in rows_of(whole / "csv/licences.csv")}
    licence = rows["source/sorvi-mergers"]["licence"]
    assert licence == "https://opensource.org/license/bsd-2-clause"


def test_documents_come_with_their_words_and_without_paths(small: Path) -> None:
    texts = [json.loads(line) for line in lines_of(small / "documents.jsonl.gz")]
    assert [each["id"] for each in texts] == sorted(each["id"] for each in texts)
    (found,) = [each for each in texts if each["id"] == "kaavoitus"]
    first = found["passages"][0]
    assert "Kunta vastaa kaavoituksesta" in found["text"][first["start"] : first["end"]]
    assert "origin" not in found
    for path in small.rglob("*"):
        if path.suffix == ".gz":
            assert str(small.parent.parent).encode() not in gzip.decompress(path.read_bytes())


def test_two_machines_have_the_same_content(world: Path, tmp_path: Path, small: Path) -> None:
    """Another place, another order of files, another encoder, another day's vectors."""
    corpus = tmp_path / "elsewhere"
    shutil.copytree(world, corpus)
    build(corpus, tmp_path / "folder", encoder="hashing")
    with Kaupunkigraafi.open(tmp_path / "folder") as kg:
        other = kg.export(tmp_path / "dump")
    for name in ("graph.nq.gz", "documents.jsonl.gz", "csv/kg-City.csv"):
        assert (small / name).read_bytes() == (tmp_path / "dump" / name).read_bytes()
    described = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
    assert described["contentHash"] == f"sha256:{other.content}"


def test_the_content_changes_with_one_word(own_folder: Path, tmp_path: Path, small: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Muistio\n\nRaitiotie.", encoding="utf-8")
    add(own_folder, note, encoder="hashing")
    with Kaupunkigraafi.open(own_folder) as kg:
        first = kg.export(tmp_path / "first").content
    note.write_text("# Muistio\n\nRaitiotiet.", encoding="utf-8")
    add(own_folder, note, encoder="hashing")
    with Kaupunkigraafi.open(own_folder) as kg:
        second = kg.export(tmp_path / "second").content
    described = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
    assert len({first, second, described["contentHash"].removeprefix("sha256:")}) == 3


def test_blank_nodes_are_called_by_what_is_said_of_them() -> None:
    p = ox.NamedNode("urn:p")

    def lines(*labels: str) -> list[bytes]:
        a, b = map(ox.BlankNode, labels)
        return canonical_lines([ox.Quad(a, p, b), ox.Quad(b, p, ox.Literal("x\ny"))])

    assert lines("a", "b") == lines("zz", "c") == sorted(lines("a", "b"))
    assert lines("a", "b") == lines("b", "a")
    assert canonical_lines([]) == []


def test_what_is_there_is_not_written_over(world_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/file").write_text("mine", encoding="utf-8")
    with Kaupunkigraafi.open(world_folder) as kg:
        for path in (tmp_path / "mine", tmp_path / "mine/file"):
            with pytest.raises(FolderNotEmpty):
                kg.export(path)
        (tmp_path / "empty").mkdir()
        kg.export(tmp_path / "empty")
    assert (tmp_path / "mine/file").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "mine"]


def test_an_export_that_fails_leaves_nothing(
    world_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, sheet: Sheet) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_csv", full)
    with Kaupunkigraafi.open(world_folder) as kg, pytest.raises(OSError, match="No space"):
        kg.export(tmp_path / "dump")
    assert list(tmp_path.iterdir()) == []


def test_parquet_has_types_and_keeps_codes(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    columns = (Column("code"), Column("n", "integer"), Column("day", "date"),
               Column("names", "array"))  # fmt: skip
    rows = ({"code": "005", "n": "7", "day": "2026-01-31", "names": ("a", "b")}, {"code": "x"})
    files.write_parquet(tmp_path / "x.parquet", Sheet("x", "x", columns, rows))
    first, second = parquet.read_table(str(tmp_path / "x.parquet")).to_pylist()
    assert (first["code"], first["n"], str(first["day"])) == ("005", 7, "2026-01-31")
    assert first["names"] == ["a", "b"]
    assert second == {"code": "x", "n": None, "day": None, "names": None}


def test_the_command_line_exports_and_tells_the_hashes(world_folder: Path, tmp_path: Path) -> None:
    words = ["export", str(tmp_path / "dump"), "--folder", str(world_folder), "--format", "json"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = Exported(**json.loads(result.stdout))
    assert told.generation == "000001"
    for path, size, digest in told.files:
        held = (tmp_path / "dump" / path).read_bytes()
        assert (len(held), hashlib.sha256(held).hexdigest()) == (size, digest)
    again = CliRunner().invoke(app, words)
    assert again.exit_code != 0


def test_purging_takes_the_dumps_along(own_folder: Path) -> None:
    dumps = Folder(own_folder).dumps
    with Kaupunkigraafi.open(own_folder) as kg:
        kg.export(dumps / kg.generation)
    purge(own_folder, "kaavoitus")
    assert not dumps.exists()


def test_about_tells_the_hash_of_the_content_and_never_an_old_one(
    own_folder: Path, tmp_path: Path, small: Path
) -> None:
    described = json.loads((small / "datapackage.json").read_text(encoding="utf-8"))
    note = tmp_path / "note.md"
    note.write_text("# Muistio\n\nRaitiotie.", encoding="utf-8")
    with Kaupunkigraafi.open(own_folder) as kg:
        first = kg.about().content
        assert first == described["contentHash"]
        assert kg.about(content=False).content == ""
        (key,) = kg.add(note).added
        assert kg.about().content not in ("", first)
        kg.remove(key, purge=True)
        assert kg.about().content == first
