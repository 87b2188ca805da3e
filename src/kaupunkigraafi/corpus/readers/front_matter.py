"""YAML front matter → checked values: what a Markdown document says about itself."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from datetime import date
from typing import NoReturn

import yaml

from kaupunkigraafi.corpus.clean import one_line
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import UnreadableDocument
from kaupunkigraafi.vocabulary import KINDS, iri_of

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:(.*?)\r?\n)??---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LARGEST = 64 * 1024
_KEYS = (
    "id", "title", "language", "type", "authority", "issued", "as_of", "source", "licence",
    "publisher", "subjects", "concerns", "expresses", "summarises", "records",
)  # fmt: skip
_LICENCE = re.compile(r"https?://\S+|not stated")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_ID = re.compile(r"(\w+)/[^\s<>\"{}|\\^`]+")
_KIND_NAMES = tuple(kind.name for kind in KINDS)
_AN_ID = "an id such as municipality/091, law/410-2015 or topic/p15292, or an IRI"


_EMPTY = ("", "~", "null")


class _Loader(yaml.BaseLoader):
    """YAML whose scalars are all texts: an id 010 is no 8, and no tag makes an object.

    Without aliases: a few bytes of them can ask for gigabytes.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed in front matter")
        return super().compose_node(parent, index)

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Hashable, object]:
        """Refuse a key that stands twice; YAML would keep the last one and say nothing."""
        names = [getattr(key, "value", None) for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise yaml.YAMLError(f"the key {twice!r} stands twice")
        return super().construct_mapping(node, deep)


def split(file: File, raw: str) -> tuple[FrontMatter, str]:
    """Split a Markdown text into its front matter and its body.

    Args:
        file: for messages.
        raw: the whole text.

    Returns:
        The front matter, empty where the text has none, and what follows it.

    Raises:
        UnreadableDocument: it is no YAML mapping, too long, or has a key that is not known.
    """
    match = _FRONT.match(raw)
    if not match:
        return FrontMatter(file, {}), raw
    front = match[1] or ""
    if len(front) > _LARGEST:
        raise UnreadableDocument(
            f"{file.path.name}: its front matter has {len(front)} characters, "
            f"at most {_LARGEST} are read; shorten it"
        )
    try:
        loaded = yaml.load(front, Loader=_Loader)  # noqa: S506  a BaseLoader without aliases
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UnreadableDocument(
            f"{file.path.name}: its front matter is not YAML ({one_line(str(error))}); "
            "correct it, or quote values that hold a colon"
        ) from error
    if not isinstance(loaded, dict) and loaded not in (None, *_EMPTY):
        raise UnreadableDocument(
            f"{file.path.name}: its front matter is not 'key: value' lines; "
            f"known keys are {', '.join(_KEYS)}"
        )
    return FrontMatter(file, _stated(loaded)), raw[match.end() :]


def _stated(loaded: Mapping[object, object] | str) -> dict[str, object]:
    values = loaded.items() if isinstance(loaded, Mapping) else ()
    return {str(key): value for key, value in values if value not in _EMPTY}


class FrontMatter:
    """Values, checked as they are asked for; a wrong one is named with what it can be."""

    def __init__(self, file: File, values: Mapping[str, object]) -> None:
        """Take the values of a file.

        Args:
            file: for messages.
            values: as YAML has them.
        """
        self._file = file
        self._values = values
        for key in values:
            if key not in _KEYS:
                raise UnreadableDocument(
                    f"{file.path.name}: front matter has no key {key!r}; "
                    f"its keys are {', '.join(_KEYS)}: correct or remove it"
                )

    def refuse(self, key: str, value: object, allowed: str) -> NoReturn:
        """Say which value of which key is wrong.

        Args:
            key: of the front matter.
            value: as it is.
            allowed: what it can be.

        Raises:
            UnreadableDocument: always.
        """
        raise UnreadableDocument(
            f"{self._file.path.name}: front matter's {key} is {str(value)[:200]!r}; "
            f"it can be: {allowed}"
        )

    def text(self, key: str) -> str | None:
        """Return a text.

        Args:
            key: of the front matter.

        Returns:
            One line; None where it is absent or empty.
        """
        value = self._values.get(key)
        if isinstance(value, list | dict):
            self.refuse(key, value, "one text")
        return one_line(str(value)) or None if value is not None else None

    def choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """Return one of the allowed values.

        Args:
            key: of the front matter.
            allowed: all of them.

        Returns:
            None where it is absent.
        """
        value = self.text(key)
        if value is not None and value not in allowed:
            self.refuse(key, value, ", ".join(allowed))
        return value

    def day(self, key: str) -> date | None:
        """Return a day.

        Args:
            key: of the front matter.

        Returns:
            None where it is absent.
        """
        value = self._values.get(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.refuse(key, value, "a day as 2026-01-31")

    def licence(self) -> str:
        """Return the licence.

        Returns:
            An IRI, or ``not stated``.
        """
        value = self.text("licence") or "not stated"
        if not _LICENCE.fullmatch(value):
            self.refuse("licence", value, "the licence's IRI, or not stated")
        return value

    def iris(self, key: str) -> tuple[str, ...]:
        """Return a list of ids or IRIs as IRIs.

        Args:
            key: of the front matter.

        Returns:
            In their order, each once.
        """
        value = self._values.get(key)
        listed = value if isinstance(value, list) else [] if value is None else [value]
        return tuple(dict.fromkeys(self._iri(key, each) for each in listed))

    def _iri(self, key: str, value: object) -> str:
        text = str(value).strip()
        match = _ID.fullmatch(text)
        if not _WEB.fullmatch(text) and not (match and match[1] in _KIND_NAMES):
            self.refuse(key, value, _AN_ID)
        return iri_of(text)
