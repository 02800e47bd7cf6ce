"""ARNs as AWS will make them, in an environment that brings its keys."""

from plan.planned import Planned, Resource
from plan.roots import ACCOUNT_ID


def region_of(planned: Planned, resource: Resource) -> str:
    """The one that its provider names, or the environment's."""
    provider = planned.raw["configuration"]["provider_config"][resource.provider]
    named = provider["expressions"].get("region", {}).get("constant_value")
    return named or planned.variables["region"]


def arn(planned: Planned, service: str, rest: str, resource: Resource | None = None) -> str:
    """In the region of ``resource``; None: the environment's."""
    region = region_of(planned, resource) if resource else planned.variables["region"]
    return f"arn:{_partition(planned)}:{service}:{region}:{ACCOUNT_ID}:{rest}"


def object_arn(planned: Planned, bucket: str, key: str) -> str:
    """Of a bucket by its purpose: uploads, outputs or access_logs."""
    return f"{bucket_arn(planned, bucket)}/{key}"


def bucket_arn(planned: Planned, bucket: str) -> str:
    (found,) = (b for b in planned.of("aws_s3_bucket") if bucket in (b.index, b.label))
    return f"arn:{_partition(planned)}:s3:::{found.get('bucket')}"


def _partition(planned: Planned) -> str:
    return str(planned.variables["messages_key_arn"]).split(":")[1]
