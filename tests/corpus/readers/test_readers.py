"""The contract that every reader keeps: a new one joins by a sample of its format."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.corpus.readers.docx_samples import docx, paragraph
from tests.corpus.readers.pdf_samples import Words, page, pdf
from tests.corpus.readers.samples import PAGE, SECTIONS_FI, statute

from kaupunkigraafi.corpus.readers import contract
from kaupunkigraafi.corpus.readers.contract import Reader
from kaupunkigraafi.corpus.readers.registry import READERS

TEXT = "Tori\n\nTori on suuri."
SAMPLES: dict[str, tuple[str, str | bytes]] = {
    "PDF": ("a.pdf", pdf(page(Words("Tori", size=20), Words("Tori on suuri.", 660)))),
    "Word": ("a.docx", docx(paragraph("Tori", "Heading1"), paragraph("Tori on suuri."))),
    "RDF": ("a.ttl", "<urn:x:tori> a <urn:x:Tori> ."),
    "Hankeikkuna JSON": ("a.json", '{"tunnus": "OM012:00/2018", "nimi": {"fi": "Tori"}}'),
    "Akoma Ntoso": ("a.xml", statute(SECTIONS_FI)),
    "project page": ("a.txt", PAGE),
    "HTML": ("a.html", "<html><body><p>Tori on suuri.</p></body></html>"),
    "Markdown": ("a.md", "# Tori\n\nTori on suuri.\n"),
    "plain text": ("a.txt", TEXT),
}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_every_reader_keeps_the_contract(tmp_path: Path, reader: Reader) -> None:
    name, content = SAMPLES[reader.name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    file = contract.File.open(path)
    assert next(each.name for each in READERS if each.accepts(file)) == reader.name
    assert path.suffix in reader.suffixes
    reading = reader.read(file)
    assert reading == reader.read(file)
    for document in reading.documents:
        assert document.text == document.text.strip()
        for span in document.sections:
            heading = " ".join(part for part in (span.number, span.heading) if part)
            assert document.text[span.start : span.end].startswith(heading)
