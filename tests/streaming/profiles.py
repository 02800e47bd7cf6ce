"""Which rules a profile is held to: every MUST, but those it does not aim for and says why."""

from collections.abc import Mapping

NO_CELLULAR_RUNG = {"9.21-iOS": "the rung for cellular networks is in `apple`"}
# Profiles of an environment's own, and those that are not named here.
OTHERS: Mapping[str, str] = NO_CELLULAR_RUNG
NOT_AIMED_FOR: Mapping[str, Mapping[str, str]] = {
    "apple": {},
    "audio": {},
    "uhd": {
        **NO_CELLULAR_RUNG,
        "1.3b-macOS": "2160p needs Level 5.1",
    },
}


def not_aimed_for(profile: str) -> Mapping[str, str]:
    """Rule number → why not."""
    return NOT_AIMED_FOR.get(profile, OTHERS)
