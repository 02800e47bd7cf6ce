"""A root module that a test writes, applied to a local account."""

from collections.abc import Mapping
from pathlib import Path

from deployment import Deployment

PROVIDER = """
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
provider "aws" {
  default_tags {
    tags = { Pipeline = "media-test" }
  }
}
"""


def write(folder: Path, name: str, text: str) -> None:
    """Put a root beside the environments; modules are at ``../../modules``."""
    root = folder / "terraform" / "envs" / name
    root.mkdir(parents=True, exist_ok=True)
    (root / "main.tf").write_text(PROVIDER + text)


def deployment(
    folder: Path, name: str, environment: Mapping[str, str], **variables: object
) -> Deployment:
    """The root with values for its variables."""
    return Deployment(folder, environment, variables, name)
