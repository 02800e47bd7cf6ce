"""S3 ListObjectVersions: keys are URL-encoded where the caller asks for ``encoding-type=url``.

ministack 1.5.33 answers such a request with plain keys. Terraform asks for it and decodes what it
gets, so that it could never empty a bucket holding a key with ``+`` or ``%``. A key with a control
character makes an answer that is no XML.
"""

import re
from typing import Any
from xml.etree import ElementTree

ENCODED = {"Key", "Prefix", "Delimiter", "KeyMarker", "NextKeyMarker"}
# What XML cannot hold, or changes, stands in a private area while the answer is one.
CONTROL = re.compile(rb"[\x00-\x08\x0b-\x1f]")
PRIVATE = 0xE000
BACK = {PRIVATE + code: code for code in range(0x20)}


def apply() -> None:
    """Wrap the operation."""
    from ministack.services import s3

    plain = s3._list_object_versions

    def list_object_versions(bucket: str, query: dict[str, Any]) -> tuple:
        status, headers, body = plain(bucket, query)
        if status == 200 and s3._qp(query, "encoding-type") == "url":
            root = ElementTree.fromstring(
                CONTROL.sub(lambda found: chr(PRIVATE + found[0][0]).encode(), body)
            )
            namespace = root.tag.partition("}")[0] + "}"
            for element in root.iter():
                if element.tag.removeprefix(namespace) in ENCODED and element.text:
                    element.text = s3._url_encode(element.text.translate(BACK))
            ElementTree.SubElement(root, f"{namespace}EncodingType").text = "url"
            ElementTree.register_namespace("", namespace.strip("{}"))
            body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return status, headers, body

    s3._list_object_versions = list_object_versions
