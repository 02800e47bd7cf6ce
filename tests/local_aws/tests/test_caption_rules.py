"""Captions that the service refuses, and those that the local account does."""

from collections.abc import Callable
from typing import Any

import pytest

from local_aws.mediaconvert import supported
from local_aws.mediaconvert.errors import ServiceError
from local_aws.mediaconvert.rules import violations
from local_aws.tests import job_requests as make

Job = dict[str, Any]
FORMS = {"cmaf": ("CMFC", "WEBVTT"), "hls": ("M3U8", "WEBVTT"), "dash": ("MPD", "IMSC")}


def job() -> Job:
    """A job of every streaming group with captions."""
    groups = [getattr(make, name)() for name in FORMS]
    for group, (container, form) in zip(groups, FORMS.values(), strict=True):
        group["Outputs"].append(make.captions(container, form))
    found = make.job(*groups)
    source = make.caption_source("SRT", "film.en.srt")
    job_input(found)["CaptionSelectors"] = {"Caption Selector 1": {"SourceSettings": source}}
    return found


def job_input(one: Job) -> dict[str, Any]:
    return one["Settings"]["Inputs"][0]


def selectors(one: Job) -> dict[str, Any]:
    return job_input(one)["CaptionSelectors"]


def source(one: Job) -> dict[str, Any]:
    return selectors(one)["Caption Selector 1"]["SourceSettings"]


def output(one: Job, group: int = 0) -> dict[str, Any]:
    return one["Settings"]["OutputGroups"][group]["Outputs"][-1]


def description(one: Job, group: int = 0) -> dict[str, Any]:
    return output(one, group)["CaptionDescriptions"][0]


def destination(form: str, **how: str) -> dict[str, Any]:
    member = f"{form.title()}DestinationSettings"
    return {"DestinationSettings": {"DestinationType": form, member: how}}


def embedded(channel: int) -> dict[str, Any]:
    settings = {"Source608ChannelNumber": channel}
    return {"SourceType": "EMBEDDED", "EmbeddedSourceSettings": settings}


BREAKS: dict[str, tuple[Callable[[Job], Any], str]] = {
    "too many": (
        lambda j: selectors(j).update(
            {f"S{n}": selectors(j)["Caption Selector 1"] for n in range(100)}
        ),
        "at most 100 selectors",
    ),
    "no type": (lambda j: source(j).pop("SourceType"), "SourceType: is required"),
    "no file": (lambda j: source(j).pop("FileSourceSettings"), "SourceFile: is required"),
    "file of embedded": (
        lambda j: selectors(j).update(
            {"Two": {"SourceSettings": {**source(j), "SourceType": "TELETEXT"}}}
        ),
        "is not for SourceType TELETEXT",
    ),
    "no selector": (
        lambda j: description(j).pop("CaptionSelectorName"),
        "CaptionSelectorName: is required",
    ),
    "unknown selector": (
        lambda j: description(j).update(CaptionSelectorName="Caption Selector 2"),
        "is no caption selector",
    ),
    "webvtt in dash": (
        lambda j: description(j, 2).update(destination("WEBVTT")),
        "WEBVTT is not for DASH",
    ),
    "ttml in cmaf": (lambda j: description(j).update(destination("TTML")), "TTML is not for CMAF"),
    "imsc in hls": (lambda j: description(j, 1).update(destination("IMSC")), "IMSC is not for HLS"),
    "two in one": (
        lambda j: output(j)["CaptionDescriptions"].append(description(j)),
        "one WEBVTT per output",
    ),
    "with sound": (
        lambda j: output(j, 1).update(AudioDescriptions=[make.sound()]),
        "an output of its own",
    ),
    "embedded alone": (
        lambda j: description(j).update(DestinationSettings={"DestinationType": "EMBEDDED"}),
        "EMBEDDED needs the output's video",
    ),
    "strict": (
        lambda j: description(j).update(destination("WEBVTT", StylePassthrough="STRICT")),
        "STRICT is for WEBVTT",
    ),
    "styles of imsc": (
        lambda j: description(j, 2).update(destination("IMSC", StylePassthrough="ENABLED")),
        "ENABLED is for ['IMSC'",
    ),
    "mpd in cmaf": (
        lambda j: output(j)["ContainerSettings"].update(
            MpdSettings={"CaptionContainerType": "RAW"}
        ),
        "only in DASH ISO groups",
    ),
    "smart": (
        lambda j: description(j).update(Source="SMART_SUBTITLE"),
        "AudioSourceNames: is required",
    ),
}
UNSUPPORTED: dict[str, tuple[Callable[[Job], Any], str]] = {
    "channel": (
        lambda j: selectors(j).update({"Caption Selector 1": {"SourceSettings": embedded(2)}}),
        "Source608ChannelNumber 2",
    ),
    "webvtt in dash": (
        lambda j: (
            selectors(j).update({"Caption Selector 1": {"SourceSettings": embedded(1)}}),
            description(j, 2).update(destination("WEBVTT")),
        ),
        "WEBVTT captions in DASH_ISO_GROUP_SETTINGS",
    ),
    "stl": (lambda j: source(j).update(SourceType="STL"), "SourceType STL"),
    "delay": (lambda j: source(j)["FileSourceSettings"].update(TimeDelta=1), "TimeDelta 1"),
    "elsewhere": (
        lambda j: source(j)["FileSourceSettings"].update(SourceFile="https://example.com/a.srt"),
        "captions outside S3",
    ),
    "imsc in cmaf": (
        lambda j: description(j).update(destination("IMSC")),
        "IMSC captions in CMAF_GROUP_SETTINGS",
    ),
    "merge": (
        lambda j: description(j).update(destination("WEBVTT", StylePassthrough="MERGE")),
        "StylePassthrough MERGE",
    ),
    "styles of ttml": (
        lambda j: (
            source(j).update(SourceType="TTML"),
            description(j).update(destination("WEBVTT", StylePassthrough="ENABLED")),
        ),
        "StylePassthrough ENABLED of TTML",
    ),
    "smart": (lambda j: description(j).update(Source="SMART_SUBTITLE"), "Source SMART_SUBTITLE"),
    "colors": (
        lambda j: description(j, 2).update(destination("TTML", FontColor="RED")),
        "FontColor RED",
    ),
}


def test_a_job_with_captions_is_fine_and_carried_out() -> None:
    assert violations(job()) == []
    supported.check(job()["Settings"])


@pytest.mark.parametrize("name", BREAKS)
def test_one_broken_rule_gives_its_line(name: str) -> None:
    change, line = BREAKS[name]
    broken = job()
    change(broken)
    found = violations(broken)
    assert len(found) == 1, found
    assert line in found[0]


def test_embedded_captions_may_become_webvtt_in_dash() -> None:
    one = job()
    selectors(one)["Caption Selector 1"] = {"SourceSettings": embedded(1)}
    description(one, 2).update(destination("WEBVTT"))
    assert violations(one) == []


def test_captions_alone_are_no_presentation() -> None:
    one = job()
    for group in one["Settings"]["OutputGroups"]:
        del group["Outputs"][:-1]
    assert ["needs video or audio" in line for line in violations(one)] == [True] * 3


@pytest.mark.parametrize("name", UNSUPPORTED)
def test_what_the_local_account_does_not_is_named(name: str) -> None:
    change, what = UNSUPPORTED[name]
    asked = job()
    change(asked)
    with pytest.raises(ServiceError) as raised:
        supported.check(asked["Settings"])
    assert str(raised.value) == f"the local account does not transcode {what}"
