"""Plain HTTP is refused, whatever permissions the caller has."""

from botocore.exceptions import ClientError

from e2e.callers import caller, everything
from pipeline_client import Pipeline


def test_plain_http_is_refused_by_every_bucket_queue_and_topic(pipeline: Pipeline) -> None:
    with caller(pipeline, "somebody-with-every-permission", everything()) as somebody:
        refused = refusals(somebody, plain=True)
        assert refused == {"s3": 403, "sqs": 403, "sns": 403}
        allowed = refusals(somebody, plain=False)
        assert allowed == {"s3": 200, "sqs": 200, "sns": 200}


def refusals(pipeline: Pipeline, *, plain: bool) -> dict[str, int]:
    """The status of one call of each service, as if a proxy had taken it in over plain HTTP."""
    names = pipeline.names
    asked = {
        "s3": ("list_objects_v2", {"Bucket": names["outputs_bucket_name"], "MaxKeys": 1}),
        "sqs": ("get_queue_attributes", {"QueueUrl": names["queue_urls"]["job-events"]}),
        "sns": ("publish", {"TopicArn": names["topic_arns"]["asset-failed"], "Message": "x"}),
    }
    found = {}
    for service, (operation, parameters) in asked.items():
        client = pipeline.client(service)
        if plain:
            client.meta.events.register(
                "before-call", lambda params, **_: params["headers"].update(FORWARDED)
            )
        try:
            answer = getattr(client, operation)(**parameters)["ResponseMetadata"]
        except ClientError as error:
            answer = error.response["ResponseMetadata"]
        found[service] = answer["HTTPStatusCode"]
    return found


FORWARDED = {"X-Forwarded-Proto": "http"}
