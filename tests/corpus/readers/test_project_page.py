"""A project page becomes a body with its goals, tasks and parties; what it lacks stays empty."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.corpus.readers.samples import PAGE, reading_of, rows_of

from kaupunkigraafi.corpus.readers.ministries import ministry_code
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.corpus.records import check_records
from kaupunkigraafi.model import Authority, Reading
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.tables import METADATA, load_tables

BODY = "OM012-00-2018"
SOURCE = f"document/{BODY}-project-page"


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    return reading_of(tmp_path / "tori.txt", PAGE)


def body_of(path: Path, text: str) -> dict[str, str]:
    (body,) = rows_of(reading_of(path, text), "bodies")
    return body


def test_the_body_has_what_the_page_prints(reading: Reading) -> None:
    assert rows_of(reading, "bodies") == [
        {
            "id": BODY, "number": "OM012:00/2018", "name_fi": "Toriasiain neuvottelukunta",
            "type_fi": "Työryhmä", "setter": "OM", "date_set": "2018-02-05",
            "term_start": "2018-03-01", "term_end": "2019-12-31", "reported_status": "Päättynyt",
            "summary_fi": "Neuvottelukunta kokoaa torien ystävät. Neuvottelukunnassa ovat "
            "edustettuina kaupungit sekä Suomen Kuntaliitto.",
            "source": SOURCE,
        }
    ]  # fmt: skip


def test_each_paragraph_of_the_aims_is_a_goal(reading: Reading) -> None:
    goals = [row["goal_fi"] for row in rows_of(reading, "body_goals")]
    assert goals == ["Torit säilyvät.", "Torit kehittyvät."]


def test_tasks_keep_their_order_and_lose_only_their_last_stops(reading: Reading) -> None:
    tasks = [(row["id"], row["position"], row["label_fi"]) for row in rows_of(reading, "tasks")]
    assert tasks == [
        (f"{BODY}/1", "1", "laskea torit"),
        (f"{BODY}/2", "2", "kuulla mm. toriväkeä ja kauppiaita"),
        (f"{BODY}/3", "3", "raportoida"),
    ]
    assert {row["carried_by"] for row in rows_of(reading, "tasks")} == {f"body/{BODY}"}


def test_only_those_the_page_names_are_parties(reading: Reading) -> None:
    parties = [row["party"] for row in rows_of(reading, "representations")]
    assert parties == ["concept/actor-group/cities", "organisation/kuntaliitto"]
    assert [row["id"] for row in rows_of(reading, "organisations")] == ["kuntaliitto"]


def test_the_page_itself_is_an_authoritys_document(reading: Reading) -> None:
    (document,) = reading.documents
    assert document.id == f"{BODY}-project-page"
    assert document.authority is Authority.AUTHORITY_DOCUMENT
    assert (document.source, document.licence, document.as_of) == ("tori.txt", "not stated", None)
    assert document.concerns == (f"https://w3id.org/kaupunkigraafi/id/body/{BODY}",)
    assert document.publisher == "oikeusministeriö"
    texts = [document.text[span.start : span.end] for span in document.sections]
    assert [span.heading for span in document.sections][1] == "Tavoitteet ja tuotokset"
    assert texts[1] == "Tavoitteet ja tuotokset\n\nTorit säilyvät.\n\nTorit kehittyvät."


def test_missing_fields_are_empty_and_never_guessed(tmp_path: Path) -> None:
    short = "Ryhmä\n\nHankenumero SM001:00/2020\n\nAsettaja joku\n\nToimikausi/aikataulu\n"
    reading = reading_of(tmp_path / "a.txt", short)
    source = "document/SM001-00-2020-project-page"
    assert rows_of(reading, "bodies") == [
        {"id": "SM001-00-2020", "number": "SM001:00/2020", "name_fi": "Ryhmä", "source": source}
    ]
    assert {record.table for record in reading.records} == {"bodies"}


def test_values_may_stand_below_their_heading_or_after_a_colon(tmp_path: Path) -> None:
    below = PAGE.replace("Asettaja oik", "Asettaja\noik").replace("Hankenumero ", "Hankenumero: ")
    body = body_of(tmp_path / "a.txt", below)
    assert (body["setter"], body["number"]) == ("OM", "OM012:00/2018")


def test_words_before_the_title_are_no_title(tmp_path: Path) -> None:
    body = body_of(tmp_path / "a.txt", "Siirry sisältöön\n\nValtioneuvosto\n\n" + PAGE)
    assert body["name_fi"] == "Toriasiain neuvottelukunta"


def test_a_field_is_the_first_of_its_name(tmp_path: Path) -> None:
    text = PAGE.replace("Torit säilyvät.", "Asettaja puolustusministeriö kuuli torit.")
    reading = reading_of(tmp_path / "a.txt", text)
    assert rows_of(reading, "bodies")[0]["setter"] == "OM"
    assert rows_of(reading, "body_goals")[0]["goal_fi"].endswith("kuuli torit.")


def test_an_impossible_day_is_not_known(tmp_path: Path) -> None:
    assert "date_set" not in body_of(tmp_path / "a.txt", PAGE.replace("5.2.2018", "31.2.2018"))


def test_a_term_without_its_beginning_has_an_end_only(tmp_path: Path) -> None:
    body = body_of(tmp_path / "a.txt", PAGE.replace("1.3.2018 – 31", "– 31"))
    assert "term_start" not in body
    assert body["term_end"] == "2019-12-31"


def test_the_government_may_be_the_setter(tmp_path: Path) -> None:
    text = PAGE.replace("Asettaja oikeusministeriö", "Asettaja valtioneuvosto")
    assert body_of(tmp_path / "a.txt", text)["setter"] == "government"


def test_who_is_not_represented_is_no_party(tmp_path: Path) -> None:
    text = PAGE.replace("ovat edustettuina", "eivät ole edustettuina")
    assert rows_of(reading_of(tmp_path / "a.txt", text), "representations") == []


def test_a_drafting_project_is_no_body(tmp_path: Path) -> None:
    text = PAGE.replace("2018 Toimielin", "2018 Säädösvalmistelu").replace(
        "Toimielimen tyyppi Työryhmä\n\n", ""
    )
    reading = reading_of(tmp_path / "a.txt", text)
    assert reading.records == ()
    assert (reading.documents[0].type, reading.documents[0].concerns) == ("project-page", ())


def test_a_text_about_projects_is_no_project_page(tmp_path: Path) -> None:
    essay = "Hankenumero löytyy Hankeikkunasta, samoin Asettaja, esimerkiksi OM012:00/2018."
    assert reading_of(tmp_path / "a.txt", essay).documents[0].type == "text"


def test_an_old_encoding_does_not_hide_a_page(tmp_path: Path) -> None:
    (body,) = rows_of(reading_of(tmp_path / "a.txt", PAGE.encode("cp1252")), "bodies")
    assert body["type_fi"] == "Työryhmä"


def test_ministries_are_known_by_the_names_of_the_records() -> None:
    with (corpus_dir() / "records" / "ministries.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    for row in rows:
        assert ministry_code(row["name_fi"]) == ministry_code(row["name_sv"]) == row["code"]


def test_records_keep_their_tables_declarations(reading: Reading) -> None:
    check_records(reading.records, load_tables(corpus_dir() / "records" / METADATA))


def test_the_real_page_gives_body_goal_eight_tasks_and_three_parties(shared: Path) -> None:
    (path,) = (shared / "data" / "seed").glob("*.txt")
    reading = read(path)
    (body,) = rows_of(reading, "bodies")
    assert body["number"] == "TEM070:00/2019"
    assert (body["setter"], body["date_set"]) == ("TEM", "2020-01-16")
    assert (body["type_fi"], body["reported_status"]) == ("Neuvottelukunta", "Käynnissä")
    assert "term_start" not in body
    tasks = rows_of(reading, "tasks")
    assert [row["position"] for row in tasks] == [str(n) for n in range(1, 9)]
    assert all(row["label_fi"][-1] not in ";.," and row["label_fi"][0].islower() for row in tasks)
    assert len(rows_of(reading, "body_goals")) == 1
    assert len(rows_of(reading, "representations")) == 3
    (document,) = reading.documents
    assert document.source == "https://tem.fi/hankesivu?tunnus=TEM070:00/2019"
    check_records(reading.records, load_tables(corpus_dir() / "records" / METADATA))
