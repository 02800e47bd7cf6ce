"""What is made of which source by which profile is what the golden files say."""

import pytest
import yaml
from botocore.validate import validate_parameters

from fakes.mediaconvert import breaches, service_model
from golden import plans, table
from local_aws.mediaconvert.rules import violations

CASES = list(plans.cases())


@pytest.mark.parametrize(("profile", "name"), CASES, ids=lambda one: one)
def test_plan_and_settings_are_the_golden_ones(profile, name, request):
    path, now = plans.path_of(profile, name), plans.golden(profile, name)
    if request.config.getoption("update_goldens", False):
        path.parent.mkdir(exist_ok=True)
        path.write_text(plans.as_text(now))
    assert yaml.safe_load(path.read_text()) == now, (
        "if it should differ, run: pytest tests/unit/test_golden_plans.py --update-goldens, "
        "and read the diff"
    )


@pytest.mark.parametrize(("profile", "name"), CASES, ids=lambda one: one)
def test_the_service_takes_every_request(profile, name):
    shape = service_model().operation_model("CreateJob").input_shape
    for _, request in plans.requests(profile, name).values():
        validate_parameters(request, shape)
        assert breaches(request, shape, "CreateJob") == []
        assert violations(request) == []


def test_every_golden_file_is_of_a_case():
    kept = {(path.parent.name, path.stem) for path in plans.FOLDER.glob("*/*.yaml")}
    assert kept == set(CASES)
    assert len([name for profile, name in CASES if profile == "default"]) >= 40


def test_the_document_shows_the_matrix(request):
    text, now = table.DOCUMENT.read_text(), table.table("default")
    if request.config.getoption("update_goldens", False):
        text = text.replace(table.in_document(text), now)
        table.DOCUMENT.write_text(text)
    assert table.in_document(text) == now
