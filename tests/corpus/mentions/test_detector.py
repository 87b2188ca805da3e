"""What holds for every text: spans slice to texts, and how letters are stored changes nothing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaupunkigraafi.corpus.mentions.detector import Detector
from kaupunkigraafi.corpus.mentions.seen import see

PIECES = (
    "Järvenpään kaupunki", "Ähtärissä", " ja ", ", ", "kuntalain (410/2015) 7 §:n 2 momentti",
    "\n", "YM:n", " Åbo stad", "5 § i kommunallagen", "(EU) 2016/679", "Orpon hallitus", " ",
    "ympäristöministeriö", "\u00a0", "\u00ad", "TEM070:00/2019", "Säkylän Pyhäjärvi",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_span_slices_to_its_text(detector: Detector, text: str) -> None:
    for each in detector.mentions(text):
        assert text[each.start : each.end] == each.text
        assert each.text.strip() == each.text
        assert 0 < each.confidence <= 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_decomposed_letters_are_found_alike(detector: Detector, text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    one, other = detector.mentions(text), detector.mentions(decomposed)
    assert [each.id for each in one] == [each.id for each in other]
    for before, after in zip(one, other, strict=True):
        assert unicodedata.normalize("NFC", after.text) == unicodedata.normalize("NFC", before.text)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="aäå\u0308\u030a\u00ad\u00a0 -\n.", max_size=40))
def test_what_is_seen_leads_back_to_what_was_given(text: str) -> None:
    seen = see(text)
    for place, char in enumerate(seen.text):
        start, end = seen.span(place, place + 1)
        given_back = unicodedata.normalize("NFC", text[start:end].replace("\u00ad", ""))
        assert given_back == char or char in " -–" or char in given_back


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hel\u00adsin\u00adgin kaupunki", "Hel\u00adsin\u00adgin"),
        ("Hämeen-\nlinnan kaupunki", "Hämeen-\nlinnan"),
        ("kuntalain\u00a0(410/2015) 7\u00a0§:ssä", "kuntalain\u00a0(410/2015) 7\u00a0§:ssä"),
        ("Ja\u0308rvenpa\u0308a\u0308n kaupunki", "Ja\u0308rvenpa\u0308a\u0308n"),
    ],
)
def test_a_span_holds_what_is_invisible_inside_it(
    detector: Detector, text: str, found: str
) -> None:
    assert [each.text for each in detector.mentions(text)] == [found]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("YM:n ja VM:n esitys", ["ministry/YM", "ministry/VM"]),
        ("ympäristö- ja valtiovarainministeriössä", ["ministry/YM", "ministry/VM"]),
        ("jord- och skogsbruksministeriets beslut", ["ministry/MMM"]),
        ("the Ministry of Education and Culture", ["ministry/OKM"]),
        ("VM-kisat ja SM-liiga", []),
        ("hanke TEM070:00/2019", ["body/TEM070-00-2019"]),
        ("Kaupunkipolitiikan yhteistyöryhmässä (TEM070:00/2019)", ["body/TEM070-00-2019"] * 2),
        ("Helsingin seudun MAL-sopimus 2016–2019", ["agreement/mal-helsinki-2016-2019"]),
        ("Orpon hallitusohjelman mukaan", ["programme/government-programme-orpo"]),
        ("Marinin hallituksen aikana", ["government/marin"]),
        ("regeringen Sipilä avgick", ["government/sipila"]),
        ("kansallisessa kaupunkistrategiassa", ["programme/urban-strategy-2020"]),
    ],
)
def test_ministries_and_undertakings_are_found(
    detector: Detector, text: str, ids: list[str]
) -> None:
    assert [each.id for each in detector.mentions(text)] == ids
