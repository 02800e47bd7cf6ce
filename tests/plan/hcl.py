"""The blocks of our own ``.tf`` files, as ``terraform fmt`` lays them out: no parser of HCL."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BLOCK = re.compile(r'^(\w+)((?: "[^"]+")*) \{\n(.*?)^\}$|^(\w+)((?: "[^"]+")*) \{\}$', re.M | re.S)
# An attribute of the block itself is indented by two; its value ends before the next such line.
ATTRIBUTE = re.compile(r"^  (\w+) += (.*?)(?=^  (?!EOT$)\w|^\n|\Z)", re.M | re.S)
HEREDOC = re.compile(r"<<-EOT\n(.*?)^\s*EOT$", re.M | re.S)


@dataclass(frozen=True)
class Block:
    type: str
    labels: tuple[str, ...]
    body: str

    def attribute(self, name: str) -> str | None:
        """The source of an attribute's value; None without it."""
        for match in ATTRIBUTE.finditer(self.body):
            if match[1] == name:
                return match[2].strip()
        return None

    def text(self, name: str) -> str:
        """A string attribute, of either form; empty without it."""
        source = self.attribute(name) or ""
        if heredoc := HEREDOC.search(source):
            lines = heredoc[1].splitlines()
            margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
            return "\n".join(line[margin:] for line in lines)
        return source.removeprefix('"').removesuffix('"').replace('\\"', '"')


def blocks(folder: Path, *types: str) -> Iterator[Block]:
    for path in sorted(folder.glob("*.tf")):
        yield from blocks_of(path, *types)


def blocks_of(path: Path, *types: str) -> Iterator[Block]:
    for match in BLOCK.finditer(path.read_text()):
        type_ = match[1] or match[4]
        if type_ in types:
            labels = re.findall(r'"([^"]+)"', match[2] or match[5] or "")
            yield Block(type_, tuple(labels), match[3] or "")
