"""Rooms: each folder of the pipeline imports from those before it, and effects stay in one."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

LAMBDA_SRC = Path(__file__).parents[2] / "lambda_src"
MODULES = sorted(
    path.relative_to(LAMBDA_SRC)
    for folder in ("handlers", "pipeline")
    for path in (LAMBDA_SRC / folder).rglob("*.py")
)
# From the ground up. A room may import from itself and from those before it.
ROOMS = (
    "pipeline.text",
    "pipeline.failures",
    "pipeline.api",
    "pipeline.uploads",
    "pipeline.captions",
    "pipeline.upload_sessions",
    "pipeline.transcoding",
    "pipeline.storyboard",
    "pipeline.jobs",
    "pipeline.assets",
    "pipeline.playback",
    "pipeline.webhooks",
    "pipeline.settings",
    "pipeline.workflows",
    "pipeline.workflows.ingest",
    "pipeline.aws",
    "handlers",
)
# Beside each other.
STRANGERS = {("pipeline.aws", "pipeline.workflows"), ("pipeline.aws", "pipeline.workflows.ingest")}
MOST_ROOMS = 16
PURE_LIBRARIES = {
    *(
        "base64",
        "collections",
        "contextlib",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "hashlib",
        "json",
    ),
    *("base64", "hmac", "http", "ipaddress", "itertools", "math", "posixpath", "re", "typing"),
    *("unicodedata", "urllib", "uuid", "xml"),
}
# Reading the clock or chance, even by libraries that are otherwise pure.
IMPURE_NAMES = {"environ", "getenv", "now", "utcnow", "today", "uuid1", "uuid4", "time", "random"}


def room(name: str) -> str:
    """Of a module by its dotted name: the innermost that holds it."""
    return max((one for one in ROOMS if f"{name}.".startswith(f"{one}.")), key=len, default=name)


def dotted(module: Path) -> str:
    return ".".join(module.with_suffix("").parts).removesuffix(".__init__")


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module
            yield node.module
            # "from pipeline.workflows import track" imports that module.
            yield from (
                f"{node.module}.{alias.name}"
                for alias in node.names
                if (LAMBDA_SRC / node.module.replace(".", "/") / f"{alias.name}.py").exists()
            )


def tree(module: Path) -> ast.Module:
    return ast.parse((LAMBDA_SRC / module).read_text())


def ours(module: Path) -> set[str]:
    return {name for name in imported(module) if name.split(".")[0] in ("pipeline", "handlers")}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_room_imports_from_those_before_it(module):
    here = room(dotted(module))
    for name in ours(module):
        assert ROOMS.index(room(name)) <= ROOMS.index(here), name
        assert (here, room(name)) not in STRANGERS, name


def test_no_module_imports_itself_by_way_of_others():
    graph = {dotted(module): ours(module) for module in MODULES}
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path, name))
        if name not in done:
            for other in graph.get(name, ()):
                visit(other, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def test_every_module_is_in_a_room_and_there_are_few():
    names = {dotted(module) for module in MODULES} - {"pipeline"}
    assert {room(name) for name in names} == set(ROOMS)
    inside = {one for one in ROOMS if one.startswith("pipeline.")}
    assert len(inside) <= MOST_ROOMS


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_function_has_more_than_five_parameters(module):
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            names = [argument.arg for argument in arguments if argument.arg not in ("self", "cls")]
            assert len(names) <= 5, f"{node.name}: {names}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_aws_imports_botocore(module):
    if room(dotted(module)) != "pipeline.aws":
        assert not {name.split(".")[0] for name in imported(module)} & {"boto3", "botocore"}


@pytest.mark.parametrize(
    "module",
    [path for path in MODULES if room(dotted(path)) not in ("pipeline.aws", "handlers")],
    ids=str,
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
