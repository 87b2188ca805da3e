"""Answer → bytes: SPARQL 1.1 results in JSON, XML, CSV and TSV, and N-Triples.

Sources: W3C SPARQL 1.1 Query Results JSON Format, Query Results XML Format,
Query Results CSV and TSV Formats; RDF 1.1 N-Triples.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

from rdflib import XSD, BNode, Literal, URIRef

_Term = URIRef | BNode | Literal
_Row = tuple[_Term | None, ...]

_SPARQL_RESULTS = "http://www.w3.org/2005/sparql-results#"
# XML 1.0 cannot hold these, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)


def solutions(name: str, variables: tuple[str, ...], rows: Iterable[_Row]) -> bytes:
    """Write rows down.

    Args:
        name: ``json``, ``xml``, ``csv`` or ``tsv``.
        variables: without question marks.
        rows: values in the order of the variables, None where unbound.

    Returns:
        UTF-8.

    >>> solutions("tsv", ("a", "b"), [(URIRef("urn:x"), None), (Literal(1), Literal("b"))])
    b'?a\\t?b\\n<urn:x>\\t\\n1\\t"b"\\n'
    """
    return _WRITERS[name](variables, rows).encode()


def boolean(name: str, value: bool) -> bytes:
    """Write a yes or no down.

    Args:
        name: ``json``, ``xml``, ``csv`` or ``tsv``.
        value: the answer.

    Returns:
        UTF-8.

    >>> boolean("json", True)
    b'{"head":{},"boolean":true}'
    """
    word = str(value).lower()
    if name == "json":
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if name == "xml":
        return _xml((), f"<boolean>{word}</boolean>").encode()
    return word.encode()


def ntriples(triples: Iterable[tuple[_Term, _Term, _Term]]) -> bytes:
    """Write triples down, one a line.

    Args:
        triples: subject, predicate, object.

    Returns:
        UTF-8.
    """
    return "".join(f"{_turtle(s)} {_turtle(p)} {_turtle(o)} .\n" for s, p, o in triples).encode()


def _as_json(variables: tuple[str, ...], rows: Iterable[_Row]) -> str:
    bindings = [
        {
            name: _json_term(value)
            for name, value in zip(variables, row, strict=True)
            if value is not None
        }
        for row in rows
    ]
    answer = {"head": {"vars": list(variables)}, "results": {"bindings": bindings}}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _json_term(term: _Term) -> dict[str, str]:
    if isinstance(term, URIRef):
        return {"type": "uri", "value": str(term)}
    if isinstance(term, BNode):
        return {"type": "bnode", "value": str(term)}
    written = {"type": "literal", "value": str(term)}
    if term.language:
        written["xml:lang"] = term.language
    elif term.datatype and term.datatype != XSD.string:
        written["datatype"] = str(term.datatype)
    return written


def _xml(variables: tuple[str, ...], body: str) -> str:
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    return (
        f'<?xml version="1.0"?><sparql xmlns="{_SPARQL_RESULTS}"><head>{head}</head>{body}</sparql>'
    )


def _as_xml(variables: tuple[str, ...], rows: Iterable[_Row]) -> str:
    parts = ["<results>"]
    for row in rows:
        parts.append("<result>")
        for name, value in zip(variables, row, strict=True):
            if value is not None:
                parts.append(f"<binding name={quoteattr(name)}>{_xml_term(value)}</binding>")
        parts.append("</result>")
    parts.append("</results>")
    return _xml(variables, "".join(parts))


def _xml_term(term: _Term) -> str:
    text = escape(_NOT_XML.sub("\ufffd", str(term)), {"\r": "&#13;"})
    if isinstance(term, URIRef):
        return f"<uri>{text}</uri>"
    if isinstance(term, BNode):
        return f"<bnode>{text}</bnode>"
    kind = ""
    if term.language:
        kind = f" xml:lang={quoteattr(term.language)}"
    elif term.datatype and term.datatype != XSD.string:
        kind = f" datatype={quoteattr(str(term.datatype))}"
    return f"<literal{kind}>{text}</literal>"


def _as_csv(variables: tuple[str, ...], rows: Iterable[_Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(variables)
    for row in rows:
        # csv would write a row of one unbound value as "", which reads as an empty text.
        if row == (None,):
            out.write("\r\n")
        else:
            writer.writerow(["" if value is None else _csv_term(value) for value in row])
    return out.getvalue()


def _csv_term(term: _Term) -> str:
    return f"_:{term}" if isinstance(term, BNode) else str(term)


def _as_tsv(variables: tuple[str, ...], rows: Iterable[_Row]) -> str:
    lines = ["\t".join(f"?{name}" for name in variables)]
    lines += ["\t".join("" if value is None else _tsv_term(value) for value in row) for row in rows]
    return "".join(f"{line}\n" for line in lines)


def _tsv_term(term: _Term) -> str:
    # Turtle's short form for integers; the spec allows it and readers expect it.
    if (
        isinstance(term, Literal)
        and term.datatype == XSD.integer
        and re.fullmatch(r"[+-]?[0-9]+", str(term))
    ):
        return str(term)
    return _turtle(term)


def _turtle(term: _Term) -> str:
    if isinstance(term, URIRef):
        return f"<{term}>"
    if isinstance(term, BNode):
        return f"_:{term}"
    text = f'"{str(term).translate(_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}"
    if term.datatype and term.datatype != XSD.string:
        return f"{text}^^<{term.datatype}>"
    return text


_WRITERS: dict[str, Callable[[tuple[str, ...], Iterable[_Row]], str]] = {
    "json": _as_json,
    "xml": _as_xml,
    "csv": _as_csv,
    "tsv": _as_tsv,
}
