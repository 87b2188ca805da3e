"""Tables, citations and collections as files: whole, openable, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import httpx
import pytest
from docx import Document as Word
from lxml import etree

from kaupunkigraafi.model import Authority, Document, Passage
from kaupunkigraafi_service.pages import citing
from kaupunkigraafi_service.pages.sheets import csv_text, harmless
from kaupunkigraafi_service.pages.texts import Texts

TWO = "p=kaavoitus/1&p=planering/1"


def table(response: httpx.Response) -> list[list[str]]:
    assert response.status_code == 200, response.text
    assert "attachment" in response.headers["content-disposition"]
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("cell", ["=1+1", "+358", "-2", "@SUM(A1)", "\tx", "\rx", "  =1+1"])
def test_a_cell_that_begins_like_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == "'" + cell
    (row,) = list(csv.reader(io.StringIO(csv_text(["a"], [[cell]]), newline="")))[1:]
    assert row == ["'" + cell]


def test_numbers_stay_numbers() -> None:
    assert harmless(-3) == -3
    assert harmless(None) is None


def test_a_search_is_a_table_with_a_permalink_in_every_row(client: httpx.Client) -> None:
    header, *rows = table(client.get("/search.csv", params={"q": "kaavoitus", "language": "fi"}))
    assert tuple(header) == citing.ROW
    assert rows
    for row in rows:
        told = dict(zip(header, row, strict=True))
        assert told["language"] == "fi"
        assert f"generation={told['generation']}" in told["permalink"]
        path = told["permalink"].removeprefix(str(client.base_url)).partition("#")[0]
        assert client.get(path, follow_redirects=True).status_code == 200


def test_a_table_of_a_filter_that_names_nothing_is_refused(client: httpx.Client) -> None:
    assert client.get("/search.csv?q=x&city=Atlantis").status_code == 422


def test_a_collection_says_whose_words_and_from_which_generation(client: httpx.Client) -> None:
    text = client.get(f"/en/collection?{TWO}").text
    for said in ("Kaavoitus kunnassa", "Planläggning i kommunen", "generation 000001", "CSV"):
        assert said in text
    missing = client.get("/fi/collection?p=none/1&p=kaavoitus/99&p=%3Cb%3E/1")
    assert missing.status_code == 200
    assert "none/1, kaavoitus/99, &lt;b&gt;/1" in missing.text


def test_a_collection_opens_in_word_with_links_to_its_passages(client: httpx.Client) -> None:
    response = client.get(f"/collection.docx?{TWO}&lang=sv")
    word = Word(io.BytesIO(response.content))
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Kunta vastaa kaavoituksesta." in said
    assert "Samlade textställen" in said
    assert "materialets generation 000001" in said
    targets = [rel.target_ref for rel in word.part.rels.values() if rel.is_external]
    assert any(each.endswith("/document/planering?generation=000001#p1") for each in targets)


def test_a_collection_is_a_table_and_a_list_of_references_too(client: httpx.Client) -> None:
    _, *rows = table(client.get(f"/collection.csv?{TWO}"))
    assert [row[0] for row in rows] == ["Kaavoitus kunnassa", "Planläggning i kommunen"]
    text = client.get(f"/collection.ris?{TWO}").text
    assert text.count("TY  - ") == text.count("ER  - ") == 2
    assert client.get(f"/collection.exe?{TWO}").status_code == 404


def test_what_is_cited_is_escaped_for_the_program_that_reads_it() -> None:
    document = Document(
        "a", "a", "50 % & {kunta}_1\nTY  - X", "…", "summary", "fi", Authority.OWN_SUMMARY,
        "javascript:alert(1)", "not stated", issued=date(2024, 2, 29), publisher="Kuntaliitto",
    )  # fmt: skip
    passage = Passage("a", 2, 0, 1, "…", "fi", page=7, heading="4 § Kunta")
    cited = citing.Citation(document, passage, "https://example.org/x", "000001", date(2026, 1, 2))
    assert "50 \\% \\& \\{kunta\\}\\_1" in citing.bibtex(cited)
    lines = citing.ris(cited).split("\r\n")
    assert [line for line in lines if line.startswith("TY")] == ["TY  - GOVDOC"]
    assert "SP  - 7" in lines
    assert not any("javascript" in line for line in lines)
    said = citing.plain(cited, Texts("en"))
    assert "4 § Kunta, p. 7" in said
    assert "read 2 January 2026" in said
    assert "not an authority's text" in said


def test_a_document_is_cited_in_files(client: httpx.Client) -> None:
    assert client.get("/document/kaavoitus/cite.bib").text.startswith("@misc{kaavoitus,")
    assert client.get("/document/kaavoitus/cite.ris").text.startswith("TY  - ")
    assert client.get("/document/kaavoitus/cite.pdf").status_code == 404
    assert client.get("/document/none/cite.bib").status_code == 404


def test_a_comparison_is_a_workbook_without_a_formula(client: httpx.Client) -> None:
    address = "/compare.{}?city=091&city=853&lang=en"
    header, *rows = table(client.get(address.format("csv")))
    assert header[2:] == ["Helsinki", "Turku"]
    assert ["Classes and areas", "population", "658,864", "not known"] in rows
    book = zipfile.ZipFile(io.BytesIO(client.get(address.format("xlsx")).content))
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not sheet.xpath("//*[local-name()='f']")
    assert len(sheet.xpath("//*[local-name()='row']")) == len(rows) + 1
    assert client.get(address.format("pdf")).status_code == 404
