"""What must hold of storyboards and posters: at every write of a record, and in the end."""

import re
from typing import Any

from faults.services.jobs import SECONDS
from faults.services.typed_values import read_item
from faults.world import World

LAST = f"--> 00:00:{SECONDS:02d}.000"
CUE = re.compile(r"\n(\S+ --> \S+)\n\.\./(\S+)#xywh=\d+,\d+,\d+,\d+\n")


class Storyboards:
    """``violations`` of all writes so far."""

    def __init__(self, world: World) -> None:
        self.violations: list[str] = []
        self._world = world

    def watch(self, _: dict[str, Any] | None, new: dict[str, Any]) -> None:
        """What a record names is there already."""
        outputs = new.get("outputs", {"M": {}})["M"]  # a tombstone has none
        names = [outputs[name]["S"] for name in ("storyboard",) if name in outputs]
        names += [outputs[name]["M"]["uri"]["S"] for name in ("poster",) if name in outputs]
        for name in names:
            if _key(name) not in self._world.outputs.contents:
                self.violations.append(f"{new['assetId']['S']} names {name}, which is not there")

    def missing(self) -> list[str]:
        """An asset that SUCCEEDED has a whole storyboard, or says that it has none."""
        return [
            f"{item['assetId']}: {fault}"
            for item in map(read_item, self._world.table.items.values())
            if item["status"] == "SUCCEEDED"
            for job in item["jobs"].values()
            if "storyboard" in job["outputGroups"]
            for fault in self._faults(item)
        ]

    def _faults(self, item: Any) -> list[str]:
        warned = "STORYBOARD_FAILED" in [one["code"] for one in item.get("warnings", ())]
        uri = item["outputs"].get("storyboard")
        if uri is None:
            return [] if warned else ["neither a storyboard nor a warning"]
        text = self._world.outputs.contents.get(_key(uri), b"").decode()
        cues = CUE.findall(text)
        whole = text.startswith("WEBVTT\n") and bool(cues) and cues[-1][0].endswith(LAST)
        if warned or not whole:
            return [f"a warning beside a storyboard, or half of one: {text[-100:]}"]
        folder = _key(uri).rpartition("/storyboard/")[0]
        # Of sheets, only what tells of them is there.
        return [
            f"{place} is not there"
            for _, place in cues
            if "thumbnails/" in place and f"{folder}/{place}" not in self._world.outputs.contents
        ]


def _key(uri: str) -> str:
    return uri.split("/", 3)[3]
