"""What came of a look at something that should have moved on."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.failures import PermanentError, TransientError


@dataclass(frozen=True)
class Looked:
    """``id`` is of an asset, or of an upload that has none. ``what`` says for the log what came of
    it; ``fault`` is one of ours."""

    id: str
    what: str
    is_upload: bool = False
    healed: bool = False
    fault: PermanentError | None = None

    @property
    def facts(self) -> Mapping[str, str]:
        """For the log."""
        return {"uploadId" if self.is_upload else "assetId": self.id}


def failed(of: str, error: TransientError | PermanentError, *, is_upload: bool = False) -> Looked:
    if isinstance(error, PermanentError):
        return Looked(of, f"a fault of ours: {error}", is_upload, fault=error)
    return Looked(of, f"left for the next run: {error}", is_upload)
