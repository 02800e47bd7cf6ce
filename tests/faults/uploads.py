"""What users put into the uploads bucket in a schedule, and what must become of it."""

from dataclasses import dataclass
from random import Random
from uuid import UUID

from faults.mixes import Rates
from faults.services.jobs import Fate
from faults.sidecars import REJECTED, REJECTION_CODES, sidecar_of

GOOD, EMPTY, TEXT, UNREADABLE = "good", "empty", "text", "unreadable"
OVERWRITTEN, DELETED = "overwritten", "deleted"
# A session: bytes arrive for one that is aborted nevertheless, or it is gone.
WAITING, ABORTED, GONE = "waiting", "aborted", "gone"
# How often the file of an upload by the API is sent. More than three are not taken.
TIMES_SENT = (1, 1, 1, 2, 4)
# Probe's answer for either is an assumption: S3's own words, or a bare denial.
ARCHIVED, ARCHIVED_UNTOLD = "archived", "archived, which Probe does not say"
# What a FAILED record may say, by kind of upload, where no job failed.
REFUSALS = {
    EMPTY: {"EMPTY_FILE"},
    TEXT: {"UNSUPPORTED_SUFFIX"},
    UNREADABLE: {"UNREADABLE_SOURCE"},
    OVERWRITTEN: {"SUPERSEDED"},
    DELETED: {"SOURCE_MISSING"},
    ARCHIVED: {"SOURCE_ARCHIVED"},
    ARCHIVED_UNTOLD: {"SOURCE_ARCHIVED"},
}
DENIALS = {
    ARCHIVED: "The operation is not valid for the object's storage class",
    ARCHIVED_UNTOLD: "Access Denied",
}
# What S3 denies to read, or may deny, and is no fault of ours.
UNREAD = {DELETED, *DENIALS}
# Error codes of jobs: a fault of the service that passes; one that a lesser job avoids; one of the
# user's file, which every attempt meets again; one of our configuration. 4242 is in no list.
PASSING_CODES = (1999, 1091, 4242)
CHANGED_CODES = (1021, 1050)
FILE_CODES = (1010, 1075, 1030)
OPERATOR_CODES = (1401, 1432)


@dataclass(frozen=True)
class Upload:
    """``at`` in simulated seconds. ``file_code`` is the error that every job of it meets;
    ``sidecar`` says what its captions are like, ``session`` what becomes of the session of one by
    the API. ``repeated``: so many versions are sent for it that not all are taken."""

    number: int
    key: str
    version_id: str
    etag: str
    kind: str
    at: float
    file_code: int | None
    sidecar: str | None = None
    session: str | None = None
    repeated: bool = False

    @property
    def session_is_gone(self) -> bool:
        return self.session == GONE

    @property
    def session_is_aborted(self) -> bool:
        return self.session == ABORTED

    @property
    def size(self) -> int:
        return 0 if self.kind == EMPTY else 1_000_000


def uploads_of(chance: Random, rates: Rates, count: int, spread_seconds: float) -> list[Upload]:
    """An overwritten upload is followed by a newer version of the same object."""
    uploads: list[Upload] = []
    while len(uploads) < count:
        number = len(uploads)
        odd = chance.random() < rates.odd_upload
        kind = chance.choice(list(REFUSALS)) if odd else GOOD
        if kind == OVERWRITTEN and number + 2 > count:
            kind = GOOD
        suffix = "txt" if kind == TEXT else "mp4"
        by_api = rates.by_api and kind != TEXT and chance.random() < rates.by_api
        session = chance.choice((WAITING, WAITING, ABORTED, GONE)) if by_api else None
        times = 2 if kind == OVERWRITTEN else 1
        if session is not None and kind == GOOD:
            times = min(chance.choice(TIMES_SENT), count - number)
        last = GOOD if kind == OVERWRITTEN else kind
        folder = f"{number % 2:064x}/{UUID(int=number, version=4)}" if session else f"u{number}"
        key = f"uploads/{folder}/clip-{number}.{suffix}"
        at, sidecar = chance.uniform(0, spread_seconds), sidecar_of(chance, rates.sidecar)
        for time in range(1, times + 1):
            kind = last if time == times else OVERWRITTEN
            code = _file_code(chance, rates)
            number = len(uploads)
            ids = (number, key, f"v{number}", f"{number:032x}")
            # Captions lie beside the key: whoever looks for them may see any version.
            uploads.append(Upload(*ids, kind, at, code, sidecar, session, repeated=times > 3))
            at += chance.choice((0.0, 1.0, 30.0, 120.0)) if time < times else 0.0
        if rates.erased and sidecar and not session and len(uploads) < count:
            uploads += _twin(uploads[-1], chance)
    return uploads


def _twin(upload: Upload, chance: Random) -> list[Upload]:
    """Every other time, another video of the same name, which shares its captions."""
    if chance.random() < 0.5:
        return []
    number, key = upload.number + 1, f"{upload.key.rpartition('.')[0]}.mov"
    at = upload.at + chance.uniform(0, 300)
    ids = (number, key, f"v{number}", f"{number:032x}")
    return [Upload(*ids, GOOD, at, upload.file_code, upload.sidecar)]


def _file_code(chance: Random, rates: Rates) -> int | None:
    return chance.choice(FILE_CODES) if chance.random() < rates.job_error * 0.3 else None


def fate_of(chance: Random, rates: Rates, upload: Upload | None, *, captions: bool) -> Fate:
    """What becomes of a job for an upload, with ``captions`` or without."""
    slow = chance.random() < rates.slow_queue
    wait = chance.uniform(60, 1800) if slow else chance.expovariate(1 / 8)
    run = chance.uniform(5, 300)
    if upload is not None and upload.file_code is not None:
        return Fate(wait, run, upload.file_code)
    if upload is not None and upload.sidecar == REJECTED and captions:
        return Fate(wait, run, chance.choice(REJECTION_CODES))
    if chance.random() < rates.job_error * 0.7:
        (codes,) = chance.choices((PASSING_CODES, CHANGED_CODES, OPERATOR_CODES), (6, 2, 2))
        return Fate(wait, run, chance.choice(codes))
    return Fate(wait, run)
