"""make bill, on answers of CloudWatch and Cost Explorer as the AWS CLI prints them."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "bill.sh"
DAY = "2026-02-28"
OUTPUTS = {
    "asset_table_name": "media-dev-media-assets",
    "mediaconvert_queue_arn": "arn:aws:mediaconvert:eu-west-1:111122223333:queues/media-dev",
}
CHARGES = [["EUW1-B-AVC-HD-S-30-NTM", "0.1500000000"], ["EUW1-AUD-NTM", "0.0292500000"]]


class Account:
    """Stand-ins for terraform and the AWS CLI. ``estimates`` are CloudWatch's sums."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.bin.mkdir()
        self.asked = folder / "asked"
        cases = "".join(f"  {name}) echo {value} ;;\n" for name, value in OUTPUTS.items())
        self._put("terraform", f'case "${{@: -1}}" in\n{cases}  *) exit 1 ;;\nesac')

    def answer(self, estimates: tuple[str, str], charges: list[list[str]] | str) -> None:
        low, high = estimates
        bill = charges if isinstance(charges, str) else json.dumps(charges, indent=4)
        self._put(
            "aws",
            f'printf "%s\\n" "$@" >>"{self.asked}"\n'
            f'case "$*" in\n'
            f"  *EstimatedCostLowUsd*) echo {low} ;;\n"
            f"  *EstimatedCostUsd*) echo {high} ;;\n"
            f"  ce*) cat <<'END'\n{bill}\nEND\n;;\n"
            f"  *) exit 9 ;;\nesac",
        )

    def refuse(self, words: str) -> None:
        self._put("aws", f"echo '{words}' >&2\nexit 254")

    def bill(self, day: str = DAY, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "TF_DIR": ".", "DAY": day, **variables}
        return subprocess.run(
            [SCRIPT], env=environment, check=False, capture_output=True, text=True, timeout=60
        )

    def _put(self, tool: str, script: str) -> None:
        path = self.bin / tool
        path.write_text(f"#!/usr/bin/env bash\n{script}\n")
        path.chmod(0o755)


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return Account(tmp_path)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        ("0.1", "0.2", "Within the estimate"),
        ("0.1793", "0.1793", "Within the estimate"),
        ("0.05", "0.1", "Above the estimate by 79 %"),
        ("0.3585", "0.5", "Below the estimate by 50 %"),
    ],
)
def test_what_was_charged_is_compared(account: Account, low: str, high: str, verdict: str) -> None:
    account.answer((low, high), CHARGES)
    ran = account.bill()
    assert (ran.returncode, ran.stderr) == (0, "")
    estimated, charged, *usage, last = ran.stdout.splitlines()
    assert estimated.split()[1:4] == [f"{float(low):.4f}", "to", f"{float(high):.4f}"]
    assert charged.split()[1] in ("0.1792", "0.1793")
    assert [line.split() for line in usage] == [
        [name, f"{float(amount):.4f}"] for name, amount in CHARGES
    ]
    assert last == verdict


def test_only_this_pipelines_jobs_of_this_day_are_asked_for(account: Account) -> None:
    account.answer(("1", "1"), CHARGES)
    account.bill()
    asked = account.asked.read_text()
    assert f"Start={DAY},End=2026-03-01" in asked
    assert "2026-02-28T00:00:00Z\n--end-time\n2026-03-01T00:00:00Z" in asked
    assert "Name=Environment,Value=media-dev\n" in asked
    _, _, rest = asked.partition("--filter\n")
    conditions, _ = json.JSONDecoder().raw_decode(rest)
    service, region, tag, but = conditions["And"]
    assert service["Dimensions"]["Values"] == ["AWS Elemental MediaConvert"]
    assert region["Dimensions"]["Values"] == ["eu-west-1"]
    assert tag == {"Tags": {"Key": "Pipeline", "Values": ["media-dev"]}}
    assert "Credit" in but["Not"]["Dimensions"]["Values"]


def test_a_day_without_charges_says_what_may_be_wrong(account: Account) -> None:
    account.answer(("1", "2"), [])
    ran = account.bill()
    assert ran.returncode == 1
    assert ran.stdout.startswith("Estimated     1.0000 to 2.0000 US dollars")
    assert "activated as a cost allocation tag" in ran.stderr


def test_a_day_without_estimates_shows_the_charges(account: Account) -> None:
    account.answer(("None", "None"), CHARGES)
    ran = account.bill()
    assert ran.returncode == 0
    assert "Estimated" not in ran.stdout
    assert "No job was estimated on this day" in ran.stdout


def test_what_aws_refuses_is_shown(account: Account) -> None:
    account.refuse("AccessDeniedException: ce:GetCostAndUsage")
    ran = account.bill()
    assert ran.returncode not in (0, 1, 2)
    assert ran.stderr == "AccessDeniedException: ce:GetCostAndUsage\n"


TODAY = f"{datetime.now(UTC):%F}"
TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%F}"


@pytest.mark.parametrize(
    "day",
    ["", "yesterday", "2026-2-3", "2026-02-30", "2026-13-01", "2026-02-28;id", TODAY, TOMORROW],
)
def test_a_day_that_is_none_or_not_over_is_refused(account: Account, day: str) -> None:
    account.answer(("1", "1"), CHARGES)
    ran = account.bill(day)
    assert ran.returncode == 2
    assert "DAY=" in ran.stderr
    assert not account.asked.exists()


def test_a_local_account_has_no_bills(account: Account) -> None:
    ran = account.bill(AWS_ENDPOINT_URL="http://127.0.0.1:4566")
    assert ran.returncode == 1
    assert "a local account has no bills" in ran.stderr
