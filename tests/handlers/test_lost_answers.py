"""What the SDK's own tries tell: the last answer alone does not say whether a job was made."""

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError

from fakes.events import QUEUE_ARN
from pipeline.aws.clients import CONFIG
from pipeline.aws.clock import Clock
from pipeline.aws.transcoder import Transcoder
from pipeline.failures import TransientError

CREATED = b'{"job": {"id": "1-a", "role": "r", "settings": {}}}'


class Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self):
        yield self._content


@pytest.fixture
def create(monkeypatch):
    """CreateJob with the real SDK, whose tries meet these statuses in turn; None: no answer."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    client = botocore.session.get_session().create_client(
        "mediaconvert",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=CONFIG,
    )
    transcoder = Transcoder(client, QUEUE_ARN, Clock())
    left: list[int | None] = []

    def answer(request, **_):
        status = left.pop(0)
        if status is None:
            raise ReadTimeoutError(endpoint_url=request.url)
        body = CREATED if status < 300 else b"{}"
        return AWSResponse(
            request.url,
            status,
            {"x-amzn-ErrorType": "TooManyRequestsException"} if status == 429 else {},
            Body(body),
        )

    client.meta.events.register("before-send.mediaconvert.CreateJob", answer)

    def run(*statuses: int | None) -> str:
        left[:] = statuses
        job_id = transcoder.create_job({"Role": "r", "Settings": {}})
        assert not left
        return job_id

    return run


@pytest.mark.parametrize(
    ("statuses", "unknown"),
    [
        ((429, 429, 429), False),
        ((None, 429, 429), True),
        ((500, 429, 429), True),
        ((429, None, 429), True),
        ((429, 429, 503), True),
        ((None, None, None), True),
    ],
)
def test_a_try_without_an_answer_leaves_the_outcome_unknown(create, statuses, unknown):
    with pytest.raises(TransientError) as raised:
        create(*statuses)
    assert raised.value.outcome_unknown is unknown


def test_one_call_knows_nothing_of_the_one_before(create):
    assert create(None, 429, 201) == "1-a"
    with pytest.raises(TransientError) as raised:
        create(429, 429, 429)
    assert not raised.value.outcome_unknown
