"""Markdown with YAML front matter → Document: headings kept, marks taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from kaupunkigraafi.corpus.clean import clean, one_line
from kaupunkigraafi.corpus.language import language_of
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.layout import Layout
from kaupunkigraafi.corpus.readers.plain import decode
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.model import Authority, Document, Reading
from kaupunkigraafi.vocabulary import iri_of

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LARGEST_FRONT = 64 * 1024
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_LANGUAGES = ("fi", "sv", "en", "se", "und")
_KEYS = frozenset(
    (
        "id", "title", "language", "type", "authority", "issued", "as_of", "source", "licence",
        "publisher", "subjects", "concerns", "expresses", "summarises", "records",
    )
)  # fmt: skip
_Value = TypeVar("_Value")


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases: a few bytes of them can ask for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed in front matter")
        return super().compose_node(parent, index)


class Markdown:
    """Reads Markdown, with or without front matter."""

    name = "Markdown"

    def accepts(self, file: File) -> bool:
        """Accept Markdown by suffix.

        Args:
            file: any.

        Returns:
            True for ``.md`` and ``.markdown``.
        """
        return file.path.suffix.lower() in (".md", ".markdown")

    def read(self, file: File) -> Reading:
        """Read the file.

        Args:
            file: Markdown.

        Returns:
            One document.

        Raises:
            UnreadableDocument: the front matter has an unknown key or a wrong value.
        """
        raw = decode(file)
        front, body = _split(file, raw)
        layout = _layout(body)
        text = layout.text()
        if not text:
            raise UnreadableDocument(f"{file.path.name} has no text below its front matter")
        get = _Front(file, front)
        first = next(iter(layout.sections()), None)
        key = get.text("id") or file.id
        if not _ID.fullmatch(key):
            get.refuse("id", key, "letters, digits, '.', '_' and '-', at most 120")
        document = Document(
            id=key,
            origin=f"front-matter:{key}" if get.text("id") else file.origin,
            title=get.text("title") or (first.heading if first else file.path.stem),
            text=text,
            type=get.text("type") or "text",
            language=get.choice("language", _LANGUAGES) or language_of(text),
            authority=Authority(
                get.choice("authority", tuple(Authority)) or Authority.OWN_UPLOAD.value
            ),
            source=get.text("source") or file.path.name,
            licence=get.text("licence") or "not stated",
            issued=get.day("issued"),
            as_of=get.day("as_of"),
            publisher=get.text("publisher"),
            subjects=get.iris("subjects"),
            concerns=get.iris("concerns"),
            expresses=next(iter(get.iris("expresses")), None),
            summarises=get.text("summarises"),
            sections=layout.sections(),
        )
        return Reading((document,))


class _Front:
    """The front matter's values, checked as they are asked for."""

    def __init__(self, file: File, values: Mapping[str, object]) -> None:
        self._file = file
        self._values = values
        for key in values:
            if key not in _KEYS:
                self.refuse(str(key), "…", f"no key of front matter; keys are {sorted(_KEYS)}")

    def refuse(self, key: str, value: object, allowed: str) -> None:
        """Say which value of which key is wrong."""
        raise UnreadableDocument(
            f"{self._file.path.name}: front matter's {key} is {value!r}; it can be: {allowed}"
        )

    def text(self, key: str) -> str | None:
        """Return a text value, None where it is absent."""
        value = self._values.get(key)
        if value is None:
            return None
        if isinstance(value, (list, dict)):
            self.refuse(key, value, "one text")
        return one_line(str(value))

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """Return one of the allowed values."""
        value = self.text(key)
        if value is not None and value not in allowed:
            self.refuse(key, value, ", ".join(allowed))
        return value

    def day(self, key: str) -> date | None:
        """Return a day."""
        value = self._values.get(key)
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.refuse(key, value, "a day as 2026-01-31")
        return None

    def iris(self, key: str) -> tuple[str, ...]:
        """Return a list of ids or IRIs as IRIs."""
        value = self._values.get(key) or ()
        listed = list(value) if isinstance(value, list) else [value] if value else []
        return tuple(iri_of(one_line(str(each))) for each in listed)


def _split(file: File, raw: str) -> tuple[Mapping[str, object], str]:
    match = _FRONT.match(raw)
    if not match:
        return {}, raw
    if len(match[1]) > _LARGEST_FRONT:
        raise UnreadableDocument(
            f"{file.path.name}: its front matter has {len(match[1])} characters, "
            f"at most {_LARGEST_FRONT} are read"
        )
    try:
        loaded = yaml.load(match[1], Loader=_Loader)  # noqa: S506  a SafeLoader without aliases
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnreadableDocument(
            f"{file.path.name}: its front matter is not YAML: {one_line(str(error))}"
        ) from error
    if not isinstance(loaded, dict):
        raise UnreadableDocument(f"{file.path.name}: its front matter is not 'key: value' lines")
    return loaded, raw[match.end() :]


def _layout(body: str) -> Layout:
    layout = Layout()
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    level = 0
    listed = False
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "list_item_open":
            listed = True
        elif token.type == "inline":
            line = clean(_inline(token))
            if level:
                layout.head(level, one_line(line))
            else:
                layout.add(("– " if listed else "") + line, gap="\n" if listed else "\n\n")
            listed = False
        elif token.type in ("fence", "code_block"):
            layout.add(clean(token.content))
    return layout


def _inline(token: Token) -> str:
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n" if child.type == "hardbreak" else " ")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)
