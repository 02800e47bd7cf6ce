"""A cache behavior with trusted key groups serves only signed URLs and signed cookies.

ministack 1.5.33 stores keys (whatever they are) and groups, and serves everybody. The check comes
before the viewer's function. The origin and the cache key never see the signature.
"""

import time
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from local_aws.cdn import signatures, viewings
from local_aws.cdn.signatures import Asked
from local_aws.cdn.viewings import Answer


def apply() -> None:
    """Wrap the whole request, and the creation of public keys."""
    from ministack.services import cloudfront

    handle, create = cloudfront.handle_viewer_request, cloudfront._create_public_key

    def create_public_key(body: bytes) -> Any:
        asked = cloudfront._parse_body(body)
        if asked is not None and not signatures.usable(cloudfront._text(asked, "EncodedKey")):
            text = "The encoded key is not valid: the local account takes RSA keys of 2048 bits."
            return cloudfront._error("InvalidArgument", text, 400)
        return create(body)

    async def handle_viewer_request(
        dist: Any, method: str, path: str, raw_uri: str, raw_query: str, *request: Any
    ) -> Answer:
        headers, body, query, address = request
        parsed = cloudfront.parse_distribution_dataplane_config(dist)
        behavior = cloudfront._match_behavior(parsed, path)
        if not behavior["restricted"]:
            return await handle(dist, method, path, raw_uri, raw_query, *request)
        cookies = _cookies(headers.get("cookie", ""))
        values = dict(parse_qsl(raw_query, keep_blank_values=True))
        rest = "&".join(one for one in raw_query.split("&") if one and not _signs(one))
        asked = Asked(_urls(dist, headers, raw_uri, rest), address, time.time())
        grant = signatures.granted_by(values, cookies)
        refused = signatures.refusal(grant, viewings.trusted_keys(behavior), asked)
        if refused:
            return _refused(cloudfront, method, *refused)
        cookies = {one: text for one, text in cookies.items() if one not in signatures.COOKIES}
        headers = {**headers, "cookie": "; ".join(f"{one}={text}" for one, text in cookies.items())}
        if not cookies:
            del headers["cookie"]
        query = {one: text for one, text in query.items() if one not in signatures.PARAMETERS}
        return await handle(dist, method, path, raw_uri, rest, headers, body, query, address)

    cloudfront.handle_viewer_request = handle_viewer_request
    cloudfront._create_public_key = create_public_key


def _urls(dist: Any, headers: Any, uri: str, query: str) -> tuple[str, ...]:
    """The names under which a URL may be signed: this account's host, with its port, and AWS's."""
    asked = f"{uri}?{query}" if query else uri
    scheme = headers.get("x-forwarded-proto", "http")
    hosts = dict.fromkeys((headers.get("host", ""), dist["DomainName"]))
    return tuple(f"{scheme}://{host}{asked}" for host in hosts)


def _signs(parameter: str) -> bool:
    return parameter.partition("=")[0] in signatures.PARAMETERS


def _cookies(header: str) -> dict[str, str]:
    pairs = [one.strip().partition("=") for one in header.split(";") if "=" in one]
    return {name: value for name, _, value in pairs}


def _refused(cloudfront: Any, method: str, code: str, message: str) -> Answer:
    inner = f"<Code>{code}</Code><Message>{escape(message)}</Message>"
    body = f'<?xml version="1.0" encoding="UTF-8"?><Error>{inner}</Error>'.encode()
    named = {"content-type": "text/xml", "content-length": str(len(body))}
    headers = cloudfront._add_cloudfront_headers(named, viewings.ERROR)
    rendered = cloudfront._render_headers(headers, title_case=True)
    return 403, rendered, b"" if method == "HEAD" else body
