"""From a film that shows its time to a storyboard: every cue's picture shows the cue's time."""

import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fakes import events, profiles
from golden.plans import ASSET_ID, TARGET
from local_aws.mediaconvert import media as files
from local_aws.mediaconvert import probe_names, supported
from local_aws.mediaconvert.rules import violations
from local_aws.mediaconvert.transcode import transcode
from local_aws.tests.encodes import raw
from local_aws.tests.media_files import Media
from local_aws.tests.test_trick_play import BITS, CASES, clock
from pipeline.jobs.news import parse_job_event
from pipeline.storyboard.listing import Listing
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.probe import parse_probe
from pipeline.transcoding.profile import parse_profile
from pipeline.transcoding.source import Source
from pipeline.workflows.finish import Finished, Heard, finish

ATTEMPT = f"{ASSET_ID}/1/"
LADDER = [profiles.rendition("180p", 320, 180, 400_000)]
CMAF: dict[str, Any] = {"cmaf": LADDER}
SEPARATE: dict[str, Any] = {"hls": LADDER, "dash": LADDER}
CUE = re.compile(r"([\d:.]+) --> ([\d:.]+)\n\.\./(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)\n")
# A cue's picture may be older than the cue by a rounded hundredth, or younger; a captured frame is
# the one that is shown at that time, and began up to a frame before.
OFF, FRAME = 0.021, 0.042


@dataclass(frozen=True)
class Film:
    make: tuple[str, ...]
    seconds: float
    groups: dict[str, Any]


FILMS = {
    f"board-{name}": Film(case.make, case.seconds, CMAF)
    for name, case in CASES.items()
    # Of a variable rate, what is shown is older.
    if name != "variable.mp4"
} | {
    "board-separate.mp4": Film(clock("320x180", "30", 5), 5, SEPARATE),
    "board-hls.mp4": Film(clock("320x180", "30000/1001", 12), 12, {"hls": LADDER}),
}


class Folder:
    """The outputs bucket, as far as one attempt goes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, key: str) -> Path:
        return self.root / key.removeprefix(ATTEMPT)

    def text(self, key: str) -> str | None:
        path = self.path(key)
        return path.read_text() if path.exists() else None

    def listing(self, prefix: str) -> Listing:
        found = sorted(self.root.rglob("*"))
        keys = {f"{ATTEMPT}{path.relative_to(self.root)}": path for path in found if path.is_file()}
        sizes = {key: path.stat().st_size for key, path in keys.items() if key.startswith(prefix)}
        return Listing(sizes, complete=True)

    def put_text(self, key: str, text: str, content_type: str) -> None:
        assert content_type == "text/vtt"
        self.path(key).parent.mkdir(exist_ok=True)
        self.path(key).write_text(text)


@dataclass(frozen=True)
class Job:
    """``complete`` is its event."""

    bucket: Folder
    groups: tuple[str, ...]
    complete: dict[str, Any]

    def finished(self) -> Finished:
        news = parse_job_event(json.dumps(self.complete)).news
        assert news
        now = datetime.now(UTC)
        services: Any = SimpleNamespace(
            outputs_bucket=self.bucket, clock=SimpleNamespace(now=lambda: now)
        )
        heard = Heard(news=news, until=now + timedelta(seconds=1))
        return finish(ASSET_ID, self.groups, heard, services, "outputs")


def carry_out(media: Media, name: str, film: Film) -> Job:
    """The film through a job of its own."""
    path = media.make(name, *film.make)
    read = files.read(path)
    container = probe_names.container(read, path.stat().st_size)
    source = parse_probe({"ProbeResults": [{"Container": container}]}, shape_reported=True)
    assert isinstance(source, Source)
    job = {"output_groups": film.groups, "thumbnails": {"width_px": 320}, "storyboard": True}
    (plan,) = fit(parse_profile("p", json.dumps({"jobs": {"main": job}})), source)
    request = job_request(ASSET_ID, 1, f"s3://uploads/{name}", plan, TARGET)
    assert violations(request) == []
    supported.check(request["Settings"])
    work = media.new_folder(f"{name}-work")
    results = transcode(request["Settings"], read, path, work, threading.Event(), lambda *_: None)
    bucket = Folder(media.new_folder(f"{name}-outputs"))
    for result in results:
        for written, url in result.files:
            to = bucket.path(url.partition(TARGET.outputs_bucket_name + "/")[2])
            to.parent.mkdir(parents=True, exist_ok=True)
            written.replace(to)
    complete = events.job_state_change(
        "COMPLETE",
        job_id="1-a",
        metadata=request["UserMetadata"],
        outputGroupDetails=[result.detail for result in results],
    )
    return Job(bucket, plan.output_groups, complete)


def seconds_of(time: str) -> float:
    hours, minutes, seconds = time.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def shown(media: Media, sheet: Path, area: tuple[int, ...]) -> float:
    """The time that a part of a picture shows, in seconds."""
    x, y, width, height = area
    crop = f"crop={width}:{height}:{x}:{y},scale={BITS}:2:flags=area,format=gray"
    data = raw(media, "-i", str(sheet), "-vf", crop, "-f", "rawvideo")
    pairs = list(zip(data[:BITS], data[BITS : 2 * BITS], strict=True))
    assert all(abs(one - two) > 90 for one, two in pairs), sheet.name
    return sum(int(one > two) << number for number, (one, two) in enumerate(pairs)) / 100


def check(media: Media, job: Job, film: Film, of: str) -> int:
    """Of a storyboard whose pictures lie in the folders ``of``; how many cues it has."""
    text = (job.bucket.root / "storyboard" / "index.vtt").read_text()
    cues = CUE.findall(text)
    assert text == "WEBVTT\n" + "".join(f"\n{one[0]}\n" for one in _blocks(text))
    before = 0.0
    for begin, end, place, *area in cues:
        x, y, width, height = map(int, area)
        assert place.split("/")[0] in of.split()
        sheet = job.bucket.root / place
        whole = media.read(sheet)
        assert x + width <= whole.width
        assert y + height <= whole.height
        start = seconds_of(begin)
        assert start == before
        before = seconds_of(end)
        assert before > start
        late = start - shown(media, sheet, (x, y, width, height))
        assert -OFF < late < OFF + FRAME * place.startswith("thumbnails"), begin
    assert before == pytest.approx(film.seconds, abs=0.06)  # whole frames, and of sound
    return len(cues)


def _blocks(text: str) -> list[tuple[str]]:
    return [(block.rstrip("\n"),) for block in text.split("\n\n")[1:]]


@pytest.mark.parametrize("name", FILMS)
def test_every_cues_picture_shows_its_time(media: Media, name: str) -> None:
    film = FILMS[name]
    job = carry_out(media, name, film)
    made = job.finished()
    assert made.faults == ()
    assert set(made.outputs) == {"poster", "storyboard"}
    folder = "hls" if film.groups.keys() == {"hls"} else next(iter(film.groups.keys() - {"hls"}))
    count = check(media, job, film, folder)
    assert count == max(1, -(-film.seconds // 2))
    # By HLS, where the DASH manifest is gone.
    by_dash = job.bucket.root / folder / "index.mpd"
    if by_dash.exists():
        by_dash.unlink()
        made = job.finished()
        assert "storyboard" in made.outputs
        assert check(media, job, film, "cmaf hls") == count
    # And over the captured frames, where there are no playlists at all.
    for path in job.bucket.root.rglob("*.m3u8"):
        path.unlink()
    made = job.finished()
    assert "storyboard" in made.outputs
    assert check(media, job, film, "thumbnails") == count


def test_the_poster_is_a_frame_with_something_on_it(media: Media) -> None:
    """A film that fades in: its first frames are black."""
    moving = ("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25,fade=in:st=2:d=4")
    film = Film((*moving, "-t", "12", "-c:v", "libx264", "-pix_fmt", "yuv420p"), 12, CMAF)
    poster = carry_out(media, "fades_in.mp4", film).finished().outputs["poster"]
    assert not isinstance(poster, str)
    assert poster["number"] == 3
    assert str(poster["uri"]).endswith(f"/{ATTEMPT}thumbnails/index_thumbnail.0000003.jpg")
