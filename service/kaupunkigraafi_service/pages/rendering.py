"""A view and a template → an HTML page: escaped, in one language, with the frame around it."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kaupunkigraafi.model import LANGUAGES
from kaupunkigraafi_service.conditional import GENERATION
from kaupunkigraafi_service.pages import address, machines, words
from kaupunkigraafi_service.pages.texts import Texts
from kaupunkigraafi_service.pages.tongue import spoken
from kaupunkigraafi_service.public import root_of


@cache
def asset(name: str) -> str:
    """Return the address of a file of ``static/``.

    Args:
        name: of the file.

    Returns:
        It changes with the file's bytes, so that a browser may keep it for ever.
    """
    held = files(__package__).joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(held).hexdigest()[:12]}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("kaupunkigraafi_service.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        # Templates come with the program; looking whether they changed costs a stat each.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "address": address.address,
        "entity_address": address.entity_address,
        "web_link": address.web_link,
        "licence_name": address.licence_name,
        "count": words.count,
        "entity_label": words.entity_label,
        "label_in": words.label_in,
        "day": words.day,
        "asset": asset,
        "json_ld": machines.json_ld,
    }
    return environment


def page(
    request: Request, template: str, *, generation: str = "", status: int = 200, **view: object
) -> HTMLResponse:
    """Return a page.

    Args:
        request: its language and address.
        template: a file of ``templates/``.
        generation: that was read, shown at the foot.
        status: of HTTP.
        **view: what the template shows.

    Returns:
        HTML, which changes with nothing but its address, the generation and the day.
    """
    language = spoken(request)
    path = _path_of(request)
    pairs = request.query_params.multi_items()
    rendered = (
        _environment()
        .get_template(template)
        .render(
            t=Texts(language),
            lang=language,
            translations=[(each, address.translated(path, pairs, each)) for each in LANGUAGES],
            unspoken=address.translated(path, pairs, ""),
            root=root_of(request),
            path=path,
            generation=generation,
            **{"block_about": "", **view},
        )
    )
    headers = {"Cache-Control": "no-cache", "Content-Language": language}
    if generation:
        headers[GENERATION] = generation
    return HTMLResponse(rendered, HTTPStatus(status), headers=headers)


def _path_of(request: Request) -> str:
    """Return the path of a page without its language."""
    whole = str(request.scope["path"])
    first, slash, rest = whole.removeprefix("/").partition("/")
    return slash + rest if first in LANGUAGES else whole
