"""The three rings: imports go one way, and effects stay where they belong."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LAMBDA_SRC = Path(__file__).parents[2] / "lambda_src"
MODULES = sorted(
    path.relative_to(LAMBDA_SRC)
    for ring in ("handlers", "pipeline")
    for path in (LAMBDA_SRC / ring).rglob("*.py")
)
PURE_LIBRARIES = {
    *("collections", "dataclasses", "datetime", "enum", "hashlib", "json", "math", "posixpath"),
    *("re", "typing", "uuid"),
}
# Reading the clock or chance, even by libraries that are otherwise pure.
IMPURE_NAMES = {"environ", "getenv", "now", "utcnow", "today", "uuid1", "uuid4", "time", "random"}


def ring(module: Path) -> str:
    if module.parts[0] == "handlers":
        return "handlers"
    return module.parts[1] if module.parts[1] in ("aws", "workflows") else "core"


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module


def tree(module: Path) -> ast.Module:
    return ast.parse((LAMBDA_SRC / module).read_text())


def pipeline_ring(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in ("aws", "workflows") else "core"


ALLOWED = {
    "core": {"core"},
    "workflows": {"core", "workflows"},
    "aws": {"core", "aws"},
    "handlers": {"core", "workflows", "aws"},
}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_go_one_way(module):
    for name in imported(module):
        if name.split(".")[0] == "pipeline":
            assert pipeline_ring(name) in ALLOWED[ring(module)], name
        if name.split(".")[0] == "handlers":
            assert ring(module) == "handlers", name


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_aws_imports_botocore(module):
    if ring(module) != "aws":
        assert not {name.split(".")[0] for name in imported(module)} & {"boto3", "botocore"}


@pytest.mark.parametrize(
    "module", [path for path in MODULES if ring(path) in ("core", "workflows")], ids=str
)
def test_the_core_is_pure(module):
    libraries = {name.split(".")[0] for name in imported(module)} - {"pipeline"}
    assert libraries <= PURE_LIBRARIES
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom):
            assert not {alias.name for alias in node.names} & IMPURE_NAMES
        # The workflows ask the clock they were given.
        if isinstance(node, ast.Attribute) and node.attr in IMPURE_NAMES:
            assert ast.unparse(node.value).endswith("clock"), ast.unparse(node)


def test_the_test_sees_all_modules():
    assert {ring(module) for module in MODULES} == set(ALLOWED)
    assert len(MODULES) > 30
