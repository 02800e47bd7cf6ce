"""Wrong values, each in a file of ``refused/`` that says on its first lines how it is refused.

The files in ``refused/`` itself are values of an environment. Terraform reports all mistakes at
once, so cases that set different variables are planned together, but for those marked ``# alone``:
what they meet comes after all values are accepted. In a module's folder are values that no
environment hands on, or that would cost an environment a plan of its own. Each is laid over the
module's first case, and all are planned at once; those marked ``# alone``, at a second time.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from plan.roots import HERE, case_files


@dataclass(frozen=True)
class Refusal:
    path: Path

    @property
    def messages(self) -> list[str]:
        return re.findall(r"^# says: (.*)$", self.path.read_text(), re.MULTILINE)

    @property
    def module(self) -> str | None:
        """None: an environment's."""
        folder = self.path.parent
        return None if folder == HERE / "refused" else folder.name

    @property
    def alone(self) -> bool:
        return "\n# alone" in self.path.read_text()

    @property
    def moment(self) -> str:
        """A module's: whether it is met among the values or only once a plan begins."""
        return "plan" if self.alone else "values"

    @property
    def variables(self) -> set[str]:
        return set(re.findall(r"^(\w+) +=", self.path.read_text(), re.MULTILINE))

    def __str__(self) -> str:
        return f"{self.module}-{self.path.stem}" if self.module else self.path.stem

    def call(self) -> str:
        """A call of the module with the wrong value, named after the case."""
        assert self.module
        right = case_files(self.module)[0].read_text()
        for name in self.variables:
            right = re.sub(rf"^{name} +=.*?(?=^\w|\Z)", "", right, flags=re.MULTILINE | re.DOTALL)
        source = f'source = "../../modules/{self.module}"\n'
        return f'module "{self.path.stem}" {{\n{source}{right}{self.path.read_text()}}}\n'


REFUSALS = [Refusal(path) for path in sorted((HERE / "refused").rglob("*.tfvars"))]
OF_ENVIRONMENTS = [refusal for refusal in REFUSALS if not refusal.module]
OF_MODULES = [refusal for refusal in REFUSALS if refusal.module]


def together() -> list[list[Refusal]]:
    """Those of environments, in as few lists as their variables allow."""
    found: list[list[Refusal]] = []
    for refusal in OF_ENVIRONMENTS:
        for others in found:
            apart = any(other.alone or refusal.variables & other.variables for other in others)
            if not refusal.alone and not apart:
                others.append(refusal)
                break
        else:
            found.append([refusal])
    return found
