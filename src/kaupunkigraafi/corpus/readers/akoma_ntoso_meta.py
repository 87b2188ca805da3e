"""The meta block of an Akoma Ntoso statute → what the statute is: number, wording, language.

Source: OASIS LegalDocML, Akoma Ntoso Version 1.0, and Finlex's use of it: a work of the kind
``statute`` is a text as enacted, ``statute-consolidated`` one with its amendments worked in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from kaupunkigraafi.corpus.readers.akoma_ntoso_text import AKN, words_in
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.ministries import ministry_code
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.vocabulary import FINLEX

_FIN = "{http://data.finlex.fi/schema/finlex}"
LANGUAGES = {"fin": "fi", "swe": "sv", "sme": "se"}
_WORK = re.compile(r"/akn/fi/act/(statute|statute-consolidated)/(\d{4})/([\w-]+)$")
_AFFECTED = re.compile(r"/akn/fi/act/[\w-]+/(\d{4})/(\d+[a-z]?)$")
_PRINTED = re.compile(r"\d+[a-z]?/\d{4}")
_TYPES = (("laki", re.compile(r"(?:laki|lag)$")), ("asetus", re.compile(r"(?:asetus|förordning)$")))
_STATUSES = {"true": "in-force"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the meta block and the preface say; empty or None where they do not say it.

    Attributes:
        number: as in the ELI, ``410``.
        printed: as in the statute book, ``410/2015``.
        consolidated: amendments are worked in, up to ``version``.
        affected: IRIs of the laws that an amending statute changes.
        amends: the statute changes others: its sections are theirs, in a new wording.
    """

    year: str
    number: str
    printed: str
    language: str
    title: str
    kind: str
    issued: date | None
    published: date | None
    consolidated: bool
    version: date | None
    in_force_from: date | None
    status: str
    ministry: str
    preparatory: tuple[str, ...]
    affected: tuple[str, ...]
    amends: bool

    @property
    def eli(self) -> str:
        """Year and number as ELI orders them."""
        return f"{self.year}/{self.number}"

    @property
    def law(self) -> str:
        """The IRI of the work."""
        return FINLEX + self.eli

    @property
    def wording(self) -> str:
        """``alkup``, ``ajantasa/20260101``, or ``ajantasa`` where no day is stated."""
        if not self.consolidated:
            return "alkup"
        return f"ajantasa/{self.version:%Y%m%d}" if self.version else "ajantasa"


def facts_of(file: File, act: etree._Element) -> Facts:
    """Read the meta block.

    Args:
        file: for messages.
        act: the ``act`` element.

    Returns:
        What the statute is.

    Raises:
        UnreadableDocument: no statute of Finland, or in a language that is not read.
    """
    meta = _meta(file, act)
    kind, year, number = _work(file, meta)
    title = act.find(f"{AKN}preface//{AKN}docTitle")
    printed = act.find(f"{AKN}preface//{AKN}docNumber")
    shown = words_in(printed) if printed is not None else ""
    return Facts(
        year=year,
        number=number,
        printed=shown if _PRINTED.fullmatch(shown) else f"{number}/{year}",
        language=_language(file, meta),
        title=words_in(title) if title is not None else "",
        kind=_type(meta),
        issued=_day(meta, "FRBRWork", "dateIssued"),
        published=_day(meta, "FRBRWork", "datePublished"),
        consolidated=kind == "statute-consolidated",
        # "fin@20260101" in the expression's URI is no day: Finlex puts the year and number of
        # the newest amendment there.
        version=_day(meta, "FRBRExpression", "dateConsolidated"),
        in_force_from=_stated_day(meta, "inForce", "dateEntryIntoForce"),
        status=_STATUSES.get(_attribute(meta, "isInForce", "value"), ""),
        ministry=ministry_code(_shown(meta, "administrativeBranch")),
        preparatory=_preparatory(act),
        affected=tuple(dict.fromkeys(_affected(act))),
        amends="amending-statute" in _attribute(meta, "categoryStatute", "refersTo"),
    )


def _meta(file: File, act: etree._Element) -> etree._Element:
    meta = act.find(f"{AKN}meta")
    if meta is None:
        raise UnreadableDocument(
            f"{file.path.name} has no meta block, which tells what statute it is; "
            "take the file as Finlex serves it"
        )
    return meta


def _work(file: File, meta: etree._Element) -> tuple[str, str, str]:
    uri = _value(meta, "FRBRWork", "FRBRuri")
    match = _WORK.search(uri)
    if match is None:
        raise UnreadableDocument(
            f"{file.path.name} calls itself {uri!r}; read are statutes of Finland, "
            "/akn/fi/act/statute/… and /akn/fi/act/statute-consolidated/…"
        )
    return match[1], match[2], match[3]


def _language(file: File, meta: etree._Element) -> str:
    found = meta.find(f".//{AKN}FRBRExpression/{AKN}FRBRlanguage")
    code = found.get("language", "") if found is not None else ""
    if code not in LANGUAGES:
        raise UnreadableDocument(
            f"{file.path.name} is in {code or 'no stated language'}; "
            f"statutes are read in {', '.join(LANGUAGES)}: save a translation as text or HTML"
        )
    return code


def _value(meta: etree._Element, level: str, name: str) -> str:
    found = meta.find(f".//{AKN}{level}/{AKN}{name}")
    return "" if found is None else found.get("value", "")


def _day(meta: etree._Element, level: str, name: str) -> date | None:
    for each in meta.iterfind(f".//{AKN}{level}/{AKN}FRBRdate"):
        if each.get("name") == name:
            return _as_day(each.get("date", ""))
    return None


def _as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _proprietary(meta: etree._Element, name: str) -> etree._Element | None:
    return meta.find(f"{AKN}proprietary/{_FIN}{name}")


def _attribute(meta: etree._Element, name: str, attribute: str) -> str:
    found = _proprietary(meta, name)
    return "" if found is None else found.get(attribute, "")


def _stated_day(meta: etree._Element, name: str, inner: str) -> date | None:
    found = _proprietary(meta, f"{name}/{_FIN}{inner}")
    return None if found is None else _as_day(found.get("date", ""))


def _shown(meta: etree._Element, name: str) -> str:
    """Return the words behind a reference: ``#act`` is ``Laki`` or ``Lag``."""
    key = _attribute(meta, name, "refersTo").removeprefix("#")
    references = meta.find(f"{AKN}references")
    for each in () if references is None else references:
        if each.get("eId") == key:
            return each.get("showAs", "")
    return ""


def _type(meta: etree._Element) -> str:
    shown = _shown(meta, "typeStatute").lower()
    return next((kind for kind, pattern in _TYPES if pattern.search(shown)), "")


def _preparatory(act: etree._Element) -> tuple[str, ...]:
    path = f"{AKN}body//{AKN}hcontainer[@name='preliminaryWork']//{AKN}p"
    return tuple(words for each in act.iterfind(path) if (words := words_in(each)))


def _affected(act: etree._Element) -> Iterator[str]:
    for each in act.iterfind(f"{AKN}preamble//{AKN}affectedDocument"):
        match = _AFFECTED.search(each.get("href", ""))
        if match:
            yield f"{FINLEX}{match[1]}/{match[2]}"
