"""URI template + row → IRI: RFC 6570, the two levels that tables need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

_EXPRESSION = re.compile(r"\{([+#]?)([A-Za-z0-9_.]+)\}")
_UNRESERVED = "-._~"
_RESERVED = ":/?#[]@!$&'()*+,;="
_ENCODED = re.compile(r"%25([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed URI template.

    ``{name}`` percent-encodes all but unreserved characters; ``{+name}`` keeps reserved
    ones, so that a value such as ``municipality/091`` stays a path; ``{#name}`` does so
    behind a ``#``. Source: RFC 6570, sections 3.2.1–3.2.4.

    Attributes:
        parts: literal text, and (operator, name) of an expression, in order.
    """

    parts: tuple[str | tuple[str, str], ...]

    @staticmethod
    def parse(text: str) -> Template:
        """Parse a template.

        Args:
            text: with expressions in braces.

        Returns:
            The template.

        >>> Template.parse("https://example.org/{+path}/{code}").names
        ('path', 'code')
        """
        parts: list[str | tuple[str, str]] = []
        at = 0
        for match in _EXPRESSION.finditer(text):
            if match.start() > at:
                parts.append(text[at : match.start()])
            parts.append((match[1], match[2]))
            at = match.end()
        if at < len(text):
            parts.append(text[at:])
        return Template(tuple(parts))

    @property
    def names(self) -> tuple[str, ...]:
        """The columns it takes its values from, in order."""
        return tuple(part[1] for part in self.parts if not isinstance(part, str))

    def expand(self, values: Mapping[str, str]) -> str:
        """Fill in the values.

        Args:
            values: name → text; an unknown name is an empty text.

        Returns:
            The IRI, or a part of one.

        >>> Template.parse("id/{+party}").expand({"party": "municipality/091"})
        'id/municipality/091'
        >>> Template.parse("id/{key}").expand({"key": "Åland/1"})
        'id/%C3%85land%2F1'
        """
        return "".join(
            part if isinstance(part, str) else _expanded(part[0], values.get(part[1], ""))
            for part in self.parts
        )

    def fill(self, values: Mapping[str, str]) -> str | None:
        """Fill in the values as they are, for the text of a literal.

        Args:
            values: name → text.

        Returns:
            The text, None where a value is missing.

        >>> Template.parse("POINT({lon} {lat})").fill({"lon": "24.9", "lat": "60.2"})
        'POINT(24.9 60.2)'
        >>> Template.parse("POINT({lon} {lat})").fill({"lon": "24.9", "lat": ""}) is None
        True
        """
        if not all(values.get(name) for name in self.names):
            return None
        return "".join(part if isinstance(part, str) else values[part[1]] for part in self.parts)


def _expanded(operator: str, value: str) -> str:
    if not operator:
        return quote(value, safe=_UNRESERVED)
    # What is percent-encoded already stays so: RFC 6570, section 3.2.1.
    kept = _ENCODED.sub(r"%\1", quote(value, safe=_UNRESERVED + _RESERVED))
    return "#" + kept if operator == "#" and kept else kept
