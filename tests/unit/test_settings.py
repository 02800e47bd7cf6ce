import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest

from pipeline.settings import (
    AssetsApiSettings,
    EraseSettings,
    IngestSettings,
    PublishSettings,
    ReconcileSettings,
    Settings,
    SettingsError,
    TrackSettings,
)

KINDS = [
    *(IngestSettings, TrackSettings, PublishSettings, ReconcileSettings),
    *(AssetsApiSettings, EraseSettings),
]
MAY_BE_ABSENT = (str | None, int | None)


def environment(kind: type[Settings]) -> dict[str, str]:
    texts: dict[Any, str] = {Mapping[str, str]: "{}", bool: "true"}
    return {field.name.upper(): texts.get(field.type, "10") for field in fields(kind)}


@pytest.mark.parametrize("kind", KINDS)
def test_variables_and_fields_have_one_name(kind):
    settings = kind.from_env(environment(kind))
    for field in fields(kind):
        assert getattr(settings, field.name) in (10, "10", {}, True)


@pytest.mark.parametrize("kind", KINDS)
def test_all_missing_names_are_in_one_error(kind):
    with pytest.raises(SettingsError) as raised:
        kind.from_env({})
    for field in fields(kind):
        needed = field.type not in MAY_BE_ABSENT
        assert (f"{field.name.upper()} is missing" in str(raised.value)) is needed


@pytest.mark.parametrize("text", [None, "", "  "])
def test_what_need_not_be_there_is_none(text):
    variables = environment(IngestSettings)
    del variables["UPLOAD_SESSIONS_TABLE_NAME"]
    if text is not None:
        variables["UPLOAD_SESSIONS_TABLE_NAME"] = text
    assert IngestSettings.from_env(variables).upload_sessions_table_name is None


@pytest.mark.parametrize(("text", "days"), [(None, None), ("", None), ("30", 30)])
def test_a_number_that_need_not_be_there(text, days):
    variables = {**environment(ReconcileSettings), "RETENTION_DAYS": text or ""}
    assert ReconcileSettings.from_env(variables).retention_days == days
    with pytest.raises(SettingsError, match="RETENTION_DAYS is no whole number"):
        ReconcileSettings.from_env({**variables, "RETENTION_DAYS": "0"})


@pytest.mark.parametrize("text", ["True", "no", "1"])
def test_a_choice_is_true_or_false(text):
    variables = environment(AssetsApiSettings)
    assert AssetsApiSettings.from_env(variables).public_posters is True
    variables["PUBLIC_POSTERS"] = "false"
    assert AssetsApiSettings.from_env(variables).public_posters is False
    with pytest.raises(SettingsError, match="PUBLIC_POSTERS is neither true nor false"):
        AssetsApiSettings.from_env({**variables, "PUBLIC_POSTERS": text})


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "", "  "])
def test_invalid_and_missing_names_are_in_one_error(text):
    variables = {**environment(IngestSettings), "LEASE_SECONDS": text, "UPLOADS_PREFIX": ""}
    with pytest.raises(SettingsError, match=r"UPLOADS_PREFIX is missing.*LEASE_SECONDS"):
        IngestSettings.from_env(variables)


@pytest.mark.parametrize("text", ["0", "-2", "nan", "inf", "many"])
def test_a_rate_is_a_number_above_0(text):
    variables = {**environment(IngestSettings), "CREATE_JOBS_PER_SECOND": text}
    with pytest.raises(SettingsError, match="CREATE_JOBS_PER_SECOND is no number above 0"):
        IngestSettings.from_env(variables)


def test_a_rate_may_have_a_fraction():
    variables = {**environment(IngestSettings), "CREATE_JOBS_PER_SECOND": "0.5"}
    assert IngestSettings.from_env(variables).create_jobs_per_second == 0.5


def test_the_status_update_interval_is_one_the_service_knows():
    variables = {**environment(IngestSettings), "STATUS_UPDATE_INTERVAL_SECONDS": "11"}
    with pytest.raises(SettingsError, match="STATUS_UPDATE_INTERVAL_SECONDS is none of 10, 12"):
        IngestSettings.from_env(variables)


def of_rules(rules):
    variables = {**environment(IngestSettings), "TRANSCODING_PROFILE": "default"}
    return IngestSettings.from_env(variables | {"TRANSCODING_PROFILES_BY_KEY_PREFIX": rules})


@pytest.mark.parametrize(
    ("key", "profile"),
    [
        ("uploads/ann/a.mp4", "default"),
        ("uploads/podcasts/a.mp4", "audio"),
        ("uploads/podcasts/film/a.mp4", "uhd"),
        ("uploads/podcast", "default"),
        ("uploads/Podcasts/a.mp4", "default"),
        ("x/uploads/podcasts/a.mp4", "default"),
    ],
)
def test_the_longest_prefix_of_a_key_chooses_the_profile(key, profile):
    rules = {"uploads/podcasts/": "audio", "uploads/podcasts/film/": "uhd", "uploads/c": "apple"}
    for written in (rules, dict(reversed(rules.items()))):
        assert of_rules(json.dumps(written)).transcoding_profile_of(key) == profile


@pytest.mark.parametrize("text", ["[]", "{", '{"uploads/a/": 1}', '{"uploads/a/": ""}', "null"])
def test_rules_are_an_object_of_texts(text):
    with pytest.raises(SettingsError, match="TRANSCODING_PROFILES_BY_KEY_PREFIX is no JSON"):
        of_rules(text)
