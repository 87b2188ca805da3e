"""The command line: answers alone on stdout, JSON as the API gives it, one exit code an error."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kaupunkigraafi import errors
from kaupunkigraafi.cli.app import app, exit_code
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.plain import (
    about_to_plain,
    answer_to_plain,
    document_to_plain,
    entity_to_plain,
    related_to_plain,
)


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_search_prints_what_the_library_gives(world_folder: Path, kg: Kaupunkigraafi) -> None:
    options = ("--city", "Turku", "--limit", "5", "--format", "json", "--lang", "sv")
    printed = json.loads(run("search", "kaavoitus", "--folder", world_folder, *options))
    expected = answer_to_plain(kg.search("kaavoitus", 5, city="Turku"), "sv")
    assert {**printed, "took_ms": 0} == {**expected, "took_ms": 0}


def test_search_as_csv_opens_in_a_spreadsheet(world_folder: Path) -> None:
    text = run("search", "kaavoitus", "--folder", world_folder, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["document"] == "kaavoitus"
    assert "Kunta vastaa kaavoituksesta" in rows[0]["text"]


def test_search_as_a_table_shows_title_passage_and_authority(world_folder: Path) -> None:
    text = run("search", "kaavoitus", "--folder", world_folder, "--limit", "1")
    assert "Kaavoitus kunnassa" in text
    assert "own-summary" in text
    assert "kaavoituksesta" in text


@pytest.mark.parametrize(
    ("arguments", "plain"),
    [
        (("entity", "Åbo"), lambda kg: entity_to_plain(kg.entity("Åbo"))),
        (
            ("related", "ministry/VM", "--kind", "law"),
            lambda kg: related_to_plain(kg.related("ministry/VM", kind="law")),
        ),
        (
            ("document", "kaavoitus"),
            lambda kg: document_to_plain(
                kg.document("kaavoitus"),
                kg.passages("kaavoitus"),
                kg.entities_of("kaavoitus"),
                "fi",
            ),
        ),
        (("about",), lambda kg: about_to_plain(kg.about())),
    ],
)
def test_json_is_the_promised_shape(world_folder, kg, arguments, plain) -> None:  # type: ignore[no-untyped-def]
    printed = run(*arguments, "--folder", world_folder, "--format", "json")
    assert json.loads(printed) == json.loads(json.dumps(plain(kg)))
    for format_name in ("table", "csv"):
        assert run(*arguments, "--folder", world_folder, "--format", format_name).strip()


@pytest.mark.parametrize(
    ("format_name", "query", "words"),
    [
        ("csv", "SELECT ?l { id:ministry\\/YM skos:prefLabel ?l } ORDER BY ?l", "miljöministeriet"),
        ("tsv", "SELECT ?l { id:ministry\\/YM skos:prefLabel ?l }", '"miljöministeriet"@sv'),
        ("json", "ASK { ?s a kg:City }", '"boolean": true'),
        ("xml", "ASK { ?s a kg:City }", "<boolean>true</boolean>"),
        ("turtle", "CONSTRUCT WHERE { id:ministry\\/YM skos:notation ?n }", '"YM"'),
        ("table", "SELECT ?l { id:ministry\\/YM skos:prefLabel ?l }", "miljöministeriet"),
        ("table", "ASK { ?s a kg:City }", "true"),
    ],
)
def test_sparql_in_every_format(
    world_folder: Path, format_name: str, query: str, words: str
) -> None:
    text = run("sparql", query, "--folder", world_folder, "--format", format_name)
    assert words.replace(" ", "") in text.replace(" ", "")


def test_sparql_reads_a_file(world_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text("SELECT (COUNT(*) AS ?n) { ?s a kg:City }", encoding="utf-8")
    text = run("sparql", f"@{tmp_path / 'q.rq'}", "--folder", world_folder, "--format", "csv")
    assert text.split() == ["n", "3"]


def test_build_add_remove_verify_and_repair_go_through(world: Path, tmp_path: Path) -> None:
    folder, note = tmp_path / "folder", tmp_path / "note.md"
    note.write_text("---\nid: note\n---\n# Note\n\nA tram line.", encoding="utf-8")
    run("build", "--into", folder, "--corpus", world, "--encoder", "hashing")
    run("add", note, "--folder", folder)
    assert "note" in run("search", "tram", "--folder", folder, "--format", "csv")
    run("verify", "--folder", folder)
    run("remove", "note", "--folder", folder)
    run("repair", "--folder", folder)


def test_validate_names_rule_and_thing(world_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "bad.ttl"
    path.write_text(
        "@prefix kg: <https://w3id.org/kaupunkigraafi/ontology#> .\n"
        "<https://w3id.org/kaupunkigraafi/id/municipality/1> a kg:Municipality .\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(
        app, ["validate", str(path), "--folder", str(world_folder), "--format", "json"]
    )
    assert result.exit_code == 1
    shapes = {each["shape"] for each in json.loads(result.stdout)["violations"]}
    assert "kg:MunicipalityHasOneCode" in shapes
    run("validate", "--folder", world_folder)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("search", "x", "--folder", "absent"), 3, "kaupunkigraafi build --into"),
        (("entity", "Atlantis", "--folder", "WORLD"), 2, "Atlantis"),
        (("sparql", "SELECT", "--folder", "WORLD"), 2, "line 1"),
        (("search", "x", "--city", "Turkku", "--folder", "WORLD"), 2, "turku"),
        (("add", "absent.txt", "--folder", "WORLD"), 1, "nothing was added"),
    ],
)
def test_an_error_is_one_line_on_stderr_and_an_exit_code(
    world_folder: Path, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    named = [str(world_folder) if each == "WORLD" else each for each in arguments]
    done = subprocess.run(
        [sys.executable, "-m", "kaupunkigraafi", *named],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert words in " ".join(done.stderr.split())


def test_every_error_of_the_library_has_an_exit_code() -> None:
    def below(kind: type[KaupunkigraafiError]) -> list[type[KaupunkigraafiError]]:
        subclasses = [each for each in kind.__subclasses__() if each.__module__ == errors.__name__]
        return [kind, *(each for sub in subclasses for each in below(sub))]

    for kind in below(KaupunkigraafiError):
        assert exit_code(kind("…")) in (1, 2, 3)
