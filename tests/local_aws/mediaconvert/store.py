"""What the service remembers: jobs, queues, tags, request tokens, per account and region."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

LOCK = threading.RLock()


@dataclass
class Queue:
    """An on-demand queue; times in epoch seconds."""

    name: str
    arn: str
    description: str | None = None
    status: str = "ACTIVE"
    kind: str = "CUSTOM"
    concurrent_jobs: int | None = None
    created_at: float = field(default_factory=time.time)
    updated_at: float = field(default_factory=time.time)


@dataclass
class Job:
    """A job and how far it is; ``request`` holds CreateJob's parameters in botocore's names.

    ``told``: the event of its end was sent.
    """

    id: str
    arn: str
    account: str
    region: str
    queue_arn: str
    request: dict[str, Any]
    status: str = "SUBMITTED"
    phase: str | None = None
    phase_percent: int = 0
    percent: int = 0
    frames: int = 0
    error: tuple[int, str] | None = None
    details: list[dict[str, Any]] = field(default_factory=list)
    submitted_at: float = field(default_factory=time.time)
    started_at: float | None = None
    finished_at: float | None = None
    retries: int = 0
    told: bool = False
    canceled: threading.Event = field(default_factory=threading.Event)

    @property
    def is_open(self) -> bool:
        """Not in a terminal state."""
        return self.status in ("SUBMITTED", "PROGRESSING")

    @property
    def source(self) -> str:
        """URL of the input's file."""
        return self.request["Settings"]["Inputs"][0]["FileInput"]

    @property
    def update_seconds(self) -> int:
        """StatusUpdateInterval in seconds."""
        return int(self.request.get("StatusUpdateInterval", "SECONDS_60").split("_")[1])


@dataclass
class Store:
    """The resources of one account in one region."""

    account: str
    region: str
    jobs: dict[str, Job] = field(default_factory=dict)
    queues: dict[str, Queue] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, tuple[float, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.queues["Default"] = Queue("Default", self.arn("queues", "Default"), kind="SYSTEM")

    def arn(self, kind: str, name: str) -> str:
        """ARN of one of our resources."""
        return f"arn:aws:mediaconvert:{self.region}:{self.account}:{kind}/{name}"

    def jobs_of(self, queue_arn: str) -> list[Job]:
        """All jobs of a queue, oldest first."""
        return [job for job in self.jobs.values() if job.queue_arn == queue_arn]


_stores: dict[tuple[str, str], Store] = {}


def of(account: str, region: str) -> Store:
    """The store of an account and region."""
    with LOCK:
        key = (account, region)
        if key not in _stores:
            _stores[key] = Store(account, region)
        return _stores[key]


def all_stores() -> list[Store]:
    """Every store there is."""
    with LOCK:
        return list(_stores.values())


def clear() -> None:
    """Forget everything."""
    with LOCK:
        _stores.clear()
