"""Rules for where files go: destinations, name modifiers, encryption, collisions."""

import re
from collections.abc import Iterator
from typing import Any

DESTINATION = re.compile(r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", re.DOTALL)
NAME_MODIFIER = re.compile(r"^[^/\\\s][^/\\]{0,255}$")
KMS_KEY = re.compile(
    r"^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key/([a-fA-F0-9]{8}(-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}"
    r"|mrk-[a-fA-F0-9]{32})$"
)


def check_destination(at: str, settings: dict[str, Any]) -> Iterator[str]:
    """Yield the broken rules of a group's destination and its S3 settings."""
    destination = settings.get("Destination") or ""
    # model: pattern ^s3://; a bucket is needed, and S3 keys have no parent folders.
    if not DESTINATION.match(destination):
        yield f"{at}.Destination: must be s3://bucket/path"
    elif {"..", "."} & set(destination.split("/")[3:]):
        yield f"{at}.Destination: must not leave its folder with '..' or '.'"
    elif "//" in destination[5:]:
        yield f"{at}.Destination: has an empty folder name"
    s3 = (settings.get("DestinationSettings") or {}).get("S3Settings") or {}
    encryption = s3.get("Encryption") or {}
    key, kind = encryption.get("KmsKeyArn"), encryption.get("EncryptionType")
    inside = f"{at}.DestinationSettings.S3Settings.Encryption"
    # model: the key goes with SERVER_SIDE_ENCRYPTION_KMS; its pattern takes a key ARN, no alias.
    if key and kind != "SERVER_SIDE_ENCRYPTION_KMS":
        yield f"{inside}.KmsKeyArn: needs EncryptionType SERVER_SIDE_ENCRYPTION_KMS"
    if key and not KMS_KEY.match(key):
        yield f"{inside}.KmsKeyArn: must be the ARN of a key (not of an alias)"
    if encryption.get("KmsEncryptionContext") and not key:
        yield f"{inside}.KmsEncryptionContext: needs KmsKeyArn"


def check_names(at: str, kind: str, outputs: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the broken rules of the name modifiers of one group."""
    modifiers = [output.get("NameModifier") for output in outputs]
    for index, modifier in enumerate(modifiers):
        inside = f"{at}.Outputs[{index}].NameModifier"
        # model: "When you create multiple outputs in the same output group, Name modifier is
        # required"; a streaming rendition without one would overwrite the parent manifest.
        if not modifier:
            if len(outputs) > 1 or kind != "FILE_GROUP_SETTINGS":
                yield f"{inside}: is required"
        elif not NAME_MODIFIER.match(modifier):
            yield f"{inside}: 1 to 256 characters, no slash, no space in front"
        # seen: two outputs of a group with one modifier are rejected.
        elif kind != "FILE_GROUP_SETTINGS" and modifiers.index(modifier) != index:
            yield f"{inside}: {modifier!r} is used by another output of the group"


def check_collisions(groups: list[dict[str, Any]]) -> Iterator[str]:
    """Yield outputs that would write the same file (the later one would overwrite the earlier)."""
    seen: dict[tuple[str, str, str], str] = {}
    for number, group in enumerate(groups):
        settings = group.get("OutputGroupSettings") or {}
        own = next((one for one in settings.values() if isinstance(one, dict)), {})
        destination = own.get("Destination") or ""
        for index, output in enumerate(group.get("Outputs") or []):
            container = (output.get("ContainerSettings") or {}).get("Container") or ""
            suffix = output.get("Extension") or container.lower()
            name = (destination, output.get("NameModifier") or "", suffix)
            at = f"Settings.OutputGroups[{number}].Outputs[{index}]"
            if name in seen:
                yield f"{at}: writes the same file as {seen[name]}"
            seen.setdefault(name, at)
