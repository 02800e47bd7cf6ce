"""make estimate plans and prices by what Terraform would deploy, and says what is wrong."""

from pathlib import Path

import pytest

from clips import make_clip
from demo import __main__ as demo
from demo import estimate
from demo.planned_environment import planned_environment
from deployment import DeploymentError
from plan.planned import Planned
from plan.roots import PROJECT, SHIPPED_ROOTS, Root

ENVS = PROJECT / "terraform" / "envs"


@pytest.mark.parametrize("root", SHIPPED_ROOTS, ids=str)
def test_its_profiles_and_limits_are_the_environments(planned: Planned, root: Root) -> None:
    asked = planned_environment(ENVS / root.name)
    assert asked.profiles == {
        parameter.get("name").rsplit("/", 1)[1]: parameter.get("value")
        for parameter in planned.of("aws_ssm_parameter")
    }
    assert asked.region == planned.variables["region"]
    assert asked.processing["max_estimate_usd"] == 25
    assert asked.processing["transcoding_profile"] in asked.profiles


def environment(folder: Path, *lines: str) -> Path:
    """Dev with other values."""
    for path in (ENVS / "dev").glob("*.tf"):
        (folder / path.name).write_text(path.read_text())
    (folder / "terraform.tfvars").write_text("\n".join(lines) + "\n")
    return folder


def test_an_environments_own_profiles_are_known(tmp_path: Path) -> None:
    rendition = '{ name = "x", width_px = 64, height_px = 64, max_bitrate_bps = 1000 }'
    profile = f"{{ jobs = {{ main = {{ output_groups = {{ mp4 = [{rendition}] }} }} }} }}"
    own = environment(
        tmp_path,
        'region = "eu-west-1"',
        f"transcoding_profiles = {{ own = {profile} }}",
        'processing = { transcoding_profile = "own" }',
    )
    asked = planned_environment(own)
    assert {"default", "own"} <= set(asked.profiles)
    assert (asked.region, asked.processing["transcoding_profile"]) == ("eu-west-1", "own")


def test_what_terraform_does_not_take_is_shown(tmp_path: Path) -> None:
    wrong = environment(tmp_path, 'region = "eu-west-1"', 'processing = { max_attempts = "x" }')
    with pytest.raises(DeploymentError, match="a number is required"):
        planned_environment(wrong)
    with pytest.raises(DeploymentError, match="is no environment"):
        planned_environment(tmp_path / "none")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "a 'clip' $HOME.mp4", 1, "1280x720")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(folder: Path, **operands: str) -> tuple[int, str, str]:
        for name, value in {"TF_DIR": str(folder), "PROFILE": "", **operands}.items():
            monkeypatch.setenv(name, value)
        code = estimate.main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_plan_and_its_price_are_printed(run, clip: Path) -> None:
    code, out, err = run(ENVS / "dev", VIDEO=str(clip), PROFILE="per-format")
    assert (code, err) == (0, "")
    head, profile, *_ = out.splitlines()
    assert head.endswith("1.0 s, 1280x720, 30.00 frames/s, sound")
    assert profile == "Profile per-format, prices of us-east-1"
    rows = [line.split() for line in out.splitlines()]
    assert ["hls", "hls_720p", "1280x720", "H_264", "0.33", "basic", "0.0025"] in rows
    assert out.endswith("US dollars\n")


def test_what_is_left_out_is_said(run, tmp_path: Path) -> None:
    small = make_clip(tmp_path / "small.mp4", 1, "320x180")
    code, out, err = run(ENVS / "dev", VIDEO=str(small))
    assert (code, err) == (0, "")
    assert "Without cmaf 720p: a smaller rendition shows the whole picture already" in out


def test_a_video_that_would_be_refused_is(run, clip: Path, tmp_path: Path) -> None:
    cheap = environment(tmp_path, 'region = "x"', "processing = { max_estimate_usd = 0.001 }")
    code, out, err = run(cheap, VIDEO=str(clip))
    assert code == 1
    assert "No prices for x: us-east-1's were taken." in out
    assert "ESTIMATE_TOO_HIGH" in err
    for content, said in ((b"", "EMPTY_FILE"), (b"no video", "UNREADABLE_SOURCE")):
        (tmp_path / "a.mp4").write_bytes(content)
        code, out, err = run(ENVS / "dev", VIDEO=str(tmp_path / "a.mp4"))
        assert (code, out) == (1, "")
        assert said in err


@pytest.mark.parametrize(
    ("operands", "said"),
    [
        ({"VIDEO": ""}, "make estimate VIDEO=path/to/video.mp4"),
        ({"VIDEO": "/none.mp4"}, "VIDEO=/none.mp4 is no file."),
        ({"PROFILE": "none"}, "It has: apple, audio, default, "),
    ],
)
def test_wrong_operands_are_told_from_refusals(
    run, clip: Path, operands: dict[str, str], said: str
) -> None:
    code, out, err = run(ENVS / "dev", **{"VIDEO": str(clip), **operands})
    assert (code, out) == (2, "")
    assert said in err


def test_the_demo_refuses_a_wrong_file_before_it_starts_anything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(demo, "_end_cleanly_on_signals", lambda: None)
    monkeypatch.setattr(demo, "local_account", None)
    (tmp_path / "empty.mp4").touch()
    for name, said in (
        ("none.mp4", "is no file."),
        (".", "is no file."),
        ("empty.mp4", "is empty."),
    ):
        monkeypatch.setenv("VIDEO", str(tmp_path / name))
        assert demo.main() == 2
        assert f"VIDEO={tmp_path / name} {said}" in capsys.readouterr().err
