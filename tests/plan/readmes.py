"""Module READMEs: the example that is planned, and the tables that are held to the code."""

import re
from collections.abc import Iterator
from pathlib import Path

from plan.hcl import Block, blocks
from plan.roots import TERRAFORM

EXAMPLE = re.compile(r"^```hcl\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TABLES = "## Variables\n"


def readme(module: str) -> Path:
    return TERRAFORM / "modules" / module / "README.md"


def example(module: str) -> str:
    """The HCL blocks of a README. Raises ValueError where there is none."""
    found = EXAMPLE.findall(readme(module).read_text())
    if not found:
        raise ValueError(f"{readme(module)} has no ```hcl block")
    return "\n".join(found)


def tables(module: str) -> str:
    """The README's last part, from the heading Variables on, as the code has it."""
    folder = TERRAFORM / "modules" / module
    variables = sorted(blocks(folder, "variable"), key=lambda block: block.labels)
    outputs = sorted(blocks(folder, "output"), key=lambda block: block.labels)
    lines = [
        TABLES,
        "| Name | Type | Default | Description |",
        "|---|---|---|---|",
        *(_variable_row(variable) for variable in variables),
        *(line for variable in variables for line in _long_type(variable)),
        "",
        "## Outputs\n",
        "| Name | Description |",
        "|---|---|",
        *(f"| `{output.labels[0]}` | {_cell(output.text('description'))} |" for output in outputs),
    ]
    return "\n".join(lines) + "\n"


def _variable_row(variable: Block) -> str:
    (name,) = variable.labels
    default = variable.attribute("default")
    return "| `{}` | {} | {} | {} |".format(
        name,
        f"[below](#{name})" if list(_long_type(variable)) else f"`{variable.attribute('type')}`",
        "required" if default is None else f"`{default}`",
        _cell(variable.text("description")),
    )


def _long_type(variable: Block) -> Iterator[str]:
    """A type of several lines, in a section of its own."""
    lines = (variable.attribute("type") or "").splitlines()
    if len(lines) > 1:
        yield f"\n### {variable.labels[0]}\n\n```terraform\n{lines[0]}"
        yield from (line.removeprefix("  ") for line in lines[1:])
        yield "```"


def _cell(text: str) -> str:
    """The entries of a list stay apart, other lines flow."""
    flowing = re.sub(r"\s*\n\s*(?!- )(?=\S)", " ", text.strip())
    return re.sub(r"\s*\n\s*", "<br>", flowing).replace("|", "\\|")
