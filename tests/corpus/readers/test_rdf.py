"""RDF becomes a graph of the user's own, in any format, and asks for nothing elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import BNode, URIRef

from kaupunkigraafi.build import add, remove
from kaupunkigraafi.corpus.readers.contract import File
from kaupunkigraafi.corpus.readers.registry import read_file
from kaupunkigraafi.errors import EntityUnknown, UnreadableDocument
from kaupunkigraafi.graph.user_triples import settled, triples_of
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.user_graph import UserGraph

XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="urn:x:">'
    '<rdf:Description rdf:about="urn:x:tori"><x:on>Åbo</x:on></rdf:Description></rdf:RDF>'
)
FORMATS = {
    "a.ttl": "@prefix x: <urn:x:> . x:tori x:on 'Åbo' .",
    "b.nt": '<urn:x:tori> <urn:x:on> "\\u00C5bo" .',
    "c.rdf": XML,
    "d.xml": f'<?xml version="1.0" encoding="UTF-8"?>{XML}',
    "e.jsonld": '{"@context": {"on": "urn:x:on"}, "@id": "urn:x:tori", "on": "Åbo"}',
    "f.json": '{"@id": "urn:x:tori", "urn:x:on": "Åbo"}',
    "g.owl": XML,
    "h.trig": "<urn:x:g> { <urn:x:tori> <urn:x:on> 'Åbo' }",
}


def graph_of(name: str, text: str) -> UserGraph:
    (graph,) = read_file(File.of(Path("/home") / name, text.encode())).graphs
    return settled(graph, name)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_states_the_same(name: str) -> None:
    graph = graph_of(name, FORMATS[name])
    (triple,) = triples_of(graph)
    assert [str(each) for each in triple] == ["urn:x:tori", "urn:x:on", "Åbo"]


def test_blank_nodes_of_two_files_are_two_and_of_one_file_always_the_same() -> None:
    text = "[] <urn:x:on> [] ."
    one, again, other = graph_of("a.ttl", text), graph_of("a.ttl", text), graph_of("b.ttl", text)
    assert one == again
    nodes = [{n for t in triples_of(g) for n in t if isinstance(n, BNode)} for g in (one, other)]
    assert [len(each) for each in nodes] == [2, 2]
    assert not nodes[0] & nodes[1]


def test_relative_names_are_the_graphs_own() -> None:
    (triple,) = triples_of(graph_of("a.ttl", "<tori> <urn:x:on> 1 ."))
    assert str(triple[0]).startswith("https://w3id.org/kaupunkigraafi/graph/user/a-")


REFUSED = {
    "a context elsewhere": ("a.jsonld", '{"@context": "https://schema.org/", "name": "x"}',
                            "nothing is fetched"),
    "an import elsewhere": ("a.jsonld", '{"@context": {"@import": "file:///etc/passwd"}}',
                            "nothing is fetched"),
    "no Turtle": ("a.ttl", "tori on auki", "is not Turtle"),
    "no statement": ("a.ttl", "# ei mitään\n@prefix x: <urn:x:> .", "states nothing"),
    "entities": ("a.rdf", '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                 + XML.replace("Åbo", "&x;"), "declares entities"),
    "a triple in a triple": ("a.ttl", "<urn:a> <urn:b> <<( <urn:c> <urn:d> <urn:e> )>> .",
                             "triples about triples"),
    "half an XML": ("a.rdf", XML[:-20], "not well-formed"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_graph_or_asks_elsewhere_is_refused_by_name(case: str) -> None:
    name, text, reason = REFUSED[case]
    with pytest.raises(UnreadableDocument, match=reason) as raised:
        graph_of(name, text)
    assert str(raised.value).startswith(name)


def test_a_user_s_graph_is_added_replaced_and_removed(own_folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "oma.ttl"
    path.write_text("<urn:x:tori> <urn:x:on> 'Turku' .", encoding="utf-8")
    (key,) = add(own_folder, path).added
    assert key.startswith("graph/user/oma-")
    query = f"SELECT ?o {{ GRAPH <https://w3id.org/kaupunkigraafi/{key}> {{ ?s ?p ?o }} }}"
    with Kaupunkigraafi.open(own_folder) as kg:
        assert [str(row["o"]) for row in kg.sparql(query)] == ["Turku"]  # type: ignore[union-attr,index]
        assert not kg.sparql("ASK { <urn:x:tori> ?p ?o }"), "it is no fact with a source"
    assert add(own_folder, path).unchanged == (key,)
    path.write_text("<urn:x:tori> <urn:x:on> 'Pori' .", encoding="utf-8")
    assert add(own_folder, path).replaced == (key,)
    with Kaupunkigraafi.open(own_folder) as kg:
        assert [str(row["o"]) for row in kg.sparql(query)] == ["Pori"]  # type: ignore[union-attr,index]
    assert remove(own_folder, key).removed == (key,)
    with Kaupunkigraafi.open(own_folder) as kg:
        assert not kg.sparql(
            f"ASK {{ GRAPH <https://w3id.org/kaupunkigraafi/{key}> {{ ?s ?p ?o }} }}"
        )
    with pytest.raises(EntityUnknown, match="nothing was removed"):
        remove(own_folder, key)
    assert URIRef(key)
