"""One verb in every place: methods, commands and routes are named alike and none is missing."""

from __future__ import annotations

import inspect
import re

import pytest
from typer.main import get_command

from kaupunkigraafi.answer import Filters
from kaupunkigraafi.cli.app import app
from kaupunkigraafi.kaupunkigraafi import Kaupunkigraafi

# verb → (method of the library or None, its path in the API or None)
VERBS: dict[str, tuple[str | None, str | None]] = {
    "search": ("search", "/api/v1/search"),
    "sparql": ("sparql", "/sparql"),
    "entity": ("entity", "/api/v1/entity/{kind}/{key}"),
    "related": ("related", "/api/v1/related/{kind}/{key}"),
    "similar": ("similar", "/api/v1/similar/{kind}/{key}"),
    "document": ("document", "/api/v1/document/{id}"),
    "about": ("about", "/api/v1/about"),
    "questions": ("questions", "/api/v1/questions"),
    "question": ("question", "/api/v1/questions/{name}"),
    "mentions": ("mentions", "/api/v1/mentions"),
    "duties": ("duties", "/api/v1/duties"),
    "validate": ("validate", "/api/v1/validate"),
    "add": ("add", "/api/v1/documents"),
    "export": ("export", "/dumps/{generation}/"),
    "records": (None, None),
    "remove": ("remove", None),
    "quarantine": ("quarantine", None),
    "build": (None, None),
    "harvest": (None, None),
    "suggestions": ("suggestions", "/api/v1/suggestions"),
    "suggest": (None, None),
    "review": (None, None),
    "evaluate": (None, None),
    "ontology": (None, None),
    "serve": (None, None),
    "mcp": (None, None),
    "token": (None, None),
    "verify": (None, None),
    "repair": (None, None),
}
FILTERS = tuple(Filters.__dataclass_fields__)


def commands() -> dict[str, set[str]]:
    root = get_command(app)
    return {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in root.commands.items()  # type: ignore[attr-defined]
    }


def test_every_verb_is_a_command_and_every_command_a_verb() -> None:
    assert set(commands()) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_a_method_where_the_library_has_it(verb: str) -> None:
    method, _ = VERBS[verb]
    assert (method is None) == (not hasattr(Kaupunkigraafi, verb))


def test_no_public_method_is_missing_from_the_table() -> None:
    helpers = {
        "open",
        "close",
        "next",
        "free",
        "packaged",
        "generation",
        "meaning",
        "passages",
        "entities_of",
        "graph",
        "graph_directory",
    }
    public = {name for name, _ in inspect.getmembers(Kaupunkigraafi) if not name.startswith("_")}
    assert public - helpers == {method for method, _ in VERBS.values() if method}


def test_filters_are_named_alike_in_library_and_command_line() -> None:
    parameters = set(inspect.signature(Kaupunkigraafi.search).parameters)
    assert set(FILTERS) <= parameters
    assert {f"--{name}" for name in FILTERS} <= commands()["search"]


def test_every_verb_of_the_api_is_a_route_with_the_same_filters() -> None:
    from kaupunkigraafi_service.app import routes_of_api  # noqa: PLC0415  the service loads slowly

    routes = {re.sub(r":path", "", path): names for path, names in routes_of_api().items()}
    for verb, (_, path) in VERBS.items():
        if path is not None:
            assert path in routes, f"{verb} has no route {path}"
    assert set(FILTERS) <= routes["/api/v1/search"]
