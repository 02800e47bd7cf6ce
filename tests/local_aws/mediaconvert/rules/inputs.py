"""Rules for Settings.Inputs."""

import re
from collections.abc import Iterator
from typing import Any

FILE_INPUT = re.compile(r"^s3://[^/]+/.*[^/]$|^https?://[^/].*[^&]$", re.DOTALL)
FILE_INPUT_LENGTH = 2048
INPUTS = 150
SELECTOR_LISTS = {"TRACK": "Tracks", "PID": "Pids", "STREAM": "Streams"}


def check(inputs: list[dict[str, Any]]) -> Iterator[str]:
    """Yield the broken rules of the job's inputs."""
    # model (FollowSource): inputs are numbered 1 to 150; a job without an input has nothing to do.
    if not inputs:
        yield "Settings.Inputs: at least one input is required"
    if len(inputs) > INPUTS:
        yield f"Settings.Inputs: at most {INPUTS} inputs"
    for index, one in enumerate(inputs):
        at = f"Settings.Inputs[{index}]"
        yield from _source(at, one)
        for name, selector in (one.get("AudioSelectors") or {}).items():
            yield from _selector(f"{at}.AudioSelectors[{name}]", selector)


def _source(at: str, one: dict[str, Any]) -> Iterator[str]:
    # model: a file or the video generator, never both; the file by S3, HTTP or HTTPS URL.
    url = one.get("FileInput")
    if url and one.get("VideoGenerator"):
        yield f"{at}: FileInput and VideoGenerator exclude each other"
    if url is None:
        if not one.get("VideoGenerator"):
            yield f"{at}.FileInput: is required"
        return
    if len(url) > FILE_INPUT_LENGTH:
        yield f"{at}.FileInput: at most {FILE_INPUT_LENGTH} characters"
    if not FILE_INPUT.match(url):
        yield f"{at}.FileInput: must be s3://bucket/key or an http(s) URL of a file"


def _selector(at: str, selector: dict[str, Any]) -> Iterator[str]:
    # model: a selector of a type names what it selects; tracks count from 1.
    kind = selector.get("SelectorType")
    wanted = SELECTOR_LISTS.get(kind or "")
    if wanted and not selector.get(wanted):
        yield f"{at}.{wanted}: is required for SelectorType {kind}"
    if kind == "LANGUAGE_CODE" and not (
        selector.get("LanguageCode") or selector.get("CustomLanguageCode")
    ):
        yield f"{at}.LanguageCode: is required for SelectorType LANGUAGE_CODE"
    for name in SELECTOR_LISTS.values():
        if any(number < 1 for number in selector.get(name) or []):
            yield f"{at}.{name}: numbers start at 1"


def audio_sources(inputs: list[dict[str, Any]]) -> set[str]:
    """Names that an output may use as AudioSourceName: those that every input has."""
    kinds = ("AudioSelectors", "AudioSelectorGroups", "DynamicAudioSelectors")
    names = [{name for kind in kinds for name in (one.get(kind) or {})} for one in inputs]
    return set.intersection(*names) if names else set()
