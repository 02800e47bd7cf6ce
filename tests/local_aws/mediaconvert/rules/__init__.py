"""What MediaConvert refuses, or lets through and players choke on, that botocore's model allows.

Rules carry their source in a comment:
``model`` (the API model's own documentation), ``guide`` (MediaConvert User Guide),
``seen`` (rejections reported by users), ``cost`` (our own rule: nothing is billed by default).
Only the standard library is used, so that unit tests can import this without a local account.
"""

from collections.abc import Iterator
from typing import Any

from local_aws.mediaconvert.rules import captions, groups, inputs, request

__all__ = ["violations"]


def violations(settings: dict[str, Any]) -> list[str]:
    """Return every rule that a CreateJob call breaks; an empty list means the job is fine.

    :param settings: all parameters of CreateJob in botocore's names (Role, Queue, Settings …).
    :return: lines of the form ``Settings.OutputGroups[0].…: what is wrong``.
    """
    return list(_all(settings))


def _all(job: dict[str, Any]) -> Iterator[str]:
    yield from request.check(job)
    job_settings = job.get("Settings") or {}
    yield from inputs.check(job_settings.get("Inputs") or [])
    yield from captions.check(job_settings)
    yield from groups.check(job_settings)
