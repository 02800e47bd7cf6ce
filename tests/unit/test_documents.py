"""What the documents point at is there: files, headings, functions."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
# `terraform/modules/kms`, `scripts/lint.sh`: from the project's root.
ROOTS = "docs|lambda_src|scripts|terraform|tests"
NAMED_PATH = re.compile(rf"`((?:{ROOTS})/[A-Za-z0-9_./-]+)`")
# `test_exposure.py`, `source.py`: whatever folder it is in.
NAMED_FILE = re.compile(r"`([a-z0-9_./-]+\.(?:py|sh|tf))`")
# Written by commands, or patterns of names.
NOT_PATHS = ("…", "*", "<", "{")


def files(*patterns: str) -> list[str]:
    """Tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    listed = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=True, timeout=30
    )
    return [name for name in listed.stdout.split("\n") if name and (PROJECT / name).exists()]


every_document = pytest.mark.parametrize(
    "document",
    [PROJECT / name for name in files("*.md")],
    ids=lambda path: str(path.relative_to(PROJECT)),
)


def prose(document: Path) -> str:
    """Without what stands in fences."""
    return re.sub(r"^```.*?^```$", "", document.read_text(), flags=re.M | re.S)


def anchors(document: Path) -> set[str]:
    """The headings as links name them: https://docs.github.com/en/get-started/writing-on-github."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.M)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading) for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in plain}


@every_document
def test_links_lead_somewhere(document: Path) -> None:
    for _, target in LINK.findall(prose(document)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (document.parent / path).resolve() if path else document
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), target


@every_document
def test_named_paths_are_there(document: Path) -> None:
    for name in NAMED_PATH.findall(prose(document)):
        if not any(part in name for part in NOT_PATHS):
            assert (PROJECT / name).exists(), name
    known = files()
    for name in NAMED_FILE.findall(prose(document)):
        assert any(f"/{path}".endswith(f"/{name}") for path in known), name


def test_the_walkthrough_names_functions_of_the_files_it_links() -> None:
    walkthrough = PROJECT / "docs" / "walkthrough.md"
    checked = 0
    for text, target in LINK.findall(walkthrough.read_text()):
        if target.endswith(".py"):
            place = (walkthrough.parent / target).resolve()
            defined = {
                node.name
                for node in ast.walk(ast.parse(place.read_text()))
                if isinstance(node, ast.FunctionDef | ast.ClassDef)
            }
            names = text.strip("`").split(".")
            assert names[-1] in defined, f"{text} in {target}"
            checked += 1
    assert checked > 20
