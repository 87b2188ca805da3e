"""RDF → a graph of the user's own: what somebody else states is kept apart from what has a source.

Only told apart here; the engine parses it, upstairs, in the same process that may die.
"""

from __future__ import annotations

import re

from lxml import etree

from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.plain import decode
from kaupunkigraafi.corpus.readers.xml import parsed
from kaupunkigraafi.model import Reading
from kaupunkigraafi.user_graph import UserGraph

_FORMATS = {
    ".ttl": "turtle",
    ".nt": "ntriples",
    ".rdf": "rdfxml",
    ".owl": "rdfxml",
    ".jsonld": "jsonld",
    ".trig": "trig",
    ".nq": "nquads",
}
_HEAD = 8192
_XML_ROOT = re.compile(rb"<(?:\w+:)?RDF[\s>]")
_RDF_SYNTAX = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_KEYWORD = re.compile(rb'"@(?:context|graph|id)"\s*:')


class Rdf:
    """Takes RDF in every format that is in use."""

    name = "RDF"
    suffixes = tuple(_FORMATS)

    def accepts(self, file: File) -> bool:
        """Accept RDF by suffix, RDF/XML and JSON-LD by their beginning too.

        Args:
            file: any.

        Returns:
            True where it claims to be RDF.
        """
        return bool(_format(file))

    def read(self, file: File) -> Reading:
        """Take the file as it is, in Unicode.

        Args:
            file: RDF.

        Returns:
            One graph, not parsed yet.

        Raises:
            UnreadableDocument: it is no text, or XML that is not well-formed.
        """
        chosen = _format(file)
        if chosen == "rdfxml":
            root = parsed(file, file.data, "save it as Turtle")
            text = str(etree.tostring(root, encoding="unicode", with_tail=False))
        else:
            text = decode(file).removeprefix("\ufeff")
        return Reading((), graphs=(UserGraph(file.id, chosen, text),))


def _format(file: File) -> str:
    named = _FORMATS.get(file.path.suffix.lower(), "")
    head = file.data[:_HEAD]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        # A Turtle file may begin with an IRI, and an .owl one be Turtle.
        if _XML_ROOT.search(head) and _RDF_SYNTAX in head:
            return "rdfxml"
        return "turtle" if named == "rdfxml" and b"<?xml" not in head else named
    if not named and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return "jsonld" if _KEYWORD.search(head) else ""
    return "turtle" if named == "rdfxml" else named
