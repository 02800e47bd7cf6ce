"""From a film to the outputs that viewers get: probed, planned by a shipped profile, and run as
jobs of the local MediaConvert."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from browser.sources import FILMS, SECONDS, Film
from fakes import profiles
from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.conftest import create_job_resources, document
from local_aws.tests.media_files import Media
from pipeline.aws.clock import Clock
from pipeline.aws.transcoder import Transcoder
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.places import outputs_of
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source

ATTEMPT = 1
JOB_SECONDS = 240
URI = "s3://outputs/"


@dataclass(frozen=True)
class Outputs:
    """``paths`` of the manifests below the bucket, by their formats."""

    film: Film
    paths: Mapping[str, str]


def make_outputs(media: Media, aws: Callable[[str], Any], bucket: Path) -> dict[str, Outputs]:
    """Every film's outputs, by its name; the files lie in the folder ``bucket``."""
    resources = create_job_resources(aws)
    key_arn = aws("kms").create_key()["KeyMetadata"]["Arn"]
    use = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key_arn}
    aws("iam").put_role_policy(
        RoleName=make.ROLE.rpartition("/")[2], PolicyName="key", PolicyDocument=document(use)
    )
    target = Target(
        outputs_bucket_name="outputs",
        data_key_arn=key_arn,
        transcode_queue_arn=make.QUEUE,
        mediaconvert_role_arn=make.ROLE,
        status_update_interval_seconds=60,
    )
    transcoder = Transcoder(resources.mediaconvert, make.QUEUE, Clock())
    made, waiting = {}, []
    for name, film in FILMS.items():
        path = media.make(name, *film.make, "-t", str(SECONDS))
        path = media.rotated(path, -film.turned) if film.turned else path
        url, asset_id = f"s3://uploads/{name}", str(uuid5(NAMESPACE_URL, name))
        resources.s3.upload_file(str(path), "uploads", name)
        source = transcoder.probe(url)
        assert isinstance(source, Source), source
        profile = parse_profile(film.profile, json.dumps(profiles.SHIPPED[film.profile]))
        plans = fit(profile, source)
        groups = [group for plan in plans for group in plan.output_groups]
        uris = outputs_of(groups, "outputs", asset_id, ATTEMPT)
        paths = {key: uri for key, uri in uris.items() if isinstance(uri, str)}
        made[name] = Outputs(film, {key: uri.removeprefix(URI) for key, uri in paths.items()})
        for plan in plans:
            request = job_request(asset_id, ATTEMPT, url, plan, target)
            waiting.append(transcoder.create_job(request))
    for job_id in waiting:
        job = jobs.finish(resources, job_id, JOB_SECONDS)
        assert job["Status"] == "COMPLETE", job.get("ErrorMessage")
    _fetch(resources.s3, bucket)
    return made


def _fetch(s3: Any, bucket: Path) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="outputs"):
        for row in page["Contents"]:
            to = bucket / row["Key"]
            to.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file("outputs", row["Key"], str(to))
