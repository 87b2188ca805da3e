"""Cleaning keeps what a reader sees, and is done after one round."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaupunkigraafi.corpus.clean import clean, one_line

SIGNS = st.sampled_from(
    ["a", "B", "ä", "-", "\n", "\r", " ", "\t", "\f", "\u0308", "\u00ad", "\u200b", "\u2028", "ja"]
)
TEXTS = st.one_of(st.text(), st.lists(SIGNS, max_size=60).map("".join))


@given(TEXTS)
def test_cleaning_twice_changes_nothing_and_leaves_only_what_is_seen(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert "\n\n\n" not in cleaned
    assert "  " not in cleaned
    for sign in set(cleaned) - {"\n"}:
        assert unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    assert "\n" not in one_line(text)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("3\u00a0§ ja 4\u2009§", "3 § ja 4 §"),
        ("kau\u00adpun\u200bki\ufeff", "kaupunki"),
        ("Ita\u0308keskus", "Itäkeskus"),
        ("seutu-\nkunta", "seutukunta"),
        ("Etelä-\nSavo", "Etelä-Savo"),
        ("EU-\nrahoitus", "EU-rahoitus"),
        ("linja-\nauto", "linja-auto"),
        ("maa-\nja metsätalous", "maa-\nja metsätalous"),
        ("kommun-\noch regionfrågor", "kommun-\noch regionfrågor"),
        ("sivu\fseuraava\r\nrivi\rtoinen", "sivu\n\nseuraava\nrivi\ntoinen"),
        ("a\n \n\n\nb", "a\n\nb"),
        ("linja\u2011auto\x07", "linja-auto"),
    ],
)
def test_cleaning_keeps_what_a_reader_sees(raw: str, kept: str) -> None:
    assert clean(raw) == kept
