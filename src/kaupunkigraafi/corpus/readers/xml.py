"""A stranger's XML → its root: without entities, other files, the network, or endless depth."""

from __future__ import annotations

from lxml import etree

from kaupunkigraafi.corpus.clean import one_line
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.errors import UnreadableDocument


def parsed(file: File, data: bytes, remedy: str) -> etree._Element:
    """Parse XML.

    Args:
        file: for messages.
        data: of it, or of a part of it.
        remedy: what to do about XML that is not well-formed.

    Returns:
        The root.

    Raises:
        UnreadableDocument: it is not well-formed, nested too deep, or declares entities.

    >>> from pathlib import Path
    >>> parsed(File(Path("a.xml"), b""), b"<a>&lt;</a>", "…").text
    '<'
    """
    # Entities, DTDs and other hosts are how XML attacks its reader; none of them is needed.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            f"{file.path.name} is not well-formed XML: {one_line(str(error))}; {remedy}"
        ) from error
    declared = root.getroottree().docinfo.internalDTD
    # The stubs do not know of a DTD's entities.
    if declared is not None and [*declared.iterentities()]:  # type: ignore[union-attr]
        raise UnreadableDocument(
            f"{file.path.name} declares entities of its own, which are not read: they can stand "
            f"for any text or file; {remedy}"
        )
    return root


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace.

    Args:
        element: or a comment.

    Returns:
        Empty for a comment.
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
