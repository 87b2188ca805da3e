"""Update text → what is run: checked, with the graphs that it would change, over given graphs.

The engine takes no graphs from outside for an update, so USING is written into its text; it
takes no PREFIX between two operations, so the text is cut there. Which graphs an operation
changes stands in its text: in a template, after GRAPH or WITH, or after CLEAR and its like.
Source: SPARQL 1.1 Update, 3 (operations) and 4.3; SPARQL 1.1 Protocol, 2.2.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kaupunkigraafi.errors import QueryInvalid, QueryRefused
from kaupunkigraafi.graph import words
from kaupunkigraafi.graph.bounds import Guard
from kaupunkigraafi.graph.limits import QueryLimits
from kaupunkigraafi.graph.operations import Operation, Target, operations
from kaupunkigraafi.graph.words import line_and_column
from kaupunkigraafi.vocabulary import PREFIXES

# A list of triples is long but harmless; what is nested or joined stays as bounded as a query.
UPDATE_LIMITS = QueryLimits(bytes=2 * 2**20, values=500_000, tokens=500_000, services=frozenset())
_OPERATIONS = 1_000
_VISIBLE = re.compile(r"[^\r\n]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an update that the engine takes at once.

    Attributes:
        text: what is run.
        plain: the same as it was sent; each character stands where it stood.
    """

    text: str
    plain: str


@dataclass(frozen=True, slots=True)
class Update:
    """An update that may run.

    Attributes:
        pieces: to be run one after another, all or none.
        targets: what each operation may change.
    """

    pieces: tuple[Piece, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Using:
    """Graphs that the request names for the WHERE of every operation; none: the store's own."""

    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether any is named."""
        return bool(self.default_graphs or self.named_graphs)

    def __str__(self) -> str:
        """Write it as SPARQL does."""
        return "".join(
            (
                *(f" USING <{each}>" for each in self.default_graphs),
                *(f" USING NAMED <{each}>" for each in self.named_graphs),
                " ",
            )
        )


def check_update(
    text: str,
    limits: QueryLimits = UPDATE_LIMITS,
    *,
    prefixes: Mapping[str, str] = PREFIXES,
    using: Using | None = None,
) -> Update:
    """Let an update through, or say what is wrong with it.

    Args:
        text: SPARQL 1.1 Update.
        limits: of the text.
        prefixes: names that need no PREFIX line.
        using: graphs of the request; absolute IRIs.

    Returns:
        What is run, and what it would change.

    Raises:
        QueryInvalid: not SPARQL; with line and column.
        QueryRefused: beyond a limit, a LOAD that is not SILENT, a SERVICE, or graphs named twice.

    >>> check_update("CLEAR DEFAULT").targets
    (Target(graph='', start=6),)
    >>> check_update("INSERT { GRAPH ?g { ?s a 1 } } WHERE { ?s ?p ?g }").targets[0].graph is None
    True
    """
    return _UpdateGuard(text, limits, prefixes).check(using or Using())


class _UpdateGuard(Guard):
    """One look over an update."""

    noun = "update"
    known = words.KNOWN | words.UPDATES | words.OF_UPDATES
    lists = frozenset(("VALUES", "DATA"))

    def __init__(self, text: str, limits: QueryLimits, prefixes: Mapping[str, str]) -> None:
        super().__init__(text, limits, prefixes)
        self._declared = dict(prefixes)

    def check(self, using: Using) -> Update:
        found = self.cut()
        self.look(found)
        all_of_it = tuple(operations(found, self._declared))
        if len(all_of_it) > _OPERATIONS:
            raise self._refuse(f"{len(all_of_it)} operations", _OPERATIONS, "send them in parts")
        for operation in all_of_it:
            self._check(operation, using)
        targets = tuple(target for operation in all_of_it for target in operation.targets)
        return Update(tuple(self._pieces(all_of_it, using)), targets)

    def _check(self, operation: Operation, using: Using) -> None:
        line, column = line_and_column(self._query, operation.start)
        where = f"at line {line}, column {column}"
        if operation.word == "LOAD" and not operation.is_silent:
            raise QueryRefused(
                f"LOAD {where} would fetch a file, which this service never does; "
                "send its triples: PUT or POST /graphs?graph=…"
            )
        if operation.word not in words.UPDATES and (operation.word or not operation.is_last):
            what = f"no update begins with {operation.word}" if operation.word else "nothing stands"
            raise QueryInvalid(f"not SPARQL: {what} {where}", line, column)
        if using and operation.own_graphs:
            raise QueryRefused(
                f"the update {where} names graphs by {operation.own_graphs}, and the request by "
                "using-graph-uri or using-named-graph-uri; leave one of them out"
            )

    def _pieces(self, found: Sequence[Operation], using: Using) -> Iterator[Piece]:
        """Yield what begins with declarations, with all that was declared before."""
        text, kept = self._query, ""
        begins = [n for n, each in enumerate(found) if not n or each.start > each.begin]
        for begin, end in pairwise([*begins, len(found)]):
            group = found[begin:end]
            kept += text[len(kept) : group[0].start]
            written = (self._rewritten(each, using) for each in group)
            run = "; ".join(each for each in written if each)
            yield Piece(kept + run, kept + text[len(kept) : group[-1].end])
            # What was run is blank in the next piece, so that faults are told where they are.
            after = found[end].begin if end < len(found) else len(text)
            kept += _VISIBLE.sub(" ", text[len(kept) : after])

    def _rewritten(self, operation: Operation, using: Using) -> str:
        """Return an operation with the request's graphs, and CLEAR that takes an absent graph."""
        text, start, end = self._query, operation.start, operation.end
        if operation.word == "LOAD":
            return ""  # a silent one: that it fails, as it always does here, is not to be told
        if operation.word == "CLEAR" and not operation.is_silent:
            # What is not there is empty, as was asked; the engine would call it a failure.
            after = start + len("CLEAR")
            return f"{text[start:after]} SILENT{text[after:end]}"
        if not using or operation.where is None:
            return text[start:end]
        where = operation.where
        # DELETE WHERE has no place for USING, DELETE { … } WHERE { … } has.
        pattern = text[where + len("WHERE") : end] if operation.is_short else ""
        return f"{text[start:where]}{pattern}{using}{text[where:end]}"
