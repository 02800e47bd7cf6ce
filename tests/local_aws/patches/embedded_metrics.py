"""Embedded metric format: a function's EMF log lines become metrics, as on AWS.

ministack 1.5.33 keeps the lines as log events only.
"""

import json
from collections.abc import Iterator
from typing import Any

Metric = tuple[str, str, float, str, dict[str, str]]


def apply() -> None:
    """Read metrics from what every invocation logs."""
    from ministack.services import cloudwatch, lambda_svc

    emit = lambda_svc._emit_lambda_logs

    def emit_lambda_logs(
        func: Any, request_id: str, log_text: str, *arguments: Any, **named: Any
    ) -> None:
        emit(func, request_id, log_text, *arguments, **named)
        metrics = list(read(log_text or ""))
        for namespace, name, value, unit, dimensions in metrics:
            cloudwatch.record_metric(namespace, name, value, unit, dimensions)
        if metrics:
            cloudwatch._evaluate_all_alarms()

    lambda_svc._emit_lambda_logs = emit_lambda_logs


def read(log_text: str) -> Iterator[Metric]:
    """Yield (namespace, name, value, unit, dimensions) of every EMF line in a log."""
    for line in log_text.splitlines():
        if '"_aws"' not in line:
            continue
        try:
            record = json.loads(line[line.index("{") :])
        except ValueError:
            continue
        for group in record.get("_aws", {}).get("CloudWatchMetrics", []):
            yield from _group(record, group)


def _group(record: dict[str, Any], group: dict[str, Any]) -> Iterator[Metric]:
    for names in group.get("Dimensions") or [[]]:
        dimensions = {name: str(record[name]) for name in names if name in record}
        for metric in group.get("Metrics", []):
            values = record.get(metric["Name"], [])
            for value in values if isinstance(values, list) else [values]:
                unit = metric.get("Unit", "None")
                yield group["Namespace"], metric["Name"], float(value), unit, dimensions
