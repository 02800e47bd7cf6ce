"""Faults that a test asks a running account for; only the standard library.

They are files in the state folder, one per fault and source file (its URL in S3), which the server
looks for at the moment in question.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

FOLDER = "faults"
STATE_DIR_VARIABLE = "LOCAL_AWS_STATE_DIR"
LOOK_SECONDS = 0.02
HOLD_SECONDS = 120.0


class Faults:
    """Both sides of it.

    :param state_dir: the account's state folder.
    """

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / FOLDER

    @contextlib.contextmanager
    def answer_of_create_job_held(self, source: str) -> Iterator[None]:
        """CreateJob does its work for ``source``, and answers only after the end of this."""
        file = self._file("hold", source)
        file.touch()
        try:
            yield
        finally:
            file.unlink()

    def fail_next_job(self, source: str, code: int, message: str) -> None:
        """The next job of ``source`` that starts ends with this error."""
        self._file("fail", source).write_text(json.dumps([code, message]))

    def wait_to_answer(self, source: str) -> None:
        """The server's side of :meth:`answer_of_create_job_held`; two minutes at most."""
        file = self._folder / _name("hold", source)
        deadline = time.monotonic() + HOLD_SECONDS
        while file.exists() and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)

    def take_failure(self, source: str) -> tuple[int, str] | None:
        """The server's side of :meth:`fail_next_job`."""
        file = self._folder / _name("fail", source)
        taken = file.with_suffix(".taken")
        try:
            file.rename(taken)
        except FileNotFoundError:
            return None
        code, message = json.loads(taken.read_text())
        return code, message

    def _file(self, fault: str, source: str) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / _name(fault, source)


def _name(fault: str, source: str) -> str:
    return f"{fault}-{hashlib.sha256(source.encode()).hexdigest()}"


def of_this_server() -> Faults:
    """In the server itself."""
    return Faults(Path(os.environ[STATE_DIR_VARIABLE]))
