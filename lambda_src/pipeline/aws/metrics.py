"""Metrics, as lines of CloudWatch's embedded metric format on standard output."""

from collections.abc import Iterable

from aws_lambda_powertools.metrics import EphemeralMetrics

from pipeline.assets.measurements import Measurement


class Metrics:
    """Dimensions: Environment, and Format where a measurement has one. An empty service name
    keeps Powertools from adding its dimension ``service``."""

    def __init__(self, namespace: str, environment: str) -> None:
        self._namespace = namespace
        self._environment = environment

    def record(self, asset_id: str | None, measurements: Iterable[Measurement]) -> None:
        """Write one line per set of dimensions."""
        by_format: dict[str | None, list[Measurement]] = {}
        for measurement in measurements:
            by_format.setdefault(measurement.format, []).append(measurement)
        for name, group in by_format.items():
            self._write(asset_id, {"Format": name} if name else {}, group)

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
