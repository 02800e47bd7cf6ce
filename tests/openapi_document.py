"""docs/openapi.yaml, and what of a request or an answer is not as it says."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError, validators
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from fakes.http_requests import Told

PATH = Path(__file__).parents[1] / "docs" / "openapi.yaml"
METHODS = ("get", "put", "post", "patch", "delete")
OPEN, CLOSED = "urn:open", "urn:closed"
PROBLEM = "/components/schemas/Problem"
DOCUMENT: Mapping[str, Any] = yaml.safe_load(PATH.read_text())


def pointer(*keys: str) -> str:
    return "".join(f"/{key.replace('~', '~0').replace('/', '~1')}" for key in keys)


def at(place: str) -> Any:
    """What stands at a JSON pointer, and where: references are followed."""
    found: Any = DOCUMENT
    for key in place.split("/")[1:]:
        name = key.replace("~1", "/").replace("~0", "~")
        found = found[int(name) if isinstance(found, list) else name]
        while isinstance(found, dict) and set(found) == {"$ref"}:
            found = at(found["$ref"].removeprefix("#"))
    return found


def operations() -> Iterator[tuple[str, str]]:
    """Each with its route key and its place."""
    for path, item in DOCUMENT["paths"].items():
        for method in set(item) & set(METHODS):
            yield f"{method.upper()} {path}", pointer("paths", path, method)


PLACES = dict(operations())


def parameters(route: str) -> dict[str, dict[str, Any]]:
    """By name, those of the path's item, too."""
    place = PLACES[route]
    lists = (place.rpartition("/")[0], place)
    found = [
        at(f"{one}/parameters/{index}")
        for one in lists
        for index in range(len(at(one).get("parameters", [])))
    ]
    return {one["name"]: one for one in found}


def route_of(method: str, path: str) -> str | None:
    """None where the document has none; a path without variables comes first."""
    for route in sorted(PLACES, key=lambda one: one.count("{")):
        its_method, _, its_path = route.partition(" ")
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(its_path))
        if its_method == method and re.fullmatch(pattern, path):
            return route
    return None


def faults(place: str, value: Any, kind: str = OPEN) -> list[str]:
    """Of a value by the schema at a place. ``CLOSED``: a member that the schema does not name is
    one, too, though clients have to bear it."""
    validator = _Validator(
        {"$ref": f"{kind}#{place}"},
        registry=_registry(),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def faults_of_answer(method: str, path: str, answer: Told) -> list[str]:
    route = route_of(method, path)
    if route is None:
        return faults(PROBLEM, answer.document, CLOSED)
    place = PLACES[route] + pointer("responses", str(answer.status))
    try:
        documented = at(place)
    except KeyError:
        return [f"{route} has no answer {answer.status}: {answer.text}"]
    told = {name.lower(): value for name, value in answer.headers.items()}
    kind = told.pop("content-type", "").partition(";")[0]
    found = list(_faults_of_headers(documented.get("headers", {}), told))
    content = documented.get("content", {})
    if kind in content:
        where = _place_of_response(place) + pointer("content", kind, "schema")
        is_json = kind.endswith("json")
        found += faults(where, answer.document if is_json else answer.text, CLOSED)
    elif content or answer.text:
        found.append(f"{route} answers {answer.status} with {kind}, not one of {list(content)}")
    return found


def faults_of_request(
    method: str, path: str, body: Any, query: Mapping[str, str] | None
) -> list[str]:
    """Of a request that was accepted."""
    route = route_of(method, path)
    if route is None:
        return [f"{method} {path} is in no document"]
    found: list[str] = []
    for name, one in parameters(route).items():
        if one["in"] == "query" and one.get("required") and name not in (query or {}):
            found.append(f"{name} is missing")
    told = at(PLACES[route]).get("requestBody")
    if told and (body not in (None, "") or told["required"]):
        found += faults(body_place(route), body)
    return found


def body_place(route: str) -> str:
    """Of the schema of its request's body."""
    return PLACES[route] + pointer("requestBody", "content", "application/json", "schema")


def media_types() -> Iterator[tuple[str, dict[str, Any]]]:
    """Everything with a schema and examples, and where it stands."""

    def walk(place: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(node, list):
            for index, one in enumerate(node):
                yield from walk(f"{place}/{index}", one)
        if isinstance(node, dict):
            if "schema" in node and {"example", "examples"} & set(node):
                yield place, node
            for key, one in node.items():
                yield from walk(place + pointer(key), one)

    yield from walk("", DOCUMENT)


def examples(node: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a media type's or a parameter's, by name."""
    if "example" in node:
        return {"": node["example"]}
    return {
        name: (at(one["$ref"].removeprefix("#")) if "$ref" in one else one)["value"]
        for name, one in node["examples"].items()
    }


def codes() -> set[str]:
    """Of problems."""
    return {
        code
        for response in DOCUMENT["components"]["responses"].values()
        for kind, media in response["content"].items()
        if kind == "application/problem+json"
        for code in media["schema"]["properties"]["code"]["enum"]
    }


def _place_of_response(place: str) -> str:
    """A schema is found by its own place only, and responses are shared."""
    found: Any = DOCUMENT
    for key in place.split("/")[1:]:
        found = found[key.replace("~1", "/").replace("~0", "~")]
    return found["$ref"].removeprefix("#") if "$ref" in found else place


def _faults_of_headers(documented: Mapping[str, Any], told: Mapping[str, str]) -> Iterator[str]:
    for name in told.keys() - {name.lower() for name in documented}:
        yield f"the header {name} is not documented"
    for name, one in documented.items():
        header = at(one["$ref"].removeprefix("#"))
        value: Any = told.get(name.lower())
        if value is None:
            if header.get("required"):
                yield f"the header {name} is missing"
            continue
        if header["schema"].get("type") == "integer":
            value = json.loads(value)
        place = one["$ref"].removeprefix("#")
        yield from (f"{name} {fault}" for fault in faults(f"{place}/schema", value))


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """JSON Schema's expressions are JavaScript's, in which ``$`` is not before a last line feed."""
    if isinstance(value, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), value):
        yield ValidationError(f"{value!r} does not match {pattern}")


_Validator = validators.extend(Draft202012Validator, {"pattern": _pattern})


@cache
def _registry() -> Registry[Any]:
    def closed(node: Any) -> Any:
        if isinstance(node, list):
            return [closed(one) for one in node]
        if not isinstance(node, dict):
            return node
        found = {name: closed(one) for name, one in node.items()}
        if node.get("type") == "object" and isinstance(node.get("properties"), dict):
            found.setdefault("additionalProperties", False)
        return found

    kinds = {OPEN: DOCUMENT, CLOSED: closed(DOCUMENT)}
    resources = [
        (name, Resource.from_contents(one, default_specification=DRAFT202012))
        for name, one in kinds.items()
    ]
    return Registry().with_resources(resources)
