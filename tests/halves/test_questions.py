"""Questions that need both halves, asked in SPARQL in three languages, against an oracle.

An answer is right where each thing has the score that bare vectors give it, where it is one that
the records allow, and where no allowed thing scores better than those that are told. Things that
score the same may stand for each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from kaupunkigraafi.graph.results import Row, Solutions
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from tests.halves.oracle import FINLEX, ID, YSO, Oracle, searched

LANGUAGES = ("fi", "sv", "en")
HOUSING = ("asuminen ja asuntotuotanto", "boende och bostadsproduktion", "housing construction")
TRANSIT = ("joukkoliikenne", "kollektivtrafik", "public transport")
CHILDREN = ("varhaiskasvatuksen järjestäminen", "ordnande av småbarnspedagogik", "early education")
MIGRATION = ("maahanmuuttajien kotoutuminen", "integration av invandrare", "integrating immigrants")
RESCUE = ("pelastustoimi ja onnettomuudet", "räddningsväsendet", "fire and rescue services")
MONEY = ("kuntien rahoitus", "kommunernas finansiering", "funding of municipalities")
CLIMATE = ("ilmastonmuutoksen hillintä", "begränsning av klimatförändringen", "climate change")
GROUPS = ("kaupunkien yhteistyö", "samarbete mellan städer", "cooperation of cities")
PLANS = ("kaavoitus ja maankäyttö", "planläggning", "land use planning")
TOLERANCE = 3e-6
GROUP = "id:body\\/TEM070-00-2019"


@dataclass(frozen=True, slots=True)
class Question:
    """A question in SPARQL and what answers it.

    Attributes:
        sparql: with ``{text}`` and ``{lang}``; its first variable is the thing that is scored.
        expected: oracle, text → the score of each thing that may be told.
        limit: so many of the best; None: all.
    """

    sparql: str
    texts: tuple[str, str, str]
    expected: Callable[[Oracle, str], Mapping[str, float]]
    limit: int | None = None


def block(subject: str, more: str = "") -> str:
    """A search by meaning; its scores are cosines."""
    return (
        f'SERVICE kg:search {{{{ {subject} kg:matches "{{text}}" ; kg:mode "semantic" ; '
        f"kg:score ?score {more} }}}}"
    )


def best(subject: str, pattern: str, limit: int, more: str = "") -> str:
    return (
        f"SELECT DISTINCT {subject} ?score {{{{ {pattern} {block(subject, more)} }}}} "
        f"ORDER BY DESC(?score) LIMIT {limit}"
    )


def passages_of_changed_laws(oracle: Oracle, text: str) -> Mapping[str, float]:
    laws = oracle.laws("YM") & oracle.changed_after("2025-12-31")
    sections = {
        f"{FINLEX}{row['eli']}/{row['path']}"
        for row in oracle.table("sections")
        if FINLEX + row["eli"] in laws
    }
    return oracle.best((each.iri for each in oracle.pieces if each.section in sections), text)


def sections_with_ministry(oracle: Oracle, text: str) -> Mapping[str, float]:
    return oracle.best(oracle.ministry_of_sections(), text)


def documents_of_agreement_cities(oracle: Oracle, text: str) -> Mapping[str, float]:
    return oracle.best(oracle.about(oracle.cities_of_agreements()), text)


def tasks_of_municipalities(oracle: Oracle, text: str) -> Mapping[str, float]:
    group = "concept/actor-group/municipalities"
    return oracle.best(oracle.tasks(lambda row: group in row["carried_by"].split("|")), text)


def tasks_of_counties_by_ministry(oracle: Oracle, text: str) -> Mapping[str, float]:
    group = "concept/actor-group/wellbeing-services-counties"
    kept = oracle.tasks(
        lambda row: group in row["carried_by"].split("|") and "SM" in row["steered_by"].split("|")
    )
    return oracle.best(kept, text)


def tasks_not_steered_by_ym(oracle: Oracle, text: str) -> Mapping[str, float]:
    return oracle.best(oracle.tasks(lambda row: "YM" not in row["steered_by"].split("|")), text)


def laws_in_force(oracle: Oracle, text: str) -> Mapping[str, float]:
    laws = {
        FINLEX + row["eli"]
        for row in oracle.table("laws")
        if row["ministry"] == "VM" and row["status"] == "in-force"
    }
    return oracle.best(laws, text)


def network_cities(oracle: Oracle, text: str) -> Mapping[str, float]:
    cities = {f"{ID}municipality/{row['municipality']}" for row in oracle.table("network_members")}
    return {city: float("nan") for city in cities} | oracle.best(cities, text)


def agreements_valid(oracle: Oracle, text: str) -> Mapping[str, float]:
    valid = {
        f"{ID}agreement/{row['id']}"
        for row in oracle.table("agreements")
        if row["signed"] >= "2016-01-01" and "ministry/YM" in row["parties"].split("|")
    }
    return oracle.best(valid, text)


def bodies_of_helsinki(oracle: Oracle, text: str) -> Mapping[str, float]:
    bodies = {
        f"{ID}body/{row['body']}"
        for row in oracle.table("representations")
        if row["party"] == "municipality/091"
    }
    return oracle.best(bodies, text)


def swedish_documents(oracle: Oracle, text: str) -> Mapping[str, float]:
    ministries = oracle.about([f"{ID}ministry/YM"])
    return oracle.best(ministries & oracle.documents_in("sv"), text)


def documents_of_repeals(oracle: Oracle, text: str) -> Mapping[str, float]:
    both = {FINLEX + row[name] for row in oracle.table("repeals") for name in ("law", "repealed")}
    return oracle.best(oracle.about(both), text)


def documents_of_bilingual(oracle: Oracle, text: str) -> Mapping[str, float]:
    kept = {
        f"{ID}municipality/{row['code']}"
        for row in oracle.table("municipalities")
        if row["region"] == "01" and row["language_status"] in ("1", "2")
    }
    return oracle.best(oracle.about(kept), text)


def documents_on_topic(oracle: Oracle, text: str) -> Mapping[str, float]:
    topic = f"{YSO}p10727"
    return oracle.best(
        (each.iri for each in oracle.documents.values() if topic in each.topics), text
    )


def citing_sections(oracle: Oracle, text: str) -> Mapping[str, float]:
    citing = {
        FINLEX + row["section"] for row in oracle.table("citations") if row["cited"] == "2015/410"
    }
    return oracle.best(citing, text)


def alike_documents(oracle: Oracle, text: str) -> Mapping[str, float]:
    scores = oracle.best(oracle.about([f"{ID}ministry/LVM"]), text)
    return {iri: score for iri, score in scores.items() if round(score, 6) > 0.3}


def touched_tasks(oracle: Oracle, text: str) -> Mapping[str, float]:
    touched = {
        f"{ID}task/{each}"
        for row in oracle.table("tasks")
        if row["body"] == "TEM070-00-2019"
        for each in filter(None, row["touches"].split("|"))
    }
    return oracle.best(touched, text)


def cities_of_turku_region(oracle: Oracle, text: str) -> Mapping[str, float]:
    cities = {
        f"{ID}municipality/{row['municipality']}"
        for row in oracle.table("cityregion_members")
        if row["cityregion"] == "turku"
    }
    return oracle.best(cities, text)


def documents_of_ministry_and_its_law(oracle: Oracle, text: str) -> Mapping[str, float]:
    laws = oracle.laws("OKM")
    kept = (
        each.iri
        for each in oracle.documents.values()
        if f"{ID}ministry/OKM" in each.about and each.about & laws
    )
    return oracle.best(kept, text)


QUESTIONS = {
    "sections on housing of YM's laws that changed after 2025": Question(
        best(
            "?passage",
            "?law eli:responsibility_of_agent id:ministry\\/YM . ?wording eli:realizes ?law ; "
            'eli:version_date ?day FILTER(?day > "2025-12-31"^^xsd:date) '
            "?section a kg:Section ; eli:is_part_of ?law . ?passage kg:inSection ?section .",
            15,
        ),
        HOUSING,
        passages_of_changed_laws,
        15,
    ),
    "sections nearest to housing whose law has a ministry": Question(
        best(
            "?section",
            "?section a kg:Section ; eli:is_part_of/eli:responsibility_of_agent ?ministry .",
            12,
        ),
        HOUSING,
        sections_with_ministry,
        12,
    ),
    "documents on public transport for municipalities of MAL regions": Question(
        best(
            "?document",
            "?deal a kg:Agreement ; dcterms:type "
            "<https://w3id.org/kaupunkigraafi/id/concept/agreement-type/mal> ; kg:party ?region . "
            "?region a kg:CityRegion ; org:hasMember ?city . ?document kg:concerns ?city .",
            10,
        ),
        TRANSIT,
        documents_of_agreement_cities,
        10,
    ),
    "tasks of municipalities on early education": Question(
        best(
            "?task",
            "?task a kg:Task ; kg:carriedBy "
            "<https://w3id.org/kaupunkigraafi/id/concept/actor-group/municipalities> .",
            8,
        ),
        CHILDREN,
        tasks_of_municipalities,
        8,
    ),
    "tasks of wellbeing services counties that SM steers, all": Question(
        "SELECT DISTINCT ?task ?score {{ ?task kg:carriedBy "
        "<https://w3id.org/kaupunkigraafi/id/concept/actor-group/wellbeing-services-counties> ; "
        "kg:steeredBy id:ministry\\/SM . " + block("?task") + " }}",
        RESCUE,
        tasks_of_counties_by_ministry,
    ),
    "tasks on land use that YM does not steer": Question(
        best(
            "?task",
            "?task a kg:Task . MINUS {{ ?task kg:steeredBy id:ministry\\/YM }}",
            9,
        ),
        PLANS,
        tasks_not_steered_by_ym,
        9,
    ),
    "laws of VM in force on money, all": Question(
        "SELECT DISTINCT ?law ?score {{ ?law eli:responsibility_of_agent id:ministry\\/VM ; "
        "kg:lawStatus <https://w3id.org/kaupunkigraafi/id/concept/law-status/in-force> . "
        + block("?law")
        + " }}",
        MONEY,
        laws_in_force,
    ),
    "each city of a network, with its score on climate where it has one": Question(
        "SELECT DISTINCT ?city ?score {{ ?network a kg:CityNetwork ; org:hasMember ?city "
        "OPTIONAL {{ " + block("?city") + " }} }}",
        CLIMATE,
        network_cities,
    ),
    "agreements with YM signed since 2016 on transport": Question(
        best(
            "?deal",
            "?deal a kg:Agreement ; kg:party id:ministry\\/YM ; kg:dateSigned ?day "
            'FILTER(?day >= "2016-01-01"^^xsd:date)',
            5,
        ),
        TRANSIT,
        agreements_valid,
        5,
    ),
    "bodies in which Helsinki was represented": Question(
        "SELECT DISTINCT ?body ?score {{ ?m a org:Membership ; org:member id:municipality\\/091 ; "
        "org:organization ?body . ?body a kg:Body . " + block("?body") + " }}",
        GROUPS,
        bodies_of_helsinki,
    ),
    "documents in Swedish about YM": Question(
        best("?document", "?document kg:concerns id:ministry\\/YM .", 6, '; kg:language "sv"'),
        HOUSING,
        swedish_documents,
        6,
    ),
    "documents about laws that repeal or were repealed": Question(
        best(
            "?document",
            "?new eli:repeals ?old . {{ ?document kg:concerns|kg:expresses ?new }} UNION "
            "{{ ?document kg:concerns|kg:expresses ?old }}",
            7,
        ),
        TRANSIT,
        documents_of_repeals,
        7,
    ),
    "documents about bilingual municipalities of Uusimaa": Question(
        best(
            "?document",
            "?city kg:inRegion id:region\\/01 ; kg:languageStatus ?status "
            'FILTER(REGEX(STR(?status), "language-status/[12]$")) ?document kg:concerns ?city .',
            9,
        ),
        MIGRATION,
        documents_of_bilingual,
        9,
    ),
    "documents on a topic of the thesaurus": Question(
        best("?document", "?document a foaf:Document ; dcterms:subject yso:p10727 .", 5),
        CLIMATE,
        documents_on_topic,
        5,
    ),
    "sections that cite the Local Government Act, each with any passage": Question(
        "SELECT DISTINCT ?section ?score {{ ?section a kg:Section ; eli:cites "
        "<http://data.finlex.fi/eli/sd/2015/410> . " + block("?section") + " }}",
        MONEY,
        citing_sections,
    ),
    "tasks that the group's tasks touch, all": Question(
        "SELECT DISTINCT ?task ?score {{ "
        + GROUP
        + " kg:hasTask/kg:touches ?task . "
        + block("?task")
        + " }}",
        MONEY,
        touched_tasks,
    ),
    "cities of the Turku region on housing, all": Question(
        "SELECT DISTINCT ?city ?score {{ id:cityregion\\/turku org:hasMember ?city . "
        + block("?city")
        + " }}",
        HOUSING,
        cities_of_turku_region,
    ),
    "documents about OKM and a law that it answers for": Question(
        best(
            "?document",
            "?document kg:concerns id:ministry\\/OKM , ?law . "
            "?law eli:responsibility_of_agent id:ministry\\/OKM .",
            8,
        ),
        CHILDREN,
        documents_of_ministry_and_its_law,
        8,
    ),
    "documents about LVM that are like a text": Question(
        "SELECT DISTINCT ?document ?score {{ ?document kg:concerns id:ministry\\/LVM "
        'BIND(kg:similarity(?document, "{text}") AS ?score) FILTER(?score > 0.3) }}',
        TRANSIT,
        alike_documents,
    ),
}


def asked(kg: Kaupunkigraafi, query: str) -> list[Row]:
    answer = kg.sparql(query)
    assert isinstance(answer, Solutions)
    return list(answer.rows)


def same(one: float | None, other: float | None) -> bool:
    """Equal scores; one that there is none of equals none."""
    one, other = (None if each is None or each != each else each for each in (one, other))  # noqa: PLR0124  NaN
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE


def score_of(row: Row) -> float | None:
    found = row.get("score")
    return None if found is None else float(str(found))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_oracles(
    kg: Kaupunkigraafi, oracle: Oracle, name: str, language: str
) -> None:
    question = QUESTIONS[name]
    text = question.texts[LANGUAGES.index(language)]
    expected = question.expected(oracle, text)
    rows = asked(kg, question.sparql.format(text=text))
    things = [str(next(iter(row.values()))) for row in rows]
    assert len(things) == len(set(things))
    for thing, row in zip(things, rows, strict=True):
        assert thing in expected
        assert same(score_of(row), expected[thing]), (thing, score_of(row), expected[thing])
    if question.limit is None:
        assert set(things) == set(expected)
    else:
        told = sorted((score_of(row) or 0.0 for row in rows), reverse=True)
        wanted = sorted(expected.values(), reverse=True)[: question.limit]
        assert len(told) == len(wanted)
        assert all(map(same, told, wanted)), (told, wanted)
    assert len(things) > 1  # else it would ask nothing of either half


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_nearest_to_each_of_the_eight_tasks_by_ministry(
    kg: Kaupunkigraafi, oracle: Oracle, language: str
) -> None:
    rows = asked(
        kg,
        f"""SELECT ?label ?section ?ministry ?score {{
          {GROUP} kg:hasTask ?task . ?task skos:prefLabel ?label FILTER(LANG(?label) = "{language}")
          ?section a kg:Section ; eli:is_part_of/eli:responsibility_of_agent ?ministry .
          SERVICE kg:search {{ ?section kg:matches ?label ; kg:mode "semantic" ;
                              kg:score ?score ; kg:limit 3 }}
        }}""",
    )
    labels = {
        row[f"label_{language}"] for row in oracle.table("tasks") if row["body"] == "TEM070-00-2019"
    }
    assert len(labels) == 8
    ministries = oracle.ministry_of_sections()
    for label in labels:
        expected = oracle.best(ministries, label)
        own = [row for row in rows if str(row["label"]) == label]
        for row in own:
            assert same(score_of(row), expected[str(row["section"])])
            assert str(row["ministry"]) == f"{ID}ministry/{ministries[str(row['section'])]}"
        told = sorted((score_of(row) or 0.0 for row in own), reverse=True)
        assert all(map(same, told, sorted(expected.values(), reverse=True)[:3]))
        assert len(told) == 3
    assert len(rows) == 24


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_group_s_tasks_nearest_to_a_text_by_their_labels_alone(
    kg: Kaupunkigraafi, oracle: Oracle, language: str
) -> None:
    text = PLANS[LANGUAGES.index(language)]
    rows = asked(
        kg,
        f"""SELECT ?label ?score {{
          {GROUP} kg:hasTask/skos:prefLabel ?label FILTER(LANG(?label) = "{language}")
          BIND(kg:similarity(?label, "{text}") AS ?score) }} ORDER BY DESC(?score)""",
    )
    expected = {
        row[f"label_{language}"]: oracle.similarity(row[f"label_{language}"], text)
        for row in oracle.table("tasks")
        if row["body"] == "TEM070-00-2019"
    }
    assert {str(row["label"]) for row in rows} == set(expected)
    assert all(same(score_of(row), expected[str(row["label"])]) for row in rows)
    scores = [score_of(row) or 0.0 for row in rows]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_many_passages_of_each_ministrys_laws_are_near_a_text(
    kg: Kaupunkigraafi, oracle: Oracle, language: str
) -> None:
    text = MONEY[LANGUAGES.index(language)]
    rows = asked(
        kg,
        f"""SELECT ?ministry (COUNT(DISTINCT ?passage) AS ?n) {{
          ?passage kg:inSection/eli:is_part_of/eli:responsibility_of_agent ?ministry .
          SERVICE kg:search {{ ?passage kg:matches "{text}" ; kg:mode "semantic" ;
                              kg:minScore 0.25 }}
        }} GROUP BY ?ministry""",
    )
    ministries, cosines = oracle.ministry_of_sections(), oracle.cosines(text)
    expected = Counter(
        f"{ID}ministry/{ministries[piece.section]}"
        for piece in oracle.pieces
        if piece.section in ministries and round(float(cosines[piece.row]), 6) >= 0.25
    )
    assert {str(row["ministry"]): int(str(row["n"])) for row in rows} == dict(expected)
    assert len(expected) > 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_ministries_of_the_thirty_nearest_passages_of_all(
    kg: Kaupunkigraafi, oracle: Oracle, language: str
) -> None:
    text = RESCUE[LANGUAGES.index(language)]
    rows = asked(
        kg,
        f"""SELECT ?passage ?score ?ministry {{
          {{ SELECT ?passage ?score {{
            SERVICE kg:search {{ ?passage kg:matches "{text}" ; kg:mode "semantic" ;
                                kg:score ?score ; kg:limit 30 }} }} }}
          ?passage dcterms:isPartOf/kg:concerns ?ministry . ?ministry a kg:Ministry }}""",
    )
    cosines = oracle.cosines(text)
    best = sorted(oracle.pieces, key=lambda piece: -cosines[piece.row])[:30]
    expected = {
        (piece.iri, thing)
        for piece in best
        for thing in oracle.documents[piece.document].about
        if thing.startswith(f"{ID}ministry/")
    }
    assert {(str(row["passage"]), str(row["ministry"])) for row in rows} == expected
    assert expected


@pytest.mark.parametrize("mode", ["hybrid", "lexical", "semantic"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_of_a_ministry_score_what_the_search_alone_gives_them(
    kg: Kaupunkigraafi, oracle: Oracle, language: str, mode: str
) -> None:
    text = TRANSIT[LANGUAGES.index(language)]
    rows = asked(
        kg,
        f"""SELECT DISTINCT ?document ?score {{
          ?document kg:concerns id:ministry\\/LVM .
          SERVICE kg:search {{ ?document kg:matches "{text}" ; kg:mode "{mode}" ;
                              kg:score ?score }} }}""",
    )
    every = searched(kg, text, mode, "LVM")
    about = oracle.about([f"{ID}ministry/LVM"])
    expected = {iri: score for iri, score in every.items() if iri in about}
    assert {str(row["document"]) for row in rows} == set(expected)
    for row in rows:
        assert same(score_of(row), expected[str(row["document"])])
    assert len(rows) > 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_tasks_nearest_to_a_tasks_own_label(
    kg: Kaupunkigraafi, oracle: Oracle, language: str
) -> None:
    (task,) = [row for row in oracle.table("tasks") if row["id"] == "132-1999/20"]
    text = task[f"label_{language}"]
    rows = asked(
        kg,
        f"""SELECT ?other ?score {{
          id:task\\/132-1999\\/20 skos:prefLabel ?label FILTER(LANG(?label) = "{language}")
          ?other a kg:Task FILTER(?other != id:task\\/132-1999\\/20)
          SERVICE kg:search {{ ?other kg:matches ?label ; kg:mode "semantic" ;
                              kg:score ?score ; kg:limit 6 }} }}""",
    )
    expected = oracle.best(oracle.tasks(lambda row: row["id"] != "132-1999/20"), text)
    assert len(rows) == 6
    assert all(same(score_of(row), expected[str(row["other"])]) for row in rows)
    told = sorted((score_of(row) or 0.0 for row in rows), reverse=True)
    assert all(map(same, told, sorted(expected.values(), reverse=True)[:6]))
