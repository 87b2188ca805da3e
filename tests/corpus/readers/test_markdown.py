"""Markdown says about itself what its front matter says; marks go, words and headings stay."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from tests.corpus.readers.samples import document_of

from kaupunkigraafi.corpus.readers.markdown import TYPES
from kaupunkigraafi.corpus.readers.registry import read
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority
from kaupunkigraafi.resources import corpus_dir, ontology_dir

FRONT = """---
id: torit-fi
title: "Torit: lyhyesti"
language: fi
type: summary
authority: own-summary
issued: 2026-01-31
as_of: 2026-01-30
source: "https://example.org/torit"
summarises: law/77-1998
licence: "https://creativecommons.org/licenses/by/4.0/"
publisher: Torilehti
subjects: [topic/p15292]
concerns: [law/77-1998, municipality/091, "https://example.org/id/1"]
expresses: law/77-1998
records: [laws/77-1998]
---
"""
BODY = "# Torit\n\nTori on *tärkeä*.\n"


def front(line: str) -> str:
    return f"---\n{line}\n---\n\nTeksti.\n"


def test_front_matter_says_what_the_document_is(tmp_path: Path) -> None:
    document = document_of(tmp_path / "torit.md", FRONT + BODY)
    assert (document.id, document.title) == ("torit-fi", "Torit: lyhyesti")
    assert document.authority is Authority.OWN_SUMMARY
    assert (document.issued, document.as_of) == (date(2026, 1, 31), date(2026, 1, 30))
    assert document.subjects == ("http://www.yso.fi/onto/yso/p15292",)
    assert document.concerns == (
        "http://data.finlex.fi/eli/sd/1998/77",
        "https://w3id.org/kaupunkigraafi/id/municipality/091",
        "https://example.org/id/1",
    )
    assert document.expresses == document.summarises == "http://data.finlex.fi/eli/sd/1998/77"
    assert (document.source, document.publisher) == ("https://example.org/torit", "Torilehti")
    assert document.text == "Torit\n\nTori on tärkeä."


def test_marks_go_and_words_stay(tmp_path: Path) -> None:
    text = """# Otsikko *yksi*

Kappale, jossa on [linkki](https://example.org) ja `koodi`
samalla rivillä.

- eka
- toka
  jatkuu
1. yksi
2. kaksi

> lainaus

| a | b |
|---|---|
| 1 | 2 |

<div>elementti<script>alert(1)</script></div>

## Toinen

```
koodi  rivi
```
"""
    document = document_of(tmp_path / "a.md", text)
    assert document.text == (
        "Otsikko yksi\n\nKappale, jossa on linkki ja koodi samalla rivillä.\n– eka\n– toka jatkuu\n"
        "1. yksi\n2. kaksi\n\nlainaus\na | b\n1 | 2\n\nelementti\n\nToinen\n\nkoodi rivi"
    )
    assert [
        (span.heading, document.text[span.start : span.end][:12]) for span in document.sections
    ] == [("Otsikko yksi", "Otsikko yksi"), ("Toinen", "Toinen\n\nkood")]
    assert document.sections[0].end == len(document.text)


def test_without_front_matter_it_is_an_upload_known_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "Päätös 1.md"
    document = document_of(path, BODY)
    assert document.authority is Authority.OWN_UPLOAD
    assert (document.title, document.source, document.type) == ("Torit", "Päätös 1.md", "text")
    assert document.origin == str(path.resolve())
    assert re.fullmatch(r"paatos-1-[0-9a-f]{8}", document.id)


def test_an_empty_front_matter_is_allowed(tmp_path: Path) -> None:
    assert document_of(tmp_path / "a.md", "---\n---\nTeksti on tässä.\n").text == "Teksti on tässä."


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("language: suomi", ["language", "suomi", "fi, sv, en"]),
        ("type: essee", ["type", "essee", "summary"]),
        ("authority: law", ["authority", "law", "own-summary"]),
        ("issued: eilen", ["issued", "eilen", "2026-01-31"]),
        ("issued: 2026-02-30", ["issued", "2026-02-30"]),
        ("id: ../etc/passwd", ["id", "../etc/passwd", "letters"]),
        ("concerns: [Helsinki]", ["concerns", "Helsinki", "municipality/091"]),
        ("concerns: [kaupunki/091]", ["concerns", "kaupunki/091"]),
        ("subjects: [410/2015]", ["subjects", "410/2015"]),
        ("licence: vapaa", ["licence", "vapaa", "not stated"]),
        ("title: [a, b]", ["title", "one text"]),
        ("concern: law/1-2000", ["concern", "concerns"]),
        ("title: a: b", ["YAML", "quote"]),
        ("title: a\ntitle: b", ["title", "twice"]),
        ("- a\n- b", ["key: value"]),
        ("a: &x [1]\nb: *x", ["aliases"]),
        ("title: !!python/object/apply:os.system [ls]", ["title", "one text"]),
        ("title: " + "[" * 5000, ["YAML"]),
        ("title: " + "a" * 70_000, ["at most 65536"]),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_wrong_value_is_named_with_what_it_can_be(
    tmp_path: Path, line: str, named: list[str]
) -> None:
    with pytest.raises(UnreadableDocument) as raised:
        document_of(tmp_path / "a.md", front(line))
    assert str(raised.value).startswith("a.md")
    for words in named:
        assert words in str(raised.value)


def test_values_are_taken_as_they_are_printed(tmp_path: Path) -> None:
    document = document_of(tmp_path / "a.md", front("id: 010\ntitle: yes\npublisher:\ntype: ~"))
    assert (document.id, document.title) == ("010", "yes")
    assert (document.publisher, document.type) == (None, "text")


def test_front_matter_alone_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"^a\.md has no text"):
        document_of(tmp_path / "a.md", FRONT)


def test_lists_deep_in_lists_keep_their_words(tmp_path: Path) -> None:
    text = "\n".join(f"{'  ' * depth}- taso{depth}" for depth in range(20))
    found = document_of(tmp_path / "a.md", text).text
    assert all(f"taso{depth}" in found for depth in range(20))


def test_the_types_are_those_of_the_ontology() -> None:
    turtle = (ontology_dir() / "concepts.ttl").read_text(encoding="utf-8")
    declared = re.findall(r"^<\S+/concept/document-type/([\w-]+)> a skos:Concept ", turtle, re.M)
    assert sorted(declared) == sorted(TYPES)


def test_every_packaged_document_can_be_read() -> None:
    paths = sorted((corpus_dir() / "documents").rglob("*.md"))
    assert paths
    for path in paths:
        document = read(path).documents[0]
        assert document.authority is Authority.OWN_SUMMARY, path.name
        assert document.summarises, path.name
