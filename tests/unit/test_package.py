"""The package: small enough, and with a model of MediaConvert that knows all we read."""

import re
import zipfile
from pathlib import Path

import pytest
from botocore.loaders import create_loader
from botocore.model import ServiceModel
from botocore.validate import validate_parameters

from fakes.mediaconvert import breaches
from fakes.sources import FAMILIES, family
from pipeline.aws.transcoder import knows
from pipeline.transcoding.probe import SHAPE_MEMBERS

PROJECT = Path(__file__).parents[2]
FUNCTION = PROJECT / "terraform" / "modules" / "function" / "main.tf"
PACKAGE = PROJECT / "build" / "lambda.zip"
MOST_BYTES = 1_600_000


@pytest.fixture
def task_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The package as Lambda unpacks it."""
    with zipfile.ZipFile(PACKAGE) as package:
        package.extractall(tmp_path)
    monkeypatch.setenv("LAMBDA_TASK_ROOT", str(tmp_path))
    return tmp_path


def test_the_package_is_small() -> None:
    assert PACKAGE.stat().st_size < MOST_BYTES


def test_botocore_reads_the_packages_model_first(task_root: Path) -> None:
    (path,) = re.findall(r'AWS_DATA_PATH += "(.+)"', FUNCTION.read_text())
    loader = create_loader(path)
    _, found = loader.load_data_with_path("mediaconvert/2017-08-29/service-2")
    assert Path(found).is_relative_to(task_root)
    # What the package does not hold comes from the runtime's botocore.
    assert loader.load_service_model("mediaconvert", "endpoint-rule-set-1")["rules"]
    model = ServiceModel(loader.load_service_model("mediaconvert", "service-2"), "mediaconvert")
    assert knows(model, SHAPE_MEMBERS)
    answer = model.operation_model("Probe").output_shape
    assert answer
    for name in FAMILIES:
        validate_parameters(family(name)["answer"], answer)
        assert breaches(family(name)["answer"], answer, name) == []
