"""Tokens of an update → its operations: where each begins and ends, and what it may change.

This does not parse: the engine does, and refuses what is no SPARQL. It reads enough that no
text which the engine runs changes a graph that is not among the targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kaupunkigraafi.graph import words
from kaupunkigraafi.graph.tokens import CLOSERS, Kind, Token

_OPENERS = frozenset(CLOSERS.values())
_DECLARED = {"BASE": 2, "PREFIX": 3, "VERSION": 2}  # tokens of a declaration
_TEMPLATES = frozenset(("INSERT", "DELETE"))


@dataclass(frozen=True, slots=True)
class Target:
    """A graph that an operation may change.

    Attributes:
        graph: its absolute IRI; ``""``: the default graph; None: not known before it runs.
        start: where the text says so.
    """

    graph: str | None
    start: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of an update.

    Attributes:
        word: what it begins with, in capitals; empty where nothing follows the prologue.
        begin: offset of its prologue.
        start: offset of its first word, which is ``begin`` where it has no prologue.
        end: offset after its last token.
        is_last: no semicolon follows.
        targets: graphs that it may change.
        own_graphs: WITH or USING, where it has one.
        where: offset of its WHERE.
        is_short: it is a DELETE WHERE.
        is_silent: it has SILENT after its first word.
    """

    word: str
    begin: int
    start: int
    end: int
    is_last: bool
    targets: tuple[Target, ...] = ()
    own_graphs: str = ""
    where: int | None = None
    is_short: bool = False
    is_silent: bool = False


def operations(found: Sequence[Token], prefixes: dict[str, str]) -> Iterator[Operation]:
    """Find the operations of an update.

    Args:
        found: its tokens, white space and comments left out; their brackets fit.
        prefixes: declared beforehand; those of the update are added.

    Yields:
        Operations in their order; what stands between two semicolons is one, even nothing.
    """
    for part, end in _parts(found):
        rest = part[_prologue(part, prefixes) :]
        begin = part[0].start if part else end.start
        if rest:
            told = Operation("", begin, rest[0].start, rest[-1].end, end.text != ";")
            yield _Reader(rest, prefixes).operation(told)
        else:
            after = part[-1].end if part else begin
            yield Operation("", begin, after, after, end.text != ";")


def _parts(found: Sequence[Token]) -> Iterator[tuple[Sequence[Token], Token]]:
    """Yield what stands before each semicolon, and that; after the last one, the last token."""
    depth = begin = 0
    for place, token in enumerate(found):
        depth += _step(token)
        if token.text == ";" and not depth:
            yield found[begin:place], token
            begin = place + 1
    if begin < len(found):
        yield found[begin:], found[-1]


def _step(token: Token) -> int:
    if token.kind is not Kind.SIGN:
        return 0
    return (token.text in _OPENERS) - (token.text in CLOSERS)


def _prologue(part: Sequence[Token], prefixes: dict[str, str]) -> int:
    """Take note of declarations; return of how many tokens they are."""
    size = 0
    while size < len(part) and part[size].text.upper() in _DECLARED:
        word = part[size].text.upper()
        declared = part[size + 1 : size + _DECLARED[word]]
        if [token.kind for token in declared] == [Kind.NAME, Kind.IRI]:
            prefixes[declared[0].text[:-1]] = words.unescape(declared[1].text[1:-1])
        size += _DECLARED[word]
    return min(size, len(part))


class _Reader:
    """One operation's tokens, read from the left."""

    def __init__(self, found: Sequence[Token], prefixes: dict[str, str]) -> None:
        self._found = found
        self._prefixes = dict(prefixes)
        self._words = [token.text.upper() if token.kind is Kind.WORD else "" for token in found]

    def operation(self, told: Operation) -> Operation:
        told = replace(told, word=self._words[0] or self._found[0].text[:40])
        if self._words[0] in ("WITH", *_TEMPLATES):
            return self._modification(told)
        silent = self._words[1:2] == ["SILENT"]
        targets = tuple(self._plain(2 if silent else 1))
        return replace(told, targets=targets, is_silent=silent)

    def _plain(self, place: int) -> Iterator[Target]:
        """Yield the targets of CLEAR, DROP, CREATE, ADD, MOVE and COPY."""
        if self._words[0] in ("CLEAR", "DROP", "CREATE"):
            yield self._named(place)
        elif self._words[0] in ("ADD", "MOVE", "COPY"):
            after = next((n for n, word in enumerate(self._words) if word == "TO"), place)
            yield self._named(after + 1)
            if self._words[0] == "MOVE":
                yield self._named(place)

    def _named(self, place: int) -> Target:
        """Return the target that a graph's name, DEFAULT, NAMED or ALL means."""
        if self._words[place : place + 1] == ["GRAPH"]:
            place += 1
        if place >= len(self._found):
            return Target(None, self._found[-1].start)
        token = self._found[place]
        if self._words[place] == "DEFAULT":
            return Target("", token.start)
        return Target(self._iri(token), token.start)

    def _modification(self, told: Operation) -> Operation:
        """Read WITH, templates or data, USING, up to WHERE."""
        targets: list[Target] = []
        own, place, plain = "", 0, Target("", self._found[0].start)
        if self._words[0] == "WITH":
            own, plain, place = "WITH", self._named(1), 2
        while place < len(self._found):
            word = self._words[place]
            if word == "WHERE":
                short = self._words[place - 1] == "DELETE"
                if short:
                    targets += self._template(place + 1, plain)
                where = self._found[place].start
                return replace(
                    told, targets=tuple(targets), own_graphs=own, where=where, is_short=short
                )
            if self._found[place].text == "{":
                targets += self._template(place, plain)
                place = self._after(place)
                continue
            own = own or (word if word == "USING" else "")
            place += 1
        return replace(told, targets=tuple(targets), own_graphs=own)

    def _template(self, place: int, plain: Target) -> Iterator[Target]:
        """Yield the targets of what stands between braces: its GRAPHs, and what is in none."""
        last = self._after(place) - 1
        place += 1
        loose = False
        while place < last:
            if self._words[place] == "GRAPH" and place + 1 < last:
                token = self._found[place + 1]
                yield Target(self._iri(token), token.start)
                place = self._after(place + 2)
                continue
            loose = loose or self._found[place].text != "."
            place = self._after(place)
        if loose:
            yield plain

    def _after(self, place: int) -> int:
        """Return the place after a token, or after all that its bracket holds."""
        depth = 0
        while place < len(self._found):
            depth += _step(self._found[place])
            place += 1
            if depth <= 0:
                break
        return place

    def _iri(self, token: Token) -> str | None:
        """Return the IRI of a graph's name, None where it is a variable or relative."""
        iri = ""
        if token.kind is Kind.IRI:
            iri = words.unescape(token.text[1:-1])
        elif token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            iri = self._prefixes.get(prefix, "") + words.unescape_local(local)
        return iri if ":" in iri else None
