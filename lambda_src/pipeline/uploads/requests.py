"""Messages that ask for an attempt of an asset that exists, on the queue that uploads come by.

``{"resubmit": {"assetId", "attempt"}}`` asks for the jobs of a PENDING attempt.
``{"reprocess": {"assetId", "attempt"}}`` is an operator's: a new attempt after a FAILED one.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from pipeline.text.strict_json import read_json


@dataclass(frozen=True)
class Resubmit:
    """``attempt`` is the one to submit: sent twice, it is submitted once."""

    asset_id: str
    attempt: int

    @property
    def body(self) -> str:
        return json.dumps({"resubmit": {"assetId": self.asset_id, "attempt": self.attempt}})


@dataclass(frozen=True)
class Reprocess:
    """``attempt`` is the one that failed: sent twice, it opens one new attempt."""

    asset_id: str
    attempt: int


KINDS = {"resubmit": Resubmit, "reprocess": Reprocess}


def parse_resubmission(body: str) -> Resubmit | Reprocess | None:
    """None where the message is none of the two."""
    try:
        ((kind, request),) = read_json(body).items()
        asset_id, attempt = str(UUID(request["assetId"])), request["attempt"]
        if type(attempt) is int and attempt > 0:
            return KINDS[kind](asset_id, attempt)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return None
