"""The parameters of a search → the facade's answer: one call for the API, its batches and pages."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from starlette.datastructures import URL

from kaupunkigraafi.answer import Answer
from kaupunkigraafi.entity_answer import EntityAnswer
from kaupunkigraafi.errors import (
    EntityAmbiguous,
    EntityUnknown,
    QueryTextInvalid,
)
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi, Options
from kaupunkigraafi_service.faults import Fault
from kaupunkigraafi_service.parameters import Search
from kaupunkigraafi_service.refusals import ParametersInvalid


def answer_of(kg: Kaupunkigraafi, asked: Search) -> Answer:
    """Search for passages as the parameters say.

    Args:
        kg: the graph.
        asked: the parameters; ``what`` and ``kind`` do not count.

    Returns:
        A page of hits.
    """
    return kg.search(asked.q, asked.limit, **_options(asked))


def found_of(kg: Kaupunkigraafi, asked: Search) -> Answer | EntityAnswer:
    """Search for passages or entities as the parameters say.

    Args:
        kg: the graph.
        asked: the parameters.

    Returns:
        A page of hits.
    """
    return kg.search(asked.q, asked.limit, what=asked.what, kind=asked.kind, **_options(asked))


def _options(asked: Search) -> Options:
    return Options(
        city=asked.city,
        ministry=asked.ministry,
        law=asked.law,
        task=asked.task,
        type=asked.type,
        language=asked.language,
        since=asked.since,
        until=asked.until,
        authority=asked.authority,
        as_of=asked.as_of,
        body=asked.body,
        related=asked.related,
        mode=asked.mode,
        cursor=asked.cursor,
        min_score=asked.min_score,
        context=asked.context,
    )


def checked_answers(
    kg: Kaupunkigraafi, asked: Sequence[Search], most: int, *, place: str = "query"
) -> list[Answer | EntityAnswer]:
    """Answer searches, or say which parameter of which one cannot be.

    Args:
        kg: the graph.
        asked: each one's parameters.
        most: hits on a page.
        place: where the parameters stand: ``query`` or ``body``.

    Returns:
        An answer each.

    Raises:
        ParametersInvalid: a page is too large, or a filter names nothing, or several things.
        QueryTextInvalid: a value that this search cannot have.
    """
    found: list[Answer | EntityAnswer] = []
    for number, each in enumerate(asked):
        before = f"queries.{number}." if place == "body" else ""
        if each.limit > most:
            fault = Fault(f"{before}limit", place, f"{each.limit} is too many", f"1 to {most}")
            raise ParametersInvalid(fault)
        try:
            found.append(found_of(kg, each))
        except (EntityUnknown, EntityAmbiguous) as error:
            # The page is there; it is the name in a filter that is not.
            name = f"{before}{error.parameter}"
            raise ParametersInvalid(Fault(name, place, str(error), error.allowed)) from error
        except QueryTextInvalid as error:
            raise error.about(f"{before}{error.parameter}", error.allowed) from error.__cause__
    return found


def next_link(url: URL, cursor: str) -> str:
    """Return the header that leads to the next page (RFC 8288).

    Args:
        url: of this page.
        cursor: of the next one.

    Returns:
        A value of ``Link``; its address is relative, so that no proxy makes it wrong.

    >>> next_link(URL("http://here/api/v1/search?q=a&cursor=x"), "y")
    '</api/v1/search?q=a&cursor=y>; rel="next"'
    """
    changed = url.include_query_params(cursor=cursor)
    return f'<{changed.path}?{changed.query or urlencode({"cursor": cursor})}>; rel="next"'
