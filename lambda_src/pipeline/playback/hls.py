"""HLS playlists of both kinds (RFC 8216; draft-pantos-hls-rfc8216bis): every URI in them."""

import re
from collections.abc import Callable

_ATTRIBUTE = re.compile(r'([A-Z0-9-]+)=("[^"]*"|[^",]*)', re.A)


def linked(text: str, link: Callable[[str], str]) -> str:
    """The playlist with ``link`` of each URI in its place: of the lines that are one, and of the
    attribute URI of any tag."""

    def attribute(found: re.Match[str]) -> str:
        name, value = found[1], found[2]
        is_uri = name == "URI" and value.startswith('"')
        return f'URI="{link(value[1:-1])}"' if is_uri else found[0]

    def line(told: str) -> str:
        if told.startswith("#EXT-X-"):
            tag, colon, attributes = told.partition(":")
            return f"{tag}{colon}{_ATTRIBUTE.sub(attribute, attributes)}"
        return told if told.startswith("#") or not told.strip() else link(told.strip())

    return "\n".join(line(one.removesuffix("\r")) for one in text.split("\n"))
