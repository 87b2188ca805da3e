"""Query text → a query that may run: refuses the absurd and the forbidden, and says why.

The engine has no timeout, dies of deep nesting, and really opens connections for SERVICE;
so this looks first. It judges tokens, never raw text: comments, strings and IRIs cannot hide
anything from it, nor can they fool it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph import words
from kaupunkigraafi.graph.bounds import Guard
from kaupunkigraafi.graph.formats import Kind as AnswerKind
from kaupunkigraafi.graph.limits import SEARCH_SERVICE, QueryLimits
from kaupunkigraafi.graph.tokens import Kind, Token
from kaupunkigraafi.vocabulary import PREFIXES


class Form(StrEnum):
    """The four forms of a query."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"

    @property
    def kind(self) -> AnswerKind:
        """What it answers with."""
        if self is Form.SELECT:
            return AnswerKind.SOLUTIONS
        return AnswerKind.BOOLEAN if self is Form.ASK else AnswerKind.TRIPLES


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may run.

    Attributes:
        tokens: of the text, white space and comments left out.
        services: the IRIs its SERVICE blocks name, all of them allowed.
    """

    text: str
    form: Form
    tokens: tuple[Token, ...]
    services: tuple[str, ...] = ()

    @property
    def has_dataset(self) -> bool:
        """Whether it chooses its graphs itself, by FROM or FROM NAMED."""
        return self._has(frozenset(("FROM",)))

    @property
    def asks_search(self) -> bool:
        """Whether it asks for meaning by SERVICE kg:search."""
        return SEARCH_SERVICE in self.services

    @property
    def is_fleeting(self) -> bool:
        """Whether the same graph may give another answer next time: NOW, RAND, UUID, BNODE."""
        return self._has(words.FLEETING)

    def _has(self, wanted: frozenset[str]) -> bool:
        return any(
            token.kind is Kind.WORD and token.text.upper() in wanted for token in self.tokens
        )


def check(
    query: str,
    limits: QueryLimits | None = None,
    *,
    prefixes: Mapping[str, str] = PREFIXES,
) -> Checked:
    """Let a query through, or say what is wrong with it.

    Args:
        query: SPARQL 1.1.
        limits: None: the defaults.
        prefixes: names that need no PREFIX line.

    Returns:
        The query, its form, its tokens.

    Raises:
        QueryInvalid: not SPARQL; with line and column.
        QueryRefused: beyond a limit, an update, or a service that is not allowed.

    >>> check("ASK { ?s ?p ?o }").form
    <Form.ASK: 'ASK'>
    >>> check("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
        ...
    kaupunkigraafi.errors.QueryRefused: SERVICE <http://example.org/> at line 1, column 20 ...
    """
    return _QueryGuard(query, limits or QueryLimits(), prefixes).check()


class _QueryGuard(Guard):
    """One look over a query."""

    def check(self) -> Checked:
        found = self.cut()
        form = self._form(found)
        self.look(found)
        return Checked(self._query, form, tuple(found), tuple(self._services))

    def _form(self, found: list[Token]) -> Form:
        """Find the word that says what the query wants, after BASE, PREFIX and VERSION."""
        for token in found:
            word = token.text.upper()
            if token.kind is not Kind.WORD or word in words.PROLOGUE:
                continue
            if word in Form.__members__:
                return Form(word)
            if word in words.UPDATES:
                raise QueryRefused(
                    f"{word} is an update, and this answers queries; "
                    "write SELECT, ASK, CONSTRUCT or DESCRIBE"
                )
            break
        start = next((token for token in found if token.kind is Kind.WORD), None)
        raise self._invalid("no SELECT, ASK, CONSTRUCT or DESCRIBE", start)
