"""Statements whose use the local account cannot see: tests/plan/test_unseen_grants.py proves them.

By role ("*" is every function) and statement.
"""

from e2e.permissions.grants import Grant

UNSEEN = {
    ("*", "WriteOwnLog"): "the service writes a function's log itself",
    ("*", "WriteTraces"): "there is no X-Ray",
    ("asset-event-publisher", "SetAsideWhatFails"): "a stream mapping never gives a batch up",
    ("asset-event-publisher", "UseMessagesKey"): "it is for that queue",
}


def is_unseen(grant: Grant) -> bool:
    """Whether only the plan can prove a grant."""
    return any(
        grant.sid == sid and role in ("*", grant.role.removeprefix("media-dev-"))
        for role, sid in UNSEEN
    )
