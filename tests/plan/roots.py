"""What is planned: every folder under terraform/modules and terraform/envs finds its cases here.

A *case* is a ``.tfvars`` file with an inventory beside it, a ``.yaml`` of the same name. A *root*
is what Terraform plans at once: all cases of a module, the examples of all READMEs, an environment,
or the environment in small of ``capability/``. Modules and examples are planned with every version
of the provider at hand, environments with the one that they pin.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from plan.providers import LOCKED, VERSIONS

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
TERRAFORM = PROJECT / "terraform"
MODULES = sorted(path.name for path in (TERRAFORM / "modules").iterdir() if path.is_dir())
EXAMPLES = sorted(path.name for path in (TERRAFORM / "examples").iterdir() if path.is_dir())
ENVS = sorted(path.name for path in (TERRAFORM / "envs").iterdir() if path.is_dir())

ACCOUNT_ID = "111122223333"


@dataclass(frozen=True)
class Root:
    """``variables_file`` is laid over the environment's own ``terraform.tfvars``; ``state_file`` is
    what is deployed already."""

    kind: str
    name: str
    variables_file: Path | None = None
    state_file: Path | None = None
    provider: str = LOCKED

    def __str__(self) -> str:
        before = f"-from-{self.state_file.stem}" if self.state_file else ""
        case = f"-{self.variables_file.stem}" if self.variables_file and not before else ""
        provider = f"-on-{self.provider}" if self.provider != LOCKED else ""
        return f"{self.kind}-{self.name}{case}{before}{provider}"


@dataclass(frozen=True)
class Case:
    """``call`` is the name of the module block that stands for it in its root; None: the root."""

    root: Root
    inventory: Path
    call: str | None = None

    def __str__(self) -> str:
        return f"{self.root}-{self.call}" if self.call else str(self.root)


def case_files(module: str) -> list[Path]:
    return sorted((HERE / "modules" / module).glob("*.tfvars"))


MODULE_ROOTS = [
    Root("module", module, provider=version) for version in VERSIONS for module in MODULES
]
EXAMPLES_ROOTS = [Root("readmes", "examples", provider=version) for version in VERSIONS]
SHIPPED_ROOTS = [Root("env", env) for env in ENVS]
# As shipped, with keys of one's own, in another region or partition, or with a capability.
FURTHER_ROOTS = [
    Root("env", env, path)
    for env in ENVS
    for path in sorted((HERE / "envs" / env).glob("*.tfvars"))
]
ENV_ROOTS = SHIPPED_ROOTS + FURTHER_ROOTS


def _sets(root: Root, capability: str) -> bool:
    values = root.variables_file.read_text() if root.variables_file else ""
    return re.search(rf"^{capability}\b", values, re.MULTILINE) is not None


API_ROOTS = [root for root in FURTHER_ROOTS if _sets(root, "api")]
# Whose policies are in the plan whole: a distribution gets its ARN when AWS makes it, and a key
# that signs its id.
WHOLE_ROOTS = [root for root in FURTHER_ROOTS if not _sets(root, "cdn")]
# Whose inputs reach the modules: inventories alone.
ADOPTED_ROOTS = [
    Root("env", env, path)
    for env in ENVS
    for path in sorted((HERE / "envs").glob(f"{env}-*.tfvars"))
]
# States that earlier versions have left: <environment>-<version>.json. What one was deployed with
# stands beside it, in a .tfvars file of the same name.
UPGRADES = [
    Root("env", path.stem.partition("-")[0], given if given.exists() else None, path)
    for path in sorted((HERE / "states").glob("*.json"))
    for given in [path.with_suffix(".tfvars")]
]
# Root modules of others: the modules come from a tagged repository.
OWN_REPOSITORIES = [
    Root("example", name, HERE / "examples" / f"{name}.tfvars") for name in EXAMPLES
]
ROOTS = [*MODULE_ROOTS, *EXAMPLES_ROOTS, *ENV_ROOTS, *OWN_REPOSITORIES]

CASES = [
    *(
        Case(root, path.with_suffix(".yaml"), path.stem)
        for root in MODULE_ROOTS
        for path in case_files(root.name)
    ),
    *(Case(root, HERE / "envs" / f"{root.name}.yaml") for root in SHIPPED_ROOTS),
    *(
        Case(root, root.variables_file.with_suffix(".yaml"))
        for root in FURTHER_ROOTS + ADOPTED_ROOTS + OWN_REPOSITORIES
        if root.variables_file and root.variables_file.with_suffix(".yaml").exists()
    ),
]
