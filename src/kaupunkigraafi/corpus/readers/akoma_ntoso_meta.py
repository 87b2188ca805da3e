"""The meta block of an Akoma Ntoso statute → what the statute is: number, wording, language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from lxml import etree

from kaupunkigraafi.corpus.clean import one_line
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.vocabulary import FINLEX

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
_FIN = "{http://data.finlex.fi/schema/finlex}"
LANGUAGES = {"fin": "fi", "swe": "sv", "eng": "en", "sme": "se"}
_TYPES = {"act": "laki", "decree": "asetus"}
_ELI = re.compile(r"/eli/sd/(\d{4})/(\d+[a-z]?)/(alkup|ajantasa(?:/\d+)?)/(\w{3})")
_WORK = re.compile(r"/akn/fi/act/[\w-]+/(\d{4})/(\d+[a-z]?)")
_NUMBER = re.compile(r"(\d+)\s*([a-zåäö]?)")
_AMENDING = "amending-statute"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the meta block says.

    Attributes:
        amends: the statute changes others: its sections are theirs, in a new wording.
    """

    year: str
    number: str
    wording: str
    language: str
    title: str
    kind: str
    issued: date | None
    published: date | None
    version: date | None
    amends: bool

    @property
    def eli(self) -> str:
        """Year and number as ELI orders them."""
        return f"{self.year}/{self.number}"

    @property
    def law(self) -> str:
        """The IRI of the work."""
        return FINLEX + self.eli


def facts_of(file: File, act: etree._Element) -> Facts:
    """Read the meta block.

    Args:
        file: for messages.
        act: the ``act`` element.

    Returns:
        What the statute is.

    Raises:
        UnreadableDocument: no statute, or in a language that is not read.
    """
    meta = act.find(f"{AKN}meta")
    if meta is None:
        raise UnreadableDocument(f"{file.path.name} has no meta block, so it is no known statute")
    work = _value(meta, "FRBRWork", "FRBRuri")
    named = _WORK.search(work)
    if not named:
        raise UnreadableDocument(
            f"{file.path.name} calls itself {work!r}, not a Finnish statute (/akn/fi/act/…)"
        )
    eli = _ELI.search(_value(meta, "FRBRExpression", "FRBRalias"))
    language = meta.find(f".//{AKN}FRBRExpression/{AKN}FRBRlanguage")
    code = language.get("language", "") if language is not None else ""
    if code not in LANGUAGES:
        raise UnreadableDocument(
            f"{file.path.name} is in {code or 'no stated language'}; read are "
            f"{', '.join(LANGUAGES)}"
        )
    version = _version(meta)
    consolidated = act.get("contains") != "originalVersion"
    wording = eli[3] if eli else "alkup"
    if consolidated and wording == "alkup":
        wording = f"ajantasa/{version:%Y%m%d}" if version else "ajantasa"
    title = act.find(f"{AKN}preface//{AKN}docTitle")
    return Facts(
        year=named[1],
        number=named[2],
        wording=wording,
        language=code,
        title=words_in(title) if title is not None else "",
        kind=_kind(meta),
        issued=_day(meta, "FRBRWork", "dateIssued"),
        published=_day(meta, "FRBRWork", "datePublished"),
        version=version if consolidated else None,
        amends=_AMENDING in _category(meta),
    )


def _value(meta: etree._Element, level: str, name: str) -> str:
    found = meta.find(f".//{AKN}{level}/{AKN}{name}")
    return "" if found is None else found.get("value", "")


def _day(meta: etree._Element, level: str, name: str) -> date | None:
    for each in meta.iterfind(f".//{AKN}{level}/{AKN}FRBRdate"):
        if each.get("name") == name:
            try:
                return date.fromisoformat(each.get("date", ""))
            except ValueError:
                return None
    return None


def _version(meta: etree._Element) -> date | None:
    """Return the day of a consolidated wording: ``…/fin@20260101`` or dateConsolidated."""
    match = re.search(r"@(\d{8})", _value(meta, "FRBRExpression", "FRBRuri"))
    if match:
        return date.fromisoformat(match[1])
    return _day(meta, "FRBRExpression", "dateConsolidated")


def _kind(meta: etree._Element) -> str:
    found = meta.find(f".//{_FIN}typeStatute")
    return _TYPES.get(found.get("refersTo", "").lstrip("#"), "") if found is not None else ""


def _category(meta: etree._Element) -> str:
    found = meta.find(f".//{_FIN}categoryStatute")
    return found.get("refersTo", "") if found is not None else ""


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace; comments and instructions have none.

    Args:
        element: any node.

    Returns:
        The local name, empty for what is no element.
    """
    return str(element.tag).removeprefix(AKN) if not callable(element.tag) else ""


def words_of(element: etree._Element, name: str) -> str:
    """Return the text of a child element.

    Args:
        element: the parent.
        name: the child's local name.

    Returns:
        One line, empty where there is no such child.
    """
    found = element.find(f"{AKN}{name}")
    return "" if found is None else words_in(found)


def words_in(element: etree._Element) -> str:
    """Return the text of an element and all below it.

    Args:
        element: any.

    Returns:
        One line.
    """
    return one_line("".join(str(text) for text in element.itertext()))


def ordinal_of(number: str) -> str:
    """Return ``4a`` of ``4 a §`` or ``4 a luku``.

    Args:
        number: as printed.

    Returns:
        Empty where there is no number.
    """
    match = _NUMBER.match(number)
    if not match:
        return ""
    # "4 luku" has a letter behind its number too; only a lone one belongs to it.
    lone = re.match(r"\d+\s*([a-zåäö])(?![a-zåäö])", number)
    return match[1] + (lone[1] if lone else "")
