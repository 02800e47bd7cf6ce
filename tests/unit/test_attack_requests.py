"""Whatever a key holds, a job reads that one object of ours and writes under its asset alone."""

import json
import re
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import events, profiles
from fakes.assets import upload
from fakes.sources import source
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile
from pipeline.uploads.upload import Limits, refuse_upload, upload_of_event

OUTPUTS_BUCKET = f"media-test-outputs-{events.ACCOUNT_ID}"
TARGET = Target(
    outputs_bucket_name=OUTPUTS_BUCKET,
    data_key_arn=f"arn:aws:kms:us-east-1:{events.ACCOUNT_ID}:key/0",
    transcode_queue_arn=events.QUEUE_ARN,
    mediaconvert_role_arn=f"arn:aws:iam::{events.ACCOUNT_ID}:role/media-test-mediaconvert",
    status_update_interval_seconds=60,
)
SOURCE = source()
# What keys are attacked with, and anything.
TRICKS = [
    "..",
    ".",
    "/",
    "//",
    "\\",
    "%2e",
    "%2F",
    "\n",
    "\u202e",
    "s3:",
    "http:",
    "$dt$",
    "?",
    "#",
]
PIECES = st.sampled_from(TRICKS) | st.text(max_size=8)
KEYS = st.lists(PIECES, max_size=12).map(lambda pieces: f"uploads/u1/{''.join(pieces)}.mp4")
URL = re.compile(r"[a-z0-9]+://[^/\"]*", re.IGNORECASE)


def request_for(key, document):
    """None where the upload is refused."""
    event = events.object_created(key)
    found = upload_of_event(event, bucket=events.UPLOADS_BUCKET, prefix="uploads/")
    if refuse_upload(found, Limits(10**12, 10**6)):
        return None
    profile = parse_profile("p", json.dumps(document))
    plans = fit(profile, SOURCE)
    return found, [job_request(found.asset_id, 1, found.url, plan, TARGET) for plan in plans]


@pytest.mark.parametrize("document", [profiles.DEFAULT, profiles.PER_FORMAT])
@given(key=KEYS)
def test_a_job_reads_one_object_and_writes_under_its_asset(document, key):
    made = request_for(key, document)
    if made is None:
        return
    upload, requests = made
    for request in requests:
        settings = request["Settings"]
        (one,) = settings["Inputs"]
        assert one["FileInput"] == f"s3://{events.UPLOADS_BUCKET}/{key}"
        assert set(one) <= {"FileInput", "TimecodeSource", "VideoSelector", "AudioSelectors"}
        for group in settings["OutputGroups"]:
            (own,) = (one for one in group["OutputGroupSettings"].values() if isinstance(one, dict))
            folder = f"s3://{OUTPUTS_BUCKET}/{upload.asset_id}/1/"
            assert re.fullmatch(rf"{folder}[a-z0-9]+/index", own["Destination"])
            for output in group["Outputs"]:
                assert re.fullmatch(r"_[a-z0-9-]+", output.get("NameModifier", "_x"))
        del one["FileInput"]
        rest = json.dumps(request, ensure_ascii=False)
        assert {url.lower() for url in URL.findall(rest)} == {f"s3://{OUTPUTS_BUCKET}"}
        assert request["Queue"] == events.QUEUE_ARN
        assert request["Role"] == TARGET.mediaconvert_role_arn
        told = {"assetId", "job", "attempt", "outputGroups"}
        assert told <= set(request["UserMetadata"]) <= told | {"captures", "storyboard"}


@given(KEYS, st.text(alphabet="abc123-_.", min_size=1, max_size=30))
def test_an_assets_folder_is_no_other_assets(key, version_id):
    """A uuid: it holds no slash, no dot, and nothing that anybody chose."""
    here = replace(upload(key=key), version_id=version_id)
    assert str(UUID(here.asset_id)) == here.asset_id
    assert here.asset_id != upload(key=f"{key}.").asset_id
