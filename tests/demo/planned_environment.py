"""What an environment's Terraform says of profiles and limits, without a plan, provider or account.

Terraform itself evaluates it: the files of the modules, as they are, but for what needs a provider.
Whether a plan would accept the values is not checked.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deployment import PROJECT_FOLDER, DeploymentError
from plan.hcl import Block, blocks, blocks_of

MODULES = PROJECT_FOLDER / "terraform" / "modules"
QUESTION = (
    "jsonencode({profiles = local.profiles, processing = var.processing, region = var.region})"
)
SECONDS = 60


@dataclass(frozen=True)
class PlannedEnvironment:
    """``profiles`` maps a profile's name to its JSON text; ``processing`` has every default."""

    profiles: dict[str, str]
    processing: dict[str, Any]
    region: str


def planned_environment(folder: Path) -> PlannedEnvironment:
    """Of an environment's folder. Raises DeploymentError."""
    if not (folder / "terraform.tfvars").is_file():
        raise DeploymentError(f"{folder} is no environment: it has no terraform.tfvars.")
    values = [folder / "terraform.tfvars", *sorted(folder.glob("*.auto.tfvars*"))]
    with tempfile.TemporaryDirectory(prefix="estimate-") as scratch:
        Path(scratch, "main.tf").write_text("".join(map(_source, _evaluated(folder))))
        command = ["terraform", f"-chdir={scratch}", "console"]
        command += [f"-var-file={path.resolve()}" for path in values]
        ran = subprocess.run(
            command, input=QUESTION, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    # Warnings come first: of values for variables of the other modules.
    answer = ran.stdout.strip().rpartition("\n")[2]
    if ran.returncode or not answer.startswith('"'):
        raise DeploymentError(f"Terraform cannot evaluate {folder}:\n{ran.stdout}{ran.stderr}")
    return PlannedEnvironment(**json.loads(json.loads(answer)))


def _evaluated(folder: Path) -> Iterator[Block]:
    for path in sorted((MODULES / "mediaconvert").glob("profile*.tf")):
        yield from blocks_of(path, "locals")
    yield from blocks(MODULES / "mediaconvert", "variable")
    for place, name in ((MODULES / "compute", "processing"), (folder, "region")):
        yield from (block for block in blocks(place, "variable") if block.labels == (name,))


def _source(block: Block) -> str:
    labels = "".join(f' "{label}"' for label in block.labels)
    return f"{block.type}{labels} {{\n{block.body}}}\n"
