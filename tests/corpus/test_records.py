"""The packaged rows: how many, what is not known, and rows that break their declaration."""

from __future__ import annotations

import csv
import shutil
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from kaupunkigraafi.corpus.records import check_records, load_records
from kaupunkigraafi.errors import RecordInvalid, SourceMissing
from kaupunkigraafi.model import Record
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.tables import METADATA, Table, load_tables


@pytest.fixture(scope="module")
def directory() -> Path:
    return corpus_dir() / "records"


@pytest.fixture(scope="module")
def tables(directory: Path) -> dict[str, Table]:
    return load_tables(directory / METADATA)


@pytest.fixture(scope="module")
def records(directory: Path) -> tuple[Record, ...]:
    return tuple(load_records(directory))


@pytest.fixture
def copy(directory: Path, tmp_path: Path) -> Path:
    """A copy of the records that a test may break."""
    shutil.copytree(directory, tmp_path / "records")
    return tmp_path / "records"


def table(records: tuple[Record, ...], name: str) -> dict[str, Record]:
    """The rows of a table by their first column."""
    return {record.values[0][1]: record for record in records if record.table == name}


COUNTS = {
    "municipalities": 308,
    "ministries": 12,
    "regions": 19,
    "subregions": 69,
    "counties": 21,
    "employment_areas": 46,
    "laws": 73,
    "sections": 2736,
    "governments": 6,
    "bodies": 7,
    "tasks": 819,
    "cityregions": 7,
    "topics": 253,
}


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_each_table_has_all_its_rows(records: tuple[Record, ...], name: str, count: int) -> None:
    assert Counter(record.table for record in records)[name] == count


def test_there_are_four_cooperation_groups_and_each_replaces_the_one_before(
    records: tuple[Record, ...],
) -> None:
    groups = {
        key: row["replaces"]
        for key, row in table(records, "bodies").items()
        if row["name_fi"] == "Kaupunkipolitiikan yhteistyöryhmä"
    }
    assert groups == {
        "urban-2011": "",
        "urban-2016": "urban-2011",
        "TEM070-00-2019": "urban-2016",
        "TEM075-00-2023": "TEM070-00-2019",
    }


def test_codes_keep_their_leading_zeros(records: tuple[Record, ...]) -> None:
    municipalities = table(records, "municipalities")
    assert municipalities["091"]["name_fi"] == "Helsinki"
    assert municipalities["005"]["region"] == "14"
    assert all(len(code) == 3 for code in municipalities)
    assert sorted(table(records, "counties")) == [f"{n:02}" for n in range(1, 22)]


def test_helsinki_and_the_sixteen_of_aland_are_in_no_county(records: tuple[Record, ...]) -> None:
    outside = [row for row in table(records, "municipalities").values() if not row["county"]]
    assert Counter(row["region"] for row in outside) == {"21": 16, "01": 1}
    assert {row["name_fi"] for row in outside if row["region"] == "01"} == {"Helsinki"}


def test_what_the_source_does_not_give_of_a_law_is_empty(records: tuple[Record, ...]) -> None:
    laws = table(records, "laws").values()
    unknown = [law for law in laws if not law["ministry"]]
    assert len(unknown) == 37
    assert all(not law["status"] and not law["in_force_from"] for law in unknown)
    assert Counter(law["status"] for law in laws) == {"": 37, "in-force": 34, "repealed": 2}
    assert not any("2100" in law["published"] + law["enacted"] for law in laws)


def test_a_law_that_has_changed_its_name_keeps_both(records: tuple[Record, ...]) -> None:
    law = table(records, "laws")["1999/132"]
    assert (law["title_fi"], law["former_title_fi"]) == (
        "Alueidenkäyttölaki",
        "Maankäyttö- ja rakennuslaki",
    )


def test_a_status_that_needs_care_has_a_note(records: tuple[Record, ...]) -> None:
    laws = table(records, "laws")
    assert laws["2014/356"]["status"] == "in-force"
    assert "797/2021" in laws["2014/356"]["note"]


def test_the_tasks_are_in_order_and_labelled_in_three_languages(
    records: tuple[Record, ...],
) -> None:
    tasks = [record for record in records if record.table == "tasks"]
    assert [task["position"] for task in tasks if task["body"]] == [str(n) for n in range(1, 9)]
    assert all(task[f"label_{language}"] for task in tasks for language in ("fi", "sv", "en"))


def test_the_cities_of_a_group_are_those_its_page_names(records: tuple[Record, ...]) -> None:
    parties = Counter(
        record["body"]
        for record in records
        if record.table == "representations" and record["party"].startswith("municipality/")
    )
    assert parties["urban-2016"] == 14
    assert parties["TEM070-00-2019"] == parties["TEM075-00-2023"] == 23
    assert parties["urban-2011"] == 1  # the vice-chair's; the list itself is not known


def test_sixteen_ecosystem_agreements_have_eighteen_cities(records: tuple[Record, ...]) -> None:
    agreements = [
        record
        for record in records
        if record.table == "agreements" and record["type"] == "ecosystem"
    ]
    cities = {
        party
        for agreement in agreements
        for party in agreement["parties"].split("|")
        if party.startswith("municipality/")
    }
    assert (len(agreements), len(cities)) == (16, 18)
    assert {agreement["signed"] for agreement in agreements} == {"2021-02-09"}


def test_a_section_printed_with_two_wordings_is_one_row(records: tuple[Record, ...]) -> None:
    rows = [
        record
        for record in records
        if record.table == "sections"
        and (record["eli"], record["path"]) == ("2023/681", "luku/7/pykala/55")
    ]
    assert [row["heading_fi"] for row in rows] == ["Elinvoimakeskuksen tehtävät"]
    assert "Earlier heading" in rows[0]["note"]


def test_every_text_is_composed(records: tuple[Record, ...]) -> None:
    for record in records:
        for _, text in record.values:
            assert unicodedata.is_normalized("NFC", text), record.origin
            assert "\xa0" not in text, record.origin


def test_no_passage_of_a_statute_is_carried(records: tuple[Record, ...]) -> None:
    longest = max(len(text) for record in records for _, text in record.values)
    assert longest < 400


def change(copy: Path, name: str, key: str, column: str, text: str) -> None:
    """Write another text into one cell, and nothing else."""
    path = copy / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column)
    for row in rows[1:]:
        if row[0] == key:
            row[place] = text
            break
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


BROKEN = [
    ("municipalities 091 population", "many", "'many' is no integer"),
    ("municipalities 091 code", "91", r"'91' does not look like \[0-9\]\{3\}"),
    ("municipalities 091 name_fi", "", "no text, but the column is required"),
    ("municipalities 091 region", "99", "'99' is no key of regions.csv"),
    ("municipalities 091 code", "049", "'049' is already the key of municipalities.csv:"),
    ("governments marin valid_from", "10.12.2019", "'10.12.2019' is no date; write it like"),
    ("governments marin valid_from", "2019-02-30", "no day of the calendar"),
    ("agreements ecosystem-pks-2021 parties", "municipality/091||x/y", "an empty value"),
    ("laws 2015/410 ministry", "XYZ", "'XYZ' is no key of ministries.csv"),
    ("laws 2015/410 source", "wikipedia", "does not look like"),
    ("tasks TEM070-00-2019/1 steered_by", "TEM|XX", "'XX' is no key of ministries.csv"),
]


@pytest.mark.parametrize(("cell", "text", "says"), BROKEN, ids=lambda value: value[:40])
def test_a_broken_row_is_named_with_file_row_column_and_value(
    copy: Path, cell: str, text: str, says: str
) -> None:
    name, key, column = cell.split()
    change(copy, name, key, column, text)
    with pytest.raises(RecordInvalid, match=says) as caught:
        list(load_records(copy))
    assert f"{name}.csv:" in str(caught.value)
    assert f"column '{column}'" in str(caught.value)


def test_a_header_that_is_not_the_declared_one_is_refused(copy: Path) -> None:
    path = copy / "regions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("nuts", "NUTS", 1), encoding="utf-8")
    with pytest.raises(RecordInvalid, match=r"regions.csv:1: the header"):
        list(load_records(copy))


def test_a_row_with_a_bare_comma_is_refused(copy: Path) -> None:
    with (copy / "regions.csv").open("a", encoding="utf-8") as file:
        file.write("22,Nimi, toinen,Namn,FI1B1,source/geofi-2026\n")
    with pytest.raises(RecordInvalid, match=r"regions.csv:21: 6 cells where the header has 5"):
        list(load_records(copy))


def test_a_file_in_another_encoding_is_refused(copy: Path) -> None:
    path = copy / "regions.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(RecordInvalid, match=r"regions.csv: not CSV in UTF-8"):
        list(load_records(copy))


def test_a_declared_file_that_is_missing_is_named(copy: Path) -> None:
    (copy / "topics.csv").unlink()
    with pytest.raises(SourceMissing, match=r"topics.csv"):
        list(load_records(copy))


def test_decomposed_text_is_composed_on_the_way_in(copy: Path) -> None:
    change(copy, "regions", "02", "name_fi", unicodedata.normalize("NFD", "Päijät"))
    found = [r for r in load_records(copy) if r.table == "regions" and r["code"] == "02"]
    assert found[0]["name_fi"] == "Päijät"


def test_a_reader_may_leave_columns_out_but_not_invent_any(tables: dict[str, Table]) -> None:
    row = {"eli": "2015/410", "path": "pykala/4", "number": "4 §", "source": "document/x"}
    check_records([Record("sections", tuple(row.items()), "x.xml")], tables)
    with pytest.raises(RecordInvalid, match=r"x\.xml: the table sections has no column 'text'"):
        check_records([Record("sections", (*row.items(), ("text", "…")), "x.xml")], tables)
    with pytest.raises(RecordInvalid, match=r"x\.xml: there is no table 'paragraphs'"):
        check_records([Record("paragraphs", (), "x.xml")], tables)


def test_declarations_that_are_no_table_group_are_refused(tmp_path: Path) -> None:
    path = tmp_path / METADATA
    with pytest.raises(SourceMissing, match=METADATA):
        load_tables(path)
    for text in ("{", "[]", '{"tables": [{"url": "a.csv"}]}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RecordInvalid, match=METADATA):
            load_tables(path)


def test_a_key_that_refers_to_no_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / METADATA
    path.write_text(
        '{"tables": [{"url": "a.csv", "tableSchema": {"columns": [], "foreignKeys": ['
        '{"columnReference": "x", "reference": {"resource": "b.csv", "columnReference": "y"}}]}}]}',
        encoding="utf-8",
    )
    with pytest.raises(RecordInvalid, match=r"a refers to y of b"):
        load_tables(path)
