"""What must hold of erasures, written apart from the pipeline's own rules: at every write of a
record, at every deletion, and in the end."""

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta
from typing import Any

from faults.design import Design
from faults.services.jobs import FINAL
from faults.services.typed_values import read_item
from faults.sidecars import key_of
from faults.uploads import TEXT, Upload
from faults.uploads_bucket import Version
from faults.world import World
from pipeline.text.timestamps import from_text

# What a pass over one that is ERASING may write.
LOOKED = {"checkedAt", "updatedAt", "revision", "erasure"}
SEEN = {"jobsOpenAt": None, "outputsFoundAt": None}
MADE = ("formats", "outputs", "served", "removals", "removalState", "removalDueAt")
TOMBSTONE = {"assetId", "schemaVersion", "status", "revision", "erasedAt", "erasedBy", "expiresAt"}
TOLD = {"schemaVersion", "eventId", "environment", "assetId", "revision", "erasedBy", "occurredAt"}
KEPT_FOR = timedelta(days=90)
# A function that listed may delete so much later what belongs to nobody else by then.
INVOCATION_SECONDS = 30

Item = Mapping[str, Any]


class ErasureOracle:
    """``asked`` are assets with those who may have asked; ``violations`` of all so far."""

    def __init__(self, world: World, design: Design, asked: Mapping[str, Collection[str]]) -> None:
        self.violations: list[str] = []
        self._world, self._design, self._asked = world, design, asked
        self._buried: dict[str, float] = {}  # by asset: when

    def watch(self, old: Any, new: Any) -> None:
        before, after = (read_item(old) if old is not None else None), read_item(new)
        for fault in self._write(before, after):
            self._add(f"{after['assetId']} r{after['revision']}: {fault}")

    def deletes_upload(self, version: Version) -> None:
        """Its own version; what else has its name, once nobody needs it."""
        if version.is_video:
            if not self._is_erasing(version.upload):
                self._add(f"deletes {version.key} {version.id}, which nobody asked for")
            return
        self._is_needed(version.key, f"{version.key} {version.id}")

    def forgets_session(self, item: Any) -> None:
        """That of an upload, or of captions."""
        self._is_needed(read_item(item)["key"], f"session {item['uploadId']['S']}")

    def faults(self, accepted: Collection[str]) -> list[tuple[str, str]]:
        """In the end, once what was set aside was sent again."""
        found = [("erasure", text) for text in self.violations]
        for upload, asset in self._design.asset_ids.items():
            item = self._world.table.items.get(asset)
            status = item["status"]["S"] if item else None
            if status == "ERASED":
                found += [("not erased", text) for text in self._left(upload, asset)]
                found += [("erasure announced", text) for text in self._told(asset)]
                continue
            if item is not None and (asset in accepted or status == "ERASING"):
                found.append(("not erased", f"{asset} is {status}"))
            found += [("erased too", text) for text in self._missing(upload)]
        return found

    def returned(self) -> list[tuple[str, str]]:
        """Once tombstones are gone, too."""
        return [
            ("comes back", f"{asset} is {self._world.table.items[asset]['status']['S']}")
            for asset in self._buried
            if self._world.table.items.get(asset, {}).get("status") not in (None, {"S": "ERASED"})
        ]

    def _is_needed(self, key: str, what: str) -> None:
        """By a video of this key, or with captions of it, that was there before anybody looked."""
        for one in self._world.bucket.versions.values():
            upload = one.upload
            if (
                one.is_video
                and key in (upload.key, _captions_of(upload))
                and not self._is_erasing(upload)
                and upload.at < self._world.simulation.now - INVOCATION_SECONDS
            ):
                self._add(f"deletes {what}, and there is {upload.key} {one.id}")

    def _add(self, text: str) -> None:
        self.violations.append(text)
        self._world.simulation.note(f"ORACLE: {text}")

    def _write(self, before: Item | None, after: Item) -> Iterator[str]:
        asset, status = after["assetId"], after["status"]
        was = before["status"] if before is not None else None
        if status not in ("ERASING", "ERASED"):
            if was in ("ERASING", "ERASED") or asset in self._buried:
                yield f"comes back as {status}"
            return
        if before is None or was == "ERASED":
            yield f"{status} follows {was}"
            return
        if after["revision"] != before["revision"] + 1:
            yield f"follows revision {before['revision']}"
        if status == "ERASED":
            yield from self._tombstone(before, after)
        elif was == "ERASING":
            names = {*before, *after}
            changed = {name for name in names if before.get(name) != after.get(name)}
            asked = [{**one["erasure"], **SEEN} for one in (before, after)]
            if changed - LOOKED or asked[0] != asked[1]:
                yield f"ERASING, and changes {sorted(changed)}"
        else:
            if after["erasure"]["by"] not in self._asked.get(asset, ()):
                yield f"ERASING by {after['erasure']['by']}, who did not ask"
            if after["attempt"] != before["attempt"]:
                yield "ERASING in another attempt"
            yield from (f"ERASING, and names {name}" for name in MADE if after.get(name))

    def _tombstone(self, before: Item, after: Item) -> Iterator[str]:
        asset = after["assetId"]
        self._buried.setdefault(asset, self._world.simulation.now)
        if before["status"] != "ERASING" or after["erasedBy"] != before["erasure"]["by"]:
            yield f"ERASED by {after['erasedBy']} follows {before['status']}"
        if after.keys() - {"ownerDigest"} != TOMBSTONE:
            yield f"a tombstone holds {sorted(after)}"
        until = from_text(after["erasedAt"]) + KEPT_FOR
        if abs(after["expiresAt"] - until.timestamp()) > 1:
            yield "a tombstone stays for 90 days"
        yield from (f"ERASED, and there is {text}" for text in self._there(asset))

    def _there(self, asset: str) -> Iterator[str]:
        """Of its own, at any moment after its burial."""
        world = self._world
        yield from (key for key in world.outputs.keys if key.startswith(f"{asset}/"))
        for job in world.mediaconvert.jobs.values():
            if job.metadata.get("assetId") == asset and (
                job.status not in FINAL or job.created_at > self._buried[asset]
            ):
                yield f"job {job.id}, {job.status}"
        upload = self._world.by_asset(asset)
        if upload is not None and (upload.key, upload.version_id) in world.bucket.versions:
            yield f"{upload.key} {upload.version_id}"

    def _left(self, upload: Upload, asset: str) -> Iterator[str]:
        yield from (f"{asset}: there is {text}" for text in self._there(asset))
        there = [one for one in self._world.bucket.versions.values() if one.is_video]
        if not any(one.key == upload.key for one in there):
            yield from self._at(upload.key)
            if upload.session is not None:
                folder = upload.key.split("/")[2]
                yield from (
                    f"session {one['uploadId']['S']}"
                    for one in self._world.sessions.items.values()
                    if one.get("key", {}).get("S", "").split("/")[2:3] == [folder]
                )
        captions = _captions_of(upload)
        if captions and not any(_captions_of(one.upload) == captions for one in there):
            yield from self._at(captions)

    def _at(self, key: str) -> Iterator[str]:
        versions = self._world.bucket.versions
        yield from (f"{one.key} {one.id}" for one in versions.values() if one.key == key)

    def _missing(self, upload: Upload) -> Iterator[str]:
        """Of one that was not erased."""
        wanted = [(upload.key, upload.version_id)]
        captions = _captions_of(upload)
        if captions and upload.sidecar:
            wanted.append((captions, f"s{upload.number}"))
        there = self._world.bucket.versions
        yield from (f"{key} {version}" for key, version in wanted if (key, version) not in there)

    def _told(self, asset: str) -> Iterator[str]:
        """Its deletion once, by one id; after it nothing that was not told before."""
        seen: set[str] = set()
        deleted: set[str] = set()
        for kind, detail in self._world.bus.announced:
            if detail.get("assetId") != asset:
                continue
            if kind == "Asset Deleted":
                deleted.add(detail["eventId"])
                if detail.keys() != TOLD:
                    yield f"{asset}: its deletion tells {sorted(detail)}"
            elif deleted and detail["eventId"] not in seen:
                yield f"{asset}: {kind} after its deletion"
            seen.add(detail["eventId"])
        if len(deleted) != 1 and not self._design.stream.discarded:
            yield f"{asset}: {len(deleted)} deletions are announced"

    def _is_erasing(self, upload: Upload) -> bool:
        item = self._world.table.items.get(self._design.asset_ids[upload])
        return item is not None and item["status"]["S"] in ("ERASING", "ERASED")


def _captions_of(upload: Upload) -> str | None:
    """Where they lie, if they have any. Of a text there are none, whatever lies beside it."""
    return None if upload.kind == TEXT else key_of(upload.key)
