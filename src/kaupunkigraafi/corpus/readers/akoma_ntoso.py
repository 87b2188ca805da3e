"""Akoma Ntoso 3.0 as Finlex serves it → a statute with its sections, or a government proposal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from kaupunkigraafi.corpus.readers.akoma_ntoso_meta import LANGUAGES, Facts, facts_of
from kaupunkigraafi.corpus.readers.akoma_ntoso_proposal import proposal
from kaupunkigraafi.corpus.readers.akoma_ntoso_text import AKN, Text
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.corpus.readers.xml import parsed
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading, Record

# Finlex publishes statutes under this licence; the files themselves do not name it.
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_PUBLISHER = "Finlex"
_ROOT = re.compile(rb"<(?:\w+:)?akomaNtoso[\s>]")
_HEAD = 4096


class AkomaNtoso:
    """Reads statutes and government proposals."""

    name = "Akoma Ntoso"
    suffixes = (".xml", ".akn")

    def accepts(self, file: File) -> bool:
        """Accept XML whose root is akomaNtoso.

        Args:
            file: any.

        Returns:
            True where the root's name is near the beginning.
        """
        head = file.data[:_HEAD]
        return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(_ROOT.search(head))

    def read(self, file: File) -> Reading:
        """Read a statute in one language and one wording, or a government proposal.

        Args:
            file: Akoma Ntoso.

        Returns:
            One document; of a statute the law, the expression and its sections as records.

        Raises:
            UnreadableDocument: not well-formed, not a statute, or without a text.
        """
        root = parsed(file, file.data, "take the file anew from Finlex")
        doc = root.find(f"{AKN}doc")
        if doc is not None:
            return proposal(file, doc)
        act = root.find(f"{AKN}act")
        body = None if act is None else act.find(f"{AKN}body")
        if act is None or body is None:
            raise UnreadableDocument(
                f"{file.path.name} is Akoma Ntoso without an act that has a body; "
                "statutes and government proposals are read: save others as text or HTML"
            )
        facts = facts_of(file, act)
        layout = _layout(facts, act)
        if len(layout) <= len(_title(facts)):
            raise UnreadableDocument(
                f"{file.path.name} has no text in its body; Finlex serves some statutes as an "
                "empty shell: take the wording as enacted instead"
            )
        document = _document(facts, layout)
        return Reading((document,), tuple(_records(facts, document)))


def _title(facts: Facts) -> str:
    return f"{facts.printed} {facts.title}".strip()


def _layout(facts: Facts, act: etree._Element) -> Layout:
    layout = Layout()
    layout.add(_title(facts))
    text = Text(layout, "" if facts.amends else facts.law)
    for name in ("preamble", "body", "conclusions", "attachments"):
        part = act.find(f"{AKN}{name}")
        if part is not None:
            text.lay_out(part)
            layout.end()
    return layout


def _document(facts: Facts, layout: Layout) -> Document:
    expression = f"{facts.law}/{facts.wording}/{facts.language}"
    return Document(
        id="-".join(("act", facts.year, facts.number, *facts.wording.split("/"), facts.language)),
        origin=expression,
        title=f"{facts.title} ({facts.printed})" if facts.title else facts.printed,
        text=layout.text(),
        type="statute",
        language=LANGUAGES[facts.language],
        authority=(
            Authority.STATUTE_CONSOLIDATED if facts.consolidated else Authority.STATUTE_AS_ENACTED
        ),
        source=expression,
        licence=_CC_BY,
        issued=facts.issued,
        as_of=facts.version if facts.consolidated else facts.issued,
        publisher=_PUBLISHER,
        concerns=facts.affected,
        expresses=facts.law,
        sections=layout.sections(),
    )


def _records(facts: Facts, document: Document) -> Iterator[Record]:
    source = f"document/{document.id}"
    swedish = facts.language == "swe"
    titled = {"title_sv" if swedish else "title_fi": facts.title}
    law = {
        "eli": facts.eli,
        "number": facts.printed,
        **(titled if facts.language in ("fin", "swe") else {}),
        "type": facts.kind,
        "ministry": facts.ministry,
        "enacted": _iso(facts.issued),
        "published": _iso(facts.published),
        "in_force_from": _iso(facts.in_force_from),
        "status": facts.status,
        # The Swedish text names the same papers by other letters (RP for HE); one is enough.
        "preparatory": "" if swedish else "|".join(facts.preparatory),
        "source": source,
    }
    yield Record("laws", tuple(law.items()), document.id)
    if not facts.consolidated or facts.version:
        expression = {
            "eli": facts.eli,
            "language": facts.language,
            "wording": facts.wording,
            "title": facts.title,
            "version_date": _iso(facts.version or facts.issued),
            "source": source,
        }
        yield Record("expressions", tuple(expression.items()), document.id)
    for each in document.sections:
        if each.iri:
            section = {
                "eli": facts.eli,
                "path": each.iri.removeprefix(facts.law + "/"),
                "number": each.number,
                "heading_sv" if swedish else "heading_fi": each.heading,
                "source": source,
            }
            yield Record("sections", tuple(section.items()), document.id)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
