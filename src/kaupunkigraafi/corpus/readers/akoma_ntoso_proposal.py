"""A government proposal in Akoma Ntoso → its text: reasons and bills, headed as they are printed.

Finlex serves a proposal (*hallituksen esitys*) as a ``doc`` with a ``mainBody``; the sections of
its bills are no law yet, so none of them gets a statute's IRI.
"""

from __future__ import annotations

import re
from datetime import date

from lxml import etree

from kaupunkigraafi.corpus.readers.akoma_ntoso_meta import LANGUAGES
from kaupunkigraafi.corpus.readers.akoma_ntoso_text import AKN, Text, words_in
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading

_WORK = re.compile(r"/akn/fi/doc/government-proposal/(\d{4})/(\d+)$")
_ADDRESS = "https://opendata.finlex.fi/finlex/avoindata/v1"
_CC_BY = "https://creativecommons.org/licenses/by/4.0/"
_PARTS = ("preface", "preamble", "mainBody", "conclusions", "attachments")
_NAMED_BEFORE = frozenset(("docNumber", "docTitle"))


def proposal(file: File, doc: etree._Element) -> Reading:
    """Read a proposal in one language.

    Args:
        file: for messages.
        doc: the ``doc`` element.

    Returns:
        One document.

    Raises:
        UnreadableDocument: another kind of document, or one without text.
    """
    uri = _first(doc, f".//{AKN}FRBRWork/{AKN}FRBRuri", "value")
    work = _WORK.search(uri)
    if work is None:
        raise UnreadableDocument(
            f"{file.path.name} calls itself {uri[:200]!r}; read are statutes and government "
            "proposals of Finland: save other documents as text or HTML"
        )
    code = _first(doc, f".//{AKN}FRBRExpression/{AKN}FRBRlanguage", "language")
    if code not in LANGUAGES:
        raise UnreadableDocument(
            f"{file.path.name} is in {code[:40] or 'no stated language'}; proposals are read in "
            f"{', '.join(LANGUAGES)}: save a translation as text or HTML"
        )
    year, number = work.groups()
    printed = _words(doc, "docNumber") or f"HE {number}/{year} vp"
    title = _words(doc, "docTitle")
    layout = _layout(doc, f"{printed} {title}".strip())
    if len(layout) <= len(f"{printed} {title}".strip()):
        raise UnreadableDocument(f"{file.path.name} has no text in its body; take the PDF instead")
    expression = f"{_ADDRESS}{uri}/{code}@"
    return Reading(
        (
            Document(
                id=f"he-{year}-{number}-{code}",
                origin=expression,
                title=f"{title} ({printed})" if title else printed,
                text=layout.text(),
                type="proposal",
                language=LANGUAGES[code],
                authority=Authority.AUTHORITY_DOCUMENT,
                source=expression,
                licence=_CC_BY,
                issued=_issued(doc),
                as_of=_issued(doc),
                publisher="Finlex",
                sections=layout.sections(),
            ),
        )
    )


def _layout(doc: etree._Element, head: str) -> Layout:
    layout = Layout()
    layout.add(head)
    for name in _PARTS:
        part = doc.find(f"{AKN}{name}")
        if part is not None:
            for each in [e for e in part.iter() if _is_in_head(e)]:
                parent = each.getparent()
                if parent is not None and name == "preface":
                    parent.remove(each)
            Text(layout, "").lay_out(part)
            layout.end()
    return layout


def _is_in_head(element: etree._Element) -> bool:
    return str(element.tag).removeprefix(AKN) in _NAMED_BEFORE


def _first(doc: etree._Element, path: str, attribute: str) -> str:
    found = doc.find(path)
    return "" if found is None else found.get(attribute, "")


def _words(doc: etree._Element, name: str) -> str:
    found = doc.find(f"{AKN}preface//{AKN}{name}")
    return "" if found is None else words_in(found)


def _issued(doc: etree._Element) -> date | None:
    for each in doc.iterfind(f".//{AKN}FRBRWork/{AKN}FRBRdate"):
        if each.get("name") == "dateIssued":
            try:
                return date.fromisoformat(each.get("date", ""))
            except ValueError:
                return None
    return None
