"""The functions' log: every line is one JSON object, in ASCII, shorter than CloudWatch cuts.

ASCII, because a raw U+2028 ends a line for some readers and U+202E turns what a person reads;
both are escaped like any other.
"""

import json
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.shared.version import VERSION

from pipeline.aws.clients import versions

# A text's share of a line. CloudWatch cuts an event at 256 KB; an escaped character has up to 12.
TEXT_LIMIT = 8000


def logger() -> Logger:
    """One logger, however often it is asked for. A message that looks like JSON stays a text."""
    return Logger(json_serializer=line, json_deserializer=str, serialize_stacktrace=False)


def log_versions(logger: Logger) -> None:
    """For the first invocation of an instance."""
    logger.info("cold start", versions={**versions(), "powertools": VERSION})


def line(fields: dict[str, Any]) -> str:
    """Without the line feed."""
    return json.dumps({name: _short(value) for name, value in fields.items()}, default=str)


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > TEXT_LIMIT:
        return f"{value[: TEXT_LIMIT // 2]} […] {value[-TEXT_LIMIT // 2 :]}"
    return value
