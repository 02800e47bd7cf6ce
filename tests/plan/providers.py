"""The versions of the AWS provider that modules are planned with: the one that environments lock,
and every other one in a mirror that modules accept. From a registry nothing more is fetched.
"""

import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path

TERRAFORM = Path(__file__).parent.parent.parent / "terraform"
# What modules accept: from the first version on, below the second.
RANGE = ">= 5.100, < 7"
MAJORS = (5, 6)

LOCKED = re.findall(
    r'^  version += "(.+)"', (TERRAFORM / "envs" / "dev" / ".terraform.lock.hcl").read_text(), re.M
)[0]

_RELEASE = re.compile(r"\d+\.\d+\.\d+")
_MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def this_platform() -> str:
    """As Terraform names it."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_MACHINES.get(machine, machine)}"


def mirrored(mirror: Path) -> list[str]:
    """Releases in range that a filesystem mirror has for this machine, oldest first.

    Both of Terraform's layouts count: unpacked (VERSION/PLATFORM/) and packed (one zip each).
    """
    folder = mirror / "registry.terraform.io" / "hashicorp" / "aws"
    here = this_platform()
    unpacked = {path.parent.name for path in folder.glob(f"*/{here}")}
    packed = {
        path.name.removeprefix("terraform-provider-aws_").removesuffix(f"_{here}.zip")
        for path in folder.glob(f"terraform-provider-aws_*_{here}.zip")
    }
    return sorted(filter(_accepted, unpacked | packed), key=_numbers)


def versions(mirror: str | None) -> list[str]:
    """The locked one first."""
    others = mirrored(Path(mirror)) if mirror else []
    return [LOCKED, *(version for version in others if version != LOCKED)]


def note(planned: Iterable[str]) -> str:
    """What a summary says of a run that planned with these versions."""
    found = sorted(planned, key=_numbers)
    said = f"plan: planned with version {', '.join(found)} of the AWS provider."
    unproven = [str(major) for major in MAJORS if major not in {_numbers(v)[0] for v in found}]
    if unproven:
        said += f" Version {', '.join(unproven)} is unproven: put one into TF_PLUGIN_MIRROR."
    return said


def _accepted(version: str) -> bool:
    return bool(_RELEASE.fullmatch(version)) and (5, 100) <= _numbers(version) < (7,)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


VERSIONS = versions(os.environ.get("TF_PLUGIN_MIRROR"))
