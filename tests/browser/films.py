"""The films as assets of an applied environment: sent by the API, and processed as uploads are."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from browser.sources import FILMS, SECONDS
from browser.studio import Studio
from local_aws.tests.media_files import Media

PRODUCER = "zoe@example.com"
SCOPES = ("assets:read", "assets:write", "uploads:write")
# Of the environment; another one is that of a second attempt.
PROFILE = "default"
# Of one film, behind all others, on a busy machine.
END_SECONDS = 900


@dataclass(frozen=True)
class Produced:
    """``assets`` are the ids by the names of films, and ``token`` their owner's."""

    assets: Mapping[str, str]
    token: str


def produce(studio: Studio, media: Media) -> Produced:
    """All films, once each serves what its profile makes."""
    token = studio.api.user_token(PRODUCER, *SCOPES)
    assets = {name: _send(studio, media, token, name) for name in FILMS}
    others = [name for name, film in FILMS.items() if film.profile != PROFILE]
    for name in others:
        _serves(studio, token, assets[name], attempt=1)
        asked = {"profile": FILMS[name].profile}
        studio.api.call("POST", f"/v1/assets/{assets[name]}/reprocess", token, asked)
    for name, asset in assets.items():
        _serves(studio, token, asset, attempt=2 if name in others else 1)
    return Produced(assets, token)


def _send(studio: Studio, media: Media, token: str, name: str) -> str:
    film, path = FILMS[name], _make(media, name)
    told = {"filename": name, "size": path.stat().st_size}
    made = studio.api.call("POST", "/v1/uploads", token, told).json
    # What is beside a film is there before it.
    for suffix, content in film.sidecars.items():
        key = made["key"].rpartition(".")[0] + f".{suffix}"
        bucket = studio.pipeline.names["uploads_bucket_name"]
        studio.pipeline.s3.put_object(Bucket=bucket, Key=key, Body=content.encode())
    form = made["sending"]
    sent = studio.api.send_form(form["url"], form["fields"], path.read_bytes())
    assert sent.status == 201, sent.body
    where = f"/v1/uploads/{made['uploadId']}/complete"
    return studio.api.call("POST", where, token, {}).json["assetId"]


def _make(media: Media, name: str) -> Path:
    film = FILMS[name]
    path = media.make(name, *film.make, "-t", str(SECONDS))
    return media.rotated(path, -film.turned) if film.turned else path


def _serves(studio: Studio, token: str, asset: str, attempt: int) -> None:
    deadline = time.monotonic() + END_SECONDS
    while True:
        told = studio.api.call("GET", f"/v1/assets/{asset}", token).json
        if (told.get("served") or {}).get("attempt") == attempt:
            return
        assert told.get("status") != "FAILED", told["errors"]
        assert time.monotonic() < deadline, told
        time.sleep(0.5)
