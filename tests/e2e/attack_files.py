"""Malicious files, made from a good clip or from a few lines of text."""

import io
import struct
import subprocess
import zipfile
from pathlib import Path

import imageio_ffmpeg

PAYLOAD = b"<html><script>alert('polyglot')</script></html>"


def scripts(url: str, path: Path) -> dict[str, bytes]:
    """By name: what makes a player read ``url`` and ``path``."""
    playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n"
    manifest = (
        '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet '
        'mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>{}</BaseURL>'
        "</Representation></AdaptationSet></Period></MPD>"
    )
    texts = {
        "playlist-of-a-url.mp4": playlist.format(url),
        "playlist-of-a-file.ts": playlist.format(f"file://{path}"),
        "manifest-of-a-url.mp4": manifest.format(url),
        "list-of-both.mov": f"ffconcat version 1.0\nfile '{url}'\nfile 'file:{path}'\n",
        "session.avi": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n",
        "page.mp4": f"<!doctype html><img src={url}>",
    }
    return {name: text.encode() for name, text in texts.items()}


def polyglots(clip: bytes) -> dict[str, bytes]:
    """By name: videos that are something else as well."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        file.writestr("page.html", PAYLOAD)
    # Between the media and its index, so that no offset of the index changes.
    end_of_media = clip.index(b"moov") - 4
    box = struct.pack(">I4s", 8 + len(PAYLOAD), b"free") + PAYLOAD
    return {
        "archive-behind.mp4": clip + archive.getvalue(),
        "page-inside.mp4": clip[:end_of_media] + box + clip[end_of_media:],
    }


def bombs(folder: Path) -> dict[str, Path]:
    """By the code they are refused with: small files that say they are huge."""
    made = {
        "PICTURE_TOO_LARGE": ["size=16384x64:rate=1", "-frames:v", "1", "-c:v", "libx264"],
        "DURATION_TOO_LONG": ["size=64x64:rate=1/20000", "-frames:v", "2"],
        "TOO_MANY_TRACKS": ["size=64x64:rate=1", *["-map", "0:v"] * 101, "-t", "1"],
    }
    paths = {}
    for code, (picture, *options) in made.items():
        paths[code] = folder / f"{code.lower()}.mp4"
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-y", "-v", "error"]
        command += ["-f", "lavfi", "-i", f"color={picture}", "-c:v", "mpeg4", *options]
        subprocess.run([*command, str(paths[code])], check=True, timeout=60)
    return paths
