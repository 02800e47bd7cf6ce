"""Metrics, as lines of CloudWatch's embedded metric format on standard output."""

from collections.abc import Iterable

from aws_lambda_powertools.metrics import EphemeralMetrics

from pipeline.assets.measurements import Measurement


class Metrics:
    """Dimensions: Environment, and those of the measurement itself. An empty service name
    keeps Powertools from adding its dimension ``service``."""

    def __init__(self, namespace: str, environment: str) -> None:
        self._namespace = namespace
        self._environment = environment

    def record(self, asset_id: str | None, measurements: Iterable[Measurement]) -> None:
        """Write one line per set of dimensions."""
        groups: dict[tuple[tuple[str, str], ...], list[Measurement]] = {}
        for measurement in measurements:
            groups.setdefault(measurement.dimensions, []).append(measurement)
        for dimensions, group in groups.items():
            self._write(asset_id, dict(dimensions), group)

    def _write(
        self, asset_id: str | None, dimensions: dict[str, str], group: list[Measurement]
    ) -> None:
        line = EphemeralMetrics(
            namespace=self._namespace,
            service="",
            default_dimensions={"Environment": self._environment, **dimensions},
        )
        for measurement in group:
            line.add_metric(measurement.name, measurement.unit, measurement.value)
        if asset_id:
            line.add_metadata("assetId", asset_id)
        line.flush_metrics()
