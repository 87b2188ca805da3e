"""A statute keeps all its words, its sections get Finlex's IRIs, and its wording is told."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from tests.corpus.readers.samples import (
    AKN,
    LAW,
    QUOTING,
    SECTIONS_FI,
    SECTIONS_SV,
    document_of,
    reading_of,
    rows_of,
    statute,
)

from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.corpus.records import check_records
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Reading
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.tables import METADATA, load_tables

CONSOLIDATED = """<FRBRdate date="2020-05-01" name="dateConsolidated"/>
    <FRBRversionNumber value="20200311"/>"""
LIFECYCLE = """<finlex:isInForce value="true"/>
    <finlex:administrativeBranch refersTo="#fi.ministry"/>
    <finlex:inForce><finlex:dateEntryIntoForce date="1998-03-01"/></finlex:inForce>"""


@pytest.fixture
def finnish(tmp_path: Path) -> Reading:
    return reading_of(tmp_path / "1998_77_fin.xml", statute(SECTIONS_FI))


def sections(reading: Reading) -> list[str]:
    return [row["path"] for row in rows_of(reading, "sections")]


def test_a_statute_is_laid_out_as_one_would_read_it(finnish: Reading) -> None:
    assert finnish.documents[0].text == (
        "77/1998 Puisto laki\n\nEduskunnan päätöksen mukaisesti säädetään:\n\n"
        "I OSA YLEISTÄ\n\n1 luku Puistot\n\n1 § Tarkoitus\n\nLaki koskee kaupungin puistoja.\n\n"
        "Puisto on:\n1) julkinen alue;\n2) hoidettu.\n\n1 a §\n\nPenkkï on puistossa.\n\n"
        "II OSA HOITO\n\n2 a luku Hoito\n\n2 § Hoitaja\n\nPuistoa hoitaa kaupunki.\npuu | 10\n\n"
        "3–5 §\n\n3–5 § on kumottu.\n\nHE 1/1998\n\nPresidentti Nimi Nimetön"
    )


def test_sections_carry_finlex_iris_without_the_part(finnish: Reading) -> None:
    assert sections(finnish) == ["luku/1/pykala/1", "luku/1/pykala/1a", "luku/2a/pykala/2"]
    spans = {span.iri: span for span in finnish.documents[0].sections if span.iri}
    span = spans[f"{LAW}/luku/1/pykala/1a"]
    text = finnish.documents[0].text
    assert text[span.start : span.end] == "1 a §\n\nPenkkï on puistossa."


def test_a_range_of_numbers_is_no_section_and_signatures_belong_to_none(finnish: Reading) -> None:
    document = finnish.documents[0]
    numbers = {span.number: span.iri for span in document.sections}
    assert numbers["3–5 §"] is None
    signed = document.text.index("HE 1/1998")
    assert not [span for span in document.sections if span.start <= signed < span.end]


def test_the_document_says_what_wording_it_is(finnish: Reading) -> None:
    document = finnish.documents[0]
    assert (document.id, document.title) == ("act-1998-77-alkup-fin", "Puisto laki (77/1998)")
    assert document.authority is Authority.STATUTE_AS_ENACTED
    assert document.origin == document.source == f"{LAW}/alkup/fin"
    assert document.expresses == LAW
    assert document.issued == document.as_of == date(1998, 2, 3)
    assert document.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_the_records_tell_law_and_expression(finnish: Reading) -> None:
    source = "document/act-1998-77-alkup-fin"
    assert rows_of(finnish, "laws") == [
        {
            "eli": "1998/77", "number": "77/1998", "title_fi": "Puisto laki", "type": "laki",
            "enacted": "1998-02-03", "published": "1998-02-05", "preparatory": "HE 1/1998",
            "source": source,
        }
    ]  # fmt: skip
    assert rows_of(finnish, "expressions") == [
        {
            "eli": "1998/77", "language": "fin", "wording": "alkup", "title": "Puisto laki",
            "version_date": "1998-02-03", "source": source,
        }
    ]  # fmt: skip


def test_both_languages_speak_of_one_law_and_the_same_sections(
    tmp_path: Path, finnish: Reading
) -> None:
    swedish = reading_of(tmp_path / "swe.xml", statute(SECTIONS_SV, language="swe"))
    assert sections(swedish) == sections(finnish)
    assert swedish.documents[0].expresses == finnish.documents[0].expresses
    assert swedish.documents[0].origin != finnish.documents[0].origin
    assert (swedish.documents[0].language, rows_of(swedish, "laws")[0]["type"]) == ("sv", "laki")
    assert rows_of(swedish, "sections")[0]["heading_sv"] == "Syfte"


def test_a_consolidated_wording_is_another_expression_of_the_law(tmp_path: Path) -> None:
    content = statute(
        SECTIONS_FI,
        kind="statute-consolidated",
        expression=CONSOLIDATED,
        proprietary=LIFECYCLE,
    )
    reading = reading_of(tmp_path / "a.xml", content)
    document = reading.documents[0]
    assert document.authority is Authority.STATUTE_CONSOLIDATED
    assert document.id == "act-1998-77-ajantasa-20200501-fin"
    assert document.source == f"{LAW}/ajantasa/20200501/fin"
    assert (document.as_of, document.issued) == (date(2020, 5, 1), date(1998, 2, 3))
    law = rows_of(reading, "laws")[0]
    assert (law["ministry"], law["status"], law["in_force_from"]) == (
        "YM",
        "in-force",
        "1998-03-01",
    )


def test_an_amendments_number_is_not_taken_for_a_day(tmp_path: Path) -> None:
    content = statute(SECTIONS_FI, kind="statute-consolidated").replace("fin@", "fin@20180817")
    reading = reading_of(tmp_path / "a.xml", content)
    assert reading.documents[0].as_of is None
    assert reading.documents[0].id == "act-1998-77-ajantasa-fin"
    assert rows_of(reading, "expressions") == []


def test_quoted_sections_of_another_law_are_not_this_laws(tmp_path: Path) -> None:
    reading = reading_of(tmp_path / "a.xml", statute(QUOTING))
    assert sections(reading) == ["pykala/1", "pykala/2"]
    text = reading.documents[0].text
    assert [text.count(words) for words in ("kuuluu:", "2 § Lainattu", "joku muu.")] == [1, 1, 1]
    assert rows_of(reading, "sections")[1]["heading_fi"] == "Voimaantulo"


def test_an_amending_act_says_what_it_amends_and_owns_no_sections(tmp_path: Path) -> None:
    preamble = """<formula><p>Päätöksen mukaisesti</p><blockContainer><block name="substitutions">
      <i>muutetaan</i> torilain (
      <affectedDocument href="/akn/fi/act/statute/1990/5">5/1990</affectedDocument>
      ) 2 § seuraavasti:</block></blockContainer></formula>"""
    omitted = '<section><num>2 §</num><hcontainer name="omission"/></section>'
    content = statute(
        omitted,
        preamble=preamble,
        proprietary='<finlex:categoryStatute refersTo="#amending-statute"/>',
    )
    reading = reading_of(tmp_path / "a.xml", content)
    document = reading.documents[0]
    assert document.concerns == ("http://data.finlex.fi/eli/sd/1990/5",)
    assert "muutetaan torilain (5/1990) 2 § seuraavasti:" in document.text
    assert document.text.endswith("2 §\n\n— — —")
    assert sections(reading) == []


def test_a_number_printed_twice_names_its_first_section(tmp_path: Path) -> None:
    twice = "".join(
        f"<section><num>1 §</num><heading>{name}</heading></section>" for name in ("A", "B")
    )
    reading = reading_of(tmp_path / "a.xml", statute(twice))
    assert [row["heading_fi"] for row in rows_of(reading, "sections")] == ["A"]
    assert "1 § B" in reading.documents[0].text


def test_text_in_elements_nobody_foresaw_is_kept(tmp_path: Path) -> None:
    body = """<section><num>1 §</num><content>paljas <b>teksti</b> ja<!-- ei --> loppu
      <foreign><x>vieras</x></foreign></content></section><hcontainer name="liite">
      <heading>Liite</heading><content><ul><li>kohta</li></ul></content></hcontainer>"""
    text = document_of(tmp_path / "a.xml", statute(body)).text
    for word in ("paljas", "teksti", "loppu", "vieras", "Liite", "kohta"):
        assert word in text
    assert " ei " not in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (statute(SECTIONS_FI)[:-20], "not well-formed"),
        (statute(SECTIONS_FI).replace("/akn/fi/act", "/akn/se/act"), "statutes of Finland"),
        (statute(SECTIONS_FI, language="eng"), "translation"),
        (statute('<hcontainer name="contentAbsent"/>', preamble=""), "empty shell"),
        (f'<akomaNtoso xmlns="{AKN}"><bill/></akomaNtoso>', "an act that has a body"),
    ],
    ids=["torn", "foreign", "translation", "shell", "no act"],
)
def test_what_is_no_statute_is_refused_with_name_and_reason(
    tmp_path: Path, content: str, reason: str
) -> None:
    with pytest.raises(UnreadableDocument, match=r"^outo\.xml .*" + reason):
        reading_of(tmp_path / "outo.xml", content)


def test_entities_and_depth_cannot_hurt_the_reader(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>' + statute("<p>&a9;</p>")
    deep = statute("<p>" * 300 + "</p>" * 300)
    for content in (bomb, deep):
        with pytest.raises(UnreadableDocument):
            reading_of(tmp_path / "a.xml", content)
    allowed = statute("<content>" * 240 + "<p>syvällä</p>" + "</content>" * 240)
    assert "syvällä" in document_of(tmp_path / "a.xml", allowed).text


def test_files_on_disk_are_not_pulled_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("salaisuus")
    content = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]>' + statute(
        "<p>alku &s; loppu</p>"
    )
    # A text with a hole where the entity stood would be no statute's text either.
    with pytest.raises(UnreadableDocument, match="declares entities of its own") as raised:
        document_of(tmp_path / "a.xml", content)
    assert "salaisuus" not in str(raised.value)


def real(shared: Path) -> list[Path]:
    return sorted((shared / "data" / "akn").glob("*.xml"))


def signs(text: str) -> Counter[str]:
    """How often each character but white space occurs."""
    return Counter("".join(text.split()))


def test_no_word_of_any_real_statute_is_lost(shared: Path) -> None:
    for path in real(shared):
        act = etree.parse(path).getroot()[0]
        parts = (act.find(f"{{{AKN}}}{name}") for name in ("preamble", "body"))
        words = "".join(str(text) for part in parts if part is not None for text in part.itertext())
        missing = signs(words) - signs(read(path).documents[0].text)
        assert not missing, f"{path.name}: {missing}"


def test_real_statutes_have_the_sections_that_finlex_counts(shared: Path) -> None:
    with (shared / "data" / "laws" / "urban_laws.csv").open(encoding="utf-8") as file:
        laws = {row["eli_work"].rpartition("/sd/")[2]: row for row in csv.DictReader(file)}
    checked = 0
    for path in real(shared):
        year, number, language = path.stem.split("_")
        row = laws.get(f"{year}/{number}")
        if row is not None:
            counted = row["sections_enacted_fi" if language == "fin" else "sections_enacted_sv"]
            found = sections(read(path))
            assert len(found) == len(set(found)) == int(counted), path.name
            checked += 1
    assert checked > 5


def test_the_local_government_act_has_150_sections_in_both_languages(shared: Path) -> None:
    paths = [shared / "data" / "akn" / f"2015_410_{code}.xml" for code in ("fin", "swe")]
    finnish, swedish = (sections(read(path)) for path in paths)
    assert finnish == swedish
    assert len(finnish) == 150
    assert finnish[3] == "luku/1/pykala/4"


def test_records_of_real_statutes_keep_their_tables_declarations(shared: Path) -> None:
    tables = load_tables(corpus_dir() / "records" / METADATA)
    for path in real(shared):
        check_records(read(path).records, tables)
