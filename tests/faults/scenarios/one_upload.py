"""A world with one upload, on which scenarios run."""

from collections.abc import Mapping

from faults.chance import chance_of
from faults.design import Design
from faults.mixes import NONE
from faults.oracle import Oracle
from faults.services.jobs import Fate
from faults.services.typed_values import read_item
from faults.uploads import Upload, uploads_of
from faults.world import World


class OneUpload:
    """One upload without faults but for those that a scenario asks for, and without reconciler."""

    def __init__(self, **script: list[str | None]) -> None:
        self.world = World("scenario", NONE, uploads_of(chance_of("scenario"), NONE, 1, 0), False)
        self.design = Design(self.world)
        self.design.reconciling = False
        self.world.calls.faults.script = script
        self.asked: set[tuple[str, int]] = set()
        self.oracle = Oracle(self.world.mediaconvert.jobs, self.world.simulation.note, self.asked)
        self.world.table.changed.insert(0, self.oracle.watch)

    def fail(self, job: str, code: int, *, attempt: int | None = None, run: float = 60) -> None:
        """Let jobs of this name end in an error, all of them or one attempt's."""

        def fate(metadata: Mapping[str, str]) -> Fate:
            here = attempt is None or metadata["attempt"] == str(attempt)
            return Fate(5, run, code) if here and metadata["job"] == job else Fate(5, 120)

        self.world.mediaconvert.fate = fate

    def forget_tokens(self) -> None:
        """As a minute would: what holds then is adoption alone."""
        self.world.mediaconvert.token_seconds = 0

    @property
    def upload(self) -> Upload:
        return self.world.uploads[0]

    def run(self) -> "OneUpload":
        self.world.plan_uploads()
        self.world.simulation.run()
        return self

    @property
    def record(self) -> dict:
        return read_item(self.world.table.items[self.design.asset_ids[self.upload]])
