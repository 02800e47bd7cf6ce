"""JSON that others wrote, read strictly: what two readers may understand differently is refused."""

import json
from math import isfinite
from typing import Any


def read_json(text: str) -> Any:
    """Raises ValueError, which says why and repeats nothing of the text.

    Refused beside what is no JSON: a name that an object holds twice, a number without a value,
    half a surrogate pair (it cannot be written again), and nesting deeper than Python reads.
    """
    try:
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_number, parse_float=_number
        )
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    except UnicodeEncodeError:
        raise ValueError("it holds half a surrogate pair") from None
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object holds a name twice")
    return found


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError("a number has no finite value")
    return number
