"""A request to the graph store → which graph it is about.

Source: W3C SPARQL 1.1 Graph Store HTTP Protocol, 4 (graph identification).
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request

from kaupunkigraafi_service import protocol
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.refusals import ProtocolInvalid

_SAFE = "/:@,;=~"


def graph_named(request: Request) -> str | None:
    """Return the graph that ``?graph=IRI`` or ``?default`` names.

    Args:
        request: to ``/graphs``.

    Returns:
        Its IRI; None: the default graph.

    Raises:
        ProtocolInvalid: none or several are named, or it is no IRI.
    """
    pairs = protocol.pairs_of(request)
    asked = [name for name, _ in pairs if name in ("graph", "default")]
    if len(asked) != 1:
        raise ProtocolInvalid(
            f"there are {len(asked)} parameters graph and default; give ?graph=IRI or ?default"
        )
    if asked == ["default"]:
        return None
    # An address of this service may leave its beginning out.
    return protocol.iris([(n, _whole(request, value)) for n, value in pairs], "graph")[0]


def graph_at(request: Request, rest: str) -> str:
    """Return the graph whose name is the very address that is asked for.

    Args:
        request: to ``/graphs/…``.
        rest: what follows ``/graphs/``.

    Returns:
        Its IRI.
    """
    return f"{root_of(request)}/graphs/{quote(rest, safe=_SAFE)}"


def _whole(request: Request, value: str) -> str:
    return root_of(request) + value if value.startswith("/") else value
