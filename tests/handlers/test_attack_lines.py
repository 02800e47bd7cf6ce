"""Whatever others write, every line that a function logs is one JSON object, in plain ASCII."""

import json

import pytest

from fakes import events, profiles
from fakes.mediaconvert import client_error, probed
from fakes.recorder import once
from handlers import asset_event_publisher, asset_reconciler, log_lines, queue_batch

FORGED = '{"level":"INFO","message":"submitted: attempt 1","assetId":"forged"}'
HOSTILE = {
    "line feed": f"x\n{FORGED}",
    "carriage return": f"x\r\n{FORGED}",
    "next line": f"x\x85{FORGED}",
    "line separator": f"x\u2028{FORGED}",
    "NUL": "x\x00y",
    "escape": "x\x1b[2Jy",
    "right to left": "x\u202ey",
    "quotes": f'x"}}\n{FORGED}',
    "half a pair": "x\ud800y",
    "long": "x" * 300_000,
    "deep": "[" * 50_000,
    "JSON": FORGED,
}
CLOUDWATCH_LIMIT_BYTES = 256 * 1024
# For the functions, which take longer: the same in fewer words.
TOGETHER = {
    "ends of lines": f"x\n{FORGED}\r\n{FORGED}\x85{FORGED}\u2028{FORGED}",
    "unseen": "x\x00\x1b[2J\u202ey\uffff",
    "half a pair": HOSTILE["half a pair"],
    "long": HOSTILE["deep"] + HOSTILE["long"],
}
every_hostile = pytest.mark.parametrize("hostile", TOGETHER.values(), ids=TOGETHER)


@pytest.fixture
def written(log_lines, capsys):  # noqa: ARG001 - makes the logger write where capsys reads
    """Read the log as a parser does that knows every end of a line."""

    def read():
        texts = capsys.readouterr()
        assert texts.err == ""
        assert texts.out
        assert texts.out.isascii()
        assert all(one.isprintable() for one in texts.out.split("\n"))
        lines = texts.out.removesuffix("\n").split("\n")
        assert lines == texts.out.splitlines()
        assert max(map(len, lines)) < CLOUDWATCH_LIMIT_BYTES
        return [found for line in lines if "versions" not in (found := json.loads(line))]

    return read


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("level", ["info", "exception"])
def test_the_logger_itself(written, hostile, level):
    try:
        raise ValueError(hostile)
    except ValueError:
        getattr(queue_batch.logger, level)(hostile, assetId=hostile, body=hostile[:2000])
    (line,) = written()
    assert line["message"] == line["assetId"], "a text, even where it is JSON"
    assert line["message"][:2] == hostile[:2]
    assert len(line["message"]) <= log_lines.TEXT_LIMIT + 10


@pytest.mark.parametrize("module", [queue_batch, asset_event_publisher, asset_reconciler])
def test_every_function_logs_by_it(module):
    assert {handler.formatter.json_serializer for handler in module.logger.handlers} == {
        log_lines.line
    }


@every_hostile
@pytest.mark.parametrize("place", ["key", "etag", "version_id", "bucket"])
def test_an_upload_event(pipeline, written, place, hostile):
    """In the key it may be a file's name, anywhere else it is forged."""
    hostile = f"uploads/u1/{hostile}.mp4" if place == "key" else hostile
    event = events.object_created(**{place: hostile})
    assert pipeline.ingest(json.dumps(event)) == []
    (said,) = [line["message"] for line in written() if "message" in line]
    assert said.split(":")[0] in ("refused", "to the dead letters")
    assert pipeline.mediaconvert.jobs == []


@every_hostile
def test_what_probe_tells(pipeline, written, hostile):
    answer = probed(etag=hostile)
    answer["ProbeResults"][0]["Metadata"]["MimeType"] = hostile
    pipeline.mediaconvert.answer = answer
    assert pipeline.ingest(events.object_created()) == []
    assert written()[-1]["message"] == "refused: SUPERSEDED"


@every_hostile
@pytest.mark.parametrize("code", ["AccessDeniedException", "TooManyRequestsException"])
def test_what_a_service_says_of_a_fault(pipeline, written, hostile, code):
    status = 429 if code.startswith("Too") else 403
    # What is gone is denied, too, and is no fault.
    s3 = pipeline.clients["s3"]
    s3.create_bucket(Bucket=events.UPLOADS_BUCKET)
    s3.put_object(Bucket=events.UPLOADS_BUCKET, Key="uploads/u1/clip.mp4", Body=b"x")
    pipeline.mediaconvert.answer = client_error("Probe", code, status, hostile)
    came_back = pipeline.ingest(events.object_created())
    assert len(came_back) == (status == 429)
    assert code in written()[-1]["message"]
    for error in pipeline.asset()["errors"]:
        assert error["message"].isprintable()


@every_hostile
@pytest.mark.parametrize("place", ["errorMessage", "jobId", "status", "queue"])
def test_a_job_event(pipeline, written, place, hostile):
    pipeline.ingest(events.object_created())
    event = pipeline.job_event("ERROR", errorCode=1040)
    event["detail"][place] = hostile
    assert pipeline.track(json.dumps(event)) == []
    assert written()[-1]["level"] in ("INFO", "ERROR")
    for error in pipeline.asset()["errors"]:
        assert error["message"].isprintable()


@every_hostile
@pytest.mark.parametrize("place", ["assetId", "job", "attempt"])
def test_the_metadata_of_a_job(pipeline, written, place, hostile):
    pipeline.ingest(events.object_created())
    before = pipeline.asset()
    event = pipeline.job_event("ERROR", errorCode=1040, metadata={place: hostile})
    assert pipeline.track(json.dumps(event)) == []
    assert written()[-1]["assetId"] in ("none", before["assetId"])
    assert pipeline.asset() == before


@every_hostile
@pytest.mark.parametrize("place", ["name", "value", "text"])
def test_a_profile(pipeline, written, place, hostile):
    document = {
        "name": {**profiles.DEFAULT, hostile[:3000]: 1},
        "value": {**profiles.DEFAULT, "segment_seconds": hostile[:3000]},
        "text": None,
    }[place]
    # Parameter Store itself takes no half of a pair, and no more than 4,096 characters.
    text = hostile[:4000].replace("\ud800", "?") if document is None else json.dumps(document)
    pipeline.put_profile(text[:4096])
    assert pipeline.ingest(events.object_created()) == []
    assert "BAD_PROFILE" in written()[-1]["message"]
    assert pipeline.mediaconvert.jobs == []


@every_hostile
def test_what_is_no_message_of_ours(pipeline, written, hostile):
    """SQS itself takes no control characters: they can come as JSON's escapes only."""
    body = json.dumps({"source": hostile, "detail": hostile})
    assert pipeline.ingest(body) == []
    assert pipeline.track(body) == []
    assert [line["level"] for line in written()] == ["ERROR", "ERROR"]


@every_hostile
def test_an_unforeseen_fault(pipeline, written, hostile):
    pipeline.recorder.before = once("put_item", KeyError(hostile))
    assert len(pipeline.ingest(events.object_created())) == 1
    assert written()[-1]["exception_name"] == "KeyError"
