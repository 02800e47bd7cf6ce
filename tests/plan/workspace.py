"""A copy of terraform/ to plan in: Terraform leaves files behind, and tftest deletes lock files."""

import os
import re
import shlex
import shutil
import subprocess
import threading
import zipfile
from contextlib import nullcontext
from pathlib import Path

import tftest

from plan import profile_calls
from plan.providers import LOCKED
from plan.readmes import example
from plan.refusals import OF_MODULES
from plan.roots import ACCOUNT_ID, HERE, MODULES, PROJECT, TERRAFORM, Root, case_files

# Where a module case names none. The environments bring their own.
REGION = "us-east-1"

HEADER = """
terraform {{
  backend "local" {{}}
  required_providers {{
    aws = {{ source = "hashicorp/aws", version = "{provider}" }}
  }}
}}
provider "aws" {{}}
provider "aws" {{
  alias  = "us_east_1"
  region = "us-east-1"
}}
"""

# For what must not be elsewhere.
ELSEWHERE = """
provider "aws" {
  alias                       = "elsewhere"
  access_key                  = "test"
  secret_key                  = "test"
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""


class Workspace:
    """Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.terraform = folder / "terraform"
        left_behind = shutil.ignore_patterns(
            ".terraform", "*.tfstate*", "*.auto.tfvars", "*.backup"
        )
        shutil.copytree(TERRAFORM, self.terraform, ignore=left_behind)
        package = folder / "build" / "lambda.zip"
        package.parent.mkdir(parents=True)
        with zipfile.ZipFile(package, "w") as archive:
            archive.writestr("handlers/__init__.py", "")
        self._home = folder / "home"
        self._cache = folder / "providers"
        self._cache.mkdir()
        self._ready: dict[str, Path] = {}
        self._folder_locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def plan(self, root: Root) -> dict:
        """The plan as ``terraform show -json`` gives it. Raises TerraformTestError."""
        return (
            self._terraform(root)
            .plan(
                output=True,
                refresh=root.state_file is None,
                tf_var_file=str(root.variables_file) if root.variables_file else None,
            )
            ._raw
        )

    def refusal(self, root: Root) -> str:
        """What Terraform prints instead of a plan, on one line.

        Raises AssertionError if it does plan."""
        terraform = self._terraform(root)
        variables = [f"-var-file={root.variables_file}"] if root.variables_file else []
        # Not by tftest, which waits for ever where Terraform prints more than a pipe holds.
        command = ["terraform", "plan", "-input=false", "-no-color", *variables]
        done = subprocess.run(
            command, cwd=terraform.tfdir, env=terraform.env, capture_output=True, text=True
        )
        if done.returncode == 0:
            raise AssertionError(f"Terraform plans {root}")
        return " ".join(done.stderr.replace("│", " ").split())

    def installed(self, root: Root) -> Path:
        """The folder of the provider that plans a root, .../VERSION/PLATFORM."""
        self._terraform(root)
        providers = self._ready[_key(root)] / ".terraform" / "providers"
        return next(providers.glob("*/hashicorp/aws/*/*"))

    def _terraform(self, root: Root) -> tftest.TerraformTest:
        key = _key(root)
        with self._lock:
            folder_lock = self._folder_locks.setdefault(key, threading.Lock())
        with folder_lock:
            if key not in self._ready:
                self._ready[key] = self._initialise(root)
        return tftest.TerraformTest(str(self._ready[key]), env=self._environment(root))

    def _initialise(self, root: Root) -> Path:
        if root.kind == "example":
            folder = self.terraform / "examples" / root.name
            script = PROJECT / "scripts" / "example_modules.sh"
            subprocess.run([script, self.terraform, self._home], check=True)
            shutil.copy(self.terraform / "envs" / "dev" / ".terraform.lock.hcl", folder)
        elif root.kind == "env":
            folder = self.terraform / "envs" / root.name
            (folder / "offline.auto.tfvars").write_text(_left_open(folder))
        else:
            folder = self.terraform / "cases" / f"{root.name}-{root.provider}"
            folder.mkdir(parents=True)
            (folder / "main.tf").write_text(HEADER.format(provider=root.provider) + _main(root))
            if root.provider == LOCKED:
                shutil.copy(self.terraform / "envs" / "dev" / ".terraform.lock.hcl", folder)
        shutil.copy(HERE / "offline_override.tf", folder)
        if any('"us_east_1"' in path.read_text() for path in folder.glob("*.tf")):
            shutil.copy(HERE / "offline_us_east_1_override.tf", folder)
        mirror = os.environ.get("TF_PLUGIN_MIRROR")
        # Two inits at a time may spoil a plugin cache.
        with nullcontext() if mirror else self._lock:
            tftest.TerraformTest(str(folder), env=self._environment(root)).setup(
                plugin_dir=mirror or None, cleanup_on_exit=False
            )
        return folder

    def _environment(self, root: Root) -> dict[str, str]:
        state = f" -state={shlex.quote(str(root.state_file))}" if root.state_file else ""
        environment = {
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_REGION": REGION,
            "CHECKPOINT_DISABLE": "1",
            # A person's own configuration must not change what is planned.
            "TF_CLI_CONFIG_FILE": "",
            # Several plans of one environment at a time; there is no state to protect.
            "TF_CLI_ARGS_plan": f"-lock=false{state}",
        }
        if root.kind == "example":
            environment["HOME"] = str(self._home)
        if not os.environ.get("TF_PLUGIN_MIRROR"):
            environment["TF_PLUGIN_CACHE_DIR"] = str(self._cache)
        return environment


def _left_open(folder: Path) -> str:
    """What an environment's ``terraform.tfvars`` leaves to whoever deploys it."""
    given = (folder / "terraform.tfvars").read_text()
    values = f'account_id = "{ACCOUNT_ID}"\n'
    protects = re.search(r"^protect_data += true$", given, re.MULTILINE)
    if protects and not re.search(r"^alarm(_email|_topic_arn|s_heard_elsewhere) +=", given, re.M):
        values += 'alarm_email = "media-ops@example.com"\n'
    if not re.search(r"^daily_estimate_alarm_usd +=", given, re.MULTILINE):
        values += "daily_estimate_alarm_usd = 50\n"
    return values


def _key(root: Root) -> str:
    """What is initialised once."""
    return f"{root.kind}-{root.name}-{root.provider}"


def _main(root: Root) -> str:
    """What stands below the header: calls of the module, one for each case, or the examples of all
    READMEs, or calls with wrong values, or with many profiles, or the environment in small.

    The arguments of a module block are written as the variables of a ``.tfvars`` file are.
    """
    if root.kind == "capability":
        return (HERE / "capability" / "main.tf").read_text()
    if root.kind == "refused":
        return ELSEWHERE + "".join(one.call() for one in OF_MODULES if one.moment == root.name)
    if root.kind == "profiles":
        return profile_calls.calls(root.name)
    if root.kind == "readmes":
        variables = f'variable "account_id" {{\n  default = "{ACCOUNT_ID}"\n}}\n'
        variables += 'variable "name_prefix" {\n  default = "media-example"\n}\n'
        return variables + "\n".join(example(module) for module in MODULES)
    calls = [
        f'module "{path.stem}" {{\n  source = "../../modules/{root.name}"\n{path.read_text()}}}\n'
        f'output "{path.stem}" {{\n  value = module.{path.stem}\n}}\n'
        for path in case_files(root.name)
    ]
    return "\n".join(calls)
