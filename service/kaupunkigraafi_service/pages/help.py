"""The service's address → commands and programs to start from, which run as they stand."""

from __future__ import annotations

from dataclasses import dataclass

QUESTION = "kuka vastaa kaavoituksesta"
CITIES = """SELECT ?name ?people WHERE {
  ?city a kg:City ; skos:prefLabel ?name ; kg:population ?people .
  FILTER(LANG(?name) = "fi")
} ORDER BY DESC(?people) LIMIT 5"""


@dataclass(frozen=True, slots=True)
class Start:
    """Something to start from.

    Attributes:
        key: of its words among the pages' texts.
        language: of the program, as people call it.
    """

    key: str
    language: str
    text: str


def starts_of(root: str) -> tuple[Start, ...]:
    """Return commands and programs to start from.

    Args:
        root: of the service.

    Returns:
        Each can be copied and run.
    """
    search = f"curl --get {root}/api/v1/search --data-urlencode 'q={QUESTION}' --data limit=3"
    table = (
        f"curl --get {root}/sparql -H 'Accept: text/csv' \\\n  --data-urlencode 'query={CITIES}'"
    )
    program = f'''import httpx

answer = httpx.get("{root}/api/v1/search", params={{"q": "{QUESTION}", "limit": 3}}).json()
for hit in answer["hits"]:
    print(hit["document"]["title"], hit["passage"]["iri"], sep="\\t")
'''
    frame = f'''import csv, io, httpx

query = """{CITIES}"""
answer = httpx.get("{root}/sparql", params={{"query": query, "format": "csv"}})
for row in csv.DictReader(io.StringIO(answer.text)):
    print(row["name"], row["people"])
'''
    return (
        Start("search", "curl", search),
        Start("table", "curl", table),
        Start("search", "Python", program),
        Start("table", "Python", frame),
    )
