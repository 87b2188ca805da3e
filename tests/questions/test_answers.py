"""Each prepared question gives what the tables say, computed from them without SPARQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import Entity
from kaupunkigraafi.questions.asking import QuestionAnswer, Value
from kaupunkigraafi.questions.plain import answer_to_plain, message

Table = list[dict[str, str]]
Read = Callable[[str], Table]
HOME = "TEM070-00-2019"


def key(value: Value) -> object:
    return value.id if isinstance(value, Entity) else value


def column(answer: QuestionAnswer, name: str) -> list[object]:
    index = answer.columns.index(name)
    return [key(row[index]) for row in answer.rows]


def unsaid(answer: QuestionAnswer, name: str) -> list[object]:
    index = answer.columns.index(name)
    return [key(each.values[index]) for each in answer.unsaid]


def reasons(answer: QuestionAnswer) -> set[str]:
    return {each.reason.id.removeprefix("concept/reason/") for each in answer.unsaid}


def law_id(row: dict[str, str]) -> str:
    return "law/" + row["number"].replace("/", "-")


def cities_of(table: Read, body: str) -> set[str]:
    return {
        row["party"]
        for row in table("representations")
        if row["body"] == body and row["party"].startswith("municipality/")
    }


@pytest.mark.parametrize("body", [HOME, "TEM075-00-2023", "urban-2016"])
def test_the_cities_of_a_body(records_kg: Kaupunkigraafi, table: Read, body: str) -> None:
    answer = records_kg.question("body-cities", body=f"body/{body}")
    assert sorted(column(answer, "city")) == sorted(cities_of(table, body))
    assert not answer.unsaid


def test_of_the_first_group_only_one_city_is_known_and_that_is_said(
    records_kg: Kaupunkigraafi,
) -> None:
    answer = records_kg.question("body-cities", body="body/urban-2011")
    assert column(answer, "city") == ["municipality/091"]
    assert reasons(answer) == {"roll-incomplete"}
    assert message(answer, "fi") == "ei tiedossa: luettelo ei ole täydellinen"


def test_cities_added_and_dropped_between_two_bodies(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    earlier, later = cities_of(table, "urban-2016"), cities_of(table, HOME)
    given = {"earlier": "body/urban-2016", "later": f"body/{HOME}"}
    added = records_kg.question("cities-added", **given)
    assert set(column(added, "city")) == later - earlier
    assert len(added.rows) == 9
    dropped = records_kg.question("cities-dropped", **given)
    assert set(column(dropped, "city")) == earlier - later == set()
    assert message(dropped, "sv") == "Enligt databasen ingen."


def test_a_comparison_with_a_roll_that_is_not_complete_is_not_made(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    answer = records_kg.question("cities-added", earlier="body/urban-2011", later=f"body/{HOME}")
    assert answer.rows == ()
    assert set(unsaid(answer, "city")) == cities_of(table, HOME) - {"municipality/091"}


def test_what_a_page_reports_and_what_follows_from_dates_stand_side_by_side(
    records_kg: Kaupunkigraafi,
) -> None:
    answer = records_kg.question("body-status", body="TEM070:00/2019")
    told = {(key(row[0]), key(row[1]), key(row[2])) for row in answer.rows}
    ontology = "https://w3id.org/kaupunkigraafi/ontology#"
    assert told == {
        (ontology + "statusAsReported", "Käynnissä", "source/hankeikkuna-tem070"),
        (ontology + "statusDerived", "concept/body-status/ended", "source/derived-body-status"),
    }


def test_a_status_that_nobody_tells_is_not_known(records_kg: Kaupunkigraafi) -> None:
    for body in ("body/TEM075-00-2023", "body/regional-renewal-council"):
        answer = records_kg.question("body-status", body=body)
        assert answer.rows == ()
        assert message(answer, "en") == "not known: no source tells it"


def test_the_successor_of_each_body(records_kg: Kaupunkigraafi, table: Read) -> None:
    successors = {row["replaces"]: row["id"] for row in table("bodies") if row["replaces"]}
    assert len(successors) == 3
    for row in table("bodies"):
        answer = records_kg.question("body-successor", body=f"body/{row['id']}")
        expected = {f"body/{successors[row['id']]}"} if row["id"] in successors else set()
        assert set(column(answer, "successor")) == expected
        assert reasons(answer) == (set() if expected else {"no-source"})


def test_the_tasks_of_the_group_stand_in_order(records_kg: Kaupunkigraafi, table: Read) -> None:
    rows = [row for row in table("tasks") if row["body"] == HOME]
    answer = records_kg.question("body-tasks", body=f"body/{HOME}")
    assert column(answer, "position") == list(range(1, 9))
    assert column(answer, "task") == [f"task/{row['id']}" for row in rows]
    other = records_kg.question("body-tasks", body="body/TEM075-00-2023")
    assert (other.rows, reasons(other)) == ((), {"no-source"})


def test_to_whom_the_group_reports_and_under_which_sections(records_kg: Kaupunkigraafi) -> None:
    answer = records_kg.question("body-reports-to", body=f"body/{HOME}")
    assert column(answer, "body") == ["body/regional-renewal-council"] * 2
    assert column(answer, "section") == [
        "section/756-2021/luku/2/pykala/15",
        "section/797-2021/luku/1/pykala/7",
    ]
    assert column(answer, "ministry") == ["ministry/TEM"] * 2


def test_the_ministry_of_every_law_or_that_it_is_not_known(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    for row in table("laws"):
        answer = records_kg.question("law-ministry", law=law_id(row))
        assert column(answer, "ministry") == (
            [f"ministry/{row['ministry']}"] if row["ministry"] else []
        )
        assert reasons(answer) == (set() if row["ministry"] else {"consolidated-text-missing"})


@pytest.mark.parametrize("day", ["1995-01-01", "2014-05-01", "2022-02-02", "2026-08-31"])
def test_the_laws_in_force_on_a_day(records_kg: Kaupunkigraafi, table: Read, day: str) -> None:
    answer = records_kg.question("laws-in-force", day=day)
    known = {
        law_id(row)
        for row in table("laws")
        if row["status"] == "in-force" and row["in_force_from"] <= day
    }
    assert set(column(answer, "law")) == known
    starts = {row["eli"]: row["in_force_from"] for row in table("laws")}
    ended = {
        r["repealed"] for r in table("repeals") if starts[r["law"]] and starts[r["law"]] <= day
    }
    open_ = {
        law_id(row)
        for row in table("laws")
        if (row["status"] == "repealed" and row["in_force_from"] <= day)
        or (
            not row["in_force_from"]
            and (row["enacted"] or row["published"] or day) <= day
            and row["eli"] not in ended
        )
    }
    assert set(unsaid(answer, "law")) == open_


def test_nothing_is_said_of_days_after_the_consolidated_texts(records_kg: Kaupunkigraafi) -> None:
    assert records_kg.question("laws-in-force", day="2026-10-01").rows == ()


@pytest.mark.parametrize(
    ("law", "day", "said", "open_"),
    [
        ("132/1999", "1999-02-05", {"Maankäyttö- ja rakennuslaki"}, set()),
        ("132/1999", "2000-06-01", set(), {"Maankäyttö- ja rakennuslaki", "Alueidenkäyttölaki"}),
        ("132/1999", "2026-01-01", {"Alueidenkäyttölaki"}, set()),
        ("410/2015", "2020-01-01", {"Kuntalaki"}, set()),
        ("410/2015", "2010-01-01", set(), set()),
    ],
)
def test_the_title_of_a_law_on_a_day(
    records_kg: Kaupunkigraafi, law: str, day: str, said: set[str], open_: set[str]
) -> None:
    answer = records_kg.question("law-title", law=law, day=day)
    assert set(column(answer, "title")) == said
    assert set(unsaid(answer, "title")) == open_


def test_c21_cities_in_no_mal_region(records_kg: Kaupunkigraafi, table: Read) -> None:
    network = {f"municipality/{row['municipality']}" for row in table("network_members")}
    known = {f"municipality/{row['municipality']}" for row in table("cityregion_members")}
    known |= {f"municipality/{row['named_after']}" for row in table("cityregions")}
    complete = {
        row["subject"]
        for row in table("rolls")
        if row["subject"].startswith("cityregion/") and row["completeness"] == "complete"
    }
    regions = {f"municipality/{row['code']}": row["region"] for row in table("municipalities")}
    doubtful = {
        regions[f"municipality/{row['named_after']}"]
        for row in table("cityregions")
        if f"cityregion/{row['id']}" not in complete
    }
    outside = network - known
    answer = records_kg.question("c21-without-mal")
    assert set(column(answer, "city")) == {c for c in outside if regions[c] not in doubtful}
    assert set(unsaid(answer, "city")) == {c for c in outside if regions[c] in doubtful}
    never = {"municipality/853", "municipality/564", "municipality/179", "municipality/297"}
    assert not never & {*column(answer, "city"), *unsaid(answer, "city")}


def test_municipalities_with_both_kinds_of_agreement(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    parties: dict[str, set[str]] = {"mal": set(), "ecosystem": set()}
    for row in table("agreements"):
        parties[row["type"]].update(row["parties"].split("|"))
    in_region = {
        f"municipality/{row['municipality']}"
        for row in table("cityregion_members")
        if f"cityregion/{row['cityregion']}" in parties["mal"]
    } | {f"municipality/{r['named_after']}" for r in table("cityregions")}
    both = {p for p in parties["ecosystem"] if p in parties["mal"] | in_region}
    answer = records_kg.question("mal-and-ecosystem")
    assert set(column(answer, "municipality")) == {p for p in both if p.startswith("municipality/")}
    assert set(unsaid(answer, "cityregion")) == {
        "cityregion/kuopio",
        "cityregion/tampere",
        "cityregion/turku",
    }


def test_agreements_against_cities_counted(records_kg: Kaupunkigraafi, table: Read) -> None:
    answer = records_kg.question("agreements-and-cities")
    assert [[key(v) for v in row] for row in answer.rows] == [
        ["concept/agreement-type/ecosystem", "2021–2027", 16, 18]
    ]
    counts = Counter(row["round"] for row in table("agreements") if row["type"] == "mal")
    index = answer.columns.index("agreements")
    told = {str(each.values[1]): each.values[index] for each in answer.unsaid}
    assert told == counts
    assert reasons(answer) == {"roll-incomplete"}


def test_bodies_set_during_each_government(records_kg: Kaupunkigraafi, table: Read) -> None:
    for government in table("governments"):
        start, end = government["valid_from"], government["valid_until"] or "9999"
        set_then = {
            f"body/{row['id']}" for row in table("bodies") if start <= row["date_set"] < end
        }
        tied = {
            f"body/{row['id']}"
            for row in table("bodies")
            if row["government"] == government["key"] and not row["date_set"]
        }
        answer = records_kg.question(
            "bodies-of-government", government=f"government/{government['key']}"
        )
        assert set(column(answer, "body")) == set_then
        assert set(unsaid(answer, "body")) == tied


def test_the_bilingual_cities_of_the_group(records_kg: Kaupunkigraafi, table: Read) -> None:
    status = {f"municipality/{r['code']}": r["language_status"] for r in table("municipalities")}
    expected = {city for city in cities_of(table, HOME) if status[city] in ("1", "2")}
    answer = records_kg.question("bilingual-cities", body=f"body/{HOME}")
    assert set(column(answer, "city")) == expected
    assert len(expected) == 7


def test_laws_that_cite_a_law(records_kg: Kaupunkigraafi, table: Read) -> None:
    citing = {
        row["section"]
        for row in table("citations")
        if row["cited"] == "2015/410" and not row["section"].startswith("2015/410/")
    }
    answer = records_kg.question("laws-citing", law="410/2015")
    assert len(column(answer, "section")) == len(citing) > 0
    assert len(answer.unsaid) == 36 + (1 if not_read(table, "2015/410") else 0)
    assert reasons(answer) == {"consolidated-text-missing"}


def not_read(table: Read, eli: str) -> bool:
    return any(row["eli"] == eli and not row["ministry"] for row in table("laws"))


def test_laws_that_a_law_cites_with_the_number_of_sections(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    counts = Counter(
        row["number"] for row in table("citations") if row["section"].startswith("2015/410/")
    )
    answer = records_kg.question("law-cites", law="410/2015")
    told = dict(zip(column(answer, "number"), column(answer, "count"), strict=True))
    assert told == counts
    unread = records_kg.question("law-cites", law="423/2003")
    assert (unread.rows, reasons(unread)) == ((), {"consolidated-text-missing"})


def test_the_most_cited_laws(records_kg: Kaupunkigraafi, table: Read) -> None:
    counts = Counter((row["number"], row["cited"]) for row in table("citations"))
    expected = sorted(((-n, number) for (number, _), n in counts.items()))[:20]
    answer = records_kg.question("most-cited")
    told = zip(column(answer, "count"), column(answer, "number"), strict=True)
    assert [(-int(str(n)), number) for n, number in told] == expected


def test_the_laws_of_a_ministry(records_kg: Kaupunkigraafi, table: Read) -> None:
    for ministry in {row["ministry"] for row in table("laws")} - {""}:
        answer = records_kg.question("laws-of-ministry", ministry=f"ministry/{ministry}")
        expected = {law_id(row) for row in table("laws") if row["ministry"] == ministry}
        assert set(column(answer, "law")) == expected
        assert len(answer.unsaid) == 37


def test_the_sections_of_a_law_come_in_order_of_number(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    rows = [row for row in table("sections") if row["eli"] == "2015/410"]
    answer = records_kg.question("law-sections", law="kuntalaki")
    assert sorted(map(str, column(answer, "number"))) == sorted(row["number"] for row in rows)
    numbers = [
        int(str(n).split()[0]) for n in column(answer, "number") if str(n).split()[0].isdigit()
    ]
    assert numbers == sorted(numbers)


def test_the_dated_wordings_of_a_law(records_kg: Kaupunkigraafi, table: Read) -> None:
    rows = [row for row in table("expressions") if row["eli"] == "1999/132"]
    answer = records_kg.question("law-versions", law="132/1999")
    assert sorted(map(str, column(answer, "day"))) == sorted(row["version_date"] for row in rows)
    assert reasons(answer) == {"roll-incomplete"}


def test_the_preparatory_works_of_every_law(records_kg: Kaupunkigraafi, table: Read) -> None:
    for row in table("laws"):
        answer = records_kg.question("law-preparation", law=law_id(row))
        assert set(column(answer, "work")) == {w for w in row["preparatory"].split("|") if w}
        assert bool(answer.unsaid) is not bool(answer.rows)


def test_repealed_laws_are_those_that_a_source_says_are(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    answer = records_kg.question("repealed-laws")
    repealed = {r["repealed"] for r in table("repeals")}
    ids = {row["eli"]: law_id(row) for row in table("laws")}
    assert set(column(answer, "law")) == {ids[eli] for eli in repealed}
    reported = {law_id(r) for r in table("laws") if r["status"] == "repealed"}
    assert set(unsaid(answer, "law")) == reported - set(column(answer, "law"))


def test_the_municipalities_of_a_region(records_kg: Kaupunkigraafi, table: Read) -> None:
    rows = [row for row in table("municipalities") if row["region"] == "06"]
    rows.sort(key=lambda row: -int(row["population"]))
    answer = records_kg.question("region-municipalities", region="Pirkanmaa")
    assert column(answer, "municipality") == [f"municipality/{row['code']}" for row in rows]
    assert set(column(answer, "year")) == {2022} or set(column(answer, "year")) == {"2022"}


def test_the_municipalities_of_a_wellbeing_services_county(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    answer = records_kg.question("county-municipalities", county="county/08")
    expected = {f"municipality/{r['code']}" for r in table("municipalities") if r["county"] == "08"}
    assert set(column(answer, "municipality")) == expected


def test_c21_cities_that_were_not_in_a_body(records_kg: Kaupunkigraafi, table: Read) -> None:
    network = {f"municipality/{row['municipality']}" for row in table("network_members")}
    answer = records_kg.question("network-not-in-body", body="body/urban-2016")
    assert set(column(answer, "city")) == network - cities_of(table, "urban-2016")
    unknown = records_kg.question("network-not-in-body", body="body/urban-2011")
    assert unknown.rows == ()
    assert set(unsaid(unknown, "city")) == network - {"municipality/091"}


def test_the_memberships_of_a_city(records_kg: Kaupunkigraafi, table: Read) -> None:
    expected = {
        f"body/{r['body']}" for r in table("representations") if r["party"] == "municipality/837"
    }
    expected |= {
        f"network/{r['network']}" for r in table("network_members") if r["municipality"] == "837"
    }
    expected |= {
        f"cityregion/{r['cityregion']}"
        for r in table("cityregion_members")
        if r["municipality"] == "837"
    }
    answer = records_kg.question("municipality-memberships", municipality="Tampere")
    assert set(column(answer, "body")) == expected


def test_the_agreements_of_a_municipality_through_its_region_too(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    ways = {"municipality/564", "cityregion/oulu"}
    expected = {
        f"agreement/{row['id']}"
        for row in table("agreements")
        if ways & set(row["parties"].split("|"))
    }
    answer = records_kg.question("municipality-agreements", municipality="Oulu")
    assert set(column(answer, "agreement")) == expected
    none = records_kg.question("municipality-agreements", municipality="Utsjoki")
    assert none.rows == ()
    assert "parter tunnetaan" not in message(none, "fi")
    assert message(none, "fi").startswith("Kunta ei ole osapuolena")


def test_agreements_in_force_on_a_day_need_both_days(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    day = "2022-01-01"
    answer = records_kg.question("agreements-on", day=day)
    certain, open_ = set(), set()
    for row in table("agreements"):
        start, end = row["valid_from"] or row["signed"], row["valid_until"]
        if (start and start > day) or (end and end < day):
            continue
        (certain if start and end else open_).add(f"agreement/{row['id']}")
    assert set(column(answer, "agreement")) == certain
    assert len(certain) == 16
    assert set(unsaid(answer, "agreement")) == open_


def test_the_parties_of_every_agreement(records_kg: Kaupunkigraafi, table: Read) -> None:
    complete = {
        r["subject"]: r["completeness"] for r in table("rolls") if r["id"].endswith("/parties")
    }
    for row in table("agreements"):
        name = f"agreement/{row['id']}"
        answer = records_kg.question("agreement-parties", agreement=name)
        assert set(column(answer, "party")) == set(row["parties"].split("|"))
        assert bool(answer.unsaid) == (complete[name] != "complete")


def test_what_an_unread_agreement_commits_to_is_not_known(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    assert table("commitments") == []
    for row in table("agreements"):
        answer = records_kg.question("agreement-commitments", agreement=f"agreement/{row['id']}")
        assert answer.rows == ()
        assert message(answer, "sv") == "inte känt: avtalets text har inte lästs"


def test_the_programme_of_a_government_or_that_none_is_known(records_kg: Kaupunkigraafi) -> None:
    answer = records_kg.question("government-programmes", government="government/orpo")
    assert column(answer, "programme") == ["programme/government-programme-orpo"]
    unknown = records_kg.question("government-programmes", government="government/marin")
    assert reasons(unknown) == {"no-source"}


def test_what_two_municipalities_share_and_where_they_differ(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    rows = {row["code"]: row for row in table("municipalities")}
    answer = records_kg.question("two-municipalities", one="Tampere", other="Turku")
    shared = {key(row[1]) for row in answer.rows if row[2] is None}
    bodies = {
        f"body/{r['body']}" for r in table("representations") if r["party"] == "municipality/837"
    } & {f"body/{r['body']}" for r in table("representations") if r["party"] == "municipality/853"}
    assert shared >= bodies | {"network/c21"}
    assert ("concept/urban-class/" + rows["837"]["urban_class"] in shared) == (
        rows["837"]["urban_class"] == rows["853"]["urban_class"]
    )
    mine = {key(row[1]) for row in answer.rows if key(row[2]) == "municipality/837"}
    assert f"region/{rows['837']['region']}" in mine
    assert unsaid(answer, "value") == ["cityregion/tampere", "cityregion/turku"]


def test_the_chain_of_law_behind_the_eighth_task(records_kg: Kaupunkigraafi) -> None:
    answer = records_kg.question("task-chain", task=f"task/{HOME}/8")
    assert column(answer, "law") == ["law/756-2021", "law/797-2021"]
    assert column(answer, "ministry") == ["ministry/TEM", "ministry/TEM"]
    first = records_kg.question("task-chain", task=f"task/{HOME}/1")
    assert message(first, "en") == "not known: no source tells it"


def test_every_roll_is_told(records_kg: Kaupunkigraafi, table: Read) -> None:
    answer = records_kg.question("rolls")
    told = Counter(str(value).rpartition("/")[2] for value in column(answer, "completeness"))
    assert told == Counter(row["completeness"] for row in table("rolls"))


def test_an_answer_prints_with_labels_and_says_what_is_not_known(
    records_kg: Kaupunkigraafi,
) -> None:
    plain = answer_to_plain(records_kg.question("body-cities", body="body/urban-2011"), "sv")
    assert plain["title"] == "Vilka städer var företrädda i ett organ?"
    assert plain["rows"] == [
        {
            "city": {
                "id": "municipality/091",
                "iri": "https://w3id.org/kaupunkigraafi/id/municipality/091",
                "kind": "municipality",
                "label": "Helsingfors",
            },
            "role": {
                "id": "concept/membership-role/vice-chair",
                "iri": "https://w3id.org/kaupunkigraafi/id/concept/membership-role/vice-chair",
                "kind": "concept",
                "label": "vice ordförande",
            },
        }
    ]
    assert plain["message"] == "inte känt: förteckningen är inte fullständig"


def successors(table: Read) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in table("mergers"):
        found.setdefault(row["former"], set()).add(row["successor"])
    return found


@pytest.mark.parametrize("name", ["Nastola", "Pirkkala", "Pertunmaa", "Ahlainen"])
def test_where_a_former_municipality_went(
    records_kg: Kaupunkigraafi, table: Read, name: str
) -> None:
    former = next(r["key"] for r in table("former_municipalities") if r["name_fi"] == name)
    answer = records_kg.question("merged-municipality", former=f"municipality/{former}")
    after = {f"municipality/{key}" for key in successors(table).get(former, set()) if key}
    assert set(column(answer, "into")) == after
    assert reasons(answer) == (set() if after else {"no-source"})


def test_what_was_ceded_went_to_no_municipality_and_that_is_known(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    ceded = [row for row in table("mergers") if row["type"] == "cession"]
    assert ceded
    for row in ceded[:5]:
        answer = records_kg.question("merged-municipality", former=f"municipality/{row['former']}")
        assert answer.unsaid == ()
        assert column(answer, "kind") == ["concept/change-type/cession"]
        assert column(answer, "into") == [None]


def test_nastola_leads_to_lahti_by_its_old_name(records_kg: Kaupunkigraafi) -> None:
    answer = records_kg.question("merged-municipality", former="Nastola")
    assert column(answer, "today") == ["municipality/398"]
    assert column(answer, "day") == ["2016-01-01"]


def test_former_municipalities_that_are_part_of_one_today(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    after = successors(table)
    found = {"853"}
    while True:
        more = {former for former, keys in after.items() if keys & found} - found
        if not more:
            break
        found |= more
    answer = records_kg.question("mergers-into", municipality="Turku")
    expected = {f"municipality/{key}" for key in found - {"853"}}
    assert set(column(answer, "former")) == expected
    assert expected


@pytest.mark.parametrize("year", ["2013", "2016", "2026"])
def test_the_municipalities_of_a_year(records_kg: Kaupunkigraafi, table: Read, year: str) -> None:
    expected = {
        f"municipality/{r['municipality']}"
        for r in table("municipality_years")
        if r["year"] == year
    }
    answer = records_kg.question("municipalities-in-year", year=year)
    assert set(column(answer, "municipality")) == expected
    early = records_kg.question("municipalities-in-year", year="1990")
    assert early.rows == ()
    assert message(early, "en").startswith("The municipalities of that year are not known")


def test_changes_of_names(records_kg: Kaupunkigraafi, table: Read) -> None:
    answer = records_kg.question("name-changes")
    told = {tuple(map(key, row)) for row in answer.rows}
    for row in table("name_changes"):
        for language in ("fi", "sv"):
            old, new = row[f"old_{language}"], row[f"new_{language}"]
            expected = (f"municipality/{row['municipality']}", row["date"], old, new or None)
            assert not old or expected in told


def test_the_statutory_tasks_of_a_municipality_are_those_of_all_and_its_own(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    everyone = "concept/actor-group/municipalities"
    for code in ("837", "091"):
        carriers = {everyone, f"municipality/{code}"}
        expected = {
            f"task/{row['id']}"
            for row in table("tasks")
            if carriers & set(row["carried_by"].split("|")) and row["based_on"]
        }
        answer = records_kg.question("municipality-tasks", municipality=code)
        assert set(column(answer, "task")) == expected
        steering = {f"task/{row['id']}": row["steered_by"] for row in table("tasks")}
        for row in answer.rows:
            ministry = steering[str(key(row[0]))]
            assert key(row[3]) == (f"ministry/{ministry}" if ministry else None)


def test_tasks_without_a_ministry_are_told_as_not_known(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    expected = {
        f"task/{row['id']}"
        for row in table("tasks")
        if not row["steered_by"] and row["based_on"] and not row["body"]
    }
    answer = records_kg.question("tasks-without-ministry")
    assert set(unsaid(answer, "task")) == expected
    assert answer.rows == ()


def test_the_tasks_that_a_law_lays_down(records_kg: Kaupunkigraafi, table: Read) -> None:
    expected = {
        (f"task/{row['id']}", carrier)
        for row in table("tasks")
        for carrier in row["carried_by"].split("|")
        if row["based_on"].startswith("2015/410/")
    }
    answer = records_kg.question("law-tasks", law="410/2015")
    assert {(key(row[0]), key(row[1])) for row in answer.rows} == expected


def test_the_tasks_that_a_ministry_carries_or_steers(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    steered = {f"task/{r['id']}" for r in table("tasks") if "TEM" in r["steered_by"].split("|")}
    carried = {
        f"task/{r['id']}" for r in table("tasks") if "ministry/TEM" in r["carried_by"].split("|")
    }
    answer = records_kg.question("ministry-tasks", ministry="TEM")
    told = {(str(key(row[0])), str(key(row[1])).rpartition("#")[2]) for row in answer.rows}
    assert told == {(t, "steeredBy") for t in steered} | {(t, "carriedBy") for t in carried}


def test_the_tasks_on_a_topic(records_kg: Kaupunkigraafi, table: Read) -> None:
    expected = {f"task/{r['id']}" for r in table("tasks") if "p8268" in r["topic"].split("|")}
    answer = records_kg.question("tasks-on-topic", topic="kaavoitus")
    assert set(column(answer, "task")) == expected


def test_the_statutory_tasks_that_the_group_touches(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    expected = [
        (f"task/{row['id']}", f"task/{each}")
        for row in table("tasks")
        for each in sorted(row["touches"].split("|"))
        if each
    ]
    answer = records_kg.question("statutory-tasks-touched", body=f"body/{HOME}")
    assert sorted((str(key(r[0])), str(key(r[1]))) for r in answer.rows) == sorted(expected)


def test_the_tasks_nearest_to_a_text_are_those_of_the_best_hits(records_kg: Kaupunkigraafi) -> None:
    asked = "jätehuollon järjestäminen kunnassa"
    answer = records_kg.question("tasks-about", text=asked)
    best = records_kg.search(asked, limit=1).hits[0]
    assert column(answer, "task")[0] in [e.id for e in best.entities]
    assert float(str(answer.rows[0][-1])) == pytest.approx(best.score, abs=1e-6)
    assert len(set(column(answer, "task"))) == 20
    scores = [float(str(row[-1])) for row in answer.rows]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("asked", ['"', "\\", 'a\'b""" } #', "rivi\nrivi", "$task ?x"])
def test_a_text_that_is_asked_about_stays_a_text(records_kg: Kaupunkigraafi, asked: str) -> None:
    answer = records_kg.question("tasks-about", text=asked + " vesihuolto")
    assert dict(answer.given) == {"text": asked + " vesihuolto"}
    assert len(answer.rows) >= 20


def test_the_tasks_nearest_to_a_task_leave_itself_out(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    tasks = {f"task/{row['id']}": row["label_fi"] for row in table("tasks")}
    answer = records_kg.question("tasks-like-task", task="task/132-1999/20")
    found = list(dict.fromkeys(column(answer, "other")))
    assert len(found) == 20
    assert "task/132-1999/20" not in found
    assert set(found) <= set(tasks)
    assert any("kaavoitu" in tasks[str(task)] for task in found[:5])


def test_the_sections_nearest_to_a_text_are_of_the_ministrys_laws(
    records_kg: Kaupunkigraafi, table: Read
) -> None:
    laws = {law_id(row) for row in table("laws") if "YM" in row["ministry"].split("|")}
    answer = records_kg.question("sections-about", text="kaavoitus", ministry="YM")
    assert len(answer.rows) == 20
    assert set(column(answer, "law")) <= laws
    assert all(row[-1] for row in answer.rows)
