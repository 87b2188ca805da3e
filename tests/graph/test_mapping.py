"""Rows → triples: known rows to exactly the triples that are true of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import XSD, BNode, Literal, URIRef

from kaupunkigraafi.errors import RecordInvalid
from kaupunkigraafi.graph.mapping import Mapping, Triple
from kaupunkigraafi.model import Record
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.tables import METADATA, Column, Datatype, Table
from kaupunkigraafi.vocabulary import FINLEX, ID, PREFIXES, YSO


@pytest.fixture(scope="module")
def mapping() -> Mapping:
    return Mapping.load(corpus_dir() / "records" / METADATA)


def term(name: str) -> URIRef:
    prefix, _, local = name.partition(":")
    return URIRef(PREFIXES[prefix] + local)


def own(path: str) -> URIRef:
    return URIRef(ID + path)


def fi(text: str) -> Literal:
    return Literal(text, lang="fi")


def sv(text: str) -> Literal:
    return Literal(text, lang="sv")


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def number(text: str) -> Literal:
    return Literal(text, datatype=XSD.integer)


def triples(mapping: Mapping, table: str, **row: str) -> set[Triple]:
    """The triples of a row, each made once."""
    made = list(mapping.triples(Record(table, tuple(row.items()), "test")))
    assert len(made) == len(set(made))
    return set(made)


def test_helsinki_is_exactly_what_its_row_says(mapping: Mapping) -> None:
    helsinki, point = own("municipality/091"), own("geometry/091")
    made = triples(
        mapping,
        "municipalities",
        code="091",
        name_fi="Helsinki",
        name_sv="Helsingfors",
        name_en="Helsinki",
        urban_class="kaupunkimainen",
        language_status="1",
        region="01",
        subregion="011",
        county="",
        employment_area="08",
        population="664028",
        population_year="2022",
        swedish_speakers="",
        lon="24.9529125",
        lat="60.1682495",
        yso="http://www.yso.fi/onto/yso/p94137",
        wikidata="http://www.wikidata.org/entity/Q1757",
        source="source/geofi-2026",
    )
    wkt = Literal("POINT(24.9529125 60.1682495)", datatype=term("geo:wktLiteral"))
    assert made == {
        (helsinki, term("rdf:type"), term("kg:Municipality")),
        (helsinki, term("dcterms:identifier"), Literal("091")),
        (helsinki, term("skos:notation"), Literal("091")),
        (helsinki, term("skos:prefLabel"), fi("Helsinki")),
        (helsinki, term("skos:prefLabel"), sv("Helsingfors")),
        (helsinki, term("skos:prefLabel"), Literal("Helsinki", lang="en")),
        (helsinki, term("kg:urbanClass"), own("concept/urban-class/kaupunkimainen")),
        (helsinki, term("kg:languageStatus"), own("concept/language-status/1")),
        (helsinki, term("kg:inRegion"), own("region/01")),
        (helsinki, term("kg:inSubRegion"), own("subregion/011")),
        (helsinki, term("kg:inEmploymentArea"), own("employmentarea/08")),
        (helsinki, term("kg:population"), number("664028")),
        (helsinki, term("kg:populationYear"), Literal("2022", datatype=XSD.gYear)),
        (helsinki, term("skos:exactMatch"), URIRef(YSO + "p94137")),
        (helsinki, term("skos:exactMatch"), URIRef("http://www.wikidata.org/entity/Q1757")),
        (helsinki, term("geo:hasGeometry"), point),
        (point, term("geo:asWKT"), wkt),
        (helsinki, term("prov:wasDerivedFrom"), own("source/geofi-2026")),
    }


def test_the_local_government_act_is_exactly_what_its_row_says(mapping: Mapping) -> None:
    law = URIRef(FINLEX + "2015/410")
    made = triples(
        mapping,
        "laws",
        eli="2015/410",
        number="410/2015",
        title_fi="Kuntalaki",
        title_sv="Kommunallag",
        type="laki",
        ministry="VM",
        enacted="2015-04-10",
        in_force_from="2015-05-01",
        status="in-force",
        amendments="14",
        preparatory="HE 268/2014|HaVM 55/2014",
        source="source/a|document/b",
    )
    assert made == {
        (law, term("rdf:type"), term("eli:LegalResource")),
        (law, term("eli:id_local"), Literal("410/2015")),
        (law, term("dcterms:identifier"), Literal("410/2015")),
        (law, term("skos:prefLabel"), fi("Kuntalaki")),
        (law, term("skos:prefLabel"), sv("Kommunallag")),
        (law, term("eli:type_document"), own("concept/law-type/laki")),
        (law, term("eli:responsibility_of_agent"), own("ministry/VM")),
        (law, term("eli:date_document"), day("2015-04-10")),
        (law, term("eli:first_date_entry_in_force"), day("2015-05-01")),
        (law, term("kg:lawStatus"), own("concept/law-status/in-force")),
        (law, term("kg:amendmentCount"), number("14")),
        (law, term("kg:preparatoryWork"), Literal("HE 268/2014")),
        (law, term("kg:preparatoryWork"), Literal("HaVM 55/2014")),
        (law, term("prov:wasDerivedFrom"), own("source/a")),
        (law, term("prov:wasDerivedFrom"), own("document/b")),
    }


def test_the_cooperation_group_is_exactly_what_its_row_says(mapping: Mapping) -> None:
    body, years = own("body/TEM070-00-2019"), own("term/TEM070-00-2019")
    made = triples(
        mapping,
        "bodies",
        id="TEM070-00-2019",
        number="TEM070:00/2019",
        name_fi="Kaupunkipolitiikan yhteistyöryhmä",
        type_fi="Neuvottelukunta",
        setter="TEM",
        date_set="2020-01-16",
        term_start="2020-01-16",
        term_end="2023-06-20",
        government="marin",
        reported_status="Käynnissä",
        replaces="urban-2016",
        source="source/hankeikkuna-tem070",
    )
    assert made == {
        (body, term("rdf:type"), term("kg:Body")),
        (body, term("dcterms:identifier"), Literal("TEM070:00/2019")),
        (body, term("skos:prefLabel"), fi("Kaupunkipolitiikan yhteistyöryhmä")),
        (body, term("kg:bodyType"), fi("Neuvottelukunta")),
        (body, term("kg:setBy"), own("ministry/TEM")),
        (body, term("kg:dateSet"), day("2020-01-16")),
        (body, term("kg:term"), years),
        (years, term("rdf:type"), term("time:ProperInterval")),
        (years, term("kg:validFrom"), day("2020-01-16")),
        (years, term("kg:validUntil"), day("2023-06-20")),
        (years, term("prov:wasDerivedFrom"), body),
        (body, term("kg:government"), own("government/marin")),
        (body, term("kg:statusAsReported"), fi("Käynnissä")),
        (body, term("dcterms:replaces"), own("body/urban-2016")),
        (body, term("prov:wasDerivedFrom"), own("source/hankeikkuna-tem070")),
    }


def test_a_body_without_a_term_has_none(mapping: Mapping) -> None:
    made = triples(mapping, "bodies", id="x", name_fi="X", setter="government", source="source/a")
    assert (own("body/x"), term("kg:setBy"), own("organisation/government")) in made
    assert not [triple for triple in made if "term/" in triple[0] or triple[1] == term("kg:term")]


def test_a_section_is_called_by_number_and_heading(mapping: Mapping) -> None:
    section = URIRef(FINLEX + "2015/410/luku/1/pykala/4")
    row = {"eli": "2015/410", "path": "luku/1/pykala/4", "number": "4 §", "source": "source/a"}
    labelled = triples(mapping, "sections", **row, heading_fi="Kunnan nimi", heading_sv="Namn")
    labels = {o for s, p, o in labelled if p == term("skos:prefLabel")}
    assert labels == {fi("4 § Kunnan nimi"), sv("4 § Namn")}
    bare = triples(mapping, "sections", **row)
    assert {o for s, p, o in bare if p == term("skos:prefLabel")} == {fi("4 §")}
    assert (section, term("eli:is_part_of"), URIRef(FINLEX + "2015/410")) in bare


def test_a_wording_realises_its_law_in_one_language(mapping: Mapping) -> None:
    made = triples(
        mapping,
        "expressions",
        eli="2015/410",
        language="swe",
        wording="ajantasa/20260101",
        source="source/a",
    )
    wording = URIRef(FINLEX + "2015/410/ajantasa/20260101/swe")
    language = "http://publications.europa.eu/resource/authority/language/SWE"
    assert (wording, term("eli:realizes"), URIRef(FINLEX + "2015/410")) in made
    assert (wording, term("eli:language"), URIRef(language)) in made


def test_a_task_belongs_to_its_body_and_rests_on_its_sections(mapping: Mapping) -> None:
    made = triples(
        mapping,
        "tasks",
        id="410-2015/22",
        position="1",
        label_fi="osallistuminen",
        carried_by="concept/actor-group/municipalities|municipality/091",
        based_on="2015/410|2015/410/luku/5/pykala/22",
        steered_by="VM",
        topic="p15292",
        source="document/x",
    )
    task = own("task/410-2015/22")
    assert {o for s, p, o in made if p == term("kg:carriedBy")} == {
        own("concept/actor-group/municipalities"),
        own("municipality/091"),
    }
    assert {o for s, p, o in made if p == term("kg:basedOn")} == {
        URIRef(FINLEX + "2015/410"),
        URIRef(FINLEX + "2015/410/luku/5/pykala/22"),
    }
    assert (task, term("dcterms:subject"), URIRef(YSO + "p15292")) in made
    assert not [triple for triple in made if triple[1] == term("kg:hasTask")]  # no body


def test_a_representation_is_a_membership_and_a_shortcut(mapping: Mapping) -> None:
    made = triples(
        mapping,
        "representations",
        id="b/091",
        body="b",
        party="municipality/091",
        source="source/a",
    )
    membership = own("membership/b/091")
    assert made == {
        (membership, term("rdf:type"), term("org:Membership")),
        (membership, term("org:organization"), own("body/b")),
        (membership, term("org:member"), own("municipality/091")),
        (own("body/b"), term("org:hasMember"), own("municipality/091")),
        (membership, term("prov:wasDerivedFrom"), own("source/a")),
    }


def test_an_empty_cell_says_nothing(mapping: Mapping) -> None:
    made = triples(mapping, "municipalities", code="999", name_fi="X", source="source/a")
    predicates = {p for s, p, o in made}
    assert term("kg:population") not in predicates
    assert term("geo:hasGeometry") not in predicates
    assert not [o for s, p, o in made if isinstance(o, Literal) and not str(o)]


def test_a_table_that_nobody_declared_is_refused(mapping: Mapping) -> None:
    with pytest.raises(RecordInvalid, match=r"x\.csv:7: there is no table 'cats'"):
        list(mapping.triples(Record("cats", (), "x.csv:7")))


def test_a_missing_value_makes_no_broken_iri() -> None:
    column = Column(
        "link",
        Datatype(),
        virtual=True,
        about_url="https://example.org/{a}",
        property_url="rdfs:seeAlso",
        value_url="https://example.org/to/{b}",
    )
    mapping = Mapping([Table("t", (Column("a", Datatype()), Column("b", Datatype()), column))])
    assert not list(mapping.triples(Record("t", (("a", "1"), ("b", "")), "t")))
    assert len(list(mapping.triples(Record("t", (("a", "1"), ("b", "2")), "t")))) == 1


def test_decomposed_values_give_composed_triples(mapping: Mapping) -> None:
    made = triples(mapping, "regions", code="21", name_sv="A\u030aland", source="source/a")
    assert (own("region/21"), term("skos:prefLabel"), sv("Åland")) in made


def test_no_packaged_row_makes_a_blank_node_or_an_iri_with_a_space(mapping: Mapping) -> None:
    from kaupunkigraafi.corpus.records import load_records  # noqa: PLC0415  only here

    for record in load_records(corpus_dir() / "records"):
        for subject, predicate, value in mapping.triples(record):
            for node in (subject, predicate, value):
                assert not isinstance(node, BNode)
                if isinstance(node, URIRef):
                    assert "{" not in node, record.origin
                    assert not set(' <>"|\\^`') & set(node), record.origin
                    assert node.startswith("http"), record.origin


def test_every_predicate_is_written_in_full() -> None:
    text = (Path(corpus_dir()) / "records" / METADATA).read_text(encoding="utf-8")
    for prefix in ("kg:", "eli:", "geo:", "m8g:", "schema:"):
        assert f'"{prefix}' not in text, "a CSVW processor does not know this prefix"
