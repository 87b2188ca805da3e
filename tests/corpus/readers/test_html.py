"""A web page gives its main text, in order and with word borders, and nothing of its frame."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.readers.samples import document_of

from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority

PAGE = """<!DOCTYPE html>
<html lang="sv-FI"><head><title>Torg – Staden</title><style>p {color: red}</style></head>
<body>
<header><p>Sidhuvud</p></header><nav><ul><li>Meny</li></ul></nav>
<main>
  <header><h1>Torget   i staden</h1></header>
  <p>Torget är <b>vack</b>ert<br>och öppet.<!-- inte --> Alltid.</p>
  lös text
  <ul><li><p>ett</p><p>två</p></li><li>tre</li></ul>
  <ol><li>först</li><li>sedan</li></ol>
  <h2>Tabell</h2>
  <table><tr><th>träd</th><td>10</td></tr></table>
  <pre>rad  ett
rad två</pre>
  <p hidden>dold</p><div aria-hidden="true">osynlig</div>
  <script>alert("skript")</script>
</main>
<footer>Sidfot</footer></body></html>"""


def test_the_main_text_is_kept_in_order(tmp_path: Path) -> None:
    document = document_of(tmp_path / "torg.html", PAGE)
    assert document.text == (
        "Torget i staden\n\nTorget är vackert\noch öppet. Alltid.\n\nlös text\n– ett\n\ntvå\n"
        "– tre\n"
        "1. först\n2. sedan\n\nTabell\nträd | 10\n\nrad ett\nrad två"
    )


def test_the_page_says_title_language_and_sections(tmp_path: Path) -> None:
    document = document_of(tmp_path / "torg.html", PAGE)
    assert (document.title, document.language, document.type) == (
        "Torget i staden",
        "sv",
        "web-page",
    )
    assert (document.authority, document.source) == (Authority.OWN_UPLOAD, "torg.html")
    assert [span.heading for span in document.sections] == ["Torget i staden", "Tabell"]
    table = document.sections[1]
    assert document.text[table.start : table.end].startswith("Tabell\nträd | 10")


def test_without_main_the_frame_still_falls_away(tmp_path: Path) -> None:
    page = PAGE.replace("<main>", "<div>").replace("</main>", "</div>").replace("<h1>", "<h1>Hej ")
    text = document_of(tmp_path / "a.html", page).text
    assert "lös text" in text
    for word in ("Sidhuvud", "Meny", "Sidfot", "dold", "osynlig", "skript"):
        assert word not in text


def test_a_page_of_many_articles_is_read_whole(tmp_path: Path) -> None:
    page = "<html><body><article><p>yksi</p></article><article><p>kaksi</p></article></body></html>"
    assert document_of(tmp_path / "a.html", page).text == "yksi\n\nkaksi"


def test_an_empty_main_is_not_the_page(tmp_path: Path) -> None:
    page = "<html><main> </main><article><p>teksti</p></article></html>"
    assert document_of(tmp_path / "a.html", page).text == "teksti"


def test_a_layout_table_is_text_not_data(tmp_path: Path) -> None:
    page = "<html><table><tr><td><h2>Otsikko</h2>sisältö</td><td>sivu</td></tr></table></html>"
    document = document_of(tmp_path / "a.html", page)
    assert document.text == "Otsikko\n\nsisältö\n\nsivu"
    assert [span.heading for span in document.sections] == ["Otsikko"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_found(tmp_path: Path, encoding: str) -> None:
    page = (
        f'<html><head><meta charset="{encoding}"></head><body><p>Äänekoski åtta</p></body></html>'
    )
    assert document_of(tmp_path / "a.html", page.encode(encoding)).text == "Äänekoski åtta"


def test_content_decides_before_the_suffix(tmp_path: Path) -> None:
    assert document_of(tmp_path / "a.txt", PAGE).type == "web-page"
    assert document_of(tmp_path / "b.md", "Näin kirjoitetaan `<html>`.").type == "text"


def test_a_page_nested_deep_is_read_and_one_nested_without_end_refused(tmp_path: Path) -> None:
    def page(depth: int) -> str:
        return f"<html>{'<div>' * depth}syvällä{'</div>' * depth}<p>pinnalla</p></html>"

    assert document_of(tmp_path / "a.html", page(1000)).text == "syvällä\n\npinnalla"
    with pytest.raises(UnreadableDocument, match="nested deeper"):
        document_of(tmp_path / "a.html", page(5000))


@pytest.mark.parametrize("page", ["<html></html>", "<html><nav>Valikko</nav></html>"])
def test_a_page_without_text_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^tyhja\.html "):
        document_of(tmp_path / "tyhja.html", page)


OLD_PAGE = """<html><body><div class="site-header"><p>Kaupunki</p></div>
<div id="top-menu"><a href="/1">Etusivu</a></div>
<ul><li><a href="/a">Asuminen</a></li><li><a href="/b">Liikenne</a></li><li><a>Opetus</a></li></ul>
<div class="content menuless"><h1>Torin historia</h1><p>Tori perustettiin <a href="/x">kauan</a>
sitten.</p><ul><li>Kivetty <a href="/k">kiveyksellä</a> ja valaistu</li><li>Auki</li></ul></div>
<div class="cookie-banner">Sivusto käyttää evästeitä.</div></body></html>"""


def test_a_page_that_marks_nothing_loses_its_menus_and_keeps_its_text(tmp_path: Path) -> None:
    document = document_of(tmp_path / "a.html", OLD_PAGE)
    assert document.text == (
        "Torin historia\n\nTori perustettiin kauan sitten.\n"
        "– Kivetty kiveyksellä ja valaistu\n– Auki"
    )


def test_a_text_that_is_called_after_its_sidebar_or_header_stays(tmp_path: Path) -> None:
    page = (
        '<html><body><div class="page-header"><h1>Tori</h1></div><div class="content has-sidebar">'
        "<p>Tori on kaikkien kaupunkilaisten yhteinen paikka.</p></div></body></html>"
    )
    text = document_of(tmp_path / "a.html", page).text
    assert text == "Tori\n\nTori on kaikkien kaupunkilaisten yhteinen paikka."


def test_a_list_of_links_in_the_marked_main_text_is_text(tmp_path: Path) -> None:
    links = "".join(f"<li><a href='/{n}'>Liite {n}</a></li>" for n in range(4))
    page = f"<html><main><h1>Asiakirjat</h1><ul>{links}</ul></main></html>"
    assert "Liite 3" in document_of(tmp_path / "a.html", page).text
