"""λ uploads-api, the protocols of others: what Uppy 5 and 6 ask, and what presigning answers."""

import pytest

from fakes.events import UPLOADS_BUCKET
from fakes.uploads_door import ANN, MIB, signed
from pipeline.upload_sessions.sending import UNTOLD_FORM_LIMIT_BYTES
from pipeline.uploads.upload import asset_id

FILE = {"filename": "a b.mov", "type": "video/quicktime"}
METADATA = {"name": "a b.mov", "relativePath": None, "passthrough": "x", "projectId": "p"}
HOST = f"https://{UPLOADS_BUCKET}.s3.us-east-1.amazonaws.com"
PARTS = (5 * MIB, MIB)


def counter(door) -> dict[str, int]:
    found = door.items()[f"quota#{ANN.owner}#2026-01-01"]
    return {name: found[name] for name in ("uploads", "bytes")}


def test_uppy_sends_a_small_file(door):
    query = {**FILE, "metadata[name]": "a b.mov", "metadata[passthrough]": "x"}
    made = door.ask("GET", "/s3/params", query=query).document
    assert door.calls == ["transact_write_items"]
    assert (made["method"], made["expires"]) == ("post", 3600)
    _, owner, upload_id, name = made["fields"]["key"].split("/")
    assert (owner, name) == (ANN.owner, "a b.mov")
    assert door.items()[upload_id]["passthrough"] == "x"
    # The size is not told: it counts as the most that the form takes.
    assert counter(door) == {"uploads": 1, "bytes": UNTOLD_FORM_LIMIT_BYTES}


def test_uppy_sends_parts(door):
    made = door.ask("POST", "/s3/multipart", {**FILE, "metadata": METADATA}).document
    assert door.calls == ["create_multipart_upload", "transact_write_items"]
    key, multipart_id = made["key"], made["uploadId"]
    upload_id = key.split("/")[2]
    assert {"passthrough": "x", "projectId": "p"}.items() <= door.items()[upload_id].items()
    assert counter(door) == {"uploads": 1, "bytes": 0}
    path, query = f"/s3/multipart/{multipart_id}", {"key": key}
    told = door.ask("GET", f"{path}/2", query=query).document
    assert door.calls == []
    asked = signed(told["url"])
    assert (asked["partNumber"], asked["uploadId"]) == ("2", multipart_id)
    parts = door.send_parts(key, multipart_id, *PARTS)
    listed = door.ask("GET", path, query=query).document
    assert door.calls == ["list_parts"]
    # As S3 has them: with quotes.
    assert listed == [
        {"PartNumber": part["partNumber"], "Size": size, "ETag": part["etag"]}
        for part, size in zip(parts, PARTS, strict=True)
    ]
    body = {
        "parts": [
            {"PartNumber": n, "ETag": part["etag"].strip('"')} for n, part in enumerate(parts, 1)
        ]
    }
    for _ in range(2):
        answer = door.ask("POST", f"{path}/complete", body, query=query).document
        assert len(door.calls) <= 3
        head = door.clients["s3"].head_object(Bucket=UPLOADS_BUCKET, Key=key)
        assert answer == {
            "location": f"{HOST}/{key.replace(' ', '%20')}",
            "bucket": UPLOADS_BUCKET,
            "key": key,
            "assetId": asset_id(UPLOADS_BUCKET, key, head["VersionId"]),
        }
        # Counted once, when the parts were.
        assert counter(door) == {"uploads": 1, "bytes": sum(PARTS)}


def test_all_pages_of_a_listing(door):
    """Uppy 5 sends parts of 5 MiB, and more than a page of them."""
    made = door.ask("POST", "/s3/multipart", FILE).document
    door.send_parts(made["key"], made["uploadId"], *[1] * 1001)
    path = f"/s3/multipart/{made['uploadId']}"
    listed = door.ask("GET", path, query={"key": made["key"]}).document
    assert [one["PartNumber"] for one in listed] == list(range(1, 1002))
    assert door.calls == ["list_parts"] * 2


def test_uppy_aborts(door):
    made = door.ask("POST", "/s3/multipart", FILE).document
    path, query = f"/s3/multipart/{made['uploadId']}", {"key": made["key"]}
    for _ in range(2):
        assert (door.ask("DELETE", path, query=query).text, door.multipart_uploads()) == ("{}", [])
        assert len(door.calls) <= 3
    assert door.items()[made["key"].split("/")[2]]["state"] == "aborted"


def test_uppy_asks_s3_itself(door):
    """Uppy 6 with signatures of ours, each request of its own."""

    def sign(method, calls, **more):
        answer = door.ask("POST", "/s3/sign", {"method": method, **more})
        assert (answer.status, door.calls) == (200, calls), answer.text
        return answer.document

    made = sign("POST", ["transact_write_items"], key="a b.mov")
    key = made["key"]
    assert "uploads" in signed(made["url"])
    multipart_id = door.clients["s3"].create_multipart_upload(Bucket=UPLOADS_BUCKET, Key=key)[
        "UploadId"
    ]
    target = {"key": key, "uploadId": multipart_id}
    part = sign("PUT", [], **target, partNumber=1)
    assert signed(part["url"])["partNumber"] == "1"
    for method in ("GET", "DELETE"):
        assert signed(sign(method, [], **target)["url"])["uploadId"] == multipart_id
    door.send_parts(key, multipart_id, *PARTS)
    # What was sent counts before it becomes an object.
    done = sign("POST", ["list_parts", "transact_write_items"], **target)
    assert (signed(done["url"])["uploadId"], done["key"]) == (multipart_id, key)
    assert counter(door) == {"uploads": 1, "bytes": sum(PARTS)}


def test_what_uppy_began_by_itself_is_aborted_by_its_id(door):
    """S3's id is not known then: S3 aborts it in time, and nothing becomes of it before."""
    key = door.ask("POST", "/s3/sign", {"method": "POST", "key": "a.mov"}).document["key"]
    place = {"Bucket": UPLOADS_BUCKET, "Key": key}
    multipart_id = door.clients["s3"].create_multipart_upload(**place)["UploadId"]
    door.send_parts(key, multipart_id, 1)
    assert door.ask("DELETE", f"/v1/uploads/{key.split('/')[2]}").status == 204
    told = {"method": "POST", "key": key, "uploadId": multipart_id}
    assert door.ask("POST", "/s3/sign", told).code == "UPLOAD_ABORTED"


def test_uppy_asks_s3_for_one_piece_by_a_form(door):
    """Before the file's name it puts a UUID, which ours replaces."""
    name = "0e5f8a1c-1111-4111-9111-0123456789ab-a b.mov"
    told = {"method": "PUT", "key": name, "contentType": "video/quicktime"}
    made = door.ask("POST", "/s3/sign", told).document
    assert made["fields"]["key"] == made["key"]
    session = door.items()[made["key"].split("/")[2]]
    assert (made["key"].split("/")[3], session["filename"]) == ("a b.mov", "a b.mov")
    assert made["fields"]["Content-Type"] == "video/quicktime"


@pytest.mark.parametrize("parts", [1, 7, 1000])
def test_presigning(door, parts):
    told = {"filename": "hero.mp4", "contentType": "video/mp4", "projectId": "proj_456"}
    answer = door.ask("POST", "/uploads/presign", {**told, "mediaId": "media_123", "parts": parts})
    assert door.calls == ["create_multipart_upload", "transact_write_items"]
    made = answer.document
    assert set(made) == {"bucket", "key", "uploadId", "presignedUrls"}
    queries = [signed(url) for url in made["presignedUrls"]]
    assert [one["partNumber"] for one in queries] == [str(n) for n in range(1, parts + 1)]
    assert {one["uploadId"] for one in queries} == {made["uploadId"]}
    session = door.items()[made["key"].split("/")[2]]
    assert (session["projectId"], session["mediaId"]) == ("proj_456", "media_123")
    # Lambda answers with 6 MB at most; a URL has half as much again with a role's token.
    assert len(answer.text) < 2_000_000
