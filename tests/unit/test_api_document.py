"""docs/api.md says what docs/openapi.yaml, the code and Terraform say. Its programs run in
tests/e2e/test_api_document.py."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from openapi_document import DOCUMENT, at, codes, examples, media_types, route_of

PROJECT = Path(__file__).parents[2]
GUIDE = (PROJECT / "docs" / "api.md").read_text()
JSON_BLOCKS = [
    json.loads(dedent(text)) for text in re.findall(r"^ *```json\n(.*?)^ *```$", GUIDE, re.M | re.S)
]
# Defaults that its table of quotas has, and where Terraform has them.
DEFAULTS = {
    "uploads_per_day": ("api", 100, "100"),
    "upload_bytes_per_day": ("api", 200 * 1000**3, "200 GB"),
    "estimate_usd_per_day": ("api", 50, "50 US dollars"),
    "reprocesses_per_day": ("api", 5, "5"),
    "requests_per_second": ("api", 100, "100 a second"),
    "burst": ("api", 200, "200 at once"),
    "max_source_size_bytes": ("compute", 50 * 1024**3, "50 GiB"),
}


def told() -> Iterator[Any]:
    """Every example of the document, and whatever is in one."""

    def walk(value: Any) -> Iterator[Any]:
        yield value
        if isinstance(value, dict):
            for one in value.values():
                yield from walk(one)

    for place, _ in media_types():
        for value in examples(at(place)).values():
            yield from walk(value)
    for one in DOCUMENT["components"]["examples"].values():
        yield from walk(one["value"])


@pytest.mark.parametrize("block", JSON_BLOCKS, ids=lambda one: str(one)[:30])
def test_each_example_stands_in_the_document(block: Any) -> None:
    assert block in list(told())


def test_the_routes_that_it_names_are_there() -> None:
    named = re.findall(r"`(GET|POST|PATCH|DELETE) (/[\w/{}]+)`", GUIDE)
    assert len(named) > 5
    for method, path in named:
        assert route_of(method, path) is not None, path


def test_every_code_is_in_its_table_with_its_status() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\d+) \|", GUIDE, re.M)
    statuses: dict[str, set[str]] = {}
    for item in DOCUMENT["paths"].values():
        for operation in (one for one in item.values() if isinstance(one, dict)):
            for status, response in operation["responses"].items():
                where = response.get("$ref", "").removeprefix("#")
                media = at(where)["content"].get("application/problem+json") if where else None
                for code in media["schema"]["properties"]["code"]["enum"] if media else ():
                    statuses.setdefault(code, set()).add(status)
    assert {code: {status} for code, status in rows} == statuses
    assert set(statuses) == codes()


@pytest.mark.parametrize("name", DEFAULTS)
def test_quotas_are_the_defaults_of_terraform(name: str) -> None:
    module, value, words = DEFAULTS[name]
    variables = (PROJECT / "terraform" / "modules" / module / "variables.tf").read_text()
    found = re.search(rf"^ +{name} += optional\(number, ([0-9 *]+)\)", variables, re.M)
    assert found
    factors = [int(one) for one in found[1].split("*")]
    product = 1
    for one in factors:
        product *= one
    assert product == value
    (row,) = [line for line in GUIDE.splitlines() if line.startswith("|") and f"{name}`" in line]
    assert words in row
