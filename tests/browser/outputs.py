"""From a film to the outputs that viewers get: probed, planned by a shipped profile, run as jobs of
the local MediaConvert, and finished."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import NAMESPACE_URL, uuid5

from browser.sources import FILMS, SECONDS, Film
from fakes import profiles
from local_aws.tests import job_requests as make
from local_aws.tests import jobs
from local_aws.tests.conftest import create_job_resources, document
from local_aws.tests.media_files import Media
from pipeline.aws.clock import Clock
from pipeline.aws.outputs_bucket import OutputsBucket
from pipeline.aws.transcoder import Transcoder
from pipeline.aws.uploads_bucket import UploadsBucket
from pipeline.captions.sidecars import captions_beside, prefix_of, taking_part
from pipeline.jobs.job import Job
from pipeline.jobs.news import news_of_job
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.places import Output, outputs_of
from pipeline.transcoding.plan import JobPlan, fit
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source
from pipeline.workflows.finish import Heard, finish
from pipeline.workflows.services import JobServices

ATTEMPT = 1
JOB_SECONDS = 240
UPLOADS, OUTPUTS = "uploads", "outputs"


@dataclass(frozen=True)
class Outputs:
    """``paths`` below the outputs bucket, by their formats."""

    film: Film
    paths: Mapping[str, str]


def make_outputs(media: Media, aws: Callable[[str], Any], bucket: Path) -> dict[str, Outputs]:
    """Every film's outputs, by its name; the files lie in the folder ``bucket``."""
    house = _House(media, aws)
    started = {name: house.start(name, film) for name, film in FILMS.items()}
    made = {name: Outputs(FILMS[name], house.finish(name, of)) for name, of in started.items()}
    _fetch(house.resources.s3, bucket)
    return made


class _House:
    """What the functions of the pipeline do with an upload, without queues and records."""

    def __init__(self, media: Media, aws: Callable[[str], Any]) -> None:
        self.media = media
        self.resources = create_job_resources(aws)
        key_arn = aws("kms").create_key()["KeyMetadata"]["Arn"]
        actions = ["kms:Decrypt", "kms:GenerateDataKey"]
        use = {"Effect": "Allow", "Action": actions, "Resource": key_arn}
        aws("iam").put_role_policy(
            RoleName=make.ROLE.rpartition("/")[2], PolicyName="key", PolicyDocument=document(use)
        )
        self.target = Target(
            outputs_bucket_name=OUTPUTS,
            data_key_arn=key_arn,
            transcode_queue_arn=make.QUEUE,
            mediaconvert_role_arn=make.ROLE,
            status_update_interval_seconds=60,
        )
        self.clock = Clock()
        self.transcoder = Transcoder(self.resources.mediaconvert, make.QUEUE, self.clock)

    def start(self, name: str, film: Film) -> dict[str, JobPlan]:
        """Plans by the ids of their jobs."""
        path = self.media.make(name, *film.make, "-t", str(SECONDS))
        path = self.media.rotated(path, -film.turned) if film.turned else path
        self.resources.s3.upload_file(str(path), UPLOADS, name)
        for suffix, content in film.sidecars.items():
            key = prefix_of(name) + suffix
            self.resources.s3.put_object(Bucket=UPLOADS, Key=key, Body=content.encode())
        url = f"s3://{UPLOADS}/{name}"
        source = self.transcoder.probe(url)
        assert isinstance(source, Source), source
        uploads = UploadsBucket(lambda: self.resources.s3, UPLOADS)
        beside = captions_beside(name, uploads.list_beside(prefix_of(name)))
        profile = parse_profile(film.profile, json.dumps(profiles.SHIPPED[film.profile]))
        return {
            self.transcoder.create_job(
                job_request(_asset_id(name), ATTEMPT, url, plan, self.target)
            ): plan
            for plan in fit(profile, source, taking_part(beside))
        }

    def finish(self, name: str, started: Mapping[str, JobPlan]) -> dict[str, str]:
        """Wait for the jobs; paths by format."""
        asset_id = _asset_id(name)
        uris: dict[str, Output] = {}
        outputs_bucket = OutputsBucket(lambda: self.resources.s3, OUTPUTS)
        used = SimpleNamespace(clock=self.clock, outputs_bucket=outputs_bucket)
        for job_id, plan in started.items():
            found = jobs.finish(self.resources, job_id, JOB_SECONDS)
            assert found["Status"] == "COMPLETE", found.get("ErrorMessage")
            job = Job(name=plan.name, attempt=ATTEMPT, output_groups=plan.output_groups, id=job_id)
            news = news_of_job(job, found, self.clock.now())
            assert news is not None
            heard = Heard(news=news, until=self.clock.now() + timedelta(minutes=1))
            services = cast(JobServices, used)
            finished = finish(asset_id, plan.output_groups, heard, services, OUTPUTS)
            assert finished.faults == ()
            uris |= outputs_of(plan.output_groups, OUTPUTS, asset_id, ATTEMPT)
            uris |= finished.outputs
        return {
            format_: uri.removeprefix(f"s3://{OUTPUTS}/")
            for format_, uri in uris.items()
            if isinstance(uri, str)
        }


def _asset_id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def _fetch(s3: Any, bucket: Path) -> None:
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=OUTPUTS):
        for row in page["Contents"]:
            to = bucket / row["Key"]
            to.parent.mkdir(parents=True, exist_ok=True)
            s3.download_file(OUTPUTS, row["Key"], str(to))
