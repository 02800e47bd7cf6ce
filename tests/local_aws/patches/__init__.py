"""Fidelity patches: where ministack differs from AWS and the pipeline would notice.

One module per difference, each with ``apply()``. ministack's names are private ones, so its
version is pinned, and every patch has a smoke test that fails when ministack changes.
"""


def apply() -> None:
    """Apply all patches; call once, before the first request."""
    from local_aws.patches import (
        alarm_states,
        alarms,
        bus_policies,
        embedded_metrics,
        s3_events,
        saved_queries,
        version_listings,
        worker_credentials,
    )

    for patch in (
        *(s3_events, alarms, alarm_states, saved_queries),
        *(bus_policies, embedded_metrics, version_listings, worker_credentials),
    ):
        patch.apply()
