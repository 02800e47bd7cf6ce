"""Finishing a completed job: what we make of its files before the record says that it is complete.

A storyboard, over the sheets that its playlists tell of or else over its captured frames, and the
choice of a poster. Five calls at most, however long the film is, and no pixel is looked at.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from pipeline.failures import PermanentError, TransientError
from pipeline.jobs.made import MadeRendition
from pipeline.jobs.news import JobNews
from pipeline.storyboard.dash import tiles_in_manifest
from pipeline.storyboard.hls import image_playlist_in, tiles_in_playlist
from pipeline.storyboard.poster import choose_poster
from pipeline.storyboard.tiles import PlaylistError, Tiles
from pipeline.storyboard.webvtt import CONTENT_TYPE, Length, over_captures, over_tiles
from pipeline.transcoding.captures import Captures
from pipeline.transcoding.places import BASE_NAME, FORMATS_BY_GROUP, Output, folder, uri_of
from pipeline.workflows.services import JobServices

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """News of a job, and how they came. Calls that finish it begin before ``until``; unless it is
    their ``last_chance``, a fault that may pass lets the news come again."""

    news: JobNews
    until: datetime
    last_chance: bool = False
    by_reconciler: bool = False


@dataclass(frozen=True)
class Finished:
    """``outputs`` by format; ``faults`` tell why one of them is missing."""

    outputs: Mapping[str, Output]
    faults: tuple[str, ...]


class _GivenUpError(Exception):
    """It was the last chance, and AWS does not answer: nothing more is asked."""


@dataclass(frozen=True)
class _Frames:
    """Captured frames: the sizes of those that were listed, and how many there are in all; None
    where nobody tells."""

    captures: Captures
    sizes_bytes: Mapping[int, int]
    count: int | None


def finish(
    asset_id: str, groups: Iterable[str], heard: Heard, services: JobServices, bucket_name: str
) -> Finished:
    """Of a job that makes ``groups``. Raises TransientError unless it is the last chance."""
    return _Finishing(asset_id, tuple(groups), heard, services, bucket_name).finished()


@dataclass(frozen=True)
class _Finishing:
    asset_id: str
    groups: tuple[str, ...]
    heard: Heard
    services: JobServices
    bucket_name: str
    faults: list[str] = field(default_factory=list)

    def finished(self) -> Finished:
        outputs: dict[str, Output] = {}
        try:
            self._make(outputs)
        except _GivenUpError as error:
            self.faults.append(str(error))
        return Finished(outputs, tuple(self.faults))

    def _make(self, outputs: dict[str, Output]) -> None:
        """Into ``outputs``."""
        length, text, frames = _length(self.heard.news.renditions), None, None
        if "storyboard" in self.groups:
            text = self._over_tiles(length)
        if "thumbnails" in self.groups:
            frames = self._frames()
        if frames is not None:
            outputs |= self._poster(frames, length)
        if "storyboard" in self.groups:
            text = text or self._over_frames(frames, length)
            key = self._key("storyboard", f"{BASE_NAME}.vtt")
            if text is not None and self._put(key, text):
                outputs["storyboard"] = uri_of(self.bucket_name, key)

    def _poster(self, frames: _Frames, length: Length | None) -> dict[str, Output]:
        interval = Fraction(frames.captures.interval_ms, 1000)
        film_seconds = length.whole if length else interval * len(frames.sizes_bytes)
        number = choose_poster(frames.sizes_bytes, interval, film_seconds)
        if number is None:
            self.faults.append("there are no captured frames")
            return {}
        key = self._key("thumbnails", frames.captures.file_name(number))
        return {"poster": {"uri": uri_of(self.bucket_name, key), "number": number}}

    def _over_tiles(self, length: Length | None) -> str | None:
        """The DASH manifest tells all of them; HLS needs two calls."""
        if length is None:
            self.faults.append("no duration of a picture is told")
            return None
        for name, read in (("dash", self._in_dash), ("hls", self._in_hls)):
            group = next((one for one in self.groups if name in FORMATS_BY_GROUP[one]), None)
            if group is None:
                continue
            try:
                tiles = read(group)
                if tiles is not None:
                    return over_tiles(tiles, group, length)
            except PlaylistError as error:
                self.faults.append(f"{name}: {error}")
        return None

    def _over_frames(self, frames: _Frames | None, length: Length | None) -> str | None:
        if frames is None or length is None or not frames.count:
            return None
        try:
            return over_captures(frames.captures, frames.count, "thumbnails", length)
        except PlaylistError as error:
            self.faults.append(f"thumbnails: {error}")
            return None

    def _in_dash(self, group: str) -> Tiles | None:
        text = self._text(group, f"{BASE_NAME}.mpd")
        return None if text is None else tiles_in_manifest(text)

    def _in_hls(self, group: str) -> Tiles | None:
        asked = self.heard.news.trick_play
        text = self._text(group, f"{BASE_NAME}.m3u8") if asked else None
        if text is None or asked is None:
            return None
        text = self._text(group, image_playlist_in(text))
        return None if text is None else tiles_in_playlist(text, asked.width_px)

    def _frames(self) -> _Frames | None:
        news = self.heard.news
        captures = news.captures
        if captures is None:
            return None
        prefix = self._key("thumbnails", captures.file_prefix)
        listing = self._ask(lambda: self.services.outputs_bucket.listing(prefix))
        if listing is None:
            return None
        found = (
            (captures.number(key.rpartition("/")[2]), size)
            for key, size in listing.sizes_bytes.items()
        )
        sizes = {number: size for number, size in found if number is not None}
        return _Frames(captures, sizes, len(sizes) if listing.complete else news.thumbnail_count)

    def _text(self, group: str, name: str) -> str | None:
        text = self._ask(lambda: self.services.outputs_bucket.text(self._key(group, name)))
        if text is None:
            self.faults.append(f"{group}/{name} cannot be read")
        return text

    def _put(self, key: str, text: str) -> bool:
        def put() -> bool:
            self.services.outputs_bucket.put_text(key, text, CONTENT_TYPE)
            return True

        return self._ask(put) is not None

    def _key(self, group: str, name: str) -> str:
        return folder(self.asset_id, self.heard.news.attempt, group) + name

    def _ask(self, call: Callable[[], Answer]) -> Answer | None:
        """None where AWS refuses. Raises TransientError, or at the last chance _GivenUpError."""
        try:
            if self.services.clock.now() >= self.heard.until:
                raise TransientError("finishing", "the function has no time left for it")
            return call()
        except TransientError as error:
            if not self.heard.last_chance:
                raise
            raise _GivenUpError(str(error)) from error
        except PermanentError as error:
            self.faults.append(str(error))
            return None


def _length(renditions: Iterable[MadeRendition]) -> Length | None:
    """Of a film. None where MediaConvert tells no duration of a picture."""
    told = [one for one in renditions if one.duration_seconds is not None]
    seconds = [Fraction(one.duration_seconds or 0) for one in told]
    pictures = [Fraction(one.duration_seconds or 0) for one in told if one.width_px]
    return Length(min(pictures), max(seconds)) if pictures else None
