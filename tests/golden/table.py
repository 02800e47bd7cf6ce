"""The matrix as a table of docs/transcoding.md."""

from collections.abc import Iterator
from pathlib import Path

from golden.plans import requests, sources
from pipeline.transcoding.plan import JobPlan
from pipeline.transcoding.source import Source

DOCUMENT = Path(__file__).parents[2] / "docs" / "transcoding.md"
HEAD = (
    "| source | what it is | pictures | sound | corrected | left out |\n|---|---|---|---|---|---|\n"
)


def table(profile: str) -> str:
    return HEAD + "".join(_row(profile, name, source) for name, source in sources().items())


def in_document(text: str) -> str:
    """The table as it stands in the document, up to the next empty line."""
    start = text.index(HEAD)
    return text[start : text.index("\n\n", start) + 1]


def _row(profile: str, name: str, source: Source) -> str:
    cells = [f"`{name}`", ", ".join(_facts(source))]
    plans = [plan for plan, _ in requests(profile, name).values()]
    for column in (_pictures, _sounds, _corrections, _left_out):
        found = [text for plan in plans for text in column(plan)]
        cells.append("; ".join(dict.fromkeys(found)))
    return f"| {' | '.join(cells)} |\n"


def _facts(source: Source) -> Iterator[str]:
    video = source.video
    if video is not None:
        yield "{}x{}".format(*video.display_size_px) + ("" if video.display_size_known else "?")
        yield "? fps" if video.frame_rate is None else f"{float(video.frame_rate):.5g} fps"
        yield from filter(None, (video.scan_type if video.scan_type == "interlaced" else None,))
        yield from filter(None, (video.hdr_format,))
        if video.rotation_degrees != 0:
            yield f"turned by {'?' if video.rotation_degrees is None else video.rotation_degrees}°"
    channels = [
        f"{one.channels or '?'}{f' {one.language}' if one.language else ''}" for one in source.audio
    ]
    yield f"channels: {' + '.join(channels)}" if channels else "silent"


def _pictures(plan: JobPlan) -> Iterator[str]:
    for group, renditions in plan.renditions.items():
        made = []
        for one in renditions:
            rate = f"{float(one.frame_rate.hertz):.5g}" + (
                "" if one.frame_rate.follows_source else "!"
            )
            padded = "" if one.picture.exact else " padded"
            made.append(f"{one.picture.width_px}x{one.picture.height_px}@{rate}{padded}")
        yield f"{group}: {', '.join(made) if made else 'sound'}"


def _sounds(plan: JobPlan) -> Iterator[str]:
    for sound in plan.sounds:
        yield "+".join(map(str, sound.tracks)) + (f" {sound.language}" if sound.language else "")


def _corrections(plan: JobPlan) -> Iterator[str]:
    own = plan.corrections
    words = {"deinterlaced": own.deinterlace, "BT.709": own.to_bt709}
    yield from (word for word, done in words.items() if done)
    if own.to_limited_range:
        yield "limited range"


def _left_out(plan: JobPlan) -> Iterator[str]:
    yield from (one.what for one in plan.left_out)
