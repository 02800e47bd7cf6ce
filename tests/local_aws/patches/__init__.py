"""Fidelity patches: where ministack differs from AWS and the pipeline would notice.

One module per difference, each with ``apply()``. ministack's names are private ones, so its
version is pinned, and every patch has a smoke test that fails when ministack changes.
"""


def apply() -> None:
    """Apply all patches; call once, before the first request."""
