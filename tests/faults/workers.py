"""Threads that take turns: exactly one runs, and it says who is next.

Real handlers cannot be suspended by generators, and threads need no package. A turn costs about
10 µs where all threads of a process share one core.
"""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any


def _nothing(*_: Any) -> None:
    raise AssertionError("a worker without a task has its turn")


class Worker:
    """A thread that runs one task after another. ``turn`` is held while it is not its turn."""

    idle: "list[Worker]"  # of this process: starting a thread costs more than a task
    thread: threading.Thread

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.turn.acquire()
        self.task: Callable[[], None] = _nothing
        self.rest: Callable[[Worker], None] = _nothing
        self.invocation: Any = None  # what the task is, for those who are called by it

    @classmethod
    def hire(cls, task: Callable[[], None], rest: Callable[["Worker"], None]) -> "Worker":
        """A worker that will run ``task`` at its turn, and then call ``rest``, which returns when
        it is its turn again."""
        worker = cls.idle.pop() if cls.idle else cls._started()
        worker.task, worker.rest = task, rest
        return worker

    @classmethod
    def _started(cls) -> "Worker":
        worker = cls()
        worker.thread = threading.Thread(target=worker._work, daemon=True)
        worker.thread.start()
        return worker

    def _work(self) -> None:
        self.turn.acquire()
        while True:
            task, rest = self.task, self.rest
            self.task = self.rest = _nothing
            task()
            self.invocation = None
            Worker.idle.append(self)
            rest(self)


def stacks() -> str:
    """Of all threads, those that rest left out."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    resting = {worker.thread.name for worker in Worker.idle}
    shown = [
        f"{names.get(number)}:\n{''.join(traceback.format_stack(frame))}"
        for number, frame in sys._current_frames().items()
        if names.get(number) not in resting
    ]
    return "\n".join(shown)


Worker.idle = []
if hasattr(os, "register_at_fork"):  # a forked process has no threads but its own
    os.register_at_fork(after_in_child=Worker.idle.clear)
