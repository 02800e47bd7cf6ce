"""The same Terraform works in every region and partition, and in any account."""

import json
import re

import pytest

from plan import hcl
from plan.arns import region_of
from plan.naming import names
from plan.planned import Planned
from plan.roots import ACCOUNT_ID, ENV_ROOTS, ENVS, ROOTS, TERRAFORM

PARTITIONS = {"cn": "aws-cn", "us-gov": "aws-us-gov"}
ARN = re.compile(r"arn:([a-z*-]*):([a-z0-9*-]+):([a-z0-9*-]*):([0-9*]*):")
REGION = re.compile(r"\b(?:us|eu|ap|sa|ca|cn|me|af|il|mx)-(?:gov-)?[a-z]+-[0-9]\b")
# Modules of CloudFront, whose certificates, web ACLs and metrics are in us-east-1.
AT_THE_EDGE = {"cdn", "edge"}
DOMAIN = re.compile(r"[a-z0-9.-]*(?:amazonaws|aws\.amazon)\.[a-z.]*[a-z]")


def whole_plan(planned: Planned) -> str:
    values = [resource.values for resource in planned.resources]
    return json.dumps([values, {name: str(value) for name, value in planned.outputs.items()}])


def regions(planned: Planned) -> set[str]:
    """The environment's, and where there is a CDN that of CloudFront."""
    return {region_of(planned, resource) for resource in planned.resources}


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_arns_are_of_the_partition_region_and_account_at_hand(planned: Planned) -> None:
    region = planned.variables["region"]
    partition = next((PARTITIONS[key] for key in PARTITIONS if region.startswith(key + "-")), "aws")
    found = set(ARN.findall(whole_plan(planned)))
    assert {arn for arn in found if arn[0] != partition} == set()
    assert {arn for arn in found if arn[2] not in {"", *regions(planned)}} == set()
    assert {arn for arn in found if arn[3] not in {"", ACCOUNT_ID}} == set()
    assert found


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_no_other_region_is_named(planned: Planned) -> None:
    assert set(REGION.findall(whole_plan(planned))) == regions(planned)


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_a_second_pipeline_in_the_same_account_needs_another_prefix_in_any_region(
    planned: Planned,
) -> None:
    """Names of roles and buckets hold for the account, and none tells its region. So is it said."""
    region, taken = planned.variables["region"], names(planned)
    for type_ in ("aws_iam_role", "aws_s3_bucket"):
        assert taken[type_]
        assert [name for name in taken[type_] if region in name] == []
    for env in ENVS:
        variables = hcl.blocks(TERRAFORM / "envs" / env, "variable")
        (prefix,) = [one for one in variables if one.labels == ("name_prefix",)]
        needed = "in the same account needs a different one, also in another region"
        assert needed in prefix.text("description")


@pytest.mark.parametrize("root", ENV_ROOTS, ids=str)
def test_domains_are_of_the_partition_at_hand(planned: Planned) -> None:
    """Service principals are the same in every partition, but for those of CloudWatch Logs."""
    region = planned.variables["region"]
    principals = {
        f"{service}.amazonaws.com"
        for service in (
            *("apigateway", "cloudfront", "cloudwatch", "events", "lambda"),
            *("logging.s3", "mediaconvert", "scheduler"),
        )
    }
    china, gov = region.startswith("cn-"), region.startswith("us-gov-")
    suffix = "amazonaws.com.cn" if china else "amazonaws.com"
    console = (
        "console.amazonaws.cn"
        if china
        else "console.amazonaws-us-gov.com"
        if gov
        else "console.aws.amazon.com"
    )
    services = {f"{service}.{region}.{suffix}" for service in ("logs", "s3", "sqs")}
    buckets = {bucket.get("bucket") for bucket in planned.of("aws_s3_bucket")}
    origins = {f"{bucket}.s3.{region}.{suffix}" for bucket in buckets}
    logs = (planned.variables.get("cdn") or {}).get("log_bucket_domain_name")
    known = {*services, *origins, logs, f"{region}.{console}"}
    assert set(DOMAIN.findall(whole_plan(planned))) <= principals | known
    assert console in str(planned.outputs["dashboard_url"])


@pytest.mark.parametrize(
    "path",
    sorted((TERRAFORM / "modules").rglob("*.tf")),
    ids=lambda path: f"{path.parent.name}-{path.stem}",
)
def test_modules_name_no_region_partition_or_account(path) -> None:
    """But in a message that shows what to write, and where CloudFront finds what it uses."""
    code = "\n".join(
        line
        for line in path.read_text().splitlines()
        if not line.strip().startswith(("#", "error_message"))
    )
    assert set(REGION.findall(code)) <= (
        {"us-east-1"} if path.parent.name in AT_THE_EDGE else set()
    )
    assert re.findall(r"arn:aws[a-z-]*:", code) == []
    assert re.findall(r"\b[0-9]{12}\b", code) == []


@pytest.mark.parametrize("root", ROOTS, ids=str)
def test_a_plan_holds_no_account_but_the_given_one(planned: Planned) -> None:
    # A day's bytes have as many digits.
    text = re.sub(r'"UPLOAD_BYTES_PER_DAY": "[0-9]+"', "", whole_plan(planned))
    assert set(re.findall(r"(?<![0-9])[0-9]{12}(?![0-9])", text)) <= {ACCOUNT_ID}
