"""Uploads by the API in a schedule: their sessions, and what must become of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any
from uuid import UUID

from fakes.function_environment import UPLOAD_SESSIONS_TABLE
from faults.chance import chance_of
from faults.design import Design
from faults.services.items import Item
from faults.services.typed_values import read_item
from faults.sidecars import key_of
from faults.simulation import START
from faults.uploads import Upload
from faults.world import World
from pipeline.aws.upload_sessions_table import UploadSessionsTable
from pipeline.upload_sessions.keys import captions_upload_id
from pipeline.upload_sessions.quota import Allowance, Quota, day_of
from pipeline.upload_sessions.session import ClientWords, Method, UploadSession

PREFIX = "uploads/"
QUOTA = Quota(1000, 10**12, Decimal(10**6))
CAPTIONS_BYTES = 100
WORDS = ("passthrough", "projectId", "mediaId")
ABORTED_WITHIN_SECONDS = 60
UPLOADS_OF_OTHERS = 1000
VERSIONS = 3  # that are taken of one upload
ABANDONED = 0.3  # of the schedules in which somebody uploads by the API
ABANDONED_BYTES = 1000


class ApiUploads:
    """Their sessions are made before anything is sent; some are aborted at any moment, some are
    gone. Those of what is erased are forgotten. ``counted`` are the amounts that were counted for
    an asset."""

    def __init__(self, world: World, design: Design) -> None:
        self._world, self._asset_ids = world, design.asset_ids
        self._measured = design.observer.measurements
        self._table = UploadSessionsTable(world.services["dynamodb"], UPLOAD_SESSIONS_TABLE)
        self._versions: dict[str, list[Upload]] = {}
        for upload in world.uploads:
            if upload.session is not None:
                self._versions.setdefault(upload.key, []).append(upload)
        self._made: dict[str, UploadSession] = {}  # by key
        self._captions: dict[str, UploadSession] = {}  # by their video's key
        self._counted: dict[str, list[Decimal]] = {}
        self._estimates: dict[str, Decimal] = {}
        self._counting: str | None = None
        self._forgotten: dict[str, Item] = {}  # as they were
        self._aborted: set[str] = set()
        self._abandoned: dict[str, UploadSession] = {}  # by id: their files never come

    def make(self) -> None:
        chance = chance_of(self._world.seed, "sessions")
        for key, versions in self._versions.items():
            if not versions[0].session_is_gone:
                self._make(key, versions[0], chance)
        if self._made and chance.random() < ABANDONED:
            self._abandon()
        self._world.sessions.changed.append(self._session_changed)
        self._world.sessions.deleted.append(self._session_deleted)
        self._world.table.changed.append(self._asset_changed)

    def faults(self) -> list[tuple[str, str]]:
        found = [*self._sessions(), *self._words(), *self._quota(), *self._estimated()]
        return [("upload session", text) for text in (*found, *self._expired())]

    def unexpired(self) -> list[str]:
        """Sessions that wait for a file which never comes."""
        items = self._world.sessions.items
        return [one for one in self._abandoned if items[one]["state"] == {"S": "waiting"}]

    def _make(self, key: str, upload: Upload, chance: Random) -> None:
        owner, upload_id, name = key.removeprefix(PREFIX).split("/")
        session = UploadSession(
            id=upload_id,
            owner=owner,
            key=key,
            filename=name,
            method=Method.FORM,
            created_at=START,
            words=ClientWords(passthrough=f"order {upload.number}", project_id="p"),
        )
        self._create(session, upload.size)
        self._made[key] = session
        if upload.session_is_aborted:
            moment = upload.at + chance.uniform(-1, 1) * ABORTED_WITHIN_SECONDS
            self._world.simulation.after(max(0.0, moment), partial(self._abort, session))
        if upload.sidecar is not None:
            captions_key = key_of(key)
            captions = replace(
                session,
                id=captions_upload_id(captions_key),
                key=captions_key,
                captions_for=upload_id,
            )
            self._create(captions, CAPTIONS_BYTES)
            self._captions[key] = captions

    def _abandon(self) -> None:
        """Begun beside another one; nothing is sent."""
        beside = next(iter(self._made.values()))
        upload_id = str(UUID(int=UPLOADS_OF_OTHERS, version=4))
        key = f"{PREFIX}{beside.owner}/{upload_id}/{beside.filename}"
        session = replace(beside, id=upload_id, key=key, words=ClientWords(passthrough="none"))
        self._create(session, ABANDONED_BYTES)
        self._abandoned[upload_id] = session

    def _abort(self, session: UploadSession) -> None:
        """Whatever the client said of it, nobody knows any more."""
        self._aborted.add(session.id)
        self._table.abort(session)

    def _create(self, session: UploadSession, counted_bytes: int) -> None:
        self._table.create(session, counted_bytes, Allowance(session.owner, day_of(START), QUOTA))

    def _session_deleted(self, item: Item) -> None:
        """Only with what is erased: the erasures' oracle knows what must go."""
        self._forgotten[item["uploadId"]["S"]] = item

    def _session_changed(self, old: Item | None, new: Item) -> None:
        """An estimate is counted by one transaction: the session first, then the counter."""
        before, after = read_item(old or {}), read_item(new)
        name = "estimatedAssetIds"
        if len(after.get(name, ())) > len(before.get(name, ())):
            self._counting = after[name][-1]
        usd = after.get("estimateUsd", 0) - before.get("estimateUsd", 0)
        if usd:
            self._counted.setdefault(str(self._counting), []).append(usd)
            self._counting = None

    def _asset_changed(self, _: Item | None, new: Item) -> None:
        if new.get("attempt") == {"N": "1"} and "highUsd" in new.get("estimate", {}).get("M", {}):
            usd = Decimal(new["estimate"]["M"]["highUsd"]["N"])
            self._estimates.setdefault(new["assetId"]["S"], usd)

    def _sessions(self) -> Iterator[str]:
        """Each names the newest of its versions, and knows those that are taken."""
        items = self._world.sessions.items
        ids = {one.id for one in (*self._made.values(), *self._captions.values())}
        for other in items.keys() - ids - self._abandoned.keys():
            if not other.startswith("quota#"):
                yield f"nobody made {other}"
        for key, session in self._made.items():
            if session.id in self._forgotten:
                yield from self._wrongly_forgotten(key)
                continue
            item, records = read_item(items[session.id]), self._records(key)
            if not records:
                continue
            if item["state"] != "uploaded" or "assetId" not in item:
                yield f"{key} was sent, and is {item['state']} without an asset"
                continue
            known = {item["assetId"], *item.get("otherAssetIds", ())}
            ats = {self._asset_ids[one]: one.at for one in self._versions[key]}
            if known - ats.keys() or len(known) > VERSIONS:
                yield f"{key} has {known}"
            elif ats[item["assetId"]] < max(ats[one] for one in known):
                yield f"{key} names an older version"
            for asset, record in records.items():
                if "errors" not in record:
                    continue
                repeated = "UPLOAD_REPEATED" in [error["code"] for error in record["errors"]]
                if repeated == (asset in known) or (repeated and len(known) < VERSIONS):
                    yield f"{key}: {asset} is {record['status']}, known are {known}"
        for key, captions in self._captions.items():
            if captions.id in self._forgotten:
                yield from self._wrongly_forgotten(key)
                continue
            item = read_item(items[captions.id])
            uploaded = (item["state"], item.get("assetId")) == ("uploaded", None)
            if not uploaded and not self._captions_are_lost(key):
                yield f"{captions.key} is {item['state']}, {item.get('assetId')}"

    def _wrongly_forgotten(self, key: str) -> Iterator[str]:
        if not any(one["status"] == "ERASED" for one in self._records(key).values()):
            yield f"the session of {key} is gone, of which nothing was erased"

    def _captions_are_lost(self, key: str) -> bool:
        """Their event, that is; or it is a dead letter."""
        letters = self._world.queues["upload-events-dlq"].messages.values()
        lost = all(one in self._world.lost_uploads for one in self._versions[key])
        return lost or any(key_of(key) in letter.body for letter in letters)

    def _words(self) -> Iterator[str]:
        """On the record and in announcements: the session's, or none."""
        told = [(detail["assetId"], detail) for detail in self._world.bus.of_assets()]
        items = self._world.table.items.items()
        for asset, said in (*((asset, read_item(item)) for asset, item in items), *told):
            if "s3Key" not in said:
                continue
            session = self._made.get(said["s3Key"])
            words = session.words if session else ClientWords()
            unsaid = session and session.id in self._forgotten.keys() | self._aborted
            if unsaid and not any(map(said.get, WORDS)):
                continue
            if [said.get(name) for name in WORDS] != [*vars(words).values()]:
                yield f"{asset} says {[said.get(name) for name in WORDS]}"

    def _expired(self) -> Iterator[str]:
        """Announced by one id, and of no session but those whose file never came."""
        told: dict[str, set[str]] = {}
        for kind, detail in self._world.bus.announced:
            if kind == "Upload Expired":
                told.setdefault(detail["uploadId"], set()).add(detail["eventId"])
                if detail["passthrough"] != "none":
                    yield f"{detail['uploadId']} says {detail['passthrough']}"
        for one in told.keys() - self._abandoned.keys():
            yield f"{one} is announced as expired"
        for one in self._abandoned:
            state = self._world.sessions.items[one]["state"]["S"]
            if state != "expired" or len(told.get(one, ())) != 1:
                yield f"{one} was abandoned, is {state}, and is announced by {told.get(one)}"

    def _quota(self) -> Iterator[str]:
        """Each session counts, and each version after the first."""
        wanted = {one.owner: (1, ABANDONED_BYTES) for one in self._abandoned.values()}
        for key, session in self._made.items():
            items = self._world.sessions.items
            item = read_item(items.get(session.id) or self._forgotten[session.id])
            size, more = self._versions[key][0].size, len(item.get("otherAssetIds", ()))
            captions = 1 if key in self._captions else 0
            uploads, sent = wanted.get(session.owner, (0, 0))
            counted = (1 + more) * size + captions * CAPTIONS_BYTES
            wanted[session.owner] = (uploads + 1 + more + captions, sent + counted)
        found: dict[str, tuple[int, int]] = {}
        for name, counter in self._world.sessions.items.items():
            if name.startswith("quota#"):
                owner, item = name.split("#")[1], read_item(counter)
                uploads, sent = found.get(owner, (0, 0))
                found[owner] = (uploads + item.get("uploads", 0), sent + item.get("bytes", 0))
        if found != wanted:
            yield f"counted are {found}, not {wanted}"

    def _estimated(self) -> Iterator[str]:
        """Of what was submitted, once. What could not be counted is measured."""
        uncounted = 0
        jobs = self._world.mediaconvert.jobs.values()
        begun = {job.metadata.get("assetId") for job in jobs if job.metadata.get("attempt") == "1"}
        for key, versions in self._versions.items():
            for asset in (self._asset_ids[one] for one in versions):
                counted = self._counted.pop(asset, [])
                if len(counted) > 1 or (counted and key not in self._made):
                    yield f"{asset} is counted as {counted}"
                if counted and self._estimates.get(asset, counted[0]) != counted[0]:
                    yield f"{asset} costs {self._estimates[asset]}, and counts as {counted}"
                known = key in self._made and self._made[key].id not in self._forgotten
                uncounted += known and asset in begun and not counted
        if uncounted > self._measured.get("EstimatesUncounted", 0):
            yield f"{uncounted} estimates are not counted"
        yield from (f"{asset} is counted" for asset in self._counted)

    def _records(self, key: str) -> Mapping[str, Any]:
        ids = (self._asset_ids[one] for one in self._versions[key])
        items = self._world.table.items
        return {asset: read_item(items[asset]) for asset in ids if asset in items}
