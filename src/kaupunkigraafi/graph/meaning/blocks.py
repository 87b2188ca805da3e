"""SERVICE kg:search { … } → what it asks: whose meaning, which text, and how it is told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph import words
from kaupunkigraafi.graph.limits import SEARCH_SERVICE
from kaupunkigraafi.graph.meaning.contract import LANGUAGES, MODES
from kaupunkigraafi.graph.meaning.groups import word
from kaupunkigraafi.graph.tokens import Kind, Token
from kaupunkigraafi.vocabulary import KG, PREFIXES

_MOST = 10_000
_ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_TERMS = ("matches", "score", "snippet", "limit", "mode", "language", "minScore")
_KNOWN = ", ".join(f"kg:{term}" for term in _TERMS)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_XSD = PREFIXES["xsd"]
_DATATYPES = frozenset(_XSD + name for name in ("string", "integer", "decimal", "double"))


@dataclass(frozen=True, slots=True)
class Block:
    """What one block asks.

    Attributes:
        subject: a variable's name, or an IRI in angle brackets.
        text: a variable's name, or the text itself; ``has_text`` tells which.
        limit: of the subjects for each text, the best so many; None: all.
        min_score: of what scores less, nothing; None: no least.
        score: variable that tells it; empty: none.
        snippet: likewise.
        place: ``line 3, column 5``, for messages.
    """

    subject: str
    text: str
    has_text: bool
    place: str
    mode: str = "hybrid"
    language: str = ""
    limit: int | None = None
    min_score: float | None = None
    score: str = ""
    snippet: str = ""

    @property
    def subject_variable(self) -> str:
        """The variable of the subject; empty where it is an IRI."""
        return "" if self.subject.startswith("<") else self.subject

    @property
    def text_variable(self) -> str:
        """The variable of the text; empty where it is given."""
        return "" if self.has_text else self.text

    @property
    def outputs(self) -> frozenset[str]:
        """The variables that only the search gives a value."""
        return frozenset({self.score, self.snippet} - {""})


class BlockReader:
    """Reads the blocks of one query."""

    def __init__(self, text: str, prefixes: Mapping[str, str]) -> None:
        """Keep what reading needs.

        Args:
            text: of the query, for line and column.
            prefixes: declared in it, or beforehand.
        """
        self._text = text
        self._prefixes = prefixes

    def read(self, tokens: Sequence[Token]) -> Block:
        """Read a block.

        Args:
            tokens: from SERVICE to its closing brace.

        Returns:
            What it asks.

        Raises:
            QueryRefused: something in it is not understood; says what may stand there.
        """
        first = next(i for i, token in enumerate(tokens) if token.text == "{")
        if self._iri(tokens[first - 1]) != SEARCH_SERVICE:
            raise self._refuse(
                f"a query with SERVICE kg:search cannot ask SERVICE {tokens[first - 1].text} too; "
                "ask in two queries",
                tokens[0],
            )
        inner = list(tokens[first + 1 : -1])
        subject, values = self._pairs(inner, tokens[0])
        if "matches" not in values:
            raise self._refuse(
                "SERVICE kg:search has no kg:matches; write { ?passage kg:matches 'text' }",
                tokens[0],
            )
        text, given = self._matches(values["matches"])
        block = Block(
            subject=self._subject(subject),
            text=text,
            has_text=given,
            place=self._place(tokens[0]),
            mode=self._one_of("mode", values, MODES, "hybrid"),
            language=self._one_of("language", values, LANGUAGES, ""),
            limit=self._limit(values.get("limit")),
            min_score=self._min_score(values.get("minScore")),
            score=self._output("score", values),
            snippet=self._output("snippet", values),
        )
        names = [block.subject_variable, block.text_variable, block.score, block.snippet]
        named = [name for name in names if name]
        if len(set(named)) < len(named):
            twice = next(name for name in named if named.count(name) > 1)
            raise self._refuse(f"?{twice} stands twice in SERVICE kg:search", tokens[0])
        return block

    def _pairs(self, inner: list[Token], service: Token) -> tuple[Token, dict[str, list[Token]]]:
        """Cut the triples into the subject, and each predicate with its object."""
        subject: Token | None = None
        values: dict[str, list[Token]] = {}
        for statement in _split(inner, "."):
            for place, part in enumerate(_split(statement, ";")):
                if place == 0:
                    if subject is not None and part[0].text != subject.text:
                        raise self._refuse(
                            f"SERVICE kg:search has two subjects, {subject.text} and "
                            f"{part[0].text}; write two blocks",
                            part[0],
                        )
                    subject, part = part[0], part[1:]  # noqa: PLW2901
                name = self._term(part, service)
                if name in values:
                    raise self._refuse(f"kg:{name} stands twice; write two blocks", part[0])
                values[name] = part[1:]
        if subject is None:
            raise self._refuse(f"SERVICE kg:search is empty; it takes {_KNOWN}", service)
        return subject, values

    def _term(self, part: list[Token], service: Token) -> str:
        if len(part) < 2:  # noqa: PLR2004  a predicate and its object
            raise self._refuse(f"SERVICE kg:search takes {_KNOWN}", part[0] if part else service)
        iri = self._iri(part[0])
        name = iri.removeprefix(KG) if iri.startswith(KG) else ""
        if name not in _TERMS:
            raise self._refuse(
                f"{part[0].text} cannot stand in SERVICE kg:search; it takes {_KNOWN}, and "
                "patterns of the graph stand outside of it",
                part[0],
            )
        return name

    def _subject(self, token: Token) -> str:
        if token.kind is Kind.VARIABLE:
            return token.text[1:]
        iri = self._iri(token)
        if ":" not in iri:
            raise self._refuse(
                f"the subject {token.text} of SERVICE kg:search is neither a variable nor an IRI "
                "in full",
                token,
            )
        return f"<{iri}>"

    def _matches(self, value: list[Token]) -> tuple[str, bool]:
        token, value = value[0], self._untyped(value)
        if token.kind is Kind.VARIABLE and len(value) == 1:
            return token.text[1:], False
        # A text may have a language; what else follows it is a datatype or a list.
        if token.kind is not Kind.STRING or [t.kind for t in value[1:]] not in (
            [],
            [Kind.LANGUAGE],
        ):
            raise self._refuse("kg:matches takes one text or one variable", token)
        text = _unquoted(token.text)
        if not text.strip():
            raise self._refuse("kg:matches has an empty text", token)
        return text, True

    def _one_of(
        self, name: str, values: Mapping[str, list[Token]], known: Sequence[str], default: str
    ) -> str:
        if name not in values:
            return default
        value = self._untyped(values[name])
        token = value[0]
        text = _unquoted(token.text) if token.kind is Kind.STRING else ""
        if text not in known or len(value) > 1:
            choice = ", ".join(f'"{each}"' for each in known)
            raise self._refuse(f"kg:{name} is {token.text[:40]}; it can be {choice}", token)
        return text

    def _limit(self, value: list[Token] | None) -> int | None:
        if value is None:
            return None
        text = self._number(value)
        if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:9]) <= _MOST:
            raise self._refuse(
                f"kg:limit is {value[0].text[:40]}; it can be 1 to {_MOST}", value[0]
            )
        return int(text)

    def _min_score(self, value: list[Token] | None) -> float | None:
        if value is None:
            return None
        number = self._number(value)
        if not _NUMBER.fullmatch(number):
            raise self._refuse("kg:minScore takes a number, as 0.5", value[0])
        return float(number)

    def _number(self, value: list[Token]) -> str:
        """Return a number's digits; another endpoint writes 2 as "2"^^xsd:integer."""
        typed = self._untyped(value)
        if len(typed) == 1 and typed[0].kind is Kind.STRING and len(value) > 1:
            return _unquoted(typed[0].text)
        written = [token.kind for token in value] in ([Kind.NUMBER], [Kind.SIGN, Kind.NUMBER])
        return "".join(token.text for token in value) if written else ""

    def _untyped(self, value: list[Token]) -> list[Token]:
        """Leave out the datatype of a text or a number."""
        if len(value) == 3 and value[1].text == "^^" and self._iri(value[2]) in _DATATYPES:  # noqa: PLR2004
            return value[:1]
        return value

    def _output(self, name: str, values: Mapping[str, list[Token]]) -> str:
        if name not in values:
            return ""
        token = values[name][0]
        if token.kind is not Kind.VARIABLE or len(values[name]) > 1:
            least = "; for a least score write kg:minScore" if name == "score" else ""
            raise self._refuse(f"kg:{name} takes one variable{least}", token)
        return token.text[1:]

    def _iri(self, token: Token) -> str:
        if token.kind is Kind.IRI:
            return words.unescape(token.text[1:-1])
        if token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            return self._prefixes.get(prefix, "") + words.unescape_local(local)
        return ""

    def _place(self, token: Token) -> str:
        line, column = words.line_and_column(self._text, token.start)
        return f"line {line}, column {column}"

    def _refuse(self, what: str, token: Token) -> QueryRefused:
        return QueryRefused(f"{what} ({self._place(token)})")


def prefixes_in(tokens: Sequence[Token], known: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes of a query.

    Args:
        tokens: of the query.
        known: beforehand.

    Returns:
        Name → IRI; those that the query declares win.
    """
    found = dict(known)
    for place, token in enumerate(tokens[:-2]):
        name, iri = tokens[place + 1 : place + 3]
        if word(token) == "PREFIX" and iri.kind is Kind.IRI:
            found[name.text[:-1]] = words.unescape(iri.text[1:-1])
    return found


def _split(tokens: Sequence[Token], sign: str) -> list[list[Token]]:
    """Cut where a sign stands; empty pieces are left out."""
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind is Kind.SIGN and token.text == sign:
            pieces.append([])
        else:
            pieces[-1].append(token)
    return [piece for piece in pieces if piece]


def _unquoted(text: str) -> str:
    """Return what a string of SPARQL stands for."""
    quote = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1  # noqa: PLR2004

    def meant(match: re.Match[str]) -> str:
        digits = match[1] or match[2]
        return chr(int(digits, 16)) if digits else _ESCAPES[match[3]]

    return _ESCAPE.sub(meant, text[quote:-quote])
