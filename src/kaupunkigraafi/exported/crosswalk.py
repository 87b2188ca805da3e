"""Graph → what a municipality's code of any year is today: mergers, divisions, changes of names.

Only what sources say: where a part of a municipality went is said, how large it was is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaupunkigraafi.exported.columns import Sheet, Value, sheet_of
from kaupunkigraafi.graph.results import Row, Solutions
from kaupunkigraafi.graph.store import Store
from kaupunkigraafi.vocabulary import PREFIXES, id_of

_PREFIXES = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_MUNICIPALITIES = """SELECT ?m ?code ?fi ?sv ?until ?former WHERE {
  { ?m a kg:Municipality BIND(false AS ?former) } UNION
  { ?m a kg:FormerMunicipality BIND(true AS ?former) }
  ?m skos:notation ?code .
  OPTIONAL { ?m skos:prefLabel ?fi FILTER(LANG(?fi) = "fi") }
  OPTIONAL { ?m skos:prefLabel ?sv FILTER(LANG(?sv) = "sv") }
  OPTIONAL { ?m kg:validUntil ?until }
} ORDER BY ?code ?m"""
_CHANGES = """SELECT ?m ?day ?kind ?into ?source WHERE {
  ?change org:originalOrganization ?m .
  OPTIONAL { ?change dcterms:date ?day }
  OPTIONAL { ?change dcterms:type ?kind }
  OPTIONAL { ?change org:resultingOrganization ?into }
  OPTIONAL { ?change prov:wasDerivedFrom ?source }
} ORDER BY ?m ?day ?kind ?into ?source"""
_TODAY = """SELECT ?m ?code WHERE {
  ?m kg:succeededBy+ ?today . ?today a kg:Municipality ; skos:notation ?code
} ORDER BY ?m ?code"""
_NAMES = """SELECT ?m ?day ?oldfi ?oldsv ?newfi ?newsv ?source WHERE {
  ?change a kg:NameChange ; kg:ofMunicipality ?m ; dcterms:date ?day .
  OPTIONAL { ?change kg:formerName ?oldfi FILTER(LANG(?oldfi) = "fi") }
  OPTIONAL { ?change kg:formerName ?oldsv FILTER(LANG(?oldsv) = "sv") }
  OPTIONAL { ?change kg:newName ?newfi FILTER(LANG(?newfi) = "fi") }
  OPTIONAL { ?change kg:newName ?newsv FILTER(LANG(?newsv) = "sv") }
  OPTIONAL { ?change prov:wasDerivedFrom ?source }
} ORDER BY ?m ?day ?source"""
_YEARS = "SELECT ?m ?year WHERE { ?m kg:existedInYear ?year } ORDER BY ?year ?m"
_COLUMNS = ("code", "name_fi", "name_sv", "valid_until", "event", "date", "to_code", "to_name_fi",
            "to_name_sv", "today", "id", "source")  # fmt: skip
_OF_YEARS = ("year", "code", "name_fi", "name_sv", "today", "id")


def crosswalks(store: Store) -> tuple[Sheet, ...]:
    """Make the tables that lead from codes of the past to those of today.

    Args:
        store: the graph.

    Returns:
        Two; none where the graph knows no municipalities.
    """
    known = {str(row["m"]): row for row in _rows(store, _MUNICIPALITIES)}
    if not known:
        return ()
    today: dict[str, tuple[str, ...]] = {
        iri: (str(row["code"]),) for iri, row in known.items() if str(row["former"]) == "false"
    }
    for row in _rows(store, _TODAY):
        if str(row["m"]) in known:
            today[str(row["m"])] = (*today.get(str(row["m"]), ()), str(row["code"]))
    rows = [*_changes(store, known, today), *_renamed(store, known, today)]
    told = {row["id"] for row in rows if row["event"] != "name-change"}
    rows += [_start(known, today, iri) for iri in known if id_of(iri) not in told]
    rows.sort(
        key=lambda row: [str(row.get(each, "")) for each in ("code", "id", "date", "to_code")]
    )
    years = [
        {"year": str(row["year"]), **_named(known, today, str(row["m"]))}
        for row in _rows(store, _YEARS)
        if str(row["m"]) in known
    ]
    title = "Codes of municipalities and what became of them"
    return (
        sheet_of("crosswalk", title, _COLUMNS, rows),
        sheet_of("municipalities-by-year", "Municipalities of each year", _OF_YEARS, years),
    )


def _changes(
    store: Store, known: Mapping[str, Row], today: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, Value]]:
    seen: dict[tuple[str, ...], dict[str, Value]] = {}
    for row in _rows(store, _CHANGES):
        iri, into = str(row["m"]), str(row["into"] or "")
        if iri not in known:
            continue
        kind = id_of(str(row["kind"])).rpartition("/")[2] if row["kind"] else ""
        written = {**_start(known, today, iri), "event": kind, **_text("date", row["day"])}
        if into in known:
            written |= _to(known[into])
        written |= _text("source", row["source"])
        seen.setdefault((iri, str(row["day"]), kind, into), written)
    yield from seen.values()


def _renamed(
    store: Store, known: Mapping[str, Row], today: Mapping[str, tuple[str, ...]]
) -> Iterator[dict[str, Value]]:
    for row in _rows(store, _NAMES):
        iri = str(row["m"])
        if iri in known:
            yield {
                **_start(known, today, iri),
                "event": "name-change",
                "date": str(row["day"]),
                **_text("name_fi", row["oldfi"]),
                **_text("name_sv", row["oldsv"]),
                "to_code": str(known[iri]["code"]),
                **_text("to_name_fi", row["newfi"]),
                **_text("to_name_sv", row["newsv"]),
                **_text("source", row["source"]),
            }


def _start(
    known: Mapping[str, Row], today: Mapping[str, tuple[str, ...]], iri: str
) -> dict[str, Value]:
    return {**_named(known, today, iri), "event": "", **_text("valid_until", known[iri]["until"])}


def _named(
    known: Mapping[str, Row], today: Mapping[str, tuple[str, ...]], iri: str
) -> dict[str, Value]:
    row = known[iri]
    found: dict[str, Value] = {"code": str(row["code"]), "id": id_of(iri)}
    found |= {**_text("name_fi", row["fi"]), **_text("name_sv", row["sv"])}
    return {**found, "today": tuple(dict.fromkeys(today.get(iri, ())))}


def _to(row: Row) -> dict[str, Value]:
    return {
        "to_code": str(row["code"]),
        **_text("to_name_fi", row["fi"]),
        **_text("to_name_sv", row["sv"]),
    }


def _text(name: str, term: object) -> dict[str, Value]:
    return {} if term is None else {name: id_of(str(term))}


def _rows(store: Store, query: str) -> tuple[Row, ...]:
    result = store.query(_PREFIXES + query)
    return tuple(result.rows) if isinstance(result, Solutions) else ()
