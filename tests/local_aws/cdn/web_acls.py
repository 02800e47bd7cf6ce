"""Web ACLs for CloudFront: rules on the rate of an address, and nothing else.

Source: "Using rate-based rule statements in AWS WAF", AWS WAF Developer Guide. Assumed, since AWS
looks at rates every few seconds: whoever is above the limit is refused at once, and what is refused
counts.
"""

import base64
import posixpath
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

WINDOWS = (60, 120, 300, 600)
TRANSFORMATIONS = {"NONE", "URL_DECODE", "NORMALIZE_PATH"}
FORBIDDEN = 403


@dataclass(frozen=True)
class Refusal:
    """By a rule, which metrics know by ``metric_name``; headers are those that the rule adds."""

    metric_name: str
    status: int
    headers: dict[str, str]


class Rates:
    """The times (seconds) of requests, by rule and address, as far back as a window goes."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str], deque[float]] = {}

    def count(self, name: tuple[str, str, str], now: float, window: float) -> int:
        """Requests in the window, with one that comes now."""
        seen = self._seen.setdefault(name, deque())
        seen.append(now)
        while seen[0] <= now - window:
            seen.popleft()
        return len(seen)


def refusal(
    rates: Rates, acl: dict[str, Any], path: str, address: str, now: float
) -> Refusal | None:
    """What the first rule says that refuses a request; None: the request may pass.

    :param path: as the viewer wrote it.
    """
    for rule in sorted(acl["Rules"], key=lambda one: one["Priority"]):
        rate = rule["Statement"]["RateBasedStatement"]
        narrowed = rate.get("ScopeDownStatement")
        if narrowed and not _matches(narrowed["ByteMatchStatement"], path):
            continue
        name, window = (acl["ARN"], rule["Name"], address), rate.get("EvaluationWindowSec", 300)
        if rates.count(name, now, window) > rate["Limit"]:
            custom = rule["Action"]["Block"].get("CustomResponse") or {}
            added = custom.get("ResponseHeaders") or []
            return Refusal(
                rule["VisibilityConfig"]["MetricName"],
                custom.get("ResponseCode", FORBIDDEN),
                {one["Name"].lower(): one["Value"] for one in added},
            )
    return None


def unsupported(asked: dict[str, Any]) -> str | None:
    """What the local account does not do of a web ACL that somebody makes or changes."""
    if "Allow" not in asked.get("DefaultAction", {}):
        return "refuse by default"
    for rule in asked.get("Rules") or []:
        rate = rule["Statement"].get("RateBasedStatement")
        if not rate:
            return "know rules but those of a rate"
        if rate.get("AggregateKeyType") != "IP":
            return "count but by address"
        if list(rule.get("Action", {})) != ["Block"]:
            return "know actions of rules but Block"
        if "CustomResponseBodyKey" in (rule["Action"]["Block"].get("CustomResponse") or {}):
            return "answer with a body of one's own"
        narrowed = rate.get("ScopeDownStatement")
        if narrowed and not _is_prefix(narrowed):
            return "narrow a rate but by how a path begins"
    return None


def invalid(asked: dict[str, Any]) -> str | None:
    """What WAF does not take of rules on rates, beyond its model."""
    for rule in asked.get("Rules") or []:
        rate = rule["Statement"].get("RateBasedStatement") or {}
        if rate.get("EvaluationWindowSec", 300) not in WINDOWS:
            return "RateBasedStatement.EvaluationWindowSec must be 60, 120, 300 or 600."
    return None


def _is_prefix(statement: dict[str, Any]) -> bool:
    match = statement.get("ByteMatchStatement") or {}
    transformed = {one["Type"] for one in match.get("TextTransformations", [])}
    return (
        match.get("PositionalConstraint") == "STARTS_WITH"
        and list(match.get("FieldToMatch", {})) == ["UriPath"]
        and transformed <= TRANSFORMATIONS
    )


def _matches(match: dict[str, Any], path: str) -> bool:
    for one in sorted(match["TextTransformations"], key=lambda one: one["Priority"]):
        if one["Type"] == "URL_DECODE":
            path = unquote(path)
        elif one["Type"] == "NORMALIZE_PATH":
            path = _normal(path)
    return path.startswith(base64.b64decode(match["SearchString"]).decode())


def _normal(path: str) -> str:
    """Without steps up, steps in place and doubled slashes."""
    normal = posixpath.normpath("/" + path.lstrip("/"))
    return normal + "/" if path.endswith(("/", "/.", "/..")) and normal != "/" else normal
