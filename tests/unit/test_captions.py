"""Captions: names of sidecars, which of them take part, and what a job is asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.validate import validate_parameters

from fakes.mediaconvert import breaches, service_model
from fakes.profiles import LADDER, PREVIEW, text
from golden.plans import ASSET_ID, TARGET, sources
from local_aws.mediaconvert.rules import violations
from pipeline.captions.caption import (
    MOST_CAPTIONS,
    Caption,
    CaptionSource,
    as_text,
    captions_of,
    tag_of,
)
from pipeline.captions.sidecars import (
    LEFT_OUT_KEPT,
    MOST_BYTES,
    ListedObject,
    captions_beside,
    is_sidecar,
    taking_part,
)
from pipeline.text.languages import CODES, LONG, NAMES, SHORT
from pipeline.transcoding.concessions import Concession, concede
from pipeline.transcoding.job_request import job_request
from pipeline.transcoding.plan import fit
from pipeline.transcoding.profile import parse_profile

VIDEO = "uploads/u1/film.part.2.mp4"
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def listed(name: str, size_bytes: int = 100, age_s: int = 0, **facts: str) -> ListedObject:
    modified_at = NOON - timedelta(seconds=age_s)
    return ListedObject(
        key=f"uploads/u1/{name}", size_bytes=size_bytes, modified_at=modified_at, **facts
    )


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        *(("en", "en"), ("EN", "en"), ("eng", "en"), ("ger", "de"), ("deu", "de"), ("gsw", "gsw")),
        *(("pt-br", "pt-BR"), ("ZH-hant-hk", "zh-Hant-HK"), ("es-419", "es-419"), ("und", "und")),
        *((tag, None) for tag in ("", "e", "english", "en_US", "en-", "-en", "en-US-x", "12")),
        *(
            (tag, None)
            for tag in ("en us", "part2", "é", "\u0435n", "en-Latn-GB-oed", "en\n", "..")
        ),
    ],
)
def test_languages_are_tags_in_their_usual_form(tag, language):
    assert tag_of(tag) == language


def test_every_language_with_a_name_has_its_code_of_two_letters():
    assert NAMES.keys() <= SHORT.keys() <= CODES
    assert len(LONG) == len(SHORT)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("uploads/u1/film.en.srt", True),
        ("uploads/u1/film.part.2.EN.VTT", True),
        ("uploads/u1/a.b/film.pt-BR.ttml", True),
        ("uploads/u1/film.srt", False),
        ("uploads/u1/.en.srt", False),
        ("uploads/u1/en.srt", False),
        ("uploads/u.x/en.srt", False),
        ("uploads/u1/film.en.srt.mp4", False),
        ("uploads/u1/film.english.srt", False),
        ("uploads/u1/film.en.txt", False),
        ("uploads/u1/film.en.", False),
        ("uploads/u1/../u2/film.en.srt", False),
        ("uploads/u1/film\u202e.en.srt", False),
    ],
)
def test_a_sidecar_is_told_by_its_name(key, expected):
    assert is_sidecar(key) is expected


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("film.part.2.en.srt", "en"),
        ("film.part.2.PT-br.VTT", "pt-BR"),
        ("film.part.2.zh-Hant.ttml", "zh-Hant"),
        ("film.part.2.mp4", None),
        ("film.part.2.srt", None),  # film.part's, were "2" a language
        ("film.part.en.srt", None),
        ("film.en.srt", None),
        ("film.part.2.de.en.srt", None),  # film.part.2.de's
        ("film.part.20.en.srt", None),
        ("Film.part.2.en.srt", None),  # S3 tells capitals apart
        ("film.part.2.en.srt/x.en.srt", None),
        ("film.part.2./en.srt", None),
    ],
)
def test_a_video_has_the_sidecars_with_its_whole_stem(name, language):
    found = captions_beside(VIDEO, [listed(name)])
    assert [one.language for one in found] == ([language] if language else [])
    assert all(one.key == f"uploads/u1/{name}" and one.left_out is None for one in found)


@pytest.mark.parametrize(
    ("files", "chosen", "left_out"),
    [
        ([("en.srt", 0, 0, {})], [], ["en.srt: the file is empty"]),
        ([("en.srt", MOST_BYTES, 0, {})], ["en.srt"], []),
        ([("en.srt", MOST_BYTES + 1, 0, {})], [], ["en.srt: the file has more than 5 MB"]),
        (
            [("en.srt", 1, 0, {"storage_class": "DEEP_ARCHIVE"}), ("fr.srt", 1, 0, {})],
            ["fr.srt"],
            ["en.srt: the file is in an archive storage class and cannot be read"],
        ),
        ([("en.Srt", 1, 0, {})], [], ["en.Srt: the suffix is in capitals in part"]),
        # The newest of a language, whatever its format and however the language is written.
        (
            [("en.srt", 1, 60, {}), ("eng.vtt", 1, 0, {}), ("EN.ttml", 1, 9, {})],
            ["eng.vtt"],
            ["EN.ttml: a newer file", "en.srt: a newer file"],
        ),
        # One that cannot be taken gives way.
        ([("en.srt", 0, 0, {}), ("en.vtt", 1, 60, {})], ["en.vtt"], ["en.srt: the file is empty"]),
        ([("pt.srt", 1, 0, {}), ("pt-BR.srt", 1, 9, {})], ["pt.srt", "pt-BR.srt"], []),
        # Of two in the same second the order is certain.
        ([("en.srt", 1, 0, {}), ("en.vtt", 1, 0, {})], ["en.vtt"], ["en.srt: a newer file"]),
    ],
)
def test_which_take_part(files, chosen, left_out):
    some = [listed(f"film.part.2.{end}", size, age, **more) for end, size, age, more in files]
    for order in (some, some[::-1]):
        found = captions_beside(VIDEO, order)
        assert [one.key.removeprefix("uploads/u1/film.part.2.") for one in taking_part(found)] == (
            chosen
        )
        told = [
            f"{one.key.removeprefix('uploads/u1/film.part.2.')}: {one.left_out}"
            for one in found
            if one.left_out
        ]
        assert len(told) == len(left_out)
        assert all(is_.startswith(want) for is_, want in zip(told, left_out, strict=True))


def test_a_thousand_files_make_a_bounded_record():
    tags = [f"{a}{b}" for a in "abcdefghijklmnopqrstuvwxyz" for b in "abcdefghijklmnopqrstuvwxyz"]
    found = captions_beside(VIDEO, [listed(f"film.part.2.{tag}.srt") for tag in tags])
    assert len(taking_part(found)) == MOST_CAPTIONS
    assert len(found) == MOST_CAPTIONS + LEFT_OUT_KEPT
    assert [one.language for one in found[:3]] == ["aa", "ab", "ac"]


LONGEST = [Caption(language=f"z{letter}g-Hant-HK") for letter in "abcdefghijklmnopqrst"]


@pytest.mark.parametrize(
    "captions",
    [
        [],
        [Caption(language="en"), Caption(language="pt-BR")],
        [Caption(language="und", source=CaptionSource.EMBEDDED), Caption(language="und")],
        [*LONGEST[:-1], Caption(language="und", source=CaptionSource.EMBEDDED)],
    ],
)
def test_metadata_tell_the_captions_and_are_read_back(captions):
    assert len(as_text(captions)) <= 256
    assert captions_of(as_text(captions)) == tuple(captions)


@pytest.mark.parametrize("told", [None, "", "en english", "EN", "<script>", "embedded:", "a" * 999])
def test_metadata_that_we_did_not_write_tell_nothing(told):
    assert captions_of(told) == ()


def requests(captions, sidecars=(), source="phone_hlg_mov", conceded=()):
    groups = {"cmaf": LADDER, "mp4": PREVIEW}
    second = {"output_groups": {"hls": LADDER}}
    jobs = {"main": {"output_groups": groups}}
    if captions.pop("per_format", False):
        jobs = {"hls": second, "dash": {"output_groups": {"dash": LADDER}}}
        jobs["mp4"] = {"output_groups": {"mp4": PREVIEW}}
    profile = parse_profile("p", text({"captions": captions, "jobs": jobs}))
    plans = [concede(plan, conceded) for plan in fit(profile, sources()[source], sidecars)]
    url = "s3://media-test-uploads/uploads/u1/film.mp4"
    made = {plan.name: job_request(ASSET_ID, 1, url, plan, TARGET) for plan in plans}
    shape = service_model().operation_model("CreateJob").input_shape
    for request in made.values():
        validate_parameters(request, shape)
        assert breaches(request, shape, "CreateJob") == []
        assert violations(request) == []
    return made


def caption_outputs(request):
    return {
        f"{group['Name']}{output['NameModifier']}": output
        for group in request["Settings"]["OutputGroups"]
        for output in group["Outputs"]
        if "CaptionDescriptions" in output
    }


SIDE = {"sidecars": True}
EN = Caption(language="en", key="uploads/u1/film.en.srt")
FR = Caption(language="fr", key="uploads/u1/film.fr.VTT")


def test_every_streaming_group_has_an_output_for_each_language():
    made = requests({**SIDE, "per_format": True}, [EN, FR])
    assert list(caption_outputs(made["hls"])) == ["hls_sub_en", "hls_sub_fr"]
    assert list(caption_outputs(made["dash"])) == ["dash_sub_en", "dash_sub_fr"]
    for job in ("hls", "dash"):
        assert made[job]["UserMetadata"]["captions"] == "en fr"
        selectors = made[job]["Settings"]["Inputs"][0]["CaptionSelectors"]
        assert [
            (one["SourceSettings"]["SourceType"], one["SourceSettings"]["FileSourceSettings"])
            for one in selectors.values()
        ] == [
            ("SRT", {"SourceFile": "s3://media-test-uploads/uploads/u1/film.en.srt"}),
            ("WEBVTT", {"SourceFile": "s3://media-test-uploads/uploads/u1/film.fr.VTT"}),
        ]
    # An MP4 has none, and its job reads no sidecar that it could fail with.
    assert "captions" not in made["mp4"]["UserMetadata"]
    assert "CaptionSelectors" not in made["mp4"]["Settings"]["Inputs"][0]


def test_embedded_captions_give_way_to_a_sidecar_and_say_the_language_of_the_sound():
    source = "surround_languages_mkv"
    spoken = tag_of(sources()[source].audio[0].language)
    only = requests({"embedded": True}, source=source)["main"]
    assert only["UserMetadata"]["captions"] == f"embedded:{spoken}"
    (selector,) = only["Settings"]["Inputs"][0]["CaptionSelectors"].values()
    assert selector["SourceSettings"]["SourceType"] == "EMBEDDED"
    (output,) = caption_outputs(only).values()
    (description,) = output["CaptionDescriptions"]
    webvtt = description["DestinationSettings"]["WebvttDestinationSettings"]
    assert webvtt == {"StylePassthrough": "DISABLED", "Accessibility": "ENABLED"}
    beside = Caption(language=spoken, key="uploads/u1/film.x.srt")
    both = requests({**SIDE, "embedded": True}, [beside], source)["main"]
    assert both["UserMetadata"]["captions"] == spoken


def test_captions_in_the_language_of_the_sound_come_first():
    source = "surround_languages_mkv"
    spoken = tag_of(sources()[source].audio[0].language)
    some = [Caption(language=one, key="k.srt") for one in ("aa", f"{spoken}-GB", spoken, "zu")]
    made = requests(SIDE | {}, some, source)["main"]
    assert made["UserMetadata"]["captions"] == f"{spoken}-GB {spoken} aa zu"


@pytest.mark.parametrize("source", ["audio_only_m4a"])
def test_sound_alone_has_none(source):
    made = requests({**SIDE, "embedded": True}, [EN], source)["main"]
    assert "captions" not in made["UserMetadata"]
    assert caption_outputs(made) == {}


def test_without_captions_conceded_the_job_is_that_of_a_video_without_any():
    assert requests(dict(SIDE), [EN, FR], conceded=[Concession.CAPTIONS]) == requests(dict(SIDE))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", {"LanguageCode": "ENG", "LanguageDescription": "English"}),
        ("pt-BR", {"CustomLanguageCode": "pt-BR", "LanguageDescription": "Portuguese (BR)"}),
        ("es-419", {"LanguageCode": "SPA", "LanguageDescription": "Spanish (419)"}),
        ("zh-Hant-HK", {"CustomLanguageCode": "zh-Hant-HK"}),
        ("la", {"LanguageCode": "LAT", "LanguageDescription": "la"}),
        ("gsw", {"CustomLanguageCode": "gsw", "LanguageDescription": "gsw"}),
        ("gsw-419", {"CustomLanguageCode": "gsw", "LanguageDescription": "gsw-419"}),
        ("und", {"CustomLanguageCode": "und", "LanguageDescription": "Captions"}),
    ],
)
def test_languages_as_the_service_takes_them(language, said):
    """Its CustomLanguageCode takes no digit."""
    request = requests(dict(SIDE), [Caption(language=language, key="k.srt")])["main"]
    (output,) = caption_outputs(request).values()
    (description,) = output["CaptionDescriptions"]
    assert said.items() <= description.items()
    assert not {"LanguageCode", "CustomLanguageCode"} <= description.keys()
