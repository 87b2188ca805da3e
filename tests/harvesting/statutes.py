"""Finlex's API as its description has it: lists in JSON, statutes in Akoma Ntoso."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from tests.harvesting.server import Asked, Reply, Site

AKN = "/akn/fi/act"
CONSOLIDATED, ENACTED = f"{AKN}/statute-consolidated", f"{AKN}/statute"


def statute(
    law: str, language: str = "fin", *, text: str = "Kunta pitää torin siistinä.", version: str = ""
) -> bytes:
    """An act with one section; an empty text makes the shell that Finlex serves of some."""
    year, number = law.split("/")
    kind = "statute-consolidated" if version else "statute"
    day = f'<FRBRdate date="{version}" name="dateConsolidated"/>' if version else ""
    section = f"<section><num>1 §</num><content><p>{text}</p></content></section>" if text else ""
    return f"""<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
 xmlns:finlex="http://data.finlex.fi/schema/finlex"><act name="main"><meta>
 <identification source="#organization_fi.finlex"><FRBRWork>
 <FRBRuri value="/akn/fi/act/{kind}/{law}"/>
 <FRBRdate date="{year}-03-01" name="dateIssued"/></FRBRWork><FRBRExpression>{day}
 <FRBRlanguage language="{language}"/></FRBRExpression></identification></meta>
 <preface><p><docNumber>{number}/{year}</docNumber> <docTitle>Torilaki {number}</docTitle></p>
 </preface><body>{section}</body></act></akomaNtoso>""".encode()


def finlex(site: Site, laws: dict[str, tuple[str, bytes]]) -> None:
    """Serve statutes: key ``2015/410/fin`` → (version or "" where enacted alone, bytes)."""
    for key, (version, data) in laws.items():
        kind = CONSOLIDATED if version else ENACTED
        tag = f'"{hash(data):x}"'
        site.routes[f"{kind}/{key}@{version}"] = Reply(
            body=data, headers={"ETag": tag, "Content-Type": "application/xml"}
        )

    def listed(asked: Asked) -> Reply:
        wanted = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        kind = CONSOLIDATED if CONSOLIDATED in asked.path else ENACTED
        found = []
        for key, (version, _) in laws.items():
            year, number, language = key.split("/")
            number_fits = wanted.get("documentNumber", number) == number
            year_fits = wanted["startYear"] <= year <= wanted["endYear"]
            fits = number_fits and year_fits and wanted["langAndVersion"] == f"{language}@"
            if fits and bool(version) == (kind == CONSOLIDATED):
                uri = f"https://opendata.finlex.fi/finlex/avoindata/v1{kind}/{key}@{version}"
                found.append({"akn_uri": uri, "status": "NEW"})
        first = (int(wanted["page"]) - 1) * 10
        return Reply(
            body=json.dumps(found[first : first + 10]).encode(),
            headers={"Content-Type": "application/json"},
        )

    site.routes[f"{CONSOLIDATED}/list"] = listed
    site.routes[f"{ENACTED}/list"] = listed
