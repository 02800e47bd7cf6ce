"""CloudFront Functions on QuickJS: a function sees nothing but its event.

Source of the limits: CloudFront Developer Guide, "Quotas on CloudFront Functions" and "JavaScript
runtime 2.0 features". How long a function may compute is not told in seconds; here it is one.
"""

import json
import re
from typing import Any

import quickjs

SECONDS = 1
MEMORY_BYTES = 2 * 1024 * 1024
CODE_BYTES = 10 * 1024
MODULES = re.compile(r"^\s*import\b|\brequire\s*\(|\bimport\s*\(", re.MULTILINE)
# What the runtime does not have: a function that uses it fails there.
WITHOUT = "delete globalThis.eval; delete globalThis.Function;"
RUN = """
var __result, __error;
(async () => handler(JSON.parse(__event)))().then(
  (value) => { __result = JSON.stringify(value === undefined ? null : value); },
  (error) => { __error = String(error); },
);
"""


class FunctionError(Exception):
    """The function has no handler, threw, took too long, or never came to an end."""


def unsupported(code: bytes) -> str | None:
    """Why a function cannot be made here."""
    if len(code) > CODE_BYTES:
        return "The function's code is larger than 10 KB."
    if MODULES.search(code.decode(errors="replace")):
        return "The local account does not run functions that import modules."
    return None


def run(code: bytes, event: dict[str, Any]) -> Any:
    """What the function returns for an event."""
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_BYTES)
    context.set_time_limit(SECONDS)
    context.set("__event", json.dumps(event))
    try:
        context.eval("globalThis.console = {log() {}, error() {}};" + WITHOUT)
        context.eval(code.decode())
        context.eval(RUN)
        while context.execute_pending_job():
            pass
        error, result = context.get("__error"), context.get("__result")
    except quickjs.JSException as thrown:
        raise FunctionError(str(thrown)) from thrown
    if error is not None or result is None:
        raise FunctionError(error or "the handler never came to an end")
    return json.loads(result)
