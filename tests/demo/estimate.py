"""What a video would become and cost: ``make estimate``, with ``VIDEO=path``, ``PROFILE=name``;
``make demo`` shows it before it uploads.

The file is probed by the local MediaConvert; what plans and prices is the product's own code, with
the profiles and limits of the environment in ``TF_DIR``. Nothing is uploaded, and no account is
asked. Exits 1 if the pipeline would refuse the video, 2 if the operands are wrong.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.console import size
from demo.planned_environment import PlannedEnvironment, planned_environment
from deployment import DeploymentError
from local_aws.mediaconvert import media, probe_names
from pipeline.failures import Failure
from pipeline.text.visible import plain
from pipeline.transcoding.estimate import (
    PricedOutput,
    UnpricedError,
    estimate,
    footage_of,
    priced_outputs,
    refuse_estimate,
)
from pipeline.transcoding.job_request import Target, job_request
from pipeline.transcoding.plan import fit, refuse_for
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.profile import Profile, parse_profile
from pipeline.transcoding.profile_fields import ProfileError
from pipeline.transcoding.source import Source, refuse_source
from pipeline.uploads.upload import Limits, Upload, refuse_upload

Shape = dict[str, Any]

# Of no account: the request is priced, and never sent.
TARGET = Target(
    outputs_bucket_name="outputs",
    data_key_arn="",
    transcode_queue_arn="",
    mediaconvert_role_arn="",
    status_update_interval_seconds=600,
)
NAME_LIMIT = 200
COLUMNS = "{:<12} {:<26} {:>10} {:<13} {:>13}  {:<12} {}"


class OperandError(Exception):
    """The text says what to write instead."""


def main() -> int:
    try:
        environment = planned_environment(Path(os.environ.get("TF_DIR", "terraform/envs/dev")))
        video = given_video(os.environ.get("VIDEO", ""))
        return show(video, os.environ.get("PROFILE", ""), environment)
    except OperandError as error:
        print(error, file=sys.stderr)
        return 2
    except (DeploymentError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def given_video(path: str) -> Path:
    """Raises OperandError, and OSError where it cannot be read."""
    if not path:
        raise OperandError("Say which file: make estimate VIDEO=path/to/video.mp4")
    if not Path(path).is_file():
        raise OperandError(f"VIDEO={plain(path, NAME_LIMIT)} is no file.")
    Path(path).open("rb").close()
    return Path(path)


def _profile(name: str, environment: PlannedEnvironment) -> Profile:
    name = name or environment.processing["transcoding_profile"]
    if name not in environment.profiles:
        known = ", ".join(sorted(environment.profiles))
        raise OperandError(f"PROFILE={name} is no profile of this environment. It has: {known}.")
    try:
        return parse_profile(name, environment.profiles[name])
    except ProfileError as error:
        raise OperandError(f"PROFILE={name} cannot be used: {error}") from error


def show(video: Path, profile_name: str, environment: PlannedEnvironment) -> int:
    """Print plan and estimate; 1 if the pipeline would refuse the video. Of no name, the profile is
    the environment's. Raises OperandError."""
    profile = _profile(profile_name, environment)
    upload = Upload(
        bucket="uploads",
        key=f"uploads/me/{video.name}",
        version_id="null",
        etag="local",
        size_bytes=video.stat().st_size,
        uploaded_at=datetime.now(UTC),
        uploader_id="me",
    )
    limits = environment.processing
    accepted = Limits(limits["max_source_size_bytes"], limits["max_source_duration_seconds"])
    source = refuse_upload(upload, accepted) or _probed(video)
    if isinstance(source, Source):
        source = (
            refuse_source(source, upload.etag, accepted) or refuse_for(profile, source) or source
        )
    if isinstance(source, Failure):
        return _refused(source)
    plans = fit(profile, source)
    requests = [job_request(upload.asset_id, 1, upload.url, plan, TARGET) for plan in plans]
    print(f"{plain(video.name, NAME_LIMIT)}: {size(upload.size_bytes)}, {_facts(source)}")
    print(f"Profile {profile.name}, prices of {environment.region}\n")
    footage = footage_of(source)
    estimated = estimate(requests, footage, environment.region)
    try:
        priced: Sequence[PricedOutput] = list(priced_outputs(requests, footage, estimated.region))
    except UnpricedError:
        priced = ()
    _print_table(requests, priced)
    for line in dict.fromkeys(str(one) for plan in plans for one in plan.left_out):
        print(line)
    for note in estimated.notes:
        print(note)
    if estimated.high_usd is not None:
        print(f"Estimate: {_range(estimated.low_usd, estimated.high_usd)} US dollars")
    too_high = refuse_estimate(estimated, Decimal(str(limits["max_estimate_usd"])))
    return _refused(too_high) if too_high else 0


def _probed(video: Path) -> Source | Failure:
    """As the local MediaConvert answers, without S3's facts."""
    try:
        container = probe_names.container(media.read(video), video.stat().st_size)
    except media.UnreadableError:
        container = {}
    return parse_probe({"ProbeResults": [{"Container": container}]}, shape_reported=True)


def _facts(source: Source) -> str:
    seconds = source.duration_seconds
    facts = ["length unknown" if seconds is None else f"{seconds:.1f} s"]
    if source.video is not None:
        rate = source.video.frame_rate
        facts.append("x".join(map(str, source.video.display_size_px)))
        facts.append("frame rate unknown" if rate is None else f"{float(rate):.2f} frames/s")
    facts.append(f"{len(source.audio)} sound tracks" if len(source.audio) != 1 else "sound")
    return ", ".join(facts)


def _print_table(requests: list[Shape], priced: Sequence[PricedOutput]) -> None:
    head = ("JOB", "OUTPUT", "SIZE", "CODEC", "MINUTES", "TIER", "US DOLLARS")
    print(COLUMNS.format(*head))
    for number, (job, name, output) in enumerate(_outputs(requests)):
        told = _priced(priced[number]) if priced else ("", "", "")
        print(COLUMNS.format(job, name, *_described(output), *told).rstrip())
    print()


def _outputs(requests: list[Shape]) -> Iterator[tuple[str, str, Shape]]:
    for request in requests:
        for group in request["Settings"]["OutputGroups"]:
            for output in group["Outputs"]:
                name = group["Name"] + output.get("NameModifier", "")
                yield request["UserMetadata"]["job"], name, output


def _described(output: Shape) -> tuple[str, str]:
    video = output.get("VideoDescription")
    if video is None:
        sounds = output.get("AudioDescriptions") or []
        return "", "+".join(sound["CodecSettings"]["Codec"] for sound in sounds)
    shape = f"{video['Width']}x{video['Height']}" if "Width" in video else "as source"
    return shape, video["CodecSettings"]["Codec"]


def _priced(output: PricedOutput) -> tuple[str, str, str]:
    tiers = dict.fromkeys((output.low_tier, output.high_tier))
    tier = " or ".join(tiers) if len(tiers) == 1 else "either"
    lifted = f" ({', '.join(output.lifted_by)})" if output.lifted_by else ""
    minutes = _range(output.normalized_minutes.low, output.normalized_minutes.high, ".2f")
    return minutes, tier, _range(output.usd.low, output.usd.high) + lifted


def _range(low: Decimal | None, high: Decimal | None, form: str = ".4f") -> str:
    least, most = (format(value or Decimal(0), form) for value in (low, high))
    return least if least == most else f"{least} to {most}"


def _refused(failure: Failure) -> int:
    print(f"The pipeline would refuse it. {failure.code}: {failure.message}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
