"""An open graph → a server of the Model Context Protocol, over standard streams or HTTP."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version

import uvicorn
from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp

from kaupunkigraafi.endpoint import Endpoint
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.mcp import prompts, resources
from kaupunkigraafi.mcp.asking import desk
from kaupunkigraafi.mcp.querying import Querying
from kaupunkigraafi.mcp.tools import Reading, register
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.binding import bound_to, url_of
from kaupunkigraafi_service.fairness import Fairness
from kaupunkigraafi_service.limits import LIMITS, BodyLimit
from kaupunkigraafi_service.timely import Timely

_PATH = "/mcp"
_HERE = ("127.0.0.1", "localhost", "[::1]")
_GRACE_S = 10
_INSTRUCTIONS = (
    "Finnish urban policy: municipalities, ministries, laws, tasks, bodies, agreements and "
    "documents, in Finnish, Swedish and English. `search` finds passages; quote them with the "
    "citation that each carries (title, section, page, permalink). `entity`, `related`, "
    "`question` and `sparql` give facts with their IRIs. What no source says is not known: say so. "
    "A permalink that starts with / belongs to the address of the service. Nothing can be changed."
)


def server_of(kg: Kaupunkigraafi, endpoint: Endpoint, settings: Settings) -> MCPServer:
    """Make the server.

    Args:
        kg: the open graph.
        endpoint: over it.
        settings: the limits.

    Returns:
        A server that is not connected to anything yet.
    """
    server = MCPServer(
        "kaupunkigraafi",
        title="Kaupunkigraafi",
        instructions=_INSTRUCTIONS,
        version=version("kaupunkigraafi"),
        log_level="WARNING",
    )
    at = desk(kg, endpoint, settings)
    reading, querying = Reading(at), Querying(at)
    for tool, about in (
        (reading.search, "Find passages of documents by meaning and by words, each with its "
         "citation: document, section, page, permalink. Filters take a name in any language."),
        (querying.sparql, "Ask the graph in SPARQL 1.1, read-only. Usual prefixes are known (kg, "
         "eli, org, skos, dcterms); SERVICE kg:search { ?passage kg:matches \"…\" } searches."),
        (reading.entity, "Return a municipality, ministry, law, section, task, body, agreement … "
         "with everything the graph states about it, by id, code or name."),
        (reading.related, "Return the direct neighbours of a thing in the graph."),
        (reading.document, "Read a document by its id, passage by passage, each with a citation."),
        (querying.questions, "List the prepared questions with their parameters."),
        (querying.question, "Answer a prepared question; what cannot be said is told apart."),
    ):  # fmt: skip
        register(server, tool, about)
    resources.register(server, at)
    prompts.register(server)
    return server


def serve_stdio(kg: Kaupunkigraafi) -> None:
    """Serve one client over standard input and output until it closes them.

    Args:
        kg: the open graph.
    """
    with _served(kg) as (server, _):
        server.run("stdio")


def serve_http(kg: Kaupunkigraafi, *, host: str, port: int, names: Sequence[str] = ()) -> None:
    """Serve over streamable HTTP at ``/mcp`` until SIGINT or SIGTERM.

    Args:
        kg: the open graph.
        host: the address to listen at.
        port: 0 chooses a free one; the URL is printed to standard error.
        names: hosts that clients may call this server by, beside this machine's own.

    Raises:
        KaupunkigraafiError: the address cannot be used, or the settings say that nobody reads
            without a token.
    """
    if Settings().private:
        raise KaupunkigraafiError(
            "KAUPUNKIGRAAFI_PRIVATE is set, and MCP over HTTP asks nobody who he is; serve over "
            "standard streams: kaupunkigraafi mcp"
        )
    with bound_to(host, port) as bound, _served(kg) as (server, settings):
        told = f"kaupunkigraafi: MCP, generation {kg.generation}, at {url_of(bound)}{_PATH}"
        print(told, file=sys.stderr, flush=True)
        config = uvicorn.Config(
            application(server, settings, names),
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            h11_max_incomplete_event_size=LIMITS.header_bytes,
            http=Timely,
            timeout_graceful_shutdown=_GRACE_S,
        )
        uvicorn.Server(config).run(sockets=[bound])


def application(server: MCPServer, settings: Settings, names: Sequence[str] = ()) -> ASGIApp:
    """Return the server as a web application with the service's limits.

    Args:
        server: of ``server_of``.
        settings: requests of a client a second.
        names: hosts that clients may call this server by, beside this machine's own.

    Returns:
        An ASGI application; every request stands by itself, there are no sessions.
    """
    known = [*_HERE, *names]
    app = server.streamable_http_app(
        streamable_http_path=_PATH,
        json_response=True,
        stateless_http=True,
        max_request_body_size=LIMITS.body_bytes,
        # A page that somebody visits could otherwise call a server on his own machine.
        transport_security=TransportSecuritySettings(
            allowed_hosts=[form for name in known for form in (name, f"{name}:*")],
            allowed_origins=[
                f"{scheme}://{form}"
                for name in known
                for scheme in ("http", "https")
                for form in (name, f"{name}:*")
            ],
        ),
    )
    limited = BodyLimit(app)
    return Fairness(limited, per_s=settings.rate_per_s, burst=settings.rate_burst)


@contextmanager
def _served(kg: Kaupunkigraafi) -> Iterator[tuple[MCPServer, Settings]]:
    settings = Settings()
    endpoint = Endpoint(kg, settings)
    try:
        yield server_of(kg, endpoint, settings), settings
    finally:
        endpoint.close()
