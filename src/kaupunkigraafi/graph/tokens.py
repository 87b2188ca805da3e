"""Query text → tokens: SPARQL 1.1's lexical rules, as the engine reads them.

Nothing is lost: the tokens' texts joined give the query back. Where the engine decides by
context (is ``<`` an operator or does it open an IRI?) this decides as it does, and calls the
token BAD where two readings would hide something from one of the readers.
Source: SPARQL 1.1 Query Language, 19.8 (terminals), tried against the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    NAME = "name"
    BLANK = "blank"
    VARIABLE = "variable"
    NUMBER = "number"
    LANGUAGE = "language"
    WORD = "word"
    SIGN = "sign"
    BAD = "bad"


class Token(NamedTuple):
    """A piece of the query: its kind, its text, and where it starts."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
)
_START = _BASE + "_"
_CHAR = _START + "0-9\u00b7\u0300-\u036f\u203f-\u2040-"
_HEX = "[0-9A-Fa-f]"
# Surrogates and what lies beyond U+10FFFF are no characters; the engine fails at them.
_CODEPOINT = (
    rf"\\u(?:[0-9A-CEFa-cef]{_HEX}{{3}}|[Dd][0-7]{_HEX}{{2}})"
    rf"|\\U(?:0010{_HEX}{{4}}|000[1-9A-Fa-f]{_HEX}{{4}}"
    rf"|0000(?:[0-9A-CEFa-cef]{_HEX}{{3}}|[Dd][0-7]{_HEX}{{2}}))"
)
# Exactly these: a long string with another escape is none, and what it would hide is code.
_ESCAPE = rf"""\\[tbnrf"'\\]|{_CODEPOINT}"""
_LOCAL_ESCAPE = rf"""%{_HEX}{{2}}|\\[_~.\-!$&'()*+,;=/?#@%]"""
# Longer names of prefixes would let a text of 64 KiB be scanned again and again.
_PREFIX = rf"(?:[{_BASE}](?:[{_CHAR}.]{{0,100}}[{_CHAR}])?)?"

_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
    |(?P<comment>\#[^\r\n]*)
    |(?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|{_CODEPOINT})*>)
    |(?P<string>
        \"\"\"(?:"{{0,2}}(?:[^"\\]|{_ESCAPE}))*\"\"\"
        |'''(?:'{{0,2}}(?:[^'\\]|{_ESCAPE}))*'''
        |"(?:[^"\\\r\n]|{_ESCAPE})*"
        |'(?:[^'\\\r\n]|{_ESCAPE})*'
    )
    |(?P<blank>_:[{_START}0-9](?:[{_CHAR}.]*[{_CHAR}])?)
    |(?P<name>{_PREFIX}:(?:(?:[{_START}0-9:]|{_LOCAL_ESCAPE})
        (?:(?:[{_CHAR}.:]|{_LOCAL_ESCAPE})*(?:[{_CHAR}:]|{_LOCAL_ESCAPE}))?)?)
    |(?P<variable>[?$][{_START}0-9][{_CHAR}]*)
    |(?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    |(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign><<\(|\)>>|<<|>>|\{{\||\|\}}|\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\]<>=!+\-*/^|?.,;~])
    |(?P<bad>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SCHEME = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]*):(//)?")
CLOSERS = {")": "(", "]": "[", "}": "{", "|}": "{|", ">>": "<<", ")>>": "<<("}
_OPENERS = frozenset(CLOSERS.values())
_TRIVIA = (Kind.SPACE, Kind.COMMENT)
# After one of these "<" compares, before anything else it opens an IRI.
_OPERAND_ENDS = frozenset({")", "]", "}", ")>>"})


def tokens(text: str, prefixes: Iterable[str] = ()) -> list[Token]:
    """Cut a query into tokens; any text can be cut.

    Args:
        text: a query, or anything else.
        prefixes: names that are declared beforehand.

    Returns:
        Tokens whose texts, joined, are the text.

    >>> [token.text for token in tokens("SELECT*{?s<urn:p#>'#'}") if token.kind != "sign"]
    ['SELECT', '?s', '<urn:p#>', "'#'"]
    """
    return _Cutter(text, prefixes).cut()


def without_trivia(found: Iterable[Token]) -> list[Token]:
    """Leave out white space and comments.

    Args:
        found: tokens.

    Returns:
        The others.
    """
    return [token for token in found if token.kind not in _TRIVIA]


class _Cutter:
    """The state that deciding about "<" takes: open brackets, the last token, the prefixes."""

    def __init__(self, text: str, prefixes: Iterable[str]) -> None:
        self._text = text
        self._declared = {name.lower() for name in prefixes}
        self._open: list[str] = []
        self._last = Token(Kind.SPACE, "", 0)

    def cut(self) -> list[Token]:
        found, place = list[Token](), 0
        while place < len(self._text):
            token = self._next(place)
            found.append(token)
            place = token.end
            if token.kind not in _TRIVIA:
                self._note(token)
        return found

    def _next(self, place: int) -> Token:
        match = _TOKEN.match(self._text, place)
        if match is None or match.lastgroup is None:  # pragma: no cover  "bad" takes anything
            raise AssertionError(place)
        token = Token(Kind(match.lastgroup), match.group(), place)
        if token.text.startswith("<") and token.kind is not Kind.BAD and self._compares(token):
            return self._comparison(token)
        return token

    def _compares(self, token: Token) -> bool:
        """Tell whether the engine could read "<" as "less than" here."""
        if not self._open or self._open[-1] != "(":
            return False
        if self._last.kind is Kind.SIGN and self._last.text not in _OPERAND_ENDS:
            return False
        if token.kind is not Kind.IRI:
            # "?a<<urn:b>": less than an IRI, and no quoted triple.
            inner = _TOKEN.match(self._text, token.start + 1)
            return token.text == "<<" and inner is not None and inner.lastgroup == Kind.IRI
        scheme = _SCHEME.match(token.text)
        # "<urn:x>" compares only where urn is a prefix; "//" follows no operand.
        return not (scheme and (scheme[2] or scheme[1].lower() not in self._declared))

    def _comparison(self, token: Token) -> Token:
        if token.kind is Kind.IRI and ("'" in token.text or "#" in token.text):
            # An IRI to one reader, the start of a string or a comment to the other.
            return Token(Kind.BAD, token.text, token.start)
        sign = "<=" if token.text.startswith("<=") else "<"
        return Token(Kind.SIGN, sign, token.start)

    def _note(self, token: Token) -> None:
        if token.kind is Kind.NAME and self._last.text.upper() == "PREFIX":
            self._declared.add(token.text.rstrip(":").lower())
        elif token.kind is Kind.SIGN:
            if token.text in _OPENERS:
                self._open.append(token.text)
            elif self._open and CLOSERS.get(token.text) == self._open[-1]:
                self._open.pop()
        self._last = token
