"""For machines that read pages: sitemap, robots, OpenSearch, Atom, and a search box to embed."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi
from kaupunkigraafi.model import LANGUAGES, Document
from kaupunkigraafi.vocabulary import id_of
from kaupunkigraafi_service import headers
from kaupunkigraafi_service.pages.address import address, entity_address, translated
from kaupunkigraafi_service.pages.rendering import page
from kaupunkigraafi_service.pages.texts import Texts, language_of
from kaupunkigraafi_service.public import root_of
from kaupunkigraafi_service.serving import serving_of

router = APIRouter(include_in_schema=False)
pages = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PAGES = ("/", "/compare", "/questions", "/query", "/about", "/api", "/ontology", "/accessibility",
          "/privacy")  # fmt: skip
_KINDS = (
    "kg:Municipality kg:Ministry eli:LegalResource kg:Body kg:Agreement kg:Region kg:CityRegion"
)
_MOST = 15_000  # of a sitemap's 50,000 addresses, in three languages
_NEWEST = 20


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """List the pages that are worth finding, each in three languages."""
    root = root_of(request)
    with serving_of(request).generations.pinned() as reading:
        paths = list(_paths(reading.kg))[:_MOST]
        generation = reading.kg.generation
    parts = [
        _XML,
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n',
        *(each for path in paths for each in _urls(root, path)),
        "</urlset>\n",
    ]
    return _xml("".join(parts), "application/xml", generation)


def _paths(kg: Kaupunkigraafi) -> Iterator[str]:
    yield from _PAGES
    yield from (f"/questions/{each.name}" for each in kg.questions() if not each.parameters)
    query = f"SELECT DISTINCT ?x WHERE {{ VALUES ?c {{ {_KINDS} }} ?x a ?c }} ORDER BY ?x"
    for row in getattr(kg.sparql(query), "rows", ()):
        yield _path_of(id_of(str(row["x"])))
    for row in getattr(kg.sparql("SELECT ?x WHERE { ?x a foaf:Document } ORDER BY ?x"), "rows", ()):
        yield _path_of(id_of(str(row["x"])))


def _path_of(id_: str) -> str:
    return f"/{id_}" if id_.startswith("document/") else f"/entity/{id_}"


def _urls(root: str, path: str) -> Iterator[str]:
    addresses = {each: quoteattr(root + address(path, {"lang": each})) for each in LANGUAGES}
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={href}/>'
        for language, href in addresses.items()
    )
    for href in addresses.values():
        yield f"<url><loc>{href[1:-1]}</loc>{links}</url>\n"


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """Let crawlers read pages, and keep them from answers that have no end."""
    lines = (
        "User-agent: *",
        "Disallow: /?", "Disallow: /sparql?", "Disallow: /api/v1/search", "Disallow: /collection.",
        *(f"Disallow: {address(each, {'lang': language})}"
          for language in LANGUAGES for each in ("/query", "/collection", "/report")),
        *(f"Disallow: /{language}/?" for language in LANGUAGES),
        f"Sitemap: {root_of(request)}/sitemap.xml",
    )  # fmt: skip
    return Response("\n".join((*lines, "")), media_type="text/plain")


@router.get("/opensearch.xml")
async def opensearch(request: Request) -> Response:
    """Describe the search for browsers that add it to theirs (OpenSearch 1.1)."""
    language = language_of(request.query_params.get("lang"))
    texts, root = Texts(language), escape(root_of(request))
    asked = [("q", "{searchTerms}")]
    people, programs = (
        escape(root + unquote(translated(path, asked, language)))
        for path in ("/", "/api/v1/search")
    )
    text = (
        f'{_XML}<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>{escape(texts('site.name'))}</ShortName>"
        f"<Description>{escape(texts('site.tagline'))}</Description>"
        "<InputEncoding>UTF-8</InputEncoding>"
        f'<Image width="16" height="16" type="image/svg+xml">{root}/static/mark.svg</Image>'
        f'<Url type="text/html" template="{people}"/>'
        f'<Url type="application/json" template="{programs}"/>'
        f"<Language>{language}</Language></OpenSearchDescription>\n"
    )
    return Response(text, media_type="application/opensearchdescription+xml")


@router.get("/newest.atom")
def newest(request: Request) -> Response:
    """Return the newest documents as a feed (RFC 4287)."""
    root = root_of(request)
    with serving_of(request).generations.pinned() as reading:
        answer = reading.kg.search("", _NEWEST)
        created, generation = str(reading.about["created"]), reading.kg.generation
    entries = "".join(
        f"<entry><id>{escape(root + '/id/document/' + hit.document.id)}</id>"
        f"<title>{escape(hit.document.title)}</title>"
        f"<link href={quoteattr(root + _home_of(hit.document))}/>"
        f"<updated>{f'{hit.document.issued}T00:00:00Z' if hit.document.issued else created}"
        f"</updated><summary>{escape(hit.passage.text[:300])}</summary></entry>\n"
        for hit in answer
    )
    text = (
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom"><id>{escape(root)}/newest.atom</id>'
        "<title>Kaupunkigraafi</title><author><name>Kaupunkigraafi</name></author>"
        f'<link rel="self" href={quoteattr(root + "/newest.atom")}/>'
        f"<updated>{escape(created)}</updated>\n{entries}</feed>\n"
    )
    return _xml(text, "application/atom+xml", generation)


def _home_of(document: Document) -> str:
    """Return where a document is read in its own language, which is a page's if it can be."""
    language = document.language if document.language in LANGUAGES else LANGUAGES[0]
    return entity_address(f"document/{document.id}", language)


@pages.get("/embed")
async def embed(request: Request) -> HTMLResponse:
    """Return a search box that the sites named by the operator may show in a frame."""
    response = page(request, "embed.html")
    ancestors = serving_of(request).settings.frame_ancestors.strip()
    if ancestors:
        policy = headers.POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {ancestors}")
        response.headers["Content-Security-Policy"] = policy
        # The older header knows no list of sites; browsers that know the policy pass it over.
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _xml(text: str, media_type: str, generation: str) -> Response:
    return Response(text, media_type=media_type, headers={"Kaupunkigraafi-Generation": generation})
