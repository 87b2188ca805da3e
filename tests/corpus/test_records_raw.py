"""The packaged rows against the raw data they came from, where that is at hand."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.records import load_records
from kaupunkigraafi.model import Record
from kaupunkigraafi.resources import corpus_dir

RAW = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="module")
def raw() -> Path:
    if not RAW.is_dir():
        pytest.skip("the raw data is not beside the checkout; the rows are tested without it")
    return RAW


@pytest.fixture(scope="module")
def records() -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in load_records(corpus_dir() / "records"):
        found.setdefault(record.table, []).append(record)
    return found


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_municipalities_are_those_of_the_register(
    raw: Path, records: dict[str, list[Record]]
) -> None:
    expected = {
        (row["kunta"], row["name_fi"], row["name_sv"].strip(), row["maakunta"], row["pop_2022"])
        for row in rows(raw / "registry" / "municipalities_2026.csv")
    }
    found = {
        (r["code"], r["name_fi"], r["name_sv"], r["region"], r["population"])
        for r in records["municipalities"]
    }
    assert found == expected


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("regions", "maakunta"),
        ("subregions", "seutukunta"),
        ("employment_areas", "tyollisyysalue"),
    ],
)
def test_divisions_are_those_of_the_register(
    raw: Path, records: dict[str, list[Record]], table: str, column: str
) -> None:
    expected = {row[column] for row in rows(raw / "registry" / "municipalities_2026.csv")}
    assert {record["code"] for record in records[table]} == expected


def test_laws_are_those_listed_with_ministries_where_given(
    raw: Path, records: dict[str, list[Record]]
) -> None:
    listed = rows(raw / "laws" / "urban_laws.csv")
    assert {r["number"] for r in records["laws"]} == {row["law"] for row in listed}
    names = {r["code"]: r["name_fi"] for r in records["ministries"]}
    expected = {
        row["law"]: (row["department_fi"].lower(), row["entry_into_force"], row["amendments"])
        for row in listed
    }
    found = {
        r["number"]: (names.get(r["ministry"], ""), r["in_force_from"], r["amendments"])
        for r in records["laws"]
    }
    assert found == expected


def test_sections_are_all_iris_of_the_consolidated_laws(
    raw: Path, records: dict[str, list[Record]]
) -> None:
    with (raw / "laws" / "sections_fi_current.jsonl").open(encoding="utf-8") as file:
        expected = {json.loads(line)["eli_section"].partition("/sd/")[2] for line in file}
    assert {f"{r['eli']}/{r['path']}" for r in records["sections"]} == expected


def test_consolidated_wordings_are_all_that_are_dated(
    raw: Path, records: dict[str, list[Record]]
) -> None:
    dated = rows(raw / "laws" / "law_versions.csv")
    found = [r for r in records["expressions"] if r["wording"].startswith("ajantasa/")]
    assert len(found) == len({(row["law"], row["version_date"]) for row in dated})


def test_the_fact_file_and_the_rows_agree_on_what_it_verified(
    raw: Path, records: dict[str, list[Record]]
) -> None:
    facts = json.loads((raw / "registry" / "facts_urban_policy.json").read_text(encoding="utf-8"))
    code = {r["name_fi"]: r["code"] for r in records["municipalities"]}
    c21 = {r["municipality"] for r in records["network_members"] if r["network"] == "c21"}
    assert c21 == {code[name] for name in facts["c21"]["cities"]}
    members: dict[str, set[str]] = {}
    for row in records["cityregion_members"]:
        members.setdefault(row["cityregion"], set()).add(row["municipality"])
    verified = {
        fact["region"]: {code[name] for name in fact["members"]}
        for fact in facts["mal"]
        if "members" in fact and fact["status"] == "v"
    }
    assert members["helsinki"] == verified["Helsingin seutu"]
    assert members["lahti"] == verified["Lahden kaupunkiseutu"]


def test_no_running_text_of_the_statutes_is_in_the_rows(
    raw: Path, records: dict[str, list[Record]]
) -> None:
    cells = {
        text
        for table in records.values()
        for record in table
        for name, text in record.values
        if len(text) > 60 and name not in ("heading_fi", "title_fi", "former_title_fi", "title")
    }
    with (raw / "laws" / "sections_fi_current.jsonl").open(encoding="utf-8") as file:
        texts = "\n".join(json.loads(line)["text"] for line in file)
    page = next((raw / "seed").glob("*.txt")).read_text(encoding="utf-8")
    assert [cell for cell in cells if cell in texts or cell in page] == []
