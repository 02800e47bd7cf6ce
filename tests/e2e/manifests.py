"""The files that a manifest refers to."""

import re
from pathlib import Path
from xml.etree import ElementTree

DASH = "{urn:mpeg:dash:schema:mpd:2011}"


def hls_files(master: Path) -> set[Path]:
    """All files that an HLS master playlist leads to."""
    files = set()
    for name in _uris(master):
        playlist = master.parent / name
        files.add(playlist)
        if playlist.suffix == ".m3u8":
            files |= {playlist.parent / segment for segment in _uris(playlist)}
    return files


def _uris(playlist: Path) -> list[str]:
    text = playlist.read_text()
    assert text.startswith("#EXTM3U"), playlist
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return lines + re.findall(r'URI="([^"]+)"', text)


def dash_files(manifest: Path) -> set[Path]:
    """All files that a DASH manifest with segment templates leads to."""
    files = set()
    root = ElementTree.parse(manifest).getroot()
    for adaptation in root.iter(f"{DASH}AdaptationSet"):
        for representation in adaptation.iter(f"{DASH}Representation"):
            template = representation.find(f"{DASH}SegmentTemplate")
            if template is None:
                template = adaptation.find(f"{DASH}SegmentTemplate")
            assert template is not None, "no segment template"
            names = [template.attrib["initialization"]]
            number, at = int(template.attrib.get("startNumber", 1)), 0
            for entry in template.iter(f"{DASH}S"):
                at = int(entry.attrib.get("t", at))
                for _ in range(int(entry.attrib.get("r", 0)) + 1):
                    names.append(_numbered(template.attrib["media"], number, at))
                    number, at = number + 1, at + int(entry.attrib["d"])
            name = representation.attrib["id"]
            files |= {manifest.parent / one.replace("$RepresentationID$", name) for one in names}
    return files


def _numbered(template: str, number: int, time: int) -> str:
    def fill(match: re.Match[str]) -> str:
        value = number if match[1] == "Number" else time
        return (match[2] or "%d") % value

    return re.sub(r"\$(Number|Time)(%0\d+d)?\$", fill, template)
