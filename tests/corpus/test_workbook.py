"""The records go to a spreadsheet and come back; what breaks a table changes nothing."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner
from xlsxwriter import Workbook

from kaupunkigraafi.cli.app import app
from kaupunkigraafi.corpus.workbook import export_records, import_records
from kaupunkigraafi.errors import RecordInvalid, SourceMissing
from kaupunkigraafi.resources import corpus_dir

Cells = dict[str, list[list[object]]]


@pytest.fixture
def corpus(world: Path, tmp_path: Path) -> Path:
    """A copy of the tiny world's corpus that a test may change."""
    return Path(shutil.copytree(world, tmp_path / "corpus"))


def held(corpus: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (corpus / "records").iterdir()}


def edited(corpus: Path, change: Callable[[Cells], object]) -> Path:
    """Export, let somebody change cells in a spreadsheet, and save."""
    path = corpus.parent / "records.xlsx"
    export_records(corpus, path)
    with CalamineWorkbook.from_path(path) as book:
        cells: Cells = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in book.sheet_names
        }
    change(cells)
    with Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as again:
        for name, rows in cells.items():
            page = again.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(number, place, cell)
                    elif isinstance(cell, str):
                        page.write_string(number, place, cell)
                    else:
                        page.write(number, place, cell)
    return path


def test_the_packaged_records_come_back_row_by_row(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(corpus_dir(), corpus, ignore=shutil.ignore_patterns("documents", "judged"))
    rows = export_records(corpus, tmp_path / "records.xlsx")
    before = held(corpus)
    # Emptied first, so that everything has to come from the workbook.
    for path in (corpus / "records").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    done = import_records(tmp_path / "records.xlsx", corpus)
    assert done.rows == rows > 10_000
    assert held(corpus) == before


def test_codes_are_text_in_the_workbook(corpus: Path, tmp_path: Path) -> None:
    export_records(corpus, tmp_path / "x.xlsx")
    with CalamineWorkbook.from_path(tmp_path / "x.xlsx") as book:
        cells = book.get_sheet_by_name("municipalities").to_python()
    assert [row[0] for row in cells[1:]] == ["091", "853", "609"]


def test_only_the_tables_that_changed_are_written(corpus: Path) -> None:
    before = held(corpus)

    def renamed(cells: Cells) -> None:
        cells["municipalities"][2][1] = "Turku-Åbo"

    done = import_records(edited(corpus, renamed), corpus)
    assert done.changed == (("municipalities", 3, 3),)
    after = held(corpus)
    assert {name for name in before if before[name] != after[name]} == {"municipalities.csv"}
    assert "Turku-Åbo" in after["municipalities.csv"].decode()
    assert after.keys() == before.keys()


def test_numbers_and_days_are_taken_where_they_are_meant(corpus: Path) -> None:
    def typed(cells: Cells) -> None:
        header = cells["municipalities"][0]
        cells["municipalities"][1][header.index("population")] = 658_865
        cells["municipalities"][1][header.index("lon")] = 24.9421
        cells["bodies"][1][cells["bodies"][0].index("date_set")] = date(2020, 1, 17)

    import_records(edited(corpus, typed), corpus)
    text = held(corpus)["municipalities.csv"].decode()
    assert ",658865," in text
    assert ",24.9421," in text
    assert ",2020-01-17," in held(corpus)["bodies.csv"].decode()


def test_an_emptied_row_is_no_row(corpus: Path) -> None:
    def emptied(cells: Cells) -> None:
        cells["organisations"][2] = [""] * len(cells["organisations"][0])

    assert import_records(edited(corpus, emptied), corpus).changed == (("organisations", 2, 1),)


def set_cell(table: str, row: int, column: int | str, value: object) -> Callable[[Cells], None]:
    def change(cells: Cells) -> None:
        place = column if isinstance(column, int) else cells[table][0].index(column)
        line = cells[table][row]
        line += [""] * (place + 1 - len(line))
        line[place] = value

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_cell("municipalities", 1, "code", 91), "municipalities, row 2, column 'code'.*005"),
        (set_cell("municipalities", 2, "name_fi", True), "municipalities, row 3.*not text"),
        (set_cell("municipalities", 1, "population", "many"), "municipalities, row 2.*no integer"),
        (set_cell("municipalities", 1, "population", 1.5), "municipalities, row 2.*no integer"),
        (set_cell("laws", 3, "number", ""), "laws, row 4, column 'number'"),
        (set_cell("cities", 1, "municipality", "999"), "cities, row 2.*is no key of"),
        (set_cell("regions", 2, "code", "01"), "regions, row 3.*already the key of regions, row 2"),
        (set_cell("regions", 1, "source", "source/nobody"), "regions, row 2.*'source/nobody'"),
        (set_cell("regions", 0, "code", "codes"), "regions, row 1: the header"),
        (set_cell("regions", 1, 40, "note"), "regions, row 2: .*right of the last column"),
        (lambda cells: cells.pop("regions"), "the sheet regions is missing"),
        (lambda cells: cells.update(Sheet1=[["x"]]), "the sheet Sheet1 is no table"),
    ],
)
def test_a_fault_is_named_by_sheet_and_row_and_nothing_is_taken_over(
    corpus: Path, change: Callable[[Cells], object], told: str
) -> None:
    before = held(corpus)
    path = edited(corpus, change)
    with pytest.raises(RecordInvalid, match=re.compile(told, re.DOTALL)):
        import_records(path, corpus)
    assert held(corpus) == before


def test_all_faults_are_told_at_once(corpus: Path) -> None:
    def broken(cells: Cells) -> None:
        set_cell("municipalities", 1, "population", "many")(cells)
        set_cell("laws", 1, "in_force_from", "yesterday")(cells)

    with pytest.raises(RecordInvalid) as caught:
        import_records(edited(corpus, broken), corpus)
    assert "municipalities, row 2" in str(caught.value)
    assert "laws, row 2" in str(caught.value)


def test_what_is_no_workbook_is_refused(corpus: Path, tmp_path: Path) -> None:
    before = held(corpus)
    with pytest.raises(SourceMissing):
        import_records(tmp_path / "missing.xlsx", corpus)
    for name, data in (("text.xlsx", b"code,name"), ("empty.xlsx", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RecordInvalid, match="no XLSX workbook"):
            import_records(tmp_path / name, corpus)
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as packed:
        packed.writestr("hello.txt", "hello")
    with pytest.raises(RecordInvalid, match="no workbook that can be read"):
        import_records(tmp_path / "other.xlsx", corpus)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * (257 * 2**20))
    with pytest.raises(RecordInvalid, match="are the limit"):
        import_records(tmp_path / "bomb.xlsx", corpus)
    assert held(corpus) == before


def test_the_command_line_takes_records_out_and_in(corpus: Path, tmp_path: Path) -> None:
    file, run = str(tmp_path / "r.xlsx"), CliRunner().invoke
    assert run(app, ["records", "export", file, "--corpus", str(corpus)]).exit_code == 0
    done = run(app, ["records", "import", file, "--corpus", str(corpus)])
    assert done.exit_code == 0
    assert "nothing changed" in done.output
