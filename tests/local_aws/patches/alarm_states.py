"""CloudWatch alarm states: by the alarm's own dimensions, periods, missing data, metric math.

ministack 1.5.33 mixes all series of a metric whatever their dimensions are, takes all periods as
one, and evaluates no metric math. Alarms are judged when data arrives, over windows that end now.
"""

import ast
import operator
import re
import time
from collections.abc import Callable
from typing import Any

Alarm = dict[str, Any]
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    **{ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul},
    **{ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Lt: operator.lt, ast.LtE: operator.le},
    **{ast.Eq: operator.eq, ast.NotEq: operator.ne},
}
WORDS = {"AND": "and", "OR": "or", "&&": "and", "||": "or"}


class _NoDataError(Exception):
    """An expression needs a value that is not there."""


def apply() -> None:
    """Replace the evaluation of one alarm."""
    from ministack.services import cloudwatch

    def evaluate_alarm(alarm: Alarm) -> None:
        old, new = alarm["StateValue"], state(cloudwatch, alarm, time.time())
        if new == old:
            return
        reason = f"Threshold Crossed: {alarm.get('ComparisonOperator')} {alarm.get('Threshold')}"
        alarm |= {
            "StateValue": new,
            "StateReason": reason,
            "StateUpdatedTimestamp": int(time.time()),
        }
        cloudwatch._record_history(alarm["AlarmName"], old, new, reason)
        cloudwatch._dispatch_alarm_actions(alarm, old, new, reason)
        cloudwatch._evaluate_parent_alarms(alarm)

    cloudwatch._evaluate_alarm = evaluate_alarm


def state(cloudwatch: Any, alarm: Alarm, now: float) -> str:
    """OK, ALARM or INSUFFICIENT_DATA by the data up to ``now`` (epoch seconds)."""
    queries = {query["Id"]: query for query in alarm.get("Metrics") or []}
    shown = next((q for q in queries.values() if _is_true(q.get("ReturnData", True))), None)
    periods = [int(q["MetricStat"]["Period"]) for q in queries.values() if q.get("MetricStat")]
    period = alarm.get("Period") or max(periods, default=60)
    count = alarm.get("EvaluationPeriods", 1)
    values = []
    for index in range(count):
        window = (now - (index + 1) * period, now - index * period)
        if shown:
            values.append(_query(cloudwatch, queries, shown, window))
        else:
            values.append(_metric(cloudwatch, alarm, _statistic(alarm), window))
    compare = COMPARISONS.get(alarm.get("ComparisonOperator", ""), operator.gt)
    there = [compare(value, alarm.get("Threshold", 0)) for value in values if value is not None]
    missing, treat = len(values) - len(there), alarm.get("TreatMissingData", "missing")
    breaching = sum(there) + (missing if treat == "breaching" else 0)
    if breaching >= alarm.get("DatapointsToAlarm", count):
        return "ALARM"
    if not there and treat in ("missing", "ignore"):
        return alarm["StateValue"] if treat == "ignore" else "INSUFFICIENT_DATA"
    return "OK"


def _is_true(value: Any) -> bool:
    return str(value).lower() == "true"


def _statistic(alarm: Alarm) -> str:
    return alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"


def _metric(
    cloudwatch: Any, metric: Alarm, statistic: str, window: tuple[float, float]
) -> float | None:
    dimensions = cloudwatch._dims_from_list(metric.get("Dimensions") or [])
    name = (metric.get("Namespace"), metric.get("MetricName"), cloudwatch._dims_key(dimensions))
    points = [
        point
        for point in cloudwatch._metrics.get(name) or []
        if window[0] < point["Timestamp"] <= window[1] + 1
    ]
    if not points:
        return None
    return cloudwatch._stat_value(cloudwatch._calc_stats(points), statistic, points)


def _query(
    cloudwatch: Any, queries: dict[str, Alarm], query: Alarm, window: tuple[float, float]
) -> float | None:
    if query.get("MetricStat"):
        stat = query["MetricStat"]
        return _metric(cloudwatch, stat["Metric"], stat["Stat"], window)

    def value(name: str) -> float | None:
        return _query(cloudwatch, queries, queries[name], window) if name in queries else None

    text = re.sub(r"\bAND\b|\bOR\b|&&|\|\|", lambda m: WORDS[m[0]], query.get("Expression", ""))
    try:
        return float(_math(ast.parse(text.strip(), mode="eval").body, value))
    except (_NoDataError, SyntaxError, ZeroDivisionError):
        return None


def _math(node: ast.expr, value: Callable[[str], float | None]) -> Any:
    """Evaluate arithmetic, comparisons, IF and FILL; what is unknown counts as no data."""
    match node:
        case ast.Constant(value=float() | int() as number):
            return number
        case ast.Name(id=name):
            found = value(name)
            if found is None:
                raise _NoDataError(name)
            return found
        case ast.BinOp(left, ast.Div(), right):
            return _math(left, value) / _math(right, value)
        case ast.BinOp(left, sign, right) | ast.Compare(left, [sign], [right]):
            return OPERATORS[type(sign)](_math(left, value), _math(right, value))
        case ast.UnaryOp(ast.USub(), one):
            return -_math(one, value)
        case ast.BoolOp(word, parts):
            results = [_math(part, value) for part in parts]
            return all(results) if isinstance(word, ast.And) else any(results)
        case ast.Call(ast.Name("IF"), [test, yes, no]):
            return _math(yes if _math(test, value) else no, value)
        case ast.Call(ast.Name("FILL"), [one, other]):
            try:
                return _math(one, value)
            except _NoDataError:
                return _math(other, value)
    raise _NoDataError(ast.dump(node))
