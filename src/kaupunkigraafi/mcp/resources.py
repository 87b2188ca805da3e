"""Entities and documents as resources, read by their ids."""

from __future__ import annotations

import json

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError

from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown
from kaupunkigraafi.mcp.asking import Desk
from kaupunkigraafi.mcp.citing import citation, place
from kaupunkigraafi.plain import entity_to_plain

ENTITY = "kaupunkigraafi://entity/{kind}/{+key}"
DOCUMENT = "kaupunkigraafi://document/{id}"


class Resources:
    """What can be read by its id."""

    def __init__(self, desk: Desk) -> None:
        """Keep what they are read from.

        Args:
            desk: the open graph and its limits.
        """
        self._desk = desk

    def entity(self, kind: str, key: str) -> str:
        """Return a thing with its facts as JSON.

        Args:
            kind: as ``municipality``.
            key: as ``091``.

        Returns:
            As ``kaupunkigraafi entity --format json``.

        Raises:
            ResourceNotFoundError: there is no such thing.
            ResourceError: it cannot be read.
        """
        try:
            with self._desk.asked(kind, key):
                found = self._desk.kg.entity(f"{kind}/{key}")
        except ToolError as error:
            raise _as_resource(error) from error
        return self._whole(json.dumps(entity_to_plain(found), ensure_ascii=False))

    def document(self, id: str) -> str:  # noqa: A002  the word of the template
        """Return a document as text, each passage under the line that cites it.

        Args:
            id: of the document.

        Returns:
            Markdown.

        Raises:
            ResourceNotFoundError: there is no such document.
            ResourceError: it is too large to be read whole.
        """
        kg = self._desk.kg
        try:
            with self._desk.asked(id):
                found = kg.document(id)
                passages = kg.passages(id)
        except ToolError as error:
            raise _as_resource(error) from error
        parts = [f"# {found.title}", f"{found.source} · {found.authority.value} · {found.licence}"]
        for each in passages:
            cited = citation(found, each, kg.generation, self._desk.pages)
            parts += [f"[{each.number}] {place(found, each)} – {cited['permalink']}", each.text]
        return self._whole("\n\n".join(parts) + "\n")

    def _whole(self, text: str) -> str:
        most = self._desk.settings.query_max_bytes
        if len(text.encode()) > most:
            raise ResourceError(
                f"it has more than {most:,} bytes; read it in parts, with the tool `document` "
                "(first, count), or ask for what is needed with `sparql`"
            )
        return text


def register(server: MCPServer, desk: Desk) -> None:
    """Offer the resources.

    Args:
        server: that offers them.
        desk: what they are read from.
    """
    resources = Resources(desk)
    server.resource(
        ENTITY, name="entity", mime_type="application/json",
        description="A municipality, ministry, law, task, body … with all its facts.",
    )(resources.entity)  # fmt: skip
    server.resource(
        DOCUMENT, name="document", mime_type="text/markdown",
        description="A document, each passage with what is needed to cite it.",
    )(resources.document)  # fmt: skip


def _as_resource(error: ToolError) -> ResourceError:
    missing = isinstance(error.__cause__, (EntityUnknown, EntityAmbiguous))
    return (ResourceNotFoundError if missing else ResourceError)(str(error))
