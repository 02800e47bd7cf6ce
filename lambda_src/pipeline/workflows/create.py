"""Creating a job when it is our turn."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pipeline.failures import TransientError
from pipeline.workflows.effects import IngestServices

# What a call and the save after it need; a turn that comes later is left to a later delivery.
TIME_TO_CREATE = timedelta(seconds=5)


def create_in_turn(request: Mapping[str, Any], services: IngestServices, deadline: datetime) -> str:
    """The id of the job. Raises TransientError and PermanentError."""
    clock, pace = services.clock, services.pace
    seconds = pace.wait_seconds(clock.now())
    if clock.now() + timedelta(seconds=seconds) + TIME_TO_CREATE > deadline:
        raise TransientError("CreateJob", f"its turn is in {seconds:.1f} s, too late for us")
    if seconds:
        clock.sleep(seconds)
    pace.count(clock.now())
    return services.transcoder.create_job(request)
