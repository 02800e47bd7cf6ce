"""Wrong values, each in a file of ``refused/`` that says on its first line how it is refused.

Terraform reports all mistakes of a file at once. So cases that set different variables are planned
together, but for those marked ``# alone``: what they meet comes after all values are accepted.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from plan.roots import HERE


@dataclass(frozen=True)
class Refusal:
    path: Path

    @property
    def message(self) -> str:
        return self.path.read_text().splitlines()[0].removeprefix("# says: ")

    @property
    def alone(self) -> bool:
        return "\n# alone" in self.path.read_text()

    @property
    def variables(self) -> set[str]:
        return set(re.findall(r"^(\w+) +=", self.path.read_text(), re.MULTILINE))

    def __str__(self) -> str:
        return self.path.stem


REFUSALS = [Refusal(path) for path in sorted((HERE / "refused").glob("*.tfvars"))]


def together() -> list[list[Refusal]]:
    """All refusals, in as few lists as their variables allow."""
    found: list[list[Refusal]] = []
    for refusal in REFUSALS:
        for others in found:
            apart = any(other.alone or refusal.variables & other.variables for other in others)
            if not refusal.alone and not apart:
                others.append(refusal)
                break
        else:
            found.append([refusal])
    return found
