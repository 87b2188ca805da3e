"""Hankeikkuna's JSON says what its pages say, and leaves out what it does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.corpus.readers.samples import PAGE, reading_of, rows_of

from kaupunkigraafi.build import add
from kaupunkigraafi.corpus.records import check_records
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Reading
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.tables import METADATA, load_tables

BODY: dict[str, object] = {
    "tunnus": "OM012:00/2018",
    "tyyppi": "TOIMIELIN",
    "tila": "PAATTYNYT",
    "nimi": {"fi": "Toriasiain neuvottelukunta", "sv": "Torgdelegationen", "en": None},
    "asettaja": {"nimi": {"fi": "oikeusministeriö"}},
    "asettamisPaiva": "2018-02-05T00:00:00.000+02:00",
    "toimikausiAlkaa": "2018-03-01",
    "toimikausiPaattyy": "2019-12-31",
    "tavoitteet": {"fi": "<p>Torit säilyvät.</p><p>Torit kehittyvät.</p>"},
    "tiivistelma": {"fi": "Neuvottelukunta kokoaa torien ystävät."},
    "lahtokohdat": {"fi": "Tehtävänä on\n1. laskea torit;\n2. raportoida."},
}
PROJECT: dict[str, object] = {
    "tunnus": "YM001:00/2021",
    "tyyppi": "LAINSAADANTO",
    "tila": "KAYNNISSA",
    "nimi": {"fi": "Torilain uudistus"},
    "kuvaus": {"fi": "Torilaki uudistetaan."},
}


def read(tmp_path: Path, loaded: object) -> Reading:
    return reading_of(tmp_path / "kohteet.json", json.dumps(loaded, ensure_ascii=False))


def test_a_body_is_what_its_page_makes_of_it(tmp_path: Path) -> None:
    reading = read(tmp_path, {"kohde": BODY})
    page = reading_of(tmp_path / "page.txt", PAGE)
    (document,), (printed,) = reading.documents, page.documents
    assert (document.id, document.origin, document.type) == (
        printed.id, printed.origin, "project-page"
    )  # fmt: skip
    (told,), (shown,) = rows_of(reading, "bodies"), rows_of(page, "bodies")
    same = ("id", "number", "name_fi", "setter", "date_set", "term_start", "term_end",
            "reported_status", "source")  # fmt: skip
    assert {key: told[key] for key in same} == {key: shown[key] for key in same}
    assert told["name_sv"] == "Torgdelegationen"
    assert "name_en" not in told
    assert rows_of(reading, "body_goals") == rows_of(page, "body_goals")
    assert [row["label_fi"] for row in rows_of(reading, "tasks")] == ["laskea torit", "raportoida"]


def test_records_keep_to_their_tables(tmp_path: Path) -> None:
    tables = load_tables(corpus_dir() / "records" / METADATA)
    check_records(read(tmp_path, [BODY, PROJECT]).records, tables)


@pytest.mark.parametrize("wrapped", [PROJECT, [PROJECT], {"result": [{"kohde": PROJECT}]}])
def test_an_object_is_found_however_the_answer_wraps_it(tmp_path: Path, wrapped: object) -> None:
    (document,) = read(tmp_path, wrapped).documents
    assert document.text == (
        "Torilain uudistus\n\nYM001:00/2021 Lainvalmistelu\n\nHankkeen perustiedot Käynnissä\n\n"
        "Hankenumero YM001:00/2021\n\nTiivistelmä\n\nTorilaki uudistetaan."
    )


def test_only_bodies_become_bodies(tmp_path: Path) -> None:
    assert not read(tmp_path, PROJECT).records


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("SUUNNITTEILLA", "Suunnitteilla"),
        ("KAYNNISSA", "Käynnissä"),
        ("PAATTYNYT", "Päättynyt"),
        ("KESKEYTETTY", "Keskeytetty"),
        (None, ""),
    ],
)
def test_three_states_are_told_apart_and_another_is_shown(
    tmp_path: Path, state: str | None, shown: str
) -> None:
    (body,) = rows_of(read(tmp_path, {**BODY, "tila": state}), "bodies")
    assert body.get("reported_status", "") == shown


@pytest.mark.parametrize("value", [None, "", "ei tiedossa", "2018-13-40", 0, True, 10**20, {}])
def test_a_day_that_is_none_is_not_known(tmp_path: Path, value: object) -> None:
    (body,) = rows_of(read(tmp_path, {**BODY, "asettamisPaiva": value}), "bodies")
    assert not body.get("date_set")


def test_moments_count_from_1970_too(tmp_path: Path) -> None:
    (body,) = rows_of(read(tmp_path, {**BODY, "asettamisPaiva": 1_517_788_800_000}), "bodies")
    assert body["date_set"] == "2018-02-05"


@pytest.mark.parametrize(
    "text", ['{"tunnus": "OM012:00/2018"}', '{"tunnus": "OM012:00/2018", "nimi": {"fi": "x"}']
)
def test_what_is_no_answer_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^kohteet\.json"):
        reading_of(tmp_path / "kohteet.json", text)


def test_each_document_states_its_own_facts(own_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "kohteet.json"
    other = {**BODY, "tunnus": "OM013:00/2018", "nimi": {"fi": "Toinen neuvottelukunta"}}
    path.write_text(json.dumps([PROJECT, BODY, other]), encoding="utf-8")
    assert len(add(own_folder, path).added) == 3
    graph = "https://w3id.org/kaupunkigraafi/graph/document/OM013-00-2018-project-page"
    with Kaupunkigraafi.open(own_folder) as kg:
        assert kg.entity("body/OM013-00-2018").label("fi") == "Toinen neuvottelukunta"
        assert kg.sparql(f"ASK {{ GRAPH <{graph}> {{ id:body\\/OM013-00-2018 ?p ?o }} }}")
        assert not kg.sparql(f"ASK {{ GRAPH <{graph}> {{ id:body\\/OM012-00-2018 a ?o }} }}")


def test_a_page_saved_from_the_web_is_the_page_saved_as_text(tmp_path: Path) -> None:
    fields = "".join(
        f"<tr><th>{name}</th><td>{value}</td></tr>"
        for name, value in (
            ("Hankkeen perustiedot", "Päättynyt"), ("Hankenumero", "OM012:00/2018"),
            ("Asettaja", "oikeusministeriö"), ("Asettamispäivä", "5.2.2018"),
        )
    )  # fmt: skip
    html = (
        "<!DOCTYPE html><html><body><nav>Etusivu</nav><main><h1>Toriasiain neuvottelukunta</h1>"
        f"<p>OM012:00/2018 Toimielin</p><table>{fields}</table><h2>Tavoitteet</h2>"
        "<p>Torit säilyvät.</p><p>Torit kehittyvät.</p><h2>Lähtökohdat</h2><p>Tehtävänä on</p>"
        "<ol><li>laskea torit;</li><li>raportoida.</li></ol></main></body></html>"
    )
    reading = reading_of(tmp_path / "sivu.html", html)
    (body,) = rows_of(reading, "bodies")
    assert (body["number"], body["setter"], body["date_set"], body["reported_status"]) == (
        "OM012:00/2018", "OM", "2018-02-05", "Päättynyt"
    )  # fmt: skip
    assert body["name_fi"] == "Toriasiain neuvottelukunta"
    assert [row["goal_fi"] for row in rows_of(reading, "body_goals")] == [
        "Torit säilyvät.", "Torit kehittyvät."
    ]  # fmt: skip
    assert [row["label_fi"] for row in rows_of(reading, "tasks")] == ["laskea torit", "raportoida"]
    assert "Etusivu" not in reading.documents[0].text
