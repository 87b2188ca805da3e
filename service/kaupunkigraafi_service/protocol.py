"""A request to the SPARQL endpoint → its query, its graphs and its format; nothing is run here.

Source: W3C SPARQL 1.1 Protocol, 2.1 (query operation) and 2.2 (update operation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request

from kaupunkigraafi.endpoint import Question
from kaupunkigraafi.endpoint.writing import Using
from kaupunkigraafi_service.limits import LIMITS
from kaupunkigraafi_service.refusals import MediaTypeUnsupported, ProtocolInvalid, UpdateRefused

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
_MOST_FIELDS = 1_000
_OF_QUERIES = ("query", "default-graph-uri", "named-graph-uri")
_NOT_IN_IRIS = frozenset(' <>"{}|\\^`')

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Body:
    """What was posted, already read as text.

    Attributes:
        kind: its media type, one of the three of the protocol.
    """

    kind: str
    text: str


async def posted(request: Request) -> Body:
    """Read the body of a POST as the protocol has it.

    Args:
        request: a POST.

    Returns:
        The text of a form, a query or an update.

    Raises:
        MediaTypeUnsupported: the body is of another kind, or packed.
        ProtocolInvalid: the body is not UTF-8.
    """
    media_type, _, parameters = request.headers.get("content-type", "").partition(";")
    kind = media_type.strip().lower()
    if kind not in (FORM, QUERY, UPDATE):
        raise MediaTypeUnsupported(
            f"the body is {kind or 'of no declared type'}; send the query as {QUERY}, "
            f"or as {FORM} with a field query"
        )
    packed = request.headers.get("content-encoding", "identity").strip().lower()
    if packed not in ("", "identity"):
        raise MediaTypeUnsupported(f"the body is packed as {packed[:40]!r}; send it as it is")
    return Body(kind, _decoded(await request.body(), parameters))


def question_of(pairs: Pairs, text: str, accept: str, base: str = "") -> Question:
    """Put a question together.

    Args:
        pairs: parameters of the address and fields of the form.
        text: the query.
        accept: the client's Accept header.
        base: where relative IRIs start from.

    Returns:
        What the endpoint answers.

    Raises:
        ProtocolInvalid: the query is too long, or a graph is no IRI.
    """
    if len(text) > LIMITS.query_characters:
        raise ProtocolInvalid(
            f"the query has {len(text)} characters; at most {LIMITS.query_characters} are read"
        )
    formats = [value for name, value in pairs if name in ("format", "output") and value]
    return Question(
        text=text,
        accept=accept,
        format=formats[0] if formats else "",
        default_graphs=iris(pairs, "default-graph-uri"),
        named_graphs=iris(pairs, "named-graph-uri"),
        base=base,
    )


def pairs_of(request: Request) -> Pairs:
    """Read the parameters of the address as strictly as those of a form.

    Args:
        request: any.

    Returns:
        (name, value) in their order.

    Raises:
        ProtocolInvalid: too many, or one that is not UTF-8.
    """
    return fields(request.url.query)


def is_update(body: Body, pairs: Pairs) -> bool:
    """Tell whether a POST means an update.

    Args:
        body: what was posted.
        pairs: parameters of the address and fields of the form.

    Returns:
        False for a query.
    """
    return body.kind == UPDATE or any(name == "update" for name, _ in pairs)


def the_update(body: Body, pairs: Pairs) -> tuple[str, Using]:
    """Return the one update of a request, and the graphs that the request names for it.

    Args:
        body: what was posted.
        pairs: parameters of the address and fields of the form.

    Returns:
        (text, graphs).

    Raises:
        ProtocolInvalid: there is more than one, or something else beside it.
    """
    told = [name for name, _ in pairs if name in _OF_QUERIES]
    if told:
        raise ProtocolInvalid(
            f"an update takes no {told[0]}; it takes using-graph-uri and using-named-graph-uri"
        )
    texts = [body.text] if body.kind == UPDATE else []
    text = one([*pairs, *(("update", each) for each in texts)], "update")
    return text, Using(iris(pairs, "using-graph-uri"), iris(pairs, "using-named-graph-uri"))


def fields(text: str) -> Pairs:
    """Read a form or the query string of an address.

    Args:
        text: ``application/x-www-form-urlencoded``.

    Returns:
        (name, value) in their order.

    Raises:
        ProtocolInvalid: too many, or one that is not UTF-8.

    >>> fields("query=ASK%20%7B%7D&default-graph-uri=")
    [('query', 'ASK {}'), ('default-graph-uri', '')]
    """
    try:
        return parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except UnicodeDecodeError as error:
        raise ProtocolInvalid("a parameter is not UTF-8; send UTF-8") from error
    except ValueError as error:
        raise ProtocolInvalid(f"there are more than {_MOST_FIELDS} parameters") from error


def the_query(pairs: Pairs) -> str:
    """Return the one query of a request.

    Args:
        pairs: its parameters.

    Returns:
        The text.

    Raises:
        ProtocolInvalid: there is none, or more than one.
        UpdateRefused: there is an update.
    """
    if any(name == "update" for name, _ in pairs):
        raise no_update()
    return one(pairs, "query")


def one(pairs: Pairs, name: str) -> str:
    """Return a parameter that must be there exactly once.

    Args:
        pairs: the request's parameters.
        name: of the parameter.

    Returns:
        Its value.

    Raises:
        ProtocolInvalid: it is missing, or repeated.
    """
    found = [value for each, value in pairs if each == name]
    if len(found) != 1:
        raise ProtocolInvalid(f"there are {len(found)} parameters {name}; give exactly one")
    return found[0]


def iris(pairs: Pairs, wanted: str) -> tuple[str, ...]:
    """Return all values of a parameter that names graphs.

    Args:
        pairs: the request's parameters.
        wanted: name of the parameter.

    Returns:
        Absolute IRIs.

    Raises:
        ProtocolInvalid: one of them is none.
    """
    found = tuple(value for name, value in pairs if name == wanted)
    for value in found:
        if not is_iri(value):
            raise ProtocolInvalid(f"{wanted} is {value[:80]!r}; give an absolute IRI")
    return found


def is_iri(text: str) -> bool:
    """Tell whether a text can stand between angle brackets.

    Args:
        text: of a stranger.

    Returns:
        False for what is relative, or would end the IRI and begin something else.

    >>> is_iri("urn:a"), is_iri("records"), is_iri("http://a/> <b")
    (True, False, False)
    """
    return ":" in text and _NOT_IN_IRIS.isdisjoint(text) and text.isprintable()


def no_update() -> UpdateRefused:
    """Return the refusal of an update on a service that only reads.

    Returns:
        With the remedy.
    """
    return UpdateRefused(
        "this service only reads; change a graph of your own with: kaupunkigraafi add"
    )


def _decoded(body: bytes, parameters: str) -> str:
    charset = parameters.lower().partition("charset=")[2].split(";")[0].strip(' "')
    if charset not in ("", "utf-8", "utf8"):
        raise MediaTypeUnsupported(f"the body is in {charset[:40]}; send UTF-8")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise ProtocolInvalid(f"the body is not UTF-8 at byte {error.start}; send UTF-8") from error
