"""OpenAPI → what the API's page shows: a page of our own, which loads nothing from elsewhere."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as a person reads it."""

    name: str
    meaning: str
    values: str
    required: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """A route as a person reads it.

    Attributes:
        example: an address that answers; empty where something must be sent.
        sent: a command that sends an example; empty where nothing is sent.
        sample: an answer.
    """

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[tuple[str, str], ...]
    example: str
    sent: str
    sample: str


def operations_of(description: dict[str, Any], root: str) -> tuple[Operation, ...]:
    """Return all routes that OpenAPI describes.

    Args:
        description: OpenAPI's JSON.
        root: of the service, for commands that can be run as they stand.

    Returns:
        In the order of the description.
    """
    schemas = description["components"]["schemas"]
    return tuple(
        _operation(f"{root}{path}", path, method, described, schemas)
        for path, methods in description["paths"].items()
        for method, described in methods.items()
    )


def _operation(
    place: str, path: str, method: str, described: dict[str, Any], schemas: dict[str, Any]
) -> Operation:
    parameters = described.get("parameters", [])
    return Operation(
        id=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        description=described.get("description", ""),
        parameters=tuple(
            Parameter(
                each["name"],
                each.get("description", ""),
                _values(each["schema"], schemas),
                each.get("required", False),
            )
            for each in parameters
        ),
        answers=tuple(
            (status, answer["description"]) for status, answer in described["responses"].items()
        ),
        example=_example(path, parameters) if method == "get" else "",
        sent=_sent(place, method, described.get("requestBody", {})),
        sample=_sample(described["responses"].get("200", {})),
    )


def _values(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    named = schema.get("$ref", "").rpartition("/")[2]
    options = schema.get("anyOf", [schemas.get(named, schema)])
    words = []
    for option in options:
        if "enum" in option:
            words.append(", ".join(map(str, option["enum"])))
        elif option.get("type") not in (None, "null"):
            words.append(option.get("format") or option["type"])
    bounds = [
        f"{sign} {schema[name]}"
        for name, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"))
        if name in schema
    ]
    default = schema.get("default")
    known = [*words, *bounds, *([f"default {default}"] if default not in (None, "") else [])]
    return ", ".join(known)


def _first_example(parameter: dict[str, Any]) -> Any:
    if "example" in parameter:
        return parameter["example"]
    found = parameter.get("examples") or parameter["schema"].get("examples") or [None]
    return found[0] if isinstance(found, list) else None


def _example(path: str, parameters: list[dict[str, Any]]) -> str:
    values = {}
    for each in parameters:
        example = _first_example(each)
        if each["in"] == "path" and example:
            path = path.replace("{" + each["name"] + "}", str(example))
        elif each["name"] in ("q", "query", "graph") and example:
            values[each["name"]] = example
    if "{" in path:
        return ""  # nobody knows the id of a job before it is there
    return f"{path}?{urlencode(values)}" if values else path


def _sent(place: str, method: str, body: dict[str, Any]) -> str:
    """Write how an example is sent, as a command for a shell."""
    for kind, content in body.get("content", {}).items():
        if "example" not in content:
            continue
        text = content["example"]
        data = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
        return (
            f"curl -X {method.upper()} {shlex.quote(place)} \\\n"
            f"  -H {shlex.quote(f'Content-Type: {kind}')} \\\n"
            f"  --data-binary {shlex.quote(data)}"
        )
    return ""


def _sample(answer: dict[str, Any]) -> str:
    for content in answer.get("content", {}).values():
        if "example" in content:
            return json.dumps(content["example"], ensure_ascii=False, indent=2)
    return ""
