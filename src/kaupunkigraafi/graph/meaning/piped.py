"""Worker ↔ parent: a scorer at the other end of a pipe, since a worker has no encoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias, cast

from kaupunkigraafi.errors import QueryRefused
from kaupunkigraafi.graph.framing import Message, PipeClosed, Type
from kaupunkigraafi.graph.meaning.contract import Ranked, Scorer, Snippet, Thing, Weight, Wish

# What JSON gives; only within this file.
_Json: TypeAlias = Any
_LONGEST = 16 * 2**20  # bytes of a question: 50,000 IRIs take 4 MiB


class Piped:
    """A ``Scorer`` that asks the parent; its refusals are the parent's."""

    def __init__(self, exchange: Callable[[Message], Message]) -> None:
        """Keep the way to the parent.

        Args:
            exchange: sends a QUESTION and returns the REPLY.
        """
        self._exchange = exchange

    def weigh(
        self, wish: Wish, subjects: Sequence[str], *, most: int | None = None
    ) -> tuple[Weight, ...]:
        """Return what some things score; see ``Scorer``.

        Args:
            wish: what is looked for.
            subjects: IRIs.
            most: so many of the best are enough.

        Returns:
            Those that match.
        """
        found = self._ask("weigh", wish, subjects, most=most)
        return tuple(Weight(subjects[place], score, row) for place, score, row in _rows(found))

    def best(self, wish: Wish, depth: int, *, passages_only: bool) -> Ranked:
        """Return the best of all; see ``Scorer``.

        Args:
            wish: what is looked for.
            depth: about so many passages.
            passages_only: and not what they belong to.

        Returns:
            The beginning of the ranking.
        """
        found, whole = self._ask("best", wish, depth=depth, passages_only=passages_only)
        return Ranked(tuple(Weight(*each) for each in _rows(found)), whole)

    def snippets(self, wish: Wish, rows: Sequence[int]) -> tuple[Snippet, ...]:
        """Return stretches of passages; see ``Scorer``.

        Args:
            wish: what is looked for.
            rows: of the passages.

        Returns:
            One for each row.
        """
        return tuple(Snippet(*each) for each in self._ask("snippets", wish, rows=list(rows)))

    def similarity(self, first: Thing, second: Thing) -> float | None:
        """Return how near two things are; see ``Scorer``.

        Args:
            first: a text or an IRI.
            second: likewise.

        Returns:
            The cosine.
        """
        return cast("float | None", self._ask("similarity", things=[first, second]))

    def _ask(
        self, verb: str, wish: Wish | None = None, subjects: Sequence[str] = (), **given: _Json
    ) -> _Json:
        if wish is not None:
            given["wish"] = [wish.text, wish.mode, wish.language]
        # An IRI has no line break, so that tens of thousands need no quoting one by one.
        lines = (json.dumps(given, ensure_ascii=False), *subjects)
        body = "\n".join(lines).encode()
        reply = self._exchange(Message(Type.QUESTION, {"verb": verb}, body))
        if reply.head["refused"]:
            raise QueryRefused(str(reply.head["refused"]))
        return json.loads(reply.body)


def answer(question: Message, scorer: Scorer) -> Message:
    """Answer a worker.

    Args:
        question: a QUESTION.
        scorer: for the query that the worker answers.

    Returns:
        A REPLY.

    Raises:
        PipeClosed: no question of ours; whoever sent it is not our worker any more.
    """
    if len(question.body) > _LONGEST:
        raise PipeClosed(f"a question of {len(question.body)} bytes")
    try:
        given, *subjects = question.body.decode().split("\n")
        found = _answered(str(question.head["verb"]), json.loads(given), subjects, scorer)
    except QueryRefused as error:
        return Message(Type.REPLY, {"refused": str(error)})
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise PipeClosed(f"a question that is none: {error}") from error
    body = json.dumps(found, ensure_ascii=False).encode()
    return Message(Type.REPLY, {"refused": ""}, body)


def _answered(verb: str, given: _Json, subjects: list[str], scorer: Scorer) -> _Json:
    if verb == "similarity":
        first, second = (Thing(str(value), bool(is_text)) for value, is_text in given["things"])
        return scorer.similarity(first, second)
    wish = Wish(*map(str, given["wish"]))
    if verb == "weigh":
        most = None if given["most"] is None else int(given["most"])
        weights = scorer.weigh(wish, subjects, most=most)
        wanted = {subject for subject, _, _ in weights}
        places = {subject: at for at, subject in enumerate(subjects) if subject in wanted}
        return _columns([(places[subject], score, row) for subject, score, row in weights])
    if verb == "best":
        passages_only = bool(given["passages_only"])
        ranked = scorer.best(wish, int(given["depth"]), passages_only=passages_only)
        return _columns(ranked.weights), ranked.whole
    if verb == "snippets":
        return scorer.snippets(wish, [int(row) for row in given["rows"]])
    raise ValueError(verb)


def _rows(columns: Sequence[Sequence[_Json]]) -> Iterator[tuple[_Json, ...]]:
    return zip(*columns, strict=True)


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    """Turn rows into columns, which are shorter in JSON."""
    return [list(column) for column in zip(*rows, strict=True)]
