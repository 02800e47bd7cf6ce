"""make release: what it builds of a commit, and which commits it refuses."""

import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from plan.roots import PROJECT

VENVS = PROJECT / "build" / "venvs"
VERSION = (PROJECT / "terraform" / "VERSION").read_text().strip()
NAME = f"media-pipeline-lambda-{VERSION}"
DATED = f"## {VERSION} - 2026-01-02"
PARTS = ("CHANGELOG.md", "lambda_src", "scripts", "terraform", ".gitignore")


class Checkout:
    """A copy of the project under git, with a space in its path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout"
        for part in PARTS:
            source, target = PROJECT / part, self.folder / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                ignored = shutil.ignore_patterns("__pycache__", ".terraform")
                shutil.copytree(source, target, ignore=ignored)
            else:
                shutil.copy(source, target)
        self.git("init", "--quiet")
        changelog = self.folder / "CHANGELOG.md"
        changelog.write_text(re.sub(r"^## .*$", DATED, changelog.read_text(), count=1, flags=re.M))
        self.commit()

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, timeout=60)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A commit")

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    def release(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "scripts" / "release.sh"],
            # The wheels are here since `make package`: nothing is fetched.
            env={
                **os.environ,
                "PYTHON": str(VENVS / "package" / "bin" / "python"),
                "CYCLONEDX": str(VENVS / "sbom" / "bin" / "cyclonedx-py"),
                "PIP_NO_INDEX": "1",
                # As a URL: pip splits the variable at spaces.
                "PIP_FIND_LINKS": (PROJECT / "build" / "wheels").as_uri(),
            },
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )

    @property
    def built(self) -> dict[str, bytes]:
        folder = self.folder / "build" / "release"
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    checkout = Checkout(tmp_path_factory.mktemp("release"))
    done = checkout.release()
    assert done.returncode == 0, done.stderr
    assert f'git tag -a v{VERSION} -m "Release {VERSION}"' in done.stdout
    return checkout


def test_a_release_is_three_files_and_the_same_twice(
    released: Checkout, checkout: Checkout
) -> None:
    assert set(released.built) == {
        f"{VERSION}/{name}" for name in (f"{NAME}.zip", f"{NAME}.cdx.json", "SHA256SUMS")
    }
    checkout.git("tag", f"v{VERSION}")
    again = checkout.release()
    assert "git tag" not in again.stdout, "it has its tag"
    assert checkout.built == released.built


def test_the_checksums_verify(released: Checkout) -> None:
    folder = released.folder / "build" / "release" / VERSION
    tool = ["sha256sum"] if shutil.which("sha256sum") else ["shasum", "-a", "256"]
    subprocess.run([*tool, "-c", "SHA256SUMS"], cwd=folder, check=True, timeout=60)
    assert len((folder / "SHA256SUMS").read_text().splitlines()) == 2


def test_the_sbom_lists_what_is_in_the_zip(released: Checkout) -> None:
    """cyclonedx-py validates what it writes by CycloneDX's schema, or fails."""
    folder = released.folder / "build" / "release" / VERSION
    sbom = json.loads((folder / f"{NAME}.cdx.json").read_text())
    assert (sbom["bomFormat"], sbom["specVersion"]) == ("CycloneDX", "1.6")
    main = sbom["metadata"]["component"]
    assert (main["name"], main["version"]) == ("media-pipeline-lambda", VERSION)

    listed = {one["name"].replace("_", "-"): one["version"] for one in sbom["components"]}
    sources = PROJECT / "lambda_src"
    lock = (sources / "requirements.txt").read_text()
    models = (sources / "service_models" / "requirements.in").read_text()
    pinned = re.findall(r"^([\w.-]+)==([\w.]+)", lock + models, re.M)
    assert listed == dict(pinned)
    assert all(one["licenses"] for one in sbom["components"])
    assert {one["purl"] for one in sbom["components"]} == {
        f"pkg:pypi/{name}@{version}" for name, version in listed.items()
    }

    with zipfile.ZipFile(folder / f"{NAME}.zip") as archive:
        roots = {name.partition("/")[0].removesuffix(".py") for name in archive.namelist()}
    # bin: a program of jmespath's. Of botocore there is a service model alone.
    assert roots - {"handlers", "pipeline", "bin", "service_models"} == {
        name.replace("-", "_") for name in listed if name != "botocore"
    }

    depends = {one["ref"]: one.get("dependsOn", []) for one in sbom["dependencies"]}
    assert any(ref.startswith("aws_lambda_powertools") for ref in depends[main["bom-ref"]])


def test_all_that_is_in_the_way_is_told_at_once(checkout: Checkout) -> None:
    checkout.edit("CHANGELOG.md", DATED, f"## {VERSION} - unreleased")
    checkout.git("commit", "--quiet", "--all", "--message", "Not yet")
    (checkout.folder / "lambda_src" / "handlers" / "new.py").touch()
    done = checkout.release()
    assert done.returncode == 1
    assert "?? lambda_src/handlers/new.py" in done.stderr
    assert f"## {VERSION} - YYYY-MM-DD" in done.stderr
    assert checkout.built == {}


def test_a_version_that_the_changelog_does_not_begin_with(checkout: Checkout) -> None:
    (checkout.folder / "terraform" / "VERSION").write_text("9.9.9\n")
    checkout.commit()
    done = checkout.release()
    assert done.returncode == 1
    assert "terraform/VERSION says 9.9.9" in done.stderr
    assert checkout.built == {}


def test_a_version_that_is_tagged_elsewhere(checkout: Checkout) -> None:
    checkout.git("tag", f"v{VERSION}")
    checkout.commit()
    done = checkout.release()
    assert done.returncode == 1
    assert f"v{VERSION} is another commit already" in done.stderr
    assert checkout.built == {}


def test_a_build_that_fails_leaves_nothing_that_looks_whole(checkout: Checkout) -> None:
    checkout.edit("lambda_src/requirements.txt", "--hash=sha256:", "--hash=sha256:00")
    checkout.commit()
    done = checkout.release()
    assert done.returncode != 0
    assert not [name for name in checkout.built if name.startswith(f"{VERSION}/")]
