"""Tokens → tokens within bounds: what the guards of queries and of updates have in common."""

from __future__ import annotations

from collections.abc import Mapping

from kaupunkigraafi.errors import QueryInvalid, QueryRefused
from kaupunkigraafi.graph import words
from kaupunkigraafi.graph.limits import QueryLimits
from kaupunkigraafi.graph.tokens import CLOSERS, Kind, Token, tokens, without_trivia
from kaupunkigraafi.graph.words import line_and_column

_OPENERS = frozenset(CLOSERS.values())
_PREFIX_SIGNS = frozenset("!+-^")
_OPERATORS = _PREFIX_SIGNS | frozenset(("=", "!=", "<", ">", "<=", ">=", "||", "&&", "*", "/", "|"))


class Guard:
    """One look over one text: its tokens, its size, its depth, its services."""

    noun = "query"
    known = words.KNOWN
    # Between braces after one of these stand terms alone, so they are counted as terms.
    lists = frozenset(("VALUES",))

    def __init__(self, query: str, limits: QueryLimits, prefixes: Mapping[str, str]) -> None:
        """Keep what is looked at.

        Args:
            query: the text.
            limits: of it.
            prefixes: names that need no PREFIX line.
        """
        self._query = query
        self._limits = limits
        self._prefixes = dict(prefixes)
        self._open: list[Token] = []
        self._run = 0  # of signs before one operand: !!!!?x nests as brackets do
        self._operators = 0
        self._values = 0
        self._values_depth: int | None = None
        self._services: list[str] = []

    def cut(self) -> list[Token]:
        """Cut the text into tokens.

        Returns:
            All but white space and comments.

        Raises:
            QueryRefused: it is too long.
        """
        self._check_size()
        found = without_trivia(tokens(self._query, self._prefixes))
        if len(found) > self._limits.tokens:
            raise self._refuse(f"{len(found)} words and signs", self._limits.tokens, "shorten it")
        return found

    def look(self, found: list[Token]) -> None:
        """Look at each token.

        Args:
            found: as ``cut`` gave them.

        Raises:
            QueryInvalid: one cannot stand where it does.
        """
        for place, token in enumerate(found):
            self._check_token(token, found[place - 1] if place else None)
            word = token.text.upper() if token.kind is Kind.WORD else ""
            if word == "SERVICE":
                self._check_service(found[place + 1 : place + 3], token)
            elif word == "PREFIX":
                self._declare(found[place + 1 : place + 3])
        if self._open:
            raise self._invalid(f"{self._open[-1].text!r} is never closed", self._open[-1])

    def _check_size(self) -> None:
        try:
            size = len(self._query.encode())
        except UnicodeEncodeError as error:
            line, column = line_and_column(self._query, error.start)
            raise QueryInvalid(
                f"half a character (a surrogate) at line {line}, column {column}; send UTF-8",
                line,
                column,
            ) from error
        if size > self._limits.bytes:
            raise self._refuse(f"{size} bytes", self._limits.bytes, "shorten it")

    def _check_token(self, token: Token, before: Token | None) -> None:
        kind, text = token.kind, token.text
        if kind is Kind.BAD:
            raise self._invalid(words.about_bad(token), token)
        if kind is Kind.WORD and text.upper() not in self.known and text != "a":
            raise self._invalid(f"{text} is no word of SPARQL", token)
        if kind is Kind.IRI and len(text) > self._limits.iri_length:
            what = f"an IRI of {len(text)} characters"
            raise self._refuse(what, self._limits.iri_length, "shorten it")
        if kind is Kind.STRING and before is not None and words.glued(before, token):
            # To the engine """x" is an empty string and "x": what follows is code to it.
            raise self._invalid("a string in three quotes is never closed", before)
        if kind is Kind.NAME:
            self._check_name(token)
        elif kind is Kind.SIGN:
            self._check_sign(token)
        if text not in _PREFIX_SIGNS:
            self._run = 0
        self._count(token)

    def _check_sign(self, token: Token) -> None:
        text = token.text
        if text in _OPENERS:
            self._open.append(token)
        elif text in CLOSERS:
            if not self._open:
                raise self._invalid(f"{text!r} closes nothing", token)
            opener = self._open.pop()
            if opener.text != CLOSERS[text]:
                raise self._invalid(f"{text!r} does not close {opener.text!r}", token)
        elif text in _PREFIX_SIGNS:
            self._run += 1
        if len(self._open) + self._run > self._limits.depth:
            line, column = line_and_column(self._query, token.start)
            raise self._refuse(
                f"brackets or signs nested {self._limits.depth + 1} deep at line {line}, "
                f"column {column}",
                self._limits.depth,
                "flatten it",
            )

    def _count(self, token: Token) -> None:
        if token.kind is Kind.WORD and token.text.upper() in self.lists:
            self._values_depth = len(self._open)
            return
        inside = self._values_depth is not None and len(self._open) > self._values_depth
        if inside and token.kind is not Kind.SIGN:
            self._values += 1
        elif not inside and (token.text in _OPERATORS or token.text in _OPENERS):
            self._operators += token.kind is Kind.SIGN
        if token.text == "}" and self._values_depth == len(self._open):
            self._values_depth = None
        if self._operators > self._limits.operators:
            raise self._refuse(
                f"more than {self._limits.operators} brackets and operators",
                self._limits.operators,
                "use VALUES or IN for long lists, or ask in parts",
            )
        if self._values > self._limits.values:
            raise self._refuse(
                f"more than {self._limits.values} terms in VALUES",
                self._limits.values,
                "ask in parts",
            )

    def _declare(self, after: list[Token]) -> None:
        kinds = [token.kind for token in after]
        if kinds == [Kind.NAME, Kind.IRI] and after[0].text.endswith(":"):
            self._prefixes[after[0].text[:-1]] = words.unescape(after[1].text[1:-1])

    def _check_name(self, token: Token) -> None:
        prefix, _, local = token.text.partition(":")
        if prefix.upper().startswith("SERVICE"):
            # The engine may read the word SERVICE and a name without prefix.
            raise self._invalid(f"the prefix {prefix}: begins like a word; rename it", token)
        if prefix not in self._prefixes:
            raise self._invalid(
                f"the prefix {prefix}: is not declared; write PREFIX {prefix}: <…>", token
            )
        if local.upper().startswith("SERVICE") and words.bare_host(self._prefixes[prefix]):
            # "http://a:" + "SERVICE" is no IRI, so the engine would see the word.
            raise self._invalid(f"{token.text} makes no IRI", token)

    def _check_service(self, after: list[Token], service: Token) -> None:
        after = [token for token in after if token.text.upper() != "SILENT"]
        target = after[0] if after else service
        iri = ""
        if target.kind is Kind.IRI:
            iri = words.unescape(target.text[1:-1])
        elif target.kind is Kind.NAME:
            prefix, _, local = target.text.partition(":")
            iri = self._prefixes.get(prefix, "") + words.unescape_local(local)
        if iri not in self._limits.services:
            line, column = line_and_column(self._query, target.start)
            allowed = ", ".join(f"<{each}>" for each in sorted(self._limits.services))
            raise QueryRefused(
                f"SERVICE {target.text} at line {line}, column {column} is not allowed; "
                f"a {self.noun} may name {allowed or 'no service'}"
            )
        self._services.append(iri)

    def _refuse(self, what: str, limit: int, remedy: str) -> QueryRefused:
        return QueryRefused(f"the {self.noun} has {what}; the limit is {limit}: {remedy}")

    def _invalid(self, what: str, token: Token | None) -> QueryInvalid:
        line, column = line_and_column(self._query, token.start if token else 0)
        return QueryInvalid(f"not SPARQL: {what} (line {line}, column {column})", line, column)
