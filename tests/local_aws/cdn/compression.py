"""What CloudFront compresses on its way to a viewer, and with what.

Source of the rules: CloudFront Developer Guide, "Serve compressed files".
"""

import gzip
import re
from collections.abc import Mapping
from typing import Any

import brotli

LEAST_BYTES, MOST_BYTES = 1_000, 10_000_000
STATUSES = (200, 403, 404)
TYPES = re.compile(
    r"application/(dash\+xml|eot|font|font-sfnt|javascript|json|opentype|otf|pdf|pkcs7-mime|protobuf"
    r"|rss\+xml|truetype|ttf|vnd\.apple\.mpegurl|vnd\.mapbox-vector-tile|vnd\.ms-fontobject|wasm"
    r"|xhtml\+xml|xml|x-font-(opentype|truetype|ttf)|x-httpd-cgi|x-javascript|x-mpegurl|x-opentype"
    r"|x-otf|x-perl|x-ttf)"
    r"|font/(eot|opentype|otf|ttf)|image/svg\+xml|vnd\.apple\.mpegurl"
    r"|text/(css|csv|html|javascript|js|plain|richtext|tab-separated-values|xml|x-component"
    r"|x-java-source|x-script)"
)
COMPRESS = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, mtime=0),
}


def accepted(accept_encoding: str, policy: Mapping[str, Any]) -> str:
    """The header as the cache key has it: of ``br`` and ``gzip`` what both sides take."""
    taken = {}
    for part in accept_encoding.lower().split(","):
        name, _, weight = part.partition(";")
        found = re.fullmatch(r"\s*q\s*=\s*([0-9.]+)\s*", weight)
        taken[name.strip()] = not found or float(found[1].rstrip(".")) > 0
    wanted = {"br": "EnableAcceptEncodingBrotli", "gzip": "EnableAcceptEncodingGzip"}
    return ",".join(one for one, flag in wanted.items() if policy.get(flag) and taken.get(one))


def compress(
    accept: str, status: int, headers: Mapping[str, Any], body: bytes
) -> tuple[dict[str, Any], bytes]:
    """Headers and body for a viewer who accepts ``accept``; Brotli goes before gzip."""
    kind = str(headers.get("content-type", "")).partition(";")[0].strip().lower()
    if (
        not accept
        or status not in STATUSES
        or "content-encoding" in headers
        or not TYPES.fullmatch(kind)
        or not LEAST_BYTES <= len(body) <= MOST_BYTES
    ):
        return dict(headers), body
    encoding = accept.split(",")[0]
    smaller = COMPRESS[encoding](body)
    changed = {**headers, "content-encoding": encoding, "content-length": str(len(smaller))}
    vary = [one for one in (headers.get("vary"), "Accept-Encoding") if one]
    changed["vary"] = ", ".join(vary)
    tag = str(headers.get("etag", ""))
    if tag and not tag.startswith("W/"):
        changed["etag"] = f"W/{tag}"
    return changed, smaller
