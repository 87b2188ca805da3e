"""The formats an answer to a query can take: names, media types, and which one a client wants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from kaupunkigraafi.errors import QueryRefused


class Kind(StrEnum):
    """What a query answers with: rows (SELECT), yes or no (ASK), triples (CONSTRUCT, DESCRIBE)."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    TRIPLES = "triples"


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer down.

    Attributes:
        name: what a user types.
        media_type: what HTTP calls it.
        aliases: other media types a client may ask for and then be answered with.
        triples: True for graphs, False for rows and booleans.
    """

    name: str
    media_type: str
    extension: str
    triples: bool
    aliases: tuple[str, ...] = ()


# The first of each half is the default; the order breaks ties in negotiation.
FORMATS: tuple[Format, ...] = (
    Format(
        "json",
        "application/sparql-results+json",
        "srj",
        False,
        ("application/json", "text/json"),
    ),
    Format("xml", "application/sparql-results+xml", "srx", False, ("application/xml", "text/xml")),
    Format("csv", "text/csv", "csv", False),
    Format("tsv", "text/tab-separated-values", "tsv", False),
    Format("turtle", "text/turtle", "ttl", True, ("application/x-turtle",)),
    Format("ntriples", "application/n-triples", "nt", True, ("text/plain",)),
    Format("rdfxml", "application/rdf+xml", "rdf", True, ("application/xml", "text/xml")),
    Format("jsonld", "application/ld+json", "jsonld", True, ("application/json", "text/json")),
)

# A user who asks for "json" of a CONSTRUCT means JSON-LD.
_AS_TRIPLES = {"json": "jsonld", "xml": "rdfxml", "ttl": "turtle", "nt": "ntriples"}


def formats_of(kind: Kind) -> tuple[Format, ...]:
    """Return the formats that fit a kind of answer, the default first.

    Args:
        kind: of the answer.

    Returns:
        At least four formats.

    >>> [each.name for each in formats_of(Kind.TRIPLES)]
    ['turtle', 'ntriples', 'rdfxml', 'jsonld']
    """
    return tuple(each for each in FORMATS if each.triples == (kind is Kind.TRIPLES))


def format_named(name: str, kind: Kind) -> Format:
    """Return the format a user named.

    Args:
        name: ``json``, ``xml``, ``csv``, ``tsv``; ``turtle``, ``ntriples``, ``rdfxml``,
            ``jsonld``; with triples ``json`` is JSON-LD and ``xml`` RDF/XML.
        kind: of the answer.

    Returns:
        The format.

    Raises:
        QueryRefused: no such format, or not for this kind of answer.

    >>> format_named("json", Kind.TRIPLES).media_type
    'application/ld+json'
    >>> format_named("turtle", Kind.SOLUTIONS)
    Traceback (most recent call last):
        ...
    kaupunkigraafi.errors.QueryRefused: solutions cannot be written as turtle; choose json, ...
    """
    wanted = name.lower()
    if kind is Kind.TRIPLES:
        wanted = _AS_TRIPLES.get(wanted, wanted)
    fitting = formats_of(kind)
    for each in fitting:
        if each.name == wanted:
            return each
    raise QueryRefused(
        f"{kind} cannot be written as {name}; choose {', '.join(each.name for each in fitting)}"
    )


@dataclass(frozen=True, slots=True)
class _Range:
    """One part of an Accept header: ``text/*;q=0.5``."""

    main: str
    sub: str
    quality: float

    def fits(self, media_type: str) -> int:
        """Return how exactly it names the media type: 0 not at all, 3 wholly."""
        main, _, sub = media_type.partition("/")
        if (self.main, self.sub) == (main, sub):
            return 3
        if self.sub == "*":
            return 2 if self.main == main else int(self.main == "*")
        return 0


def negotiate(accept: str, kind: Kind) -> Format | None:
    """Choose the format a client wants (RFC 9110, 12.5.1).

    Args:
        accept: the Accept header; empty means anything.
        kind: of the answer.

    Returns:
        The format, with the media type that the client asked for; None where the client
        accepts none of ours.

    >>> negotiate("text/csv;q=0.5, application/json", Kind.SOLUTIONS).name
    'json'
    >>> negotiate("*/*", Kind.TRIPLES).name
    'turtle'
    >>> negotiate("image/png", Kind.BOOLEAN) is None
    True
    """
    offers = [
        (media_type, each)
        for each in formats_of(kind)
        for media_type in (each.media_type, *each.aliases)
    ]
    chosen = preferred(accept, tuple(media_type for media_type, _ in offers))
    if chosen is None:
        return None
    found = next(each for media_type, each in offers if media_type == chosen)
    return replace(found, media_type=chosen)


def preferred(accept: str, offers: tuple[str, ...]) -> str | None:
    """Choose among media types the one that a client wants most (RFC 9110, 12.5.1).

    Args:
        accept: the Accept header; empty means anything.
        offers: what there is; the order breaks ties.

    Returns:
        One of the offers; None where the client accepts none.

    >>> preferred("text/turtle;q=0.5, text/html", ("text/turtle", "text/html"))
    'text/html'
    >>> preferred("*/*", ("text/turtle", "text/html"))
    'text/turtle'
    """
    ranges = _ranges(accept) if accept.strip() else (_Range("*", "*", 1.0),)
    best, best_key = None, (0.0, 0)
    for media_type in offers:
        # The part that names it most exactly says how welcome it is.
        exactness, quality = max(
            ((found, each.quality) for each in ranges if (found := each.fits(media_type))),
            default=(0, 0.0),
        )
        if quality > 0 and (quality, exactness) > best_key:
            best, best_key = media_type, (quality, exactness)
    return best


def _ranges(accept: str) -> tuple[_Range, ...]:
    found = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip() for piece in part.lower().split(";"))
        main, slash, sub = media_type.partition("/")
        if slash:
            found.append(_Range(main, sub, _quality(parameters)))
        elif main == "*":  # java.net.HttpURLConnection sends a lone star
            found.append(_Range("*", "*", _quality(parameters)))
    return tuple(found)


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0
