"""Where what an asset serves is played, where there is a CDN. Who may, needs a grant."""

from collections.abc import Mapping
from urllib.parse import quote

from pipeline.assets.asset import Served
from pipeline.assets.served import shown


def paths_of(served: Served) -> Mapping[str, str]:
    """Of a manifest or file, by format: below the domain, and escaped. Without thumbnails, which
    are a folder."""
    found = {}
    for name, output in shown(served).outputs.items():
        uri = output if isinstance(output, str) else output.get("uri")
        if isinstance(uri, str):
            found[name] = path_of(uri)
    return found


def path_of(uri: str) -> str:
    """Of ``s3://bucket/key``, which lies below the domain as it does in the bucket."""
    return quote(uri.split("/", 3)[3])


def urls_of(served: Served, domain_name: str) -> Mapping[str, str]:
    """Without a signature."""
    return {name: f"https://{domain_name}/{path}" for name, path in paths_of(served).items()}
