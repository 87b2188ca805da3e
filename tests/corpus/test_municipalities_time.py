"""Municipalities through time: the graph against the raw tables, followed without SPARQL."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from rdflib import Literal

from kaupunkigraafi.build import build
from kaupunkigraafi.errors import EntityAmbiguous, EntityUnknown
from kaupunkigraafi.graph.results import Solutions
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.resources import corpus_dir
from kaupunkigraafi.vocabulary import id_of

CEDED = "-"
Rows = list[dict[str, str]]
DOCUMENT = """---
id: lahti-fi
title: Lahden seutu
language: fi
type: summary
authority: own-summary
issued: 2026-11-24
source: "https://ropengov.github.io/geofi/"
summarises: "https://ropengov.github.io/geofi/"
licence: "https://creativecommons.org/licenses/by/4.0/"
concerns: [municipality/398]
---

# Lahden seutu

Lahti on Päijät-Hämeen kaupunki.
"""


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kaupunkigraafi]:
    """The packaged records with one document, about Lahti."""
    corpus = tmp_path_factory.mktemp("time") / "corpus"
    shutil.copytree(corpus_dir(), corpus, ignore=shutil.ignore_patterns("documents"))
    (corpus / "documents").mkdir()
    (corpus / "documents" / "lahti-fi.md").write_text(DOCUMENT, encoding="utf-8")
    folder = corpus.parent / "folder"
    build(corpus, folder, encoder="hashing")
    with Kaupunkigraafi.open(folder) as opened:
        yield opened


def _raw(shared: Path, name: str) -> Rows:
    path = shared / "data" / "registry" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k: v.strip() for k, v in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def mergers(shared: Path) -> Rows:
    return _raw(shared, "municipality_mergers_1922_2022.csv")


@pytest.fixture(scope="module")
def renamed(shared: Path) -> Rows:
    names = ("code", "old_fi", "old_sv", "date", "new_fi", "new_sv")
    raw = _raw(shared, "municipality_name_changes_1923_2022.csv")
    return [dict(zip(names, row.values(), strict=True)) for row in raw]


@pytest.fixture(scope="module")
def registers(shared: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Year → code → row of the year's register."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in _raw(shared, "municipality_year_2013_2026.csv"):
        found.setdefault(row["year"], {})[row["kunta"]] = row
    return found


def asked(kg: Kaupunkigraafi, query: str) -> set[tuple[str, ...]]:
    answer = kg.sparql(query)
    assert isinstance(answer, Solutions)
    return {
        tuple(str(v) if isinstance(v, Literal) else id_of(str(v)) for v in row.values())
        for row in answer
    }


def code(identifier: str) -> str:
    return identifier.removeprefix("municipality/")[:3]


def test_today_there_are_308_and_former_ones_are_not_among_them(
    kg: Kaupunkigraafi, mergers: Rows
) -> None:
    today = asked(kg, "SELECT ?code WHERE { ?m a kg:Municipality ; dcterms:identifier ?code }")
    former = asked(kg, "SELECT ?m WHERE { ?m a kg:FormerMunicipality }")
    assert len(today) == 308
    # Pertunmaa ceased after the table of mergers ends.
    assert len(former) == len({(r["abolished_code"], r["date"]) for r in mergers}) + 1
    assert not {c for (c,) in today} & {code(m) for (m,) in former}


def test_each_year_has_the_municipalities_of_its_register(
    kg: Kaupunkigraafi, registers: dict[str, dict[str, dict[str, str]]]
) -> None:
    assert len(registers) == 14
    for year, rows in registers.items():
        found = asked(
            kg, f'SELECT ?m WHERE {{ ?m kg:existedInYear "{year}"^^xsd:gYear }} ORDER BY ?m'
        )
        assert {code(m) for (m,) in found} == set(rows), year


def test_the_last_register_is_the_municipalities_of_today(kg: Kaupunkigraafi) -> None:
    last = asked(kg, 'SELECT ?m WHERE { ?m kg:existedInYear "2026"^^xsd:gYear }')
    assert last == asked(kg, "SELECT ?m WHERE { ?m a kg:Municipality }")


def test_every_row_of_the_mergers_is_a_change_with_its_date(
    kg: Kaupunkigraafi, mergers: Rows
) -> None:
    expected = {
        (row["abolished_code"], row["date"], row["into_code"])
        for row in mergers
        if row["into_code"] != CEDED
    }
    found = asked(
        kg,
        """SELECT ?former ?date ?heir WHERE { ?change a org:ChangeEvent ; dcterms:date ?date ;
             org:originalOrganization ?former ; org:resultingOrganization ?heir .
             ?former org:changedBy ?change ; kg:succeededBy ?heir .
             ?heir org:resultedFrom ?change }""",
    )
    assert {(code(former), day, code(heir)) for former, day, heir in found} == expected
    assert len(found) == len(expected)


def test_what_was_left_beyond_the_border_is_told_apart(kg: Kaupunkigraafi, mergers: Rows) -> None:
    ceded = {row["abolished_code"] for row in mergers if row["into_code"] == CEDED}
    found = asked(
        kg,
        """SELECT ?former WHERE { ?change org:originalOrganization ?former ;
             dcterms:type id:concept\\/change-type\\/cession }""",
    )
    assert {code(former) for (former,) in found} == ceded


def test_the_last_day_is_the_day_before_the_change(kg: Kaupunkigraafi, mergers: Rows) -> None:
    expected = {
        (row["abolished_code"], str(date.fromisoformat(row["date"]) - timedelta(days=1)))
        for row in mergers
    }
    found = asked(kg, "SELECT ?m ?day WHERE { ?m a kg:FormerMunicipality ; kg:validUntil ?day }")
    assert {(code(m), day) for m, day in found} == {*expected, ("588", "2024-12-31")}


def test_names_of_former_municipalities_are_those_of_the_source(
    kg: Kaupunkigraafi, mergers: Rows
) -> None:
    for language in ("fi", "sv"):
        found = asked(
            kg,
            f"""SELECT ?code ?day ?name WHERE {{ ?m a kg:FormerMunicipality ;
                  dcterms:identifier ?code ; kg:validUntil ?day ; skos:prefLabel ?name
                  FILTER(LANG(?name) = "{language}") FILTER(?code != "588") }}""",
        )
        expected = {
            (
                row["abolished_code"],
                str(date.fromisoformat(row["date"]) - timedelta(days=1)),
                row[f"abolished_{language}"],
            )
            for row in mergers
        }
        assert found == expected


def _followed(mergers: Rows, start: str, day: str) -> set[str]:
    """The codes that a municipality leads to in the end, row by row."""
    ends: set[str] = set()
    todo = [(start, day)]
    while todo:
        one, until = todo.pop()
        for row in mergers:
            if (row["abolished_code"], row["date"]) != (one, until) or row["into_code"] == CEDED:
                continue
            later = sorted(
                r["date"]
                for r in mergers
                if r["abolished_code"] == row["into_code"] and r["date"] > until
            )
            if later:
                todo.append((row["into_code"], later[0]))
            else:
                ends.add(row["into_code"])
    return ends


def test_a_path_of_successors_leads_to_the_municipalities_of_today(
    kg: Kaupunkigraafi, mergers: Rows
) -> None:
    expected = {
        (row["abolished_code"], row["date"], end)
        for row in mergers
        for end in _followed(mergers, row["abolished_code"], row["date"])
    }
    found = asked(
        kg,
        """SELECT ?former ?date ?today WHERE { ?former kg:succeededBy+ ?today .
             ?today a kg:Municipality . ?former org:changedBy/dcterms:date ?date }""",
    )
    assert {(code(former), day, code(today)) for former, day, today in found} == expected
    assert ("203", "1977-01-01", "272") in expected  # Kaarlela, directly and through Kälviä


def test_pertunmaa_has_ceased_and_where_it_went_is_not_known(kg: Kaupunkigraafi) -> None:
    facts = {f.predicate.rpartition("#")[2] for f in kg.entity("Pertunmaa").facts}
    assert "validUntil" in facts
    assert "succeededBy" not in facts
    with pytest.raises(EntityUnknown, match="it names municipality/588"):
        kg.search("kunta", city="Pertunmaa")


def test_name_changes_are_those_of_the_source_with_whole_codes(
    kg: Kaupunkigraafi, renamed: Rows
) -> None:
    found = asked(
        kg,
        """SELECT ?m ?date ?old ?oldSv ?new ?newSv WHERE { ?change a kg:NameChange ;
             kg:ofMunicipality ?m ; dcterms:date ?date ;
             kg:formerName ?old, ?oldSv ; kg:newName ?new, ?newSv
             FILTER(LANG(?old) = "fi" && LANG(?new) = "fi")
             FILTER(LANG(?oldSv) = "sv" && LANG(?newSv) = "sv") }""",
    )
    expected = {
        (r["code"].zfill(3), r["date"], r["old_fi"], r["old_sv"], r["new_fi"], r["new_sv"])
        for r in renamed
    }
    assert {(code(m), *rest) for m, *rest in found} == expected
    known = asked(kg, "SELECT ?m WHERE { ?m dcterms:identifier ?code ; skos:prefLabel ?name }")
    assert {(m,) for m, *_ in found} <= known


def test_an_old_name_is_another_name_of_the_municipality(kg: Kaupunkigraafi) -> None:
    assert kg.entity("Kuolajärvi").id == "municipality/732"
    assert kg.entity("Länsi-Turunmaa").id == "municipality/445"
    assert kg.entity("Helsingin mlk").label("fi") == "Vantaa"


def test_division_periods_say_of_each_year_what_its_register_says(
    kg: Kaupunkigraafi, registers: dict[str, dict[str, dict[str, str]]]
) -> None:
    groups = {"1": "kaupunkimainen", "2": "taajaan-asuttu", "3": "maaseutumainen"}
    found = Counter(
        (str(year), code(m), region[-2:], subregion[-3:], status[-1:], urban.rpartition("/")[2])
        for m, first, last, region, subregion, status, urban in asked(
            kg,
            """SELECT ?m ?first ?last ?region ?sub ?status ?class WHERE {
                 ?period kg:ofMunicipality ?m ; kg:firstYear ?first ; kg:lastYear ?last ;
                   kg:wasInRegion ?region ; kg:wasInSubRegion ?sub ;
                   kg:hadLanguageStatus ?status ; kg:hadUrbanClass ?class }""",
        )
        for year in range(int(first), int(last) + 1)
    )
    expected = Counter(
        (y, c, r["maakunta"], r["seutukunta"], r["kielisuhde"], groups[r["kuntaryhmitys"]])
        for y, rows in registers.items()
        for c, r in rows.items()
    )
    assert found == expected


def test_nastola_is_found_by_its_name_and_leads_to_lahti(kg: Kaupunkigraafi) -> None:
    nastola = kg.entity("Nastola")
    assert (nastola.id, nastola.kind) == ("municipality/532", "formermunicipality")
    (lahti,) = (f for f in nastola.facts if f.predicate.endswith("#succeededBy"))
    assert "Lahti" in {label.text for label in lahti.labels}
    assert [r.entity.id for r in kg.related("Nastola", kind="municipality")] == ["municipality/398"]
    back = {r.entity.label("fi") for r in kg.related("municipality/398", kind="formermunicipality")}
    assert "Nastola" in back


@pytest.mark.parametrize("city", ["Nastola", "nastola", "532", "municipality/532", "Lahti"])
def test_a_search_for_a_former_municipality_finds_what_is_about_todays(
    kg: Kaupunkigraafi, city: str
) -> None:
    answer = kg.search("kaupunki", city=city)
    assert [hit.document.id for hit in answer.hits] == ["lahti-fi"]


def test_a_city_elsewhere_does_not_find_it(kg: Kaupunkigraafi) -> None:
    assert not kg.search("kaupunki", city="Kuopio").hits


def test_a_municipality_that_was_divided_leads_to_several_and_they_are_named(
    kg: Kaupunkigraafi,
) -> None:
    with pytest.raises(EntityAmbiguous, match=r"municipality/182, municipality/562"):
        kg.search("kunta", city="Längelmäki")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Lohja", "municipality/444"),
        ("Heinola", "municipality/111"),
        ("Pirkkala", "municipality/604"),
        ("Parainen", "municipality/445"),
        ("Karleby", "municipality/272"),
        ("Viipuri", "municipality/929"),
        ("Sippola", "municipality/754-1975"),
        ("Anjalankoski", "municipality/754"),
    ],
)
def test_a_name_that_two_have_had_means_the_one_that_exists(
    kg: Kaupunkigraafi, name: str, key: str
) -> None:
    assert kg.entity(name).id == key


def test_no_name_of_todays_became_ambiguous(kg: Kaupunkigraafi) -> None:
    names = asked(kg, "SELECT ?m ?name WHERE { ?m a kg:Municipality ; skos:prefLabel ?name }")
    assert len(names) > 308
    for municipality, name in names:
        hits = kg.search("kaupunki", city=name, limit=1).hits
        about = [{entity.id for entity in hit.entities} for hit in hits]
        assert all(municipality in found for found in about), name
