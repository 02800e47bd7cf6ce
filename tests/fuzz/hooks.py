"""What schemathesis cannot know: names of files that are accepted, and uploads that are there.

``FUZZ_TARGETS`` holds a list of objects in JSON: what requests may name, by the names that the
API's document has for it.
"""

import json
import os
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode, HookContext

TARGETS: list[dict[str, str]] = json.loads(os.environ.get("FUZZ_TARGETS", "[]"))
SUFFIXES = ("mp4", "MOV", "mkv", "srt", "exe")

schemathesis.openapi.format(
    "filename",
    st.text(min_size=1, max_size=100)
    | st.builds("{}.{}".format, st.text(max_size=100), st.sampled_from(SUFFIXES)),
)


@schemathesis.hook
def flatmap_case(_: HookContext, case: Case) -> st.SearchStrategy[Case]:
    """Half of the requests that are valid are about what is there."""
    if not TARGETS or case.meta is None or case.meta.generation.mode is GenerationMode.NEGATIVE:
        return st.just(case)
    return st.just(case) | st.sampled_from(TARGETS).map(lambda target: aimed(case, target))


def aimed(case: Case, target: dict[str, str]) -> Case:
    """Whatever a request names is the target's: it fits together."""
    named = dict(target)
    fill(case.path_parameters, named)
    fill(case.query, named)
    if case.path == "/s3/sign":
        # Uppy calls S3's id so.
        named["uploadId"] = target.get("multipartId", "")
    fill(case.body, named)
    return case


def fill(given: Any, named: dict[str, str]) -> None:
    if isinstance(given, dict):
        given.update({name: named[name] for name in given.keys() & named.keys()})
