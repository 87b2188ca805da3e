"""Hankeikkuna's API and an OAI-PMH repository, as their descriptions have them; texts are ours."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from tests.harvesting.server import Asked, Reply, Site


def thing(number: int, kind: str, **more: object) -> dict[str, object]:
    """A kohde; most have no dates."""
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012d}",
        "tunnus": f"VM{number:03d}:00/2031",
        "tyyppi": kind,
        "tila": "KAYNNISSA",
        "nimi": {"fi": f"Torihanke {number}"},
        "tavoitteet": {"fi": f"Tori {number} tehdään."},
        "muokattu": f"2031-01-{number:02d}T10:00:00",
        **more,
    }


def hankeikkuna(site: Site, things: list[dict[str, object]]) -> None:
    """Answer ``kohteet/haku`` by kind, page by page."""

    def haku(asked: Asked) -> Reply:
        wanted = json.loads(asked.body)
        since, after = wanted.get("muokattuPaivaAlku", ""), wanted.get("searchAfter")
        found = [
            each
            for each in sorted(things, key=lambda each: str(each["muokattu"]))
            if each["tyyppi"] in wanted["tyyppi"]
            and str(each["muokattu"]) >= since
            and (after is None or str(each["muokattu"]) > after[0])
        ]
        page = found[: wanted["size"]]
        answer = {
            "result": [{"kohde": each, "asiasanat": []} for each in page],
            "size": len(page),
            "totalHits": len(found),
            "nextSearchAfter": [page[-1]["muokattu"]] if page else None,
        }
        return Reply(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})

    site.routes["/kohteet/haku"] = haku


def record(number: int, *, day: str = "2031-01-01", title: str = "", deleted: bool = False) -> str:
    status = ' status="deleted"' if deleted else ""
    title = title or f"Torikatsaus {number}"
    metadata = (
        ""
        if deleted
        else f"""<metadata>
      <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
       xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title>
      <dc:description>Katsaus kertoo torista {number}.</dc:description>
      <dc:subject>torit</dc:subject><dc:publisher>Toriministeriö</dc:publisher>
      <dc:date>{day}</dc:date><dc:language>fi</dc:language>
      <dc:rights>https://creativecommons.org/licenses/by/4.0/</dc:rights>
      <dc:identifier>http://tori.example/handle/{number}</dc:identifier></oai_dc:dc></metadata>"""
    )
    return f"""<record><header{status}><identifier>oai:tori:{number}</identifier>
      <datestamp>{day}</datestamp></header>{metadata}</record>"""


def repository(site: Site, records: list[str], *, at_once: int = 2) -> None:
    """Answer ListRecords; a token is the place of its first record."""

    def oai(asked: Asked) -> Reply:
        wanted = parse_qs(urlsplit(asked.path).query)
        since = wanted.get("from", [""])[0]
        chosen = [each for each in records if each.split("<datestamp>")[1][:10] >= since]
        first = int(wanted.get("resumptionToken", ["0"])[0])
        after = first + at_once
        token = str(after) if after < len(chosen) else ""
        token = f'<resumptionToken completeListSize="{len(chosen)}">{token}</resumptionToken>'
        inner = f"<ListRecords>{''.join(chosen[first:after])}{token}</ListRecords>"
        if not chosen:
            inner = '<error code="noRecordsMatch"/>'
        return Reply(body=whole(inner), headers={"Content-Type": "text/xml"})

    site.routes["/oai"] = oai


def whole(inner: str) -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{inner}</OAI-PMH>""".encode()


def site_map(site: Site, pages: dict[str, tuple[str, bytes]], path: str = "/sitemap.xml") -> None:
    """Serve pages and a map of them: path → (lastmod or "", bytes)."""
    entries = ""
    for page, (changed, data) in pages.items():
        site.routes[page] = Reply(body=data, headers={"ETag": f'"{hash(data):x}"'})
        when = f"<lastmod>{changed}</lastmod>" if changed else ""
        entries += f"<url><loc>{site.url}{page}</loc>{when}</url>"
    site.routes[path] = Reply(
        body=f"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}
        </urlset>""".encode()
    )
