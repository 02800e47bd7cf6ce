"""CloudWatch alarms: keep metric math, and describe every field over the Query protocol.

Terraform reads alarms as XML, where ministack 1.5.33 answers a few fields only; it stores no
``Metrics``, and makes up values for what a metric-math alarm does not have.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

Parameters = dict[str, Any]
LISTS = ("AlarmActions", "OKActions", "InsufficientDataActions")


def apply() -> None:
    """Replace the put and describe functions of alarms."""
    from ministack.services import cloudwatch

    put, describe = cloudwatch._put_metric_alarm, cloudwatch._describe_alarms

    def put_metric_alarm(params: Any, data: Any, is_cbor: bool, is_json: bool = False) -> Any:
        asked = data if is_cbor or is_json else read_query(params)
        answer = put(params, data, is_cbor, is_json)
        if answer[0] == 200:
            _complete(cloudwatch._alarms[asked["AlarmName"]], asked)
        return answer

    def describe_alarms(params: Any, data: Any, is_cbor: bool, is_json: bool = False) -> Any:
        if is_cbor or is_json:
            return describe(params, data, is_cbor, is_json)
        # The JSON answer is complete; Query callers get the same fields as XML.
        asked = read_query(params)
        status, _, body = describe({}, asked, False, True)
        if status != 200:
            return describe(params, data, is_cbor, is_json)
        found = json.loads(body)
        inner = "".join(xml(name, value) for name, value in found.items())
        return cloudwatch._xml(
            200, "DescribeAlarmsResponse", f"<DescribeAlarmsResult>{inner}</DescribeAlarmsResult>"
        )

    cloudwatch._put_metric_alarm = put_metric_alarm
    cloudwatch._describe_alarms = describe_alarms


def _complete(alarm: Parameters, asked: Parameters) -> None:
    """Store what ministack drops, and drop what it makes up."""
    for name in (*LISTS, "Dimensions", "Metrics"):
        if asked.get(name):
            alarm[name] = asked[name]
    if asked.get("Metrics"):
        for name in ("MetricName", "Namespace", "Statistic", "Period", "Unit"):
            alarm.pop(name, None)
    if asked.get("ExtendedStatistic"):
        alarm.pop("Statistic", None)
        low = asked.get("EvaluateLowSampleCountPercentile")
        if low:
            alarm["EvaluateLowSampleCountPercentile"] = low
    if not asked.get("Metrics") and not asked.get("ExtendedStatistic"):
        alarm["Statistic"] = asked.get("Statistic", "Average")


def read_query(params: Parameters) -> Parameters:
    """Turn ``A.member.1.B=v`` parameters into nested dicts and lists."""
    root: Parameters = {}
    for name, value in params.items():
        one = value[0] if isinstance(value, list) else value
        parts = name.split(".")
        here = root
        for part in parts[:-1]:
            here = here.setdefault(part, {})
        here[parts[-1]] = one
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if set(value) == {"member"}:
        numbered = sorted(value["member"].items(), key=lambda pair: int(pair[0]))
        return [_lists(one) for _, one in numbered]
    return {name: _lists(one) for name, one in value.items()}


def xml(name: str, value: Any) -> str:
    """One member of an answer as XML; None and empty text are left out."""
    if value is None or value == "":
        return ""
    if name.endswith("Timestamp"):
        value = datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    if isinstance(value, list):
        inner = "".join(f"<member>{_inner(one)}</member>" for one in value)
    else:
        inner = _inner(value)
    return f"<{name}>{inner}</{name}>"


def _inner(value: Any) -> str:
    if isinstance(value, dict):
        return "".join(xml(name, one) for name, one in value.items())
    if isinstance(value, bool):
        return str(value).lower()
    return escape(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", str(value)))
