"""What pages say and how: texts in three languages, labels with their language, marked passages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaupunkigraafi.answer import Mode
from kaupunkigraafi.model import Authority, Label
from kaupunkigraafi.vocabulary import KINDS
from kaupunkigraafi_service.pages.address import address, entity_address, web_link
from kaupunkigraafi_service.pages.texts import Texts, catalogue, language_of
from kaupunkigraafi_service.pages.words import label_in, marked
from kaupunkigraafi_service.problems import TYPES

PAGES = Path(__file__).parents[2] / "service" / "kaupunkigraafi_service"
KEYS = [f"{section}.{name}" for section, names in catalogue().items() for name in names]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", KEYS)
def test_every_text_is_there_in_three_languages_with_the_same_places(key: str) -> None:
    section, _, name = key.partition(".")
    texts = catalogue()[section][name]
    assert list(texts) == ["fi", "sv", "en"]
    assert all(text.strip() for text in texts.values())
    assert len({frozenset(places(text)) for text in texts.values()}) == 1


def test_every_text_is_used() -> None:
    files = [*PAGES.rglob("*.html"), *PAGES.rglob("*.py")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in files)
    prefixes = re.findall(r'"([a-z]+\.[a-z-]*)" ~', written)
    prefixes += re.findall(r'f"([a-z]+\.[a-z-]*)\{', written)
    unused = [
        key
        for key in KEYS
        if f'"{key.removesuffix("-one")}"' not in written
        and not any(key.startswith(prefix) for prefix in prefixes)
    ]
    assert unused == []


def test_every_kind_authority_mode_and_problem_has_a_name() -> None:
    assert {kind.name for kind in KINDS} <= set(catalogue()["kind"])
    assert {authority.value for authority in Authority} == set(catalogue()["authority"])
    assert {f"mode-{mode.value}" for mode in Mode} <= set(catalogue()["search"])
    assert {kind.slug for _, kind in TYPES} == set(catalogue()["problems"])
    titles = {name: texts["en"] for name, texts in catalogue()["titles"].items()}
    assert {kind.slug: kind.title for _, kind in TYPES} == titles


def test_a_number_of_one_is_said_as_one_and_others_as_the_language_writes_them() -> None:
    assert Texts("fi")("document.amended", count=1) == "muutettu kerran"
    assert Texts("fi")("search.documents", count=12_345) == "12\xa0345 asiakirjaa"
    assert Texts("en")("search.documents", count=12_345) == "12,345 documents"


def test_an_unknown_language_is_finnish() -> None:
    assert language_of("../../etc/passwd") == "fi"
    assert Texts(language_of("xx"))("search.button") == "Hae"


def test_a_label_keeps_the_language_it_is_in() -> None:
    labels = (Label("Esbo", "sv"), Label("Espoo", "fi"))
    assert label_in(labels, "sv", "?") == Label("Esbo", "sv")
    assert label_in(labels, "en", "?") == Label("Espoo", "fi")
    assert label_in((), "en", "municipality/049") == Label("municipality/049", "")


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(alphabet="ab <&>åä\n", max_size=1200))
    edges = st.integers(0, max(len(text), 1))
    return text, draw(st.lists(st.tuples(edges, edges), max_size=6))


@given(texts_with_spans())
def test_pieces_of_a_passage_are_pieces_of_its_text(
    case: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = case
    pieces = marked(text, spans)
    shown = "".join(piece.text for piece in pieces if piece.text not in ("… ", " …"))
    assert "".join(shown.split()) in "".join(text.split())
    assert all(piece.text for piece in pieces)


def test_a_short_passage_is_shown_whole_with_its_marks() -> None:
    pieces = marked("Kunta vastaa kaavoituksesta.", [(13, 27), (0, 5)])
    assert [piece.text for piece in pieces if piece.marked] == ["Kunta", "kaavoituksesta"]
    assert "".join(piece.text for piece in pieces) == "Kunta vastaa kaavoituksesta."


def test_a_heading_that_is_shown_beside_is_left_out_of_the_passage() -> None:
    text = "4 § Kunta\n\nKunta on kunta.\n\nSe päättää."
    pieces = marked(text, [(0, 3), (11, 16)], heading="4 § Kunta")
    assert [(piece.text, piece.marked) for piece in pieces] == [
        ("Kunta", True),
        (" on kunta.\nSe päättää.", False),
    ]
    assert marked("4 § Kunta", [], heading="4 § Kunta")[0].text == "4 § Kunta"


def test_a_long_passage_is_shown_around_its_first_mark() -> None:
    text = "sana " * 200 + "kaavoitus " + "sana " * 200
    pieces = marked(text, [(1000, 1009)])
    assert [piece.text for piece in pieces if piece.marked] == ["kaavoitus"]
    assert pieces[0].text == "… "
    assert pieces[-1].text == " …"
    assert sum(len(piece.text) for piece in pieces) < 500


def test_an_address_leaves_out_what_is_plain_and_quotes_the_rest() -> None:
    assert address("/", {"q": "", "lang": "fi", "mode": "hybrid", "limit": 10}) == "/fi/"
    assert address("/", {"q": 'a&b="<'}) == "/?q=a%26b%3D%22%3C"
    assert address('/document/"><script>', {}) == "/document/%22%3E%3Cscript%3E"


def test_only_links_that_a_browser_may_follow_become_links() -> None:
    assert web_link("https://www.finlex.fi/") == "https://www.finlex.fi/"
    for text in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "laki.pdf"):
        assert web_link(text) == ""
        assert not entity_address(text, "fi").startswith(("javascript:", "data:", "file:"))
