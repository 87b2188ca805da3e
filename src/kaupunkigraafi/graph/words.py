"""SPARQL's words, and the small readings that the guard makes of a token's text."""

from __future__ import annotations

import re

from kaupunkigraafi.graph.tokens import Token

PROLOGUE = frozenset(("BASE", "PREFIX", "VERSION"))
UPDATES = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
# Words that stand in updates alone.
OF_UPDATES = frozenset(("DATA", "USING", "INTO", "TO", "DEFAULT", "ALL"))
_GRAMMAR = """
    SELECT ASK CONSTRUCT DESCRIBE DISTINCT REDUCED AS FROM NAMED WHERE GROUP BY HAVING ORDER
    ASC DESC LIMIT OFFSET VALUES UNDEF OPTIONAL GRAPH SERVICE SILENT BIND MINUS UNION FILTER
    IN NOT EXISTS TRUE FALSE SEPARATOR
"""
_FUNCTIONS = """
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT
    STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN
    UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY
    HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE
    IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE
"""
# SPARQL 1.2 and the engine's own.
_LATER = """
    LATERAL ADJUST TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE HASLANG HASLANGDIR LANGDIR STRLANGDIR
"""
KNOWN = PROLOGUE.union(_GRAMMAR.split(), _FUNCTIONS.split(), _LATER.split())

# Another answer each time, though the graph stays the same.
FLEETING = frozenset(("NOW", "RAND", "UUID", "STRUUID", "BNODE"))

_CODEPOINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_BARE_HOST = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*$")


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return where an offset is, both counted from 1.

    Args:
        text: of the query.
        offset: into it.

    Returns:
        (line, column).

    >>> line_and_column("ASK\\n{ ?", 6)
    (2, 3)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def unescape(text: str) -> str:
    r"""Return the text with ``\u`` and ``\U`` escapes as characters.

    Args:
        text: of an IRI; its escapes are valid.

    Returns:
        The IRI meant.

    >>> unescape(r"http://ex\u0061mple.org/")
    'http://example.org/'
    """
    return _CODEPOINT.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def unescape_local(text: str) -> str:
    r"""Return the local part of a prefixed name without its backslashes.

    Args:
        text: what follows the colon.

    Returns:
        What is appended to the prefix's IRI.

    >>> unescape_local(r"a\,b")
    'a,b'
    """
    return text.replace("\\", "")


def bare_host(iri: str) -> bool:
    """Tell whether an IRI ends in its host or port, so that more letters may spoil it.

    Args:
        iri: of a prefix.

    Returns:
        True for ``http://host:``.

    >>> bare_host("http://example.org:"), bare_host("http://example.org/"), bare_host("urn:x:")
    (True, False, False)
    """
    return _BARE_HOST.match(iri) is not None


def glued(before: Token, token: Token) -> bool:
    """Tell whether an empty string is followed at once by another in the same quotes.

    Args:
        before: a token.
        token: the string after it.

    Returns:
        True for the pieces of ``\"\"\"x"``.
    """
    return before.text == token.text[0] * 2 and before.end == token.start


def about_bad(token: Token) -> str:
    """Say what is wrong with a piece that is no token.

    Args:
        token: of kind BAD.

    Returns:
        A clause.
    """
    if token.text in ("'", '"'):
        return f"a string that opens with {token.text} is never closed, or has a wrong escape"
    if len(token.text) > 1:
        return f"{token.text} may be an IRI or a comparison; put a space after '<'"
    return f"{token.text!r} cannot stand here"
