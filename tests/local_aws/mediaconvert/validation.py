"""Requests and answers by botocore's model of MediaConvert: routes, names, types, limits."""

import functools
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from local_aws.mediaconvert.errors import bad_request, not_found

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "boolean": (bool,),
}


@dataclass(frozen=True)
class Route:
    """An operation and the pattern of its path."""

    method: str
    path: re.Pattern[str]
    operation: OperationModel


@functools.cache
def routes() -> tuple[Route, ...]:
    """All operations of the service; read from botocore's data once."""
    model = ServiceModel(Loader().load_service_model("mediaconvert", "service-2"), "mediaconvert")
    found = []
    for name in model.operation_names:
        operation = model.operation_model(name)
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(operation.http["requestUri"]))
        found.append(Route(operation.http["method"], re.compile(f"^{pattern}$"), operation))
    return tuple(found)


def parse(
    method: str, path: str, query: dict[str, list[str]], body: Any
) -> tuple[OperationModel, dict[str, Any]]:
    """Find the operation and turn the request into parameters in botocore's names.

    :raises ServiceError: unknown path, or BadRequestException naming every wrong member.
    """
    for route in routes():
        match = route.path.match(path)
        if match and route.method == method:
            break
    else:
        raise not_found(f"no such operation: {method} {path}")
    shape = route.operation.input_shape
    assert shape, "every operation of MediaConvert has an input"
    wire = dict(body) if isinstance(body, dict) else {}
    for name, member in shape.members.items():
        key = member.serialization.get("name", name)
        location = member.serialization.get("location")
        if location == "uri":
            wire[key] = unquote(match[key])
        elif location == "querystring" and key in query:
            value = query[key][0]
            wire[key] = int(value) if member.type_name == "integer" else value
    problems: list[str] = []
    parameters = _from_wire(shape, wire, "", problems)
    if problems:
        raise bad_request("; ".join(problems))
    return route.operation, parameters


def _from_wire(shape: Shape, value: Any, at: str, problems: list[str]) -> Any:
    if isinstance(shape, StructureShape):
        return _structure(shape, value, at, problems)
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            problems.append(f"{at}: Should be an array")
            return []
        return [_from_wire(shape.member, one, f"{at}/{i}", problems) for i, one in enumerate(value)]
    if isinstance(shape, MapShape):
        if not isinstance(value, dict):
            problems.append(f"{at}: Should be an object")
            return {}
        return {
            key: _from_wire(shape.value, one, f"{at}/{key}", problems) for key, one in value.items()
        }
    _scalar(shape, value, at, problems)
    return value


def _structure(shape: StructureShape, value: Any, at: str, problems: list[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        problems.append(f"{at}: Should be an object")
        return {}
    names = {m.serialization.get("name", name): name for name, m in shape.members.items()}
    for key in value.keys() - names.keys():
        problems.append(f"{at}/{key}: Unexpected property")
    for name in shape.required_members:
        key = shape.members[name].serialization.get("name", name)
        if value.get(key) in (None, ""):
            problems.append(f"{at}/{key}: Is a required property")
    return {
        names[key]: _from_wire(shape.members[names[key]], one, f"{at}/{key}", problems)
        for key, one in value.items()
        if key in names and one is not None
    }


def _scalar(shape: Shape, value: Any, at: str, problems: list[str]) -> None:
    kinds = TYPES.get(shape.type_name, (object,))
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        problems.append(f"{at}: Should be a {shape.type_name}")
        return
    limits = shape.metadata
    if "enum" in limits and value not in limits["enum"]:
        problems.append(f"{at}: {value} is not one of {', '.join(limits['enum'])}")
    size = len(value) if isinstance(value, str) else value
    what = " characters" if isinstance(value, str) else ""
    if "min" in limits and size < limits["min"]:
        problems.append(f"{at}: Should have at least {limits['min']}{what}")
    if "max" in limits and size > limits["max"]:
        problems.append(f"{at}: Should have at most {limits['max']}{what}")
    # The model's patterns are JavaScript's, where \w means ASCII.
    pattern = limits.get("pattern")
    if isinstance(value, str) and pattern and not re.search(pattern, value, re.ASCII):
        problems.append(f"{at}: Should match {pattern}")


def to_wire(shape: Shape | None, value: Any) -> Any:
    """Turn an answer in botocore's names into JSON members; leaves out what is None."""
    if isinstance(shape, StructureShape):
        return {
            member.serialization.get("name", name): to_wire(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None
        }
    if isinstance(shape, ListShape):
        return [to_wire(shape.member, one) for one in value]
    if isinstance(shape, MapShape):
        return {key: to_wire(shape.value, one) for key, one in value.items()}
    return value
