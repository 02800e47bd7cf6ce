"""Run jobs: who is next in the queues, and a job's way from PROBING to COMPLETE or ERROR."""

import contextlib
import logging
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

from local_aws import faults
from local_aws.mediaconvert import buckets, events, ffmpeg, media, store
from local_aws.mediaconvert.captions import reading
from local_aws.mediaconvert.errors import JobCanceledError, JobError
from local_aws.mediaconvert.store import Job
from local_aws.mediaconvert.transcode import GroupResult, transcode

log = logging.getLogger("local_aws.mediaconvert")
# One ffmpeg uses several cores; more at once only makes every job slower.
AT_ONCE = max(2, (os.cpu_count() or 2) // 2)
# Share of jobPercentComplete that is done when a phase begins.
PHASE_STARTS = {"PROBING": 0, "TRANSCODING": 5, "UPLOADING": 90}
PHASE_SHARES = {"PROBING": 5, "TRANSCODING": 85, "UPLOADING": 10}


def pump() -> None:
    """Start waiting jobs while there is room: by priority, then oldest first."""
    with store.LOCK:
        running = [job for one in store.all_stores() for job in one.jobs.values()]
        running = [job for job in running if job.status == "PROGRESSING"]
        for job in _waiting():
            if len(running) >= AT_ONCE:
                return
            queue = store.of(job.account, job.region).queues[job.queue_arn.rsplit("/")[-1]]
            here = sum(other.queue_arn == job.queue_arn for other in running)
            if queue.status != "ACTIVE" or here >= (queue.concurrent_jobs or AT_ONCE):
                continue
            job.status, job.started_at, job.phase = "PROGRESSING", time.time(), "PROBING"
            running.append(job)
            threading.Thread(target=_run, args=(job,), daemon=True, name=f"job-{job.id}").start()


def _waiting() -> list[Job]:
    jobs = [job for one in store.all_stores() for job in one.jobs.values()]
    waiting = [job for job in jobs if job.status == "SUBMITTED"]
    return sorted(waiting, key=lambda job: (-job.request.get("Priority", 0), job.submitted_at))


def cancel_all() -> None:
    """Cancel every open job and send no events."""
    with store.LOCK:
        for one in store.all_stores():
            for job in one.jobs.values():
                job.canceled.set()


def stop() -> None:
    """End everything at once, when the server stops."""
    cancel_all()
    ffmpeg.stop_all()


def _run(job: Job) -> None:
    folder = Path(tempfile.mkdtemp(prefix="mediaconvert-job-"))
    ended = threading.Event()
    try:
        events.progressing(job)
        threading.Thread(target=_report, args=(job, ended), daemon=True).start()
        if injected := faults.of_this_server().take_failure(job.source):
            raise JobError(*injected)
        results = _transcode(job, folder)
        with store.LOCK:
            if job.canceled.is_set():
                raise JobCanceledError
            job.details = [result.detail for result in results]
            job.percent, job.status, job.finished_at = 100, "COMPLETE", time.time()
        ended.set()
        events.complete(job)
    except JobCanceledError:
        ended.set()
        events.canceled(job)
    except Exception as error:
        ended.set()
        _failed(job, error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        pump()


def _failed(job: Job, error: Exception) -> None:
    if isinstance(error, JobError):
        reason = (error.code, error.message)
    else:
        log.exception("job %s failed", job.id)
        reason = (JobError.UNKNOWN, str(error))
    with store.LOCK:
        if job.canceled.is_set():
            return
        job.error = reason
        job.status, job.finished_at = "ERROR", time.time()
    events.error(job)


def _transcode(job: Job, folder: Path) -> list[GroupResult]:
    role, settings = job.request["Role"], job.request["Settings"]
    s3 = buckets.client_of_role(role, f"EmeSession_{job.id}", job.queue_arn, job.region)
    url, source = settings["Inputs"][0]["FileInput"], folder / "source"
    buckets.download(s3, url, source)
    try:
        found = media.read(source)
    except media.UnreadableError as error:
        code = JobError.INPUT_UNREADABLE
        raise JobError(code, f"Unable to read input file [{url}]: {error}") from error
    _progress(job, "PROBING", 100)
    events.input_information(job, url, found)

    def progress(seconds: float, frames: int) -> None:
        job.frames = frames
        _progress(job, "TRANSCODING", int(min(1, seconds / (found.duration or 1)) * 100))

    texts = {}
    for number, (name, of) in enumerate(reading.used(settings).items()):
        path = source
        if file := reading.url(of):
            path = folder / f"captions-{number}"
            buckets.download(s3, file, path)
        texts[name] = reading.read(of, path)
    _progress(job, "TRANSCODING", 0)
    results = transcode(settings, found, source, folder, job.canceled, progress, texts)
    files = [(one, path, to) for one in results for path, to in one.files]
    for number, (one, path, to) in enumerate(files):
        if job.canceled.is_set():
            raise JobCanceledError
        _progress(job, "UPLOADING", int(number / len(files) * 100))
        buckets.upload(s3, path, to, one.s3_settings)
    return results


def _progress(job: Job, phase: str, percent: int) -> None:
    with store.LOCK:
        job.phase, job.phase_percent = phase, percent
        job.percent = PHASE_STARTS[phase] + PHASE_SHARES[phase] * percent // 100


def _report(job: Job, ended: threading.Event) -> None:
    """Send STATUS_UPDATE at the job's interval until it ends."""
    while not ended.wait(job.update_seconds):
        with contextlib.suppress(Exception):
            events.status_update(job)
