"""make prerequisites and make doctor, on machines that lack something."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
# What the scripts themselves are written with.
BASE = ("awk", "bash", "cat", "cut", "df", "dirname", "grep", "head", "paste", "sed")
VERSIONS = {
    "git": "git version 2.39.5 (Apple Git-154)",
    "make": "GNU Make 3.81",
    "terraform": "Terraform v1.11.4\non linux_amd64",
    "java": 'openjdk version "21" 2023-09-19',
    "mvn": "\x1b[1mApache Maven 3.8.7\x1b[m",
    "go": "go version go1.26.8 linux/amd64",
    "node": "v20.20.2",
    "chromium": "Chromium 156.0.8078.108 built on Debian GNU/Linux 12 (bookworm)",
}


class Machine:
    """A PATH with the tools of a whole machine; tests take some away, or change them."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin of a machine"
        self.bin.mkdir()
        self.mirror = folder / "mirror"
        (self.mirror / "registry.terraform.io" / "hashicorp" / "aws").mkdir(parents=True)
        for tool in BASE:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        for tool, printed in VERSIONS.items():
            self.put(tool, f"cat <<'END'\n{printed}\nEND")
        self.put("python3", f'exec "{sys.executable}" "$@"')

    def put(self, tool: str, script: str) -> None:
        path = self.bin / tool
        path.write_text(f"#!{shutil.which('bash')}\n{script}\n")
        path.chmod(0o755)

    def remove(self, tool: str) -> None:
        (self.bin / tool).unlink()

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.bin), "TF_PLUGIN_MIRROR": str(self.mirror), **variables}
        return subprocess.run(
            [SCRIPTS / "prerequisites.sh", *arguments],
            env=environment,
            check=False,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_whole_machine_passes(machine: Machine) -> None:
    quiet = machine.run()
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    listed = machine.run("doctor")
    assert (listed.returncode, listed.stderr) == (0, "")
    found = [line.split()[:3] for line in listed.stdout.splitlines() if line.startswith("  ")]
    assert ["ok", "git", "2.39.5"] in found
    assert ["ok", "make", "3.81"] in found
    assert ["ok", "Terraform", "1.11.4"] in found
    assert ["ok", "Java", "21"] in found
    assert ["ok", "Maven", "3.8.7"] in found
    assert ["ok", "Go", "1.26.8"] in found
    assert ["ok", "Node", "20.20.2"] in found
    assert ["ok", "Chromium", "156.0.8078.108"] in found
    assert {state for state, *_ in found} == {"ok"}


def old_terraform(machine: Machine) -> None:
    machine.put("terraform", "echo 'Terraform v1.9.8'")


def terraform_that_does_not_start(machine: Machine) -> None:
    machine.put("terraform", "echo 'No version is set for terraform 1.11' >&2; exit 126")


def old_python(machine: Machine) -> None:
    machine.put("python3", '[ "$1" = --version ] && echo Python 3.9.18')


def no_venv(machine: Machine) -> None:
    machine.put("python3", f'case "$*" in *venv*) exit 1 ;; esac\nexec "{sys.executable}" "$@"')


def no_git(machine: Machine) -> None:
    machine.remove("git")


def empty_mirror(machine: Machine) -> None:
    shutil.rmtree(machine.mirror / "registry.terraform.io")


@pytest.mark.parametrize(
    ("spoil", "says", "row"),
    [
        (old_terraform, "too old: Terraform 1.9.8 (needed: Terraform 1.11 or newer).", "too old"),
        (terraform_that_does_not_start, "missing: Terraform (needed: Terraform 1.11", "missing"),
        (old_python, "too old: Python 3.9.18 (needed: Python 3.11 or newer).", "too old"),
        (no_venv, "missing: Python (python3 has no venv module).", "missing"),
        (no_git, "missing: git (needed: git 2.0 or newer).", "missing"),
        (empty_mirror, "missing: AWS provider (TF_PLUGIN_MIRROR=", "missing"),
    ],
)
def test_a_fault_is_one_line_and_fails(
    machine: Machine, spoil: Callable[[Machine], None], says: str, row: str
) -> None:
    spoil(machine)
    quiet = machine.run()
    assert (quiet.returncode, quiet.stdout) == (1, "")
    fault, pointer = quiet.stderr.splitlines()
    assert fault.startswith(says)
    assert pointer == "For the whole list: make doctor"
    listed = machine.run("doctor")
    assert listed.returncode == 1
    assert f"\n  {row}  " in listed.stdout
    assert "Install what is missing" in listed.stdout


def test_how_to_install_is_said(machine: Machine) -> None:
    machine.remove("git")
    for told in (machine.run().stderr, machine.run("doctor").stdout):
        assert "Debian, Ubuntu: apt install git" in told
        assert "macOS: brew install git" in told


def test_what_is_optional_may_be_missing(machine: Machine) -> None:
    machine.remove("go")
    machine.put("java", "echo 'Unable to locate a Java Runtime.'; exit 1")
    listed = machine.run("doctor")
    assert listed.returncode == 0
    assert "  missing  Go " in listed.stdout
    assert "  missing  Java " in listed.stdout
    assert machine.run().stderr == ""


def test_python_may_be_named(machine: Machine) -> None:
    machine.remove("python3")
    assert machine.run().returncode == 1
    assert machine.run(PYTHON_BIN=sys.executable).returncode == 0


def test_a_terraform_configuration_that_is_not_there_is_not_used(machine: Machine) -> None:
    machine.put("terraform", '[ -z "${TF_CLI_CONFIG_FILE:-}" ] || exit 1; echo Terraform v1.11.4')
    assert machine.run(TF_CLI_CONFIG_FILE=str(machine.bin / "none")).returncode == 0
    there = machine.bin / "terraform"
    assert machine.run(TF_CLI_CONFIG_FILE=str(there)).returncode == 1, "one that is there is kept"
