"""One asset's manifests with all that they lead to: what rules look at."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from streaming import dash, hls, media
from streaming.dash import Manifest
from streaming.hls import MediaPlaylist, Multivariant, Variant
from streaming.media import Picture, Sound, Stream


@dataclass(frozen=True)
class Presentation:
    """An HLS multivariant playlist, a DASH manifest, or both.

    ``streams`` has what is in the media, by media playlist; ``unread`` why that is not known.
    """

    hls: Multivariant | None = None
    dash: Manifest | None = None
    streams: Mapping[Path, Stream] = field(default_factory=dict)
    unread: Mapping[Path, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return " and ".join(
            f"{one.path.parent.name}/{one.path.name}" for one in (self.hls, self.dash) if one
        )

    @property
    def variants(self) -> list[Variant]:
        return list(self.hls.variants) if self.hls else []

    @property
    def video_variants(self) -> list[Variant]:
        return [one for one in self.variants if one.has_video]

    @property
    def i_frames(self) -> list[Variant]:
        return list(self.hls.i_frames) if self.hls else []

    def playlists(self, paths: Iterable[Path | None]) -> list[MediaPlaylist]:
        """Those that are there, each once."""
        there = self.hls.playlists if self.hls else {}
        return [there[path] for path in dict.fromkeys(paths) if path in there]

    @property
    def video_playlists(self) -> list[MediaPlaylist]:
        return self.playlists(one.path for one in self.video_variants)

    @property
    def audio_playlists(self) -> list[MediaPlaylist]:
        renditions = self.hls.audio if self.hls else []
        alone = [one.path for one in self.variants if not one.has_video]
        return self.playlists([*(one.path for one in renditions), *alone])

    @property
    def media_playlists(self) -> list[MediaPlaylist]:
        """Of picture and sound, without I-frames, images and subtitles."""
        return [*self.video_playlists, *self.audio_playlists]

    @property
    def i_frame_playlists(self) -> list[MediaPlaylist]:
        return self.playlists(one.path for one in self.i_frames)

    @property
    def pictures(self) -> Iterator[tuple[MediaPlaylist, Picture]]:
        for playlist in self.video_playlists:
            for picture in self.streams.get(playlist.path, EMPTY).pictures:
                yield playlist, picture

    @property
    def sounds(self) -> Iterator[tuple[MediaPlaylist, Sound]]:
        for playlist in self.media_playlists:
            for sound in self.streams.get(playlist.path, EMPTY).sounds:
                yield playlist, sound

    def beside(self, variant: Variant) -> list[MediaPlaylist]:
        """The sounds that may be played with a variant."""
        renditions = self.hls.audio if self.hls else []
        return self.playlists(one.path for one in renditions if one.group == variant.audio_group)


EMPTY = Stream((), ())


def load(
    multivariant: Path | None, manifest: Path | None, told: Callable[[str], None] = lambda _: None
) -> Presentation:
    """Read the manifests and all media that the playlists name; ``told`` hears of progress.

    :raises ValueError: a manifest cannot be read.
    """
    playlists = hls.read(multivariant) if multivariant else None
    described = dash.read(manifest) if manifest else None
    found = Presentation(playlists, described)
    streams: dict[Path, Stream] = {}
    unread: dict[Path, str] = {}
    for playlist in found.media_playlists:
        if not all(part.path.is_file() for part in playlist.parts):
            continue  # said by the rules of files
        told(f"Reading {playlist.path.parent.name}/{playlist.name}")
        try:
            streams[playlist.path] = media.read(playlist.path)
        except ValueError as error:
            unread[playlist.path] = str(error)
    return Presentation(playlists, described, streams, unread)


def pairs(folder: Path) -> list[tuple[Path | None, Path | None]]:
    """The multivariant playlists below a folder, each with the DASH manifest of its folder or with
    the only one; then the manifests that are left."""
    multivariants = sorted(
        path
        for path in folder.rglob("*.m3u8")
        if any(line.startswith("#EXT-X-STREAM-INF:") for line in path.read_text().splitlines())
    )
    manifests = sorted(folder.rglob("*.mpd"))
    found: list[tuple[Path | None, Path | None]] = []
    for one in multivariants:
        near = [other for other in manifests if other.parent == one.parent]
        found.append((one, next(iter(near or (manifests if len(manifests) == 1 else [])), None)))
    taken = {manifest for _, manifest in found}
    return [*found, *((None, one) for one in manifests if one not in taken)]
