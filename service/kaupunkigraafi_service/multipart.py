"""A posted form → the files in it.

Source: RFC 7578, Returning Values from Forms: multipart/form-data.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import cast

from kaupunkigraafi_service.refusals import ProtocolInvalid

MULTIPART = "multipart/form-data"
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a form.

    Attributes:
        name: of the file, else of the field; empty where it has none.
        declared: its Content-Type; empty where it has none.
    """

    name: str
    declared: str
    body: bytes

    @property
    def kind(self) -> str:
        """Its media type."""
        return self.declared.partition(";")[0].strip().lower()


def parts(declared: str, body: bytes) -> tuple[Part, ...]:
    """Read a form.

    Args:
        declared: the request's Content-Type.
        body: of the request.

    Returns:
        Its files in their order.

    Raises:
        ProtocolInvalid: it is broken, or has too many.
    """
    if "boundary=" not in declared.lower() or not declared.isprintable():
        raise ProtocolInvalid("the form has no boundary in its Content-Type; send one")
    head = f"Content-Type: {declared}\r\n\r\n".encode("latin-1", "replace")
    form = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    found = cast("list[Message] | str", form.get_payload())
    if isinstance(found, str) or not form.is_multipart() or form.defects:
        raise ProtocolInvalid("the form cannot be read; end it with its boundary and two dashes")
    if len(found) > _MOST_PARTS:
        raise ProtocolInvalid(f"the form has {len(found)} files; at most {_MOST_PARTS} are read")
    return tuple(_part(each) for each in found)


def _part(part: Message) -> Part:
    field = part.get_param("name", header="content-disposition")
    name = part.get_filename() or (field if isinstance(field, str) else "")
    return Part(
        name, str(part["content-type"] or ""), cast("bytes", part.get_payload(decode=True) or b"")
    )
